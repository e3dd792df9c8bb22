"""Over whom a ruling on the current text settles that it does not concur, or has not answered.

Sources: the NSC structure of January 1982 (only the President decides over a Department; the NSC answers for him);
2 FAM 1211 (the action office overcomes delays, and presents a matter without a delaying office's concurrence).
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from domain.case import CaseFacts, Round
from domain.vocabulary import BY_THE_PRESIDENT, EquityAct, Response, Right

PRESIDENTS_STAFF = "nsc"


def ruled_over(facts: CaseFacts, objections: Mapping[str, datetime]) -> Callable[[str], bool]:
    """Whose lack of concurrence a ruling on this very text has settled.

    The President's decision settles anybody's. What is ruled below him settles nothing of a Department's nor of the
    NSC's; of another agency's it settles the objection that was there to be ruled on, and the silence of one whose time
    was over by then. A later objection is a new one. Dissents stay in the record.

    Args:
        facts: the case.
        objections: who does not concur, and since when.
    """
    ruling = facts.binding
    if ruling is None:
        return lambda _: False
    if ruling.outcome in BY_THE_PRESIDENT:
        return lambda _: True

    def over(agency: str) -> bool:
        if agency in facts.departments or agency == PRESIDENTS_STAFF:
            return False
        objected = objections.get(agency)
        return delayed(facts, agency, ruling.at) if objected is None else objected < ruling.at

    return over


def delayed(facts: CaseFacts, agency: str, moment: datetime) -> bool:
    """Whether an agency had let its own time go by when the matter was decided.

    It was asked in the last round before that, its time there was over, and it had not answered; nor was it given an
    equity since. Silence that cleared is no answer.
    """
    on = next((one for one in reversed(facts.rounds) if one.circulated_at < moment), None)
    if on is None or all(seat.agency != agency or seat.right is not Right.MUST_CLEAR for seat in on.seats):
        return False
    spoke = any(
        s.agency == agency and s.round == on.number and s.at < moment and s.response is not Response.CLEARED_BY_DEFAULT
        for s in facts.sign_offs
    )
    carried = any(k.agency == agency and k.round == on.number for k in facts.carried)
    given = any(
        e.agency == agency and e.act in (EquityAct.GRANTED, EquityAct.IMPOSED) and e.at > moment for e in facts.equities
    )
    return not (spoke or carried or given) and _own_time_ends(facts, on, agency) < moment


def _own_time_ends(facts: CaseFacts, on: Round, agency: str) -> datetime:
    """The end of its time in that round, extensions counted in; by statute not before its full time since receipt."""
    more = [e.until for e in facts.extensions if e.round == on.number and e.agency == agency]
    if on.preset is not None:
        more += [r.full_time_at for r in facts.receipts if r.round == on.number and r.agency == agency]
    return max([on.suspense, *more])
