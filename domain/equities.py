"""Whose equity a text touches: who claims one, who grants or refuses it, who imposes a clearance (2 FAM 1211)."""

from domain.case import CaseFacts, Equity
from domain.entitlement import CIRCULATED, action_officer, office_in, stage_is
from domain.people import Actor
from domain.refusals import NotNow, NotYours
from domain.vocabulary import Capacity, EquityAct, Right


def may_clear_at_all(facts: CaseFacts, agencies: frozenset[str]) -> None:
    """Whoever sits without a vote has no clearance, whatever it claims or others would give it (USITC in the TPSC)."""
    seated = sorted(agencies & facts.non_voting)
    if seated:
        raise NotNow("non_voting_seat", f"It sits without a vote and clears nothing: {', '.join(seated)}.")


def may_claim_equity(actor: Actor, facts: CaseFacts, agency: str) -> str:
    """An agency that was only informed says that it has an equity; the action office decides."""
    office = office_in(actor, Capacity.COORDINATOR, agency, "claim an equity for it")
    stage_is(facts, CIRCULATED, "a claim of equity")
    may_clear_at_all(facts, frozenset({agency}))
    rights = {seat.agency: seat.right for seat in facts.seats}
    if rights.get(agency) is Right.MUST_CLEAR:
        raise NotNow("already_clears", f"{agency} clears this text already.")
    if any(e.agency == agency and e.act is EquityAct.CLAIMED for e in open_claims(facts)):
        raise NotNow("already_claimed", f"{agency}'s claim waits for the action office.")
    return office


def open_claims(facts: CaseFacts) -> tuple[Equity, ...]:
    """Claims of equity that the action office has not answered yet."""
    last = {e.agency: e for e in facts.equities}
    return tuple(e for e in last.values() if e.act is EquityAct.CLAIMED)


def may_answer_claim(actor: Actor, facts: CaseFacts, agency: str, act: EquityAct) -> str:
    """The action office grants or refuses a claim (2 FAM 1211: clearances are added with its approval only)."""
    office = action_officer(actor, facts, f"have a claim of equity {act}")
    stage_is(facts, CIRCULATED, "an answer to a claim")
    if not any(e.agency == agency for e in open_claims(facts)):
        raise NotNow("no_open_claim", f"{agency} has no claim that waits for an answer.")
    return office


def may_impose_clearance(actor: Actor, facts: CaseFacts, agency: str) -> str:
    """The NSC may have an agency asked that the action office left out (PAR-4; S/ES's power in 2 FAM 1211)."""
    office = actor.office_for(Capacity.NSC_STAFF) or actor.office_for(Capacity.APNSA)
    if office is None:
        raise NotYours("not_nsc", "Only the NSC imposes a clearance.")
    stage_is(facts, CIRCULATED, "imposing a clearance")
    may_clear_at_all(facts, frozenset({agency}))
    if any(seat.agency == agency and seat.right is Right.MUST_CLEAR for seat in facts.seats):
        raise NotNow("already_clears", f"{agency} clears this text already.")
    return office
