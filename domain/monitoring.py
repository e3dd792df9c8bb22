"""The rules of monitoring beyond its table: what can be measured, who was tasked, who returned, what a score rests on.

Source: `domain.md` 8(b) B7 and what goes wrong there: "improve" has no measure, nil returns are unmarked, returns are
copied from the last period, all is green. How each of these is told apart is ours.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from domain.case import CaseFacts, Passed
from domain.procedure import Clock, Taking
from domain.refusals import Malformed, NotNow, NotYours
from domain.vocabulary import Milestone, Stage

ASKED: Final = "asked"
EXCUSED: Final = "excused"
VALUE: Final = "value"
NIL: Final = "nil"
UNCHANGED: Final = "unchanged"
"""A return that is the last period's, letter for letter: the agency says so itself, and everybody sees it."""
COMPLETE: Final = "complete"
INCOMPLETE: Final = "incomplete"
ON_TRACK: Final = "on_track"

OPENS: Final = {
    "returned": "monitoring",
    "open_demarche": "demarche",
    "open_trade_action": "trade_action",
    "open_consultation": "consultation",
}
"""What the NSC found -> the procedure of the case that is then opened under this one."""

REMINDER: Final = timedelta(days=1)
"""How long before its hour a return is reminded of. Ours."""

_A_MEASURE: Final = re.compile(r"[0-9]")
_YES_OR_NO: Final = frozenset({"yes", "no", "none"})


def can_be_measured(baseline: str) -> bool:
    """Whether a baseline says where the indicator stands: by a figure, or by yes, no or none."""
    return _A_MEASURE.search(baseline) is not None or baseline.strip().lower() in _YES_OR_NO


def may_set_plan(detail: Mapping[str, str], offices: frozenset[str]) -> None:
    """A plan has a measure and an owner.

    Raises:
        Malformed: the baseline has no measure, or the owner is no office.
    """
    if not can_be_measured(detail.get("baseline", "")):
        raise Malformed("not_measurable", "A baseline has a figure in it, or is yes, no or none.")
    if detail.get("owner") not in offices:
        raise Malformed("unknown_office", "There is no office by that code.")


def asks(facts: CaseFacts) -> dict[str, Passed]:
    """Agency -> how it was last asked for its return; without those that were excused."""
    latest = {m.ref: m for m in facts.milestones if m.name is Milestone.TASKED}
    return {agency: m for agency, m in latest.items() if m.outcome == ASKED}


def returns(facts: CaseFacts) -> dict[str, Passed]:
    """Agency -> its latest return. One of nil is a return."""
    return {m.agency: m for m in facts.milestones if m.name is Milestone.RETURNED}


def outstanding(facts: CaseFacts) -> tuple[str, ...]:
    """The agencies that were asked and have not returned."""
    given = returns(facts)
    return tuple(sorted(agency for agency in asks(facts) if agency not in given))


def may_task(agency: str, outcome: str, until: datetime | None, known: frozenset[str], now: datetime) -> None:
    """Whoever is asked is an agency, and has an hour that is still to come.

    Raises:
        Malformed: no such agency; no hour, or one that is over.
    """
    if agency not in known:
        raise Malformed("unknown_agency", "There is no agency by that code.")
    if outcome == ASKED and until is None:
        raise Malformed("detail_missing", "tasked needs until.")
    if outcome == ASKED and until is not None and until <= now:
        raise Malformed("at_out_of_range", "That hour is over.")


def may_return(facts: CaseFacts, agency: str, outcome: str, words: str | None, *, stale: bool) -> None:
    """A tasked agency returns a value, or nil; what it copies from the last period it says to be unchanged.

    Args:
        facts: the case.
        agency: whose return it is.
        outcome: a value, nil, or unchanged.
        words: the value.
        stale: whether these are, letter for letter, the words that it returned in the last period.
    """
    if agency not in asks(facts):
        raise NotNow("not_tasked", "That agency has not been asked for a return.")
    if (words is None) is not (outcome == NIL):
        raise Malformed("return_does_not_fit", "A return of nil has no value; every other one has.")
    if stale and outcome != UNCHANGED:
        raise NotNow("stale_copy", "Letter for letter the return of the last period: return it as unchanged, or anew.")
    if outcome == UNCHANGED and not stale:
        raise NotNow("not_the_last_return", "That is not, letter for letter, what was returned in the last period.")


def may_take(facts: CaseFacts, taking: Taking) -> None:
    """Refuse a step that the table would allow and this case does not bear out.

    Raises:
        NotNow: there is no plan; the returns are closed, or do not fit; a score or a follow-up rests on nothing.
        NotYours: whoever wrote the assessment would review it for the NSC.
    """
    name = taking.step.name
    of_returns = name in (Milestone.TASKED, Milestone.RETURNED, Milestone.RETURNS_CLOSED)
    if of_returns and not facts.passed(Milestone.PLAN_SET):
        raise NotNow("out_of_order", f"{name} comes later.")
    if of_returns and facts.passed(Milestone.RETURNS_CLOSED):
        raise NotNow("returns_are_closed", "The returns of this period are closed.")
    match name:
        case Milestone.TASKED if taking.outcome == EXCUSED and taking.ref not in asks(facts):
            raise NotNow("not_tasked", "That agency has not been asked for a return.")
        case Milestone.RETURNS_CLOSED:
            _closes(facts, taking)
        case Milestone.SCORED if taking.outcome == ON_TRACK and _is_incomplete(facts):
            raise NotNow("not_all_returned", "Returns are missing: what is not known is not on track.")
        case Milestone.REVIEWED if taking.actor.person in facts.writers:
            raise NotYours("duties_separated", "You drafted, edited or circulated in this case: let another review it.")
        case Milestone.FOLLOWED_UP if not _is_opened(facts):
            raise NotNow("nothing_opened", "No case of the procedure that the NSC asked for is open under this one.")
        case _:
            return


def _closes(facts: CaseFacts, taking: Taking) -> None:
    """Complete is what nobody owes; incomplete what somebody owes whose hour is over."""
    owed, asked = outstanding(facts), asks(facts)
    over = [asked[agency].until for agency in owed]
    fits = not owed if taking.outcome == COMPLETE else bool(owed) and all(u and u <= taking.happened_at for u in over)
    if not asked or not fits:
        raise NotNow(
            "returns_do_not_fit",
            "Complete: every agency asked has returned. Incomplete: one has not, and its hour is over.",
            tuple({"agency": agency} for agency in owed),
        )


def _is_incomplete(facts: CaseFacts) -> bool:
    closed = facts.latest(Milestone.RETURNS_CLOSED)
    return closed is not None and closed.outcome == INCOMPLETE


def _is_opened(facts: CaseFacts) -> bool:
    """Whether a case of the procedure that the NSC asked for stands under this one, opened since it asked."""
    found = facts.latest(Milestone.REVIEWED)
    if found is None:
        return False
    since = [child for child in facts.children if child.opened_at > found.at]
    gone = (Stage.WITHDRAWN, Stage.RECALLED)
    return any(child.procedure == OPENS.get(found.outcome) and child.stage not in gone for child in since)


def clocks(facts: CaseFacts) -> Iterator[Clock]:
    """A return is reminded of a day before its hour, and overdue at it; once an ask, and not of agencies by name."""
    if facts.passed(Milestone.RETURNS_CLOSED):
        return
    given, open_asks = returns(facts), asks(facts)
    every = [m for m in facts.milestones if m.name is Milestone.TASKED]
    for number, ask in enumerate(every, start=1):
        if open_asks.get(ask.ref) is not ask or ask.ref in given or ask.until is None:
            continue
        if ask.until - REMINDER > ask.at:
            yield Clock(key=f"{Stage.RETURNS}/{number}/reminder", at=ask.until - REMINDER)
        yield Clock(key=f"{Stage.RETURNS}/{number}/overdue", at=ask.until)
