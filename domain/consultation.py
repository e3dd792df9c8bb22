"""The rules of a consultation beyond its table: what the agenda, the meeting and its aftermath must rest on.

Sources: `domain.md` 8(b) B1; SEC-5 of NSDD-62 (a principal's part in high-level consultations); S40a, S41 (the Security
Subcommittee yields no communique).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from domain.case import CaseFacts
from domain.clearance import clearance_obstacles
from domain.meeting import Meeting, PlanStep
from domain.procedure import Clock, Taking
from domain.refusals import NotNow
from domain.vocabulary import ENDED, Milestone, Stage

HIGH_LEVEL: Final = "high_level"
WORKING_LEVEL: Final = "working_level"
HELD: Final = "held"
PUBLIC_STATEMENT: Final = "public_statement"
SUMMARY_OF_CONCLUSIONS: Final = "summary_of_conclusions"

A_DAY_OFF: Final = timedelta(days=2)
"""How far from the hour that was set a meeting may have been held, before it counts as one that was moved."""

DUE_IN: Final = {
    Stage.AGENDA: PlanStep.TOPIC_CALL,
    Stage.DRAFTING: PlanStep.PAPERS,
    Stage.SPLIT: PlanStep.SPLITS,
    Stage.CHECKS: PlanStep.BOOK,
    Stage.APPROVAL: PlanStep.BOOK,
    Stage.RELEASE: PlanStep.BOOK,
    Stage.PRESS_GUIDANCE: PlanStep.PRESS_GUIDANCE,
    Stage.MEETING: PlanStep.MEETING,
    Stage.RECORD: PlanStep.MEMCON,
    Stage.CONCLUSIONS: PlanStep.CONCLUSIONS,
    Stage.COMMITMENTS: PlanStep.COMMITMENTS,
}
"""What the case waits for in each stage, as planned. In clearance the round has a suspense of its own."""

_PASSED_BY: Final = {
    PlanStep.TOPIC_CALL: Milestone.AGENDA_SET,
    PlanStep.PRESS_GUIDANCE: Milestone.PRESS_GUIDANCE,
    PlanStep.MEETING: Milestone.MEETING_HELD,
    PlanStep.MEMCON: Milestone.MEMCON_FILED,
    PlanStep.CONCLUSIONS: Milestone.CONCLUSIONS_AGREED,
    PlanStep.COMMITMENTS: Milestone.COMMITMENTS_TASKED,
}


def meeting_of(facts: CaseFacts) -> Meeting | None:
    """The meeting as it is set now."""
    return facts.meetings[-1] if facts.meetings else None


def is_done(facts: CaseFacts, step: PlanStep) -> bool:
    """Whether what is planned has been done, so that nothing of it can come due."""
    match step:
        case PlanStep.OPEN_CYCLE:
            return True
        case PlanStep.PAPERS:
            return bool(facts.rounds)
        case PlanStep.CLEARANCE:
            return facts.release is not None or (facts.round is not None and not clearance_obstacles(facts))
        case PlanStep.SPLITS:
            return facts.split is None and is_done(facts, PlanStep.CLEARANCE)
        case PlanStep.BOOK:
            return facts.release is not None
        case _:
            return facts.passed(_PASSED_BY[step])


def planned(facts: CaseFacts, in_stage: Stage) -> datetime | None:
    """By when what the case waits for in that stage is planned to be done."""
    meeting, step = meeting_of(facts), DUE_IN.get(in_stage)
    return meeting.due(step) if meeting and step else None


def clocks(facts: CaseFacts) -> Iterator[Clock]:
    """Each planned moment that passes undone is noted once a plan; a meeting that moves brings a plan of its own.

    What lay in the past already when the plan was made is not noted: it is shown as late.
    """
    meeting = meeting_of(facts)
    if meeting is None:
        return
    for step, at in meeting.plan:
        nothing_to_settle = step is PlanStep.SPLITS and facts.split is None
        if at > meeting.at and not is_done(facts, step) and not nothing_to_settle:
            yield Clock(key=f"plan-{len(facts.meetings)}/{step}", at=at)


def may_take(facts: CaseFacts, taking: Taking) -> None:
    """Refuse a step that the table would allow and this case does not bear out.

    Raises:
        NotNow: no meeting is set, the agenda is not settled, a child case is missing, the outcome is not so.
    """
    meeting = meeting_of(facts)
    if meeting is None:
        raise NotNow("meeting_not_set", "First set the meeting: all else is planned from it.")
    match taking.step.name:
        case Milestone.AGENDA_SET:
            _agenda(facts, taking.outcome)
        case Milestone.PRESS_GUIDANCE if taking.outcome == "issued" and not is_out(facts, PUBLIC_STATEMENT):
            raise NotNow("no_press_guidance", "No public statement under this case has gone out: waive it, or wait.")
        case Milestone.MEETING_HELD if (
            taking.outcome == HELD and abs(taking.happened_at - meeting.meets_at) > A_DAY_OFF
        ):
            raise NotNow("held_on_another_day", "It is set for another day: move it first, with the reason.")
        case Milestone.CONCLUSIONS_AGREED if taking.outcome == "agreed" and not is_out(facts, SUMMARY_OF_CONCLUSIONS):
            raise NotNow("no_summary_of_conclusions", "No summary of conclusions under this case has gone out.")
        case Milestone.COMMITMENTS_TASKED if (taking.outcome == "tasked") is not bool(facts.commitments):
            raise NotNow("commitments_do_not_fit", "Tasked are the commitments recorded here; none, if there are none.")


def _a_day_off(held: datetime, meets: datetime) -> bool:
    return abs(held - meets) > A_DAY_OFF


def _agenda(facts: CaseFacts, outcome: str) -> None:
    if not facts.passed(Milestone.TOPICS_CALLED):
        raise NotNow("topics_not_called", "First call for topics: the agencies have a say in the agenda.")
    if any(topic.included is None for topic in facts.topics):
        raise NotNow("topic_undecided", "A topic is neither in nor out yet.")
    if not any(topic.included for topic in facts.topics):
        raise NotNow("agenda_empty", "No topic is on the agenda.")
    if facts.high_level and outcome != HIGH_LEVEL:
        raise NotNow("high_level_forum", "Principals meet there: its book needs a point of the principal's own.")


def is_out(facts: CaseFacts, procedure: str) -> bool:
    """Whether a child case of that procedure has gone out and was not called back."""
    return any(child.procedure == procedure and child.stage in _OUT for child in facts.children)


_OUT = frozenset(Stage) - {
    *(Stage.INTAKE, Stage.AGENDA, Stage.DRAFTING, Stage.CLEARANCE, Stage.SPLIT, Stage.CHECKS, Stage.APPROVAL),
    *(Stage.KEYS, Stage.RELEASE),
    *(ENDED - {Stage.CLOSED}),
}
