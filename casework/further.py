"""What a step asks beyond its table: of counsel, options, tranches, of who leads, the sixty days, plans and returns."""

from datetime import datetime
from typing import Protocol

from casework.desk import CaseAct
from casework.tear_lines import releasable_line
from db import coordination, directives, monitoring
from domain.deconflicting import may_name_lead, may_settle_lead, may_still_decide, may_take
from domain.fence import may_rule_on_fence, options_differ
from domain.monitoring import may_return, may_set_plan, may_task
from domain.noticing import may_give_notice
from domain.people import Appointment
from domain.refusals import Malformed
from domain.tranches import KEYS, may_determine_tranche, may_release_tranche
from domain.vocabulary import Milestone


class Heard(Protocol):
    """What is said with a milestone."""

    @property
    def detail(self) -> dict[str, str]:
        """In words, by name."""

    @property
    def outcome(self) -> str | None:
        """A code."""

    @property
    def ref(self) -> str | None:
        """Which of several."""

    @property
    def until(self) -> datetime | None:
        """The hour that it sets."""


async def further(act: CaseAct, name: Milestone, held: Appointment, said: Heard, happened_at: datetime) -> Appointment:
    """Ask what the step's table cannot say. Returns the appointment in which it is taken.

    Raises:
        NotYours, NotNow, Malformed: as each rule has it.
    """
    match act.facts.procedure:
        case "trade_action":
            return await _of_trade_action(act, name, held, said)
        case "enforcement":
            await _of_enforcement(act, name, held, said, happened_at)
        case "monitoring":
            await _of_monitoring(act, name, held, said)
    return held


async def _of_trade_action(act: CaseAct, name: Milestone, held: Appointment, said: Heard) -> Appointment:
    match name:
        case Milestone.LEGAL_FENCE:
            return may_rule_on_fence(act.actor, act.facts, said.outcome or "", said.detail.get("record"))
        case Milestone.OPTIONS_TABLED:
            options_differ(said.detail)
        case Milestone.NOTICE_PUBLISHED:
            may_give_notice(act.facts)
        case Milestone.TRANCHE_RELEASED:
            released = await coordination.tranches(act.tx, act.facts.id)
            lever = await coordination.lever_state(act.tx, act.facts.id)
            may_release_tranche(act.facts, said.ref or "", _share(said), released, lever)
        case _ if name in KEYS:
            may_determine_tranche(act.actor, act.facts, name, said.ref or "")
    return held


def _share(said: Heard) -> int:
    share = said.detail.get("share", "")
    if not (share.isascii() and share.isdigit()):
        raise Malformed("share_out_of_range", "A share is a whole number of per cent.")
    return int(share)


async def _of_enforcement(act: CaseAct, name: Milestone, held: Appointment, said: Heard, happened_at: datetime) -> None:
    match name:
        case Milestone.LEAD_NAMED:
            may_name_lead(held.agency)
        case Milestone.DECONFLICTED:
            may_settle_lead(act.facts, said.outcome or "")
        case Milestone.DETRIMENT_DETERMINED | Milestone.MULTILATERAL_DECIDED:
            may_still_decide(act.facts, name, happened_at, act.now)
        case _:
            line = await releasable_line(act, act.facts.id)
            reference = said.detail.get("reference")
            may_take(act.facts, name, said.outcome or "", reference, releasable=line is not None)


async def _of_monitoring(act: CaseAct, name: Milestone, held: Appointment, said: Heard) -> None:
    match name:
        case Milestone.PLAN_SET:
            may_set_plan(said.detail, await directives.known_offices(act.tx))
        case Milestone.TASKED:
            may_task(said.ref or "", said.outcome or "", said.until, await directives.known_agencies(act.tx), act.now)
        case Milestone.RETURNED:
            words = said.detail.get("value")
            stale = words is not None and await monitoring.is_stale_copy(act.tx, act.facts.id, held.agency, words)
            may_return(act.facts, held.agency, said.outcome or "", words, stale=stale)
        case _:
            return
