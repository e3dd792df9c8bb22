"""Circulating a text: who is asked with what right, and until when."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework.calendars import customary_suspense
from casework.carrying import carry_over
from casework.desk import CaseAct, case_act
from casework.views import instant
from casework.words import REASON, check_line
from db.acts import equities_in_text
from domain.acts import may_circulate
from domain.case import CaseFacts, Round, Seat
from domain.clearance import nonconcurring
from domain.procedures.registry import rules_of
from domain.refusals import Malformed
from domain.vocabulary import EquityAct, Right
from domain.working_days import Precedence

LONGEST_ROUND = timedelta(days=366)


def seats_for(facts: CaseFacts, in_text: frozenset[str]) -> tuple[Seat, ...]:
    """The mandate's rights, and must-clear for whoever has an equity in the case, whatever the mandate says.

    That is: an equity in a paragraph, one granted or imposed, and a nonconcurrence that nobody has lifted yet.
    """
    given = {e.agency for e in facts.equities if e.act in (EquityAct.GRANTED, EquityAct.IMPOSED)}
    rights = {seat.agency: seat.right for seat in facts.mandate_rights}
    rights |= dict.fromkeys(in_text | given | set(nonconcurring(facts)), Right.MUST_CLEAR)
    order = list(Right)
    return tuple(
        Seat(agency=agency, right=right)
        for agency, right in sorted(rights.items(), key=lambda item: (order.index(item[1]), item[0]))
    )


def _suspense(now: datetime, asked: datetime | None, precedence: Precedence, reason: str | None) -> datetime:
    customary = customary_suspense(now, precedence)
    if asked is None:
        return customary
    if asked <= now:
        raise Malformed("suspense_in_the_past", "The suspense must lie ahead.")
    if asked > now + LONGEST_ROUND:
        raise Malformed("suspense_too_far", f"A round runs at most {LONGEST_ROUND.days} days.")
    if asked < customary and reason is None:
        raise Malformed(
            "short_fuse_needs_reason",
            f"The customary suspense for {precedence} is {instant(customary)}; an earlier one needs short_fuse_reason.",
        )
    return asked


@case_act(status=201)
async def circulate(
    act: CaseAct,
    *,
    precedence: Precedence,
    suspense: datetime | None,
    short_fuse_reason: str | None,
    default_clearance: bool = False,
) -> CaseFacts:
    """Open a clearance round on the current text.

    Those asked: the mandate's list and every agency with an equity in a paragraph. A shorter suspense than
    the precedence's custom needs a written reason (State's action-memo rule on short fuses). Default clearance is
    announced here or not at all (domain.md section 5).
    """
    facts = act.facts
    office = may_circulate(act.actor, facts)
    if rules_of(facts).by_silence and not default_clearance:
        raise Malformed("silence_unannounced", "It is circulated under silence: say so with default_clearance.")
    if short_fuse_reason is not None:
        check_line("short_fuse_reason", short_fuse_reason, limit=REASON, multiline=True)
    due = _suspense(act.now, suspense, precedence, short_fuse_reason)
    seats = seats_for(facts, await equities_in_text(act.tx, facts.id, facts.head.number))
    number = len(facts.rounds) + 1
    asked = {right: [seat.agency for seat in seats if seat.right is right] for right in Right}
    at = await act.record(
        "clearance_round",
        round=number,
        version=facts.head.number,
        digest=facts.head.digest,
        must_clear=asked[Right.MUST_CLEAR],
        clear_if_affected=asked[Right.CLEAR_IF_AFFECTED],
        info=asked[Right.INFO],
        precedence=precedence.value,
        suspense=due,
        short_fuse_reason=short_fuse_reason,
        default_clearance=default_clearance,
        office=office,
    )
    opened = Round(
        number=number,
        version=facts.head.number,
        digest=facts.head.digest,
        circulated_by=act.actor.person,
        circulated_at=at,
        suspense=due,
        precedence=precedence.value,
        seats=seats,
        default_clearance=default_clearance,
    )
    return await carry_over(act, replace(facts, rounds=(*facts.rounds, opened)), office)
