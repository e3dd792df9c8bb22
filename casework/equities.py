"""Whose equity a text touches: claims, the action office's answers, and clearances that the NSC imposes."""

from dataclasses import replace

from casework.desk import CaseAct, case_act
from casework.words import REASON, check_line
from db.directives import known_agencies
from domain.case import CaseFacts, Equity
from domain.equities import may_answer_claim, may_claim_equity, may_impose_clearance
from domain.refusals import Malformed
from domain.vocabulary import EquityAct


@case_act(status=201)
async def equity(act: CaseAct, *, agency: str, what: EquityAct, reason: str) -> CaseFacts:
    """Claim an equity for one's agency, answer a claim, or impose a clearance.

    A granted or imposed equity makes the agency must-clear at once, in this round and the later ones.
    """
    if agency not in await known_agencies(act.tx):
        raise Malformed("unknown_agency", "There is no agency by that code.")
    office = _entitled(act, agency, what)
    at = await act.record(
        "equity_act",
        agency=agency,
        act=what.value,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return replace(act.facts, equities=(*act.facts.equities, Equity(agency=agency, act=what, at=at)))


def _entitled(act: CaseAct, agency: str, what: EquityAct) -> str:
    match what:
        case EquityAct.CLAIMED:
            return may_claim_equity(act.actor, act.facts, agency)
        case EquityAct.GRANTED | EquityAct.REFUSED:
            return may_answer_claim(act.actor, act.facts, agency, what)
        case EquityAct.IMPOSED:
            return may_impose_clearance(act.actor, act.facts, agency)
