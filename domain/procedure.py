"""What a procedure is made of: steps around the clearance of one text, and the way that text leaves.

The clearance itself is the same for every procedure (`domain/clearance.py`). The database holds the same table
(`procedure_step`, `procedure_release`) and gates by it; a test compares the two.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.case import CaseFacts, OtherText
from domain.clearance import Obstacle
from domain.people import Actor, Appointment
from domain.vocabulary import BY_THE_PRESIDENT, Capacity, Channel, Grade, Milestone, Place, Stage

ACTION: Final = "action"
"""In a step's or a release's `agency`: whichever agency has the action."""

ANY: Final = "any"
"""In a step's `agency`: whichever agency the acting person is appointed in."""

WASHINGTON_TIME: Final = "washington"
TOKYO_TIME: Final = "tokyo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step, passed by recording its milestone.

    Attributes:
        name: the milestone that passes it.
        place: where it belongs, seen from the clearance of the text.
        stage: where the case stands while it waits for this step.
        capacity: in which capacity somebody passes it.
        agency: of which agency; `ACTION` or `ANY` else.
        office: of which office alone; any office of the agency if None.
        grade: the lowest grade that suffices.
        acting: whether somebody acting for the holder suffices.
        working_days: how long it may take before it is overdue; None: nothing is due.
        calendar: on whose working days, Washington's or Tokyo's.
        needs: details that must be given with it.
        allows: details that may be.
        outcomes: the outcomes of which one must be given; empty: none is.
        passes: the outcomes that pass it, the latest one counting; empty: any does.
        optional: the case does not wait for it.
        by_mandate: it belongs only to cases of mandates that name it (`steps` in the directive file).
        only_if: it belongs only to cases in which that milestone has one of those outcomes.
        beside: it may be taken before, or after, the step in front of it, if both are of one stage.
        walls: the outcomes after which nobody may do anything to the case but withdraw it.
        admits: agencies that see the case from this step on.
        lapses_with: the key of a clock of the procedure's; once time has noted it, the step belongs no more.
    """

    name: Milestone
    place: Place
    stage: Stage
    capacity: Capacity
    agency: str = ACTION
    office: str | None = None
    grade: Grade = Grade.OFFICER
    acting: bool = True
    working_days: int | None = None
    calendar: str = WASHINGTON_TIME
    needs: frozenset[str] = frozenset()
    allows: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    passes: frozenset[str] = frozenset()
    optional: bool = False
    by_mandate: bool = False
    only_if: tuple[Milestone, frozenset[str]] | None = None
    beside: bool = False
    walls: frozenset[str] = frozenset()
    admits: frozenset[str] = frozenset()
    lapses_with: str | None = None

    @property
    def on_text(self) -> bool:
        """Whether it says something of the exact current text, and nothing of any other."""
        return self.place in (Place.CHECK, Place.KEY)

    @property
    def repeats(self) -> bool:
        """Whether it may be recorded more than once."""
        return self.place is Place.NOTE or self.on_text or bool(self.passes)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """How a cleared and approved text leaves: who releases it, through which channels."""

    agency: str
    capacity: Capacity
    channels: frozenset[Channel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Whose approval the text takes: an approving official of that agency, of that grade, in person or not."""

    agency: str = ACTION
    grade: Grade = Grade.OFFICER
    acting: bool = True
    president: bool = False
    """Whether the President may approve it as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A step that is about to be recorded, beside its words."""

    step: Step
    actor: Actor
    held: Appointment
    happened_at: datetime
    outcome: str = ""
    ref: str = ""
    until: datetime | None = None
    of: OtherText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A moment of a procedure's own, beside the suspense and the steps' days: at `at`, time notes `key`."""

    key: str
    at: datetime


def _no_clocks(_: CaseFacts) -> Iterator[Clock]:
    return iter(())


def _nothing_lacks(_: CaseFacts) -> Iterator[Obstacle]:
    return iter(())


def _any_approver(_: CaseFacts) -> Approver:
    return Approver()


def _no_more(_: CaseFacts, __: Taking) -> None:
    return None


def _never(_: CaseFacts, __: Stage) -> datetime | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureRules:
    """A procedure as a value.

    Attributes:
        name: as in the directive file.
        steps: in the order in which they are taken, place by place.
        out: how the text leaves.
        precedence: the customary one of its rounds.
        clocks: further moments that time notes, read off the facts.
        under: procedures under a case of which, and of its mandate, alone a case is opened; empty: under its mandate.
        need_to_know: whether its cases name the offices that alone may know of them.
        approver: whose approval the text takes.
        lacks: what else forbids its release.
        forbids: refuses a step that the table lets pass, for reasons that are this procedure's own.
        planned: by when what the case waits for in a stage is planned to be done, where the procedure plans.
        by_silence: its text is circulated under silence, always.
    """

    name: str
    steps: tuple[Step, ...]
    out: WayOut
    clocks: Callable[[CaseFacts], Iterator[Clock]] = _no_clocks
    precedence: str = "routine"
    under: frozenset[str] = frozenset()
    need_to_know: bool = False
    approver: Callable[[CaseFacts], Approver] = _any_approver
    lacks: Callable[[CaseFacts], Iterator[Obstacle]] = _nothing_lacks
    forbids: Callable[[CaseFacts, Taking], None] = _no_more
    planned: Callable[[CaseFacts, Stage], datetime | None] = _never
    by_silence: bool = False

    def step(self, name: Milestone) -> Step | None:
        """The step of that name, if the procedure has one."""
        return next((step for step in self.steps if step.name is name), None)

    def missing(self, facts: CaseFacts, place: Place) -> tuple[Step, ...]:
        """The steps at that place that the case still waits for, in order.

        What the President has decided to the letter waits for no desk's check.
        """
        if place is Place.CHECK and facts.binding is not None and facts.binding.outcome in BY_THE_PRESIDENT:
            return ()
        return tuple(
            step
            for step in self.steps
            if step.place is place and not step.optional and belongs(facts, step) and not passed(facts, step)
        )


def belongs(facts: CaseFacts, step: Step) -> bool:
    """Whether the step is one of this very case: a second authority only where authority was given in two steps."""
    if (step.by_mandate and step.name not in facts.steps) or step.lapses_with in facts.time_acts:
        return False
    if step.only_if is None:
        return True
    name, outcomes = step.only_if
    said = [m.outcome for m in facts.milestones if m.name is name]
    return bool(said) and said[-1] in outcomes


def passed(facts: CaseFacts, step: Step) -> bool:
    """Whether a step has been taken; one on the text, on the exact current text. The latest counts if it may fail."""
    head = (facts.head.number, facts.head.digest)
    taken = [m for m in facts.milestones if m.name is step.name and (not step.on_text or (m.version, m.digest) == head)]
    return bool(taken) and (not step.passes or taken[-1].outcome in step.passes)


def walled(facts: CaseFacts, rules: ProcedureRules) -> bool:
    """Whether a step had an outcome that walls the case off; no later outcome lifts the wall."""
    return any(
        m.name is step.name and m.outcome in step.walls for step in rules.steps if step.walls for m in facts.milestones
    )
