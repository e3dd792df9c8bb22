"""A directive as values: clauses, the mandates drawn from them, who acts, who clears; and its soundness."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from domain.assertions import Audience, Polarity
from domain.guidance import Lint
from domain.marking import Level
from domain.series import Series
from domain.vocabulary import Confidence

COUNTRY_DESK_AGENCY: Final = "state"
"""Every demarche is cleared at least by the country desk (5 FAH-1 H-241), hence by this agency."""


class AgencyKind(StrEnum):
    """What sort of body an agency is. A post delivers and reports; it has no right of clearance."""

    DEPARTMENT = "department"
    AGENCY = "agency"
    EXECUTIVE_OFFICE = "executive_office"
    POST = "post"


class Procedure(StrEnum):
    """The way in which a mandate is carried out; one workflow each."""

    CONSULTATION = "consultation"
    DEMARCHE = "demarche"
    NEGOTIATION = "negotiation"
    PUBLIC_STATEMENT = "public_statement"
    TRADE_ACTION = "trade_action"
    ENFORCEMENT = "enforcement"
    MONITORING = "monitoring"
    SUMMARY_OF_CONCLUSIONS = "summary_of_conclusions"


SENDS_TEXT_OUT: Final = frozenset(Procedure) - {Procedure.MONITORING}
"""Procedures whose text leaves the Government; a watch stays inside, and may therefore have no clearer."""


FROM_THE_PAPER: Final = {"left_out": True}
"""Metadata of a field for the paper's own words. Not given, it is left out of what an edition is known by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The control data on the paper itself, as originally written."""

    log_number: str
    copy: str
    declassify: str
    study: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailAssertion:
    """A guardrail as a value that texts can be held against: a figure, or a yes or no.

    `guardrail` counts from 1 through the guardrails beside it; `audience` limits it to texts that speak to that one.
    """

    guardrail: int
    measure: str
    polarity: Polarity
    low: int | None = None
    high: int | None = None
    unit: str | None = None
    actor: str | None = None
    audience: Audience | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preamble:
    """What stands before the clauses: no workflow, but a limit on every text.

    `text` and `marked` are the paper's own words and its mark as written on it.
    """

    code: str
    marking: Level
    summary: str
    guardrail: str
    text: str | None = field(default=None, metadata=FROM_THE_PAPER)
    marked: str | None = field(default=None, metadata=FROM_THE_PAPER)
    assertions: tuple[GuardrailAssertion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A body that may act, clear or be informed."""

    code: str
    name: str
    short: str
    kind: AgencyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One portion-marked piece of the directive. `ordinal` counts through the whole directive, from 1.

    `section` is the front on which it stands, such as `security`: a name that the file chooses. `summary` is in our own
    words; `text` is the paper's, and `marked` its portion mark as originally written, such as `(S/NF)`.
    """

    code: str
    ordinal: int
    section: str
    marking: Level
    summary: str
    text: str | None = field(default=None, metadata=FROM_THE_PAPER)
    marked: str | None = field(default=None, metadata=FROM_THE_PAPER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day that the outside world, or the makers of the file, have set; `note` says which."""

    name: str
    date: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A tasked obligation drawn from one or more clauses; a clause may yield several.

    `also` names other procedures that may be opened under it; `clear_if_affected` agencies clear a text only
    when a paragraph touches their equity; `info` agencies receive it and have no say (2 FAM 1211). `non_voting` are
    those of the informed that sit in the trade committees and never clear; the others observe. `steps` are those that
    it asks for beside the ones that its procedures always have; `lint` is what its public words are read for;
    `high_level`: its consultations are principals'.
    """

    code: str
    title: str
    clauses: tuple[str, ...]
    marking: Level
    procedure: Procedure
    also: tuple[Procedure, ...] = ()
    counterpart: str
    issue: str
    action_agency: str
    action_office: str
    must_clear: tuple[str, ...]
    clear_if_affected: tuple[str, ...] = ()
    info: tuple[str, ...] = ()
    non_voting: tuple[str, ...] = ()
    cadence: str | None = None
    guardrails: tuple[str, ...] = ()
    assertions: tuple[GuardrailAssertion, ...] = ()
    channels: tuple[str, ...]
    deadlines: tuple[Deadline, ...] = ()
    steps: tuple[str, ...] = ()
    lint: tuple[Lint, ...] = ()
    high_level: bool = False
    reasoning: str
    confidence: Confidence

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        """Every procedure that may be opened under the mandate, its own first."""
        return (self.procedure, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """Something that several mandates pull. A certification under those in `certifies` holds it for the others."""

    name: str
    mandates: tuple[str, ...]
    certifies: tuple[str, ...] = ()


class GaugeAct(StrEnum):
    """What the gauge does from its mark on: it asks the NSC to sequence, or has the next demarche wait until it has."""

    ASK = "ask"
    WAIT = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """How many demarches may go to one counterpart in a rolling week before the NSC is asked to sequence."""

    counterpart: str
    demarches_a_week: int
    then: GaugeAct = GaugeAct.ASK


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """A presidential decision document as data. Another directive is another such value, not other code.

    `title_marked` is the title's mark as written on the paper.
    """

    id: str
    title: str
    title_marking: Level
    title_marked: str | None = field(default=None, metadata=FROM_THE_PAPER)
    date: date
    control: Control
    handling_note: str
    preamble: Preamble
    agencies: tuple[Agency, ...]
    clauses: tuple[Clause, ...]
    mandates: tuple[Mandate, ...]
    levers: tuple[Lever, ...] = ()
    pressure: tuple[Gauge, ...] = ()
    series: tuple[Series, ...] = ()
