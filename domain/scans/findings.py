"""What the reading of a scan gives: the title, the preamble and the clauses, control data, and what was set aside."""

from dataclasses import dataclass

from domain.marking import Level
from domain.scans.control import ControlData
from domain.scans.doubts import Doubt, SetAside


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPortion:
    """A title, a preamble or a clause as it was read.

    Attributes:
        ordinal: Of a clause, from 1; 0 of the preamble, -1 of the title.
        text: The words as they stand in the scan, without label and mark; lines and broken words joined.
        level: At which it is safeguarded; None where nothing in the paper says any.
        marked: The mark or marks as originally written; None where there is none.
        label: The bullet or number before it, as written.
        page: On which it begins.
        lines: The numbers of the lines that it stands on.
        introduced_by: The headings and lead-ins right before it, as written.
    """

    ordinal: int
    text: str
    level: Level | None
    marked: str | None
    label: str | None
    page: int
    lines: tuple[int, ...]
    introduced_by: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """What doubts call it."""
        return {-1: "title", 0: "preamble"}.get(self.ordinal, f"clause {self.ordinal}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A scanned directive, read. Every line with anything on it is in a portion, a control line or set aside."""

    id: str | None
    title: ReadPortion | None
    study: str | None
    control: ControlData
    preamble: ReadPortion | None
    clauses: tuple[ReadPortion, ...]
    set_aside: tuple[SetAside, ...]
    doubts: tuple[Doubt, ...]
    level: Level | None
    pages: int
