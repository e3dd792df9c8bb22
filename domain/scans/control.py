"""The control data of a scanned directive: log number, copy, declassification, date; each as the lines have it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.scans.dates import date_parts
from domain.scans.doubts import Doubt, DoubtKind
from domain.scans.kinds import CONTROL, Furniture, FurnitureKind
from domain.scans.lines import Line
from domain.scans.surroundings import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlLine:
    """A line with control data on it, as written, and what it is."""

    line: int
    page: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlData:
    """What the control lines say; None where none says it.

    Attributes:
        lines: Every line of control data, in order.
    """

    log_number: str | None
    copy: str | None
    declassify: str | None
    date: date | None
    lines: tuple[ControlLine, ...]


_VALUES: Final = (FurnitureKind.LOG_NUMBER, FurnitureKind.COPY, FurnitureKind.DECLASSIFY)


def control_data(lines: Sequence[Line], told: Told) -> tuple[ControlData, tuple[Doubt, ...]]:
    """Gather the control data; lines that cannot be read or contradict each other become doubts.

    Args:
        lines: The lines of the scan.
        told: What is furniture, by line number.
    """
    of_control = [(line, what) for line in lines for what in told.get(line.number, ()) if what.kind in CONTROL]
    chosen = {kind: _first(of_control, kind) for kind in _VALUES}
    dated, date_doubts = _dated(of_control)
    doubts = (*_unreadable(of_control), *_contradictions(of_control, chosen), *date_doubts)
    data = ControlData(
        log_number=chosen[FurnitureKind.LOG_NUMBER],
        copy=chosen[FurnitureKind.COPY],
        declassify=chosen[FurnitureKind.DECLASSIFY],
        date=dated,
        lines=tuple(
            ControlLine(line=line.number, page=line.page, kind=what.kind.value, text=line.text)
            for line, what in of_control
        ),
    )
    return data, doubts


def _first(of_control: Sequence[tuple[Line, Furniture]], kind: FurnitureKind) -> str | None:
    """The first value that is beyond doubt, else the first one."""
    values = [what for _, what in of_control if what.kind is kind and what.value]
    return next((what.value for what in values if not what.doubt), values[0].value if values else None)


def _unreadable(of_control: Sequence[tuple[Line, Furniture]]) -> Iterator[Doubt]:
    for line, what in of_control:
        if what.doubt:
            yield _doubt(line, what.doubt)


def _contradictions(
    of_control: Sequence[tuple[Line, Furniture]], chosen: dict[FurnitureKind, str | None]
) -> Iterator[Doubt]:
    for line, what in of_control:
        taken = chosen.get(what.kind)
        if taken and what.value and what.value.casefold() != taken.casefold():
            yield _doubt(line, f"the {what.kind.value} reads {what.value!r} here, and {taken!r} elsewhere")


def _dated(of_control: Sequence[tuple[Line, Furniture]]) -> tuple[date | None, tuple[Doubt, ...]]:
    """The first date that stands alone is the directive's."""
    for line, what in of_control:
        parts = date_parts(what.value) if what.kind is FurnitureKind.DATE else None
        if parts is None:
            continue
        year, month, day, plain = parts
        try:
            dated = date(year, month, day)
        except ValueError:
            return None, (_doubt(line, f"reads {what.value!r}, which is no day"),)
        return dated, () if plain else (_doubt(line, f"reads {what.value!r}; taken for {dated.isoformat()}"),)
    return None, ()


def _doubt(line: Line, message: str) -> Doubt:
    return Doubt(kind=DoubtKind.CONTROL, line=line.number, page=line.page, about="control", message=message)
