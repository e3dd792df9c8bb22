"""Rows of clearance in full, for direct SQL: extensions, receipts, equities, splits, rulings, transfers."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

from domain.ladder import LADDERS, Rung, Track
from tests.db.direct_sql import COMMITTED, DRAFTED_BY, SOON, DirectSql, Row, exact, on
from tests.office import APPROVER, COORDINATORS, View

PROOF = "0" * 64


def _round(case: View) -> int:
    return int(case["round"]["number"]) if case["round"] else 1


def an_extension(case: View, agency: str, **changed: object) -> Row:
    due = case["round"]["suspense"] if case["round"] else SOON
    until = datetime.fromisoformat(due) + timedelta(hours=1)
    row = on(case, round=_round(case), agency=agency, until=until, reason="The analyst is away.", grade=1)
    return row | {"office": COORDINATORS[agency]} | changed


def a_receipt(case: View, agency: str, **changed: object) -> Row:
    row = on(case, round=_round(case), agency=agency, full_time_at=SOON, office=COORDINATORS[agency])
    return row | changed


def a_hold_extension(case: View, hold: object, **changed: object) -> Row:
    until = datetime.now(UTC) + timedelta(days=172)
    return on(case, hold=hold, until=until, reason="They meet on Friday.", office="commerce.ita") | changed


def an_equity_act(case: View, agency: str, act: str, **changed: object) -> Row:
    return on(case, agency=agency, act=act, reason="It is ours too.", office=COORDINATORS[agency]) | changed


def a_carry_over(case: View, agency: str, sign_off: object, **changed: object) -> Row:
    row = on(case, **exact(case), round=_round(case), agency=agency, sign_off=sign_off, from_version=1)
    return row | {"policy": "always", "proof": PROOF, "office": "state.oes"} | changed


def a_split(case: View, **changed: object) -> Row:
    return on(case, **exact(case), track="economic_policy", question="Shall it go out?", office="state.oes") | changed


def a_position(case: View, split: object, agency: str, **changed: object) -> Row:
    row = on(case, split=split, agency=agency, recommendation="Leave it as it is.", office=COORDINATORS[agency])
    return row | changed


def a_move(case: View, split: object, rung: str, **changed: object) -> Row:
    return on(case, split=split, rung=rung, cause="opened", office="state.oes") | changed


def a_ruling(case: View, split: object, outcome: str, rung: str, **changed: object) -> Row:
    row = on(case, **exact(case), split=split, rung=rung, outcome=outcome, clauses=[], reason="So decided.")
    return row | {"notational": False, "office": "white-house.president"} | changed


def a_reclama(case: View, split: object, agency: str, **changed: object) -> Row:
    row = on(case, split=split, agency=agency, argument="New facts.", office=COORDINATORS[agency])
    return row | changed


def an_office_clearance(case: View, office: str, **changed: object) -> Row:
    return on(case, **exact(case), round=_round(case), response="concur", office=office) | changed


def brought(direct: DirectSql, case: View, rung: str = "working_group") -> object:
    """A split before a rung, by direct SQL: the Assistant to the President refers it up until it is there."""
    split, ladder = a_split(case), LADDERS[Track.ECONOMIC_POLICY]
    assert direct.insert(DRAFTED_BY, "split", split) == COMMITTED
    assert direct.insert(DRAFTED_BY, "split_move", a_move(case, split["id"], ladder[0])) == COMMITTED
    for here, above in pairwise(ladder[: ladder.index(Rung(rung)) + 1]):
        refer_up(direct, case, split["id"], here, above)
    return split["id"]


def refer_up(direct: DirectSql, case: View, split: object, here: str, above: str) -> None:
    """One rung up, by the Assistant to the President."""
    by = {"office": "nsc.apnsa"}
    assert direct.insert("apnsa", "ruling", a_ruling(case, split, "refer_up", here) | by) == COMMITTED
    assert direct.insert("apnsa", "split_move", a_move(case, split, above, cause="refer_up") | by) == COMMITTED


def a_send_back(case: View, **changed: object) -> Row:
    return on(case, version=case["text"]["version"], reason="Too long.", office=APPROVER) | changed


def a_transfer(case: View, to_office: str, **changed: object) -> Row:
    return on(case, to_office=to_office, reason="It is theirs.", office="state.oes") | changed


def a_transfer_answer(case: View, transfer: object, **changed: object) -> Row:
    return on(case, transfer=transfer, accepted=True, reason="Yes.", office="state.ea-j") | changed


def rows_of_clearance(case: View, agency: str, office: str) -> dict[str, Row]:
    """One row for each of these tables, as one office would forge it."""
    nothing, mine = uuid4(), {"office": office}
    return {
        "extension": an_extension(case, agency) | mine,
        "receipt": a_receipt(case, agency) | mine,
        "hold_extension": a_hold_extension(case, nothing) | mine,
        "equity_act": an_equity_act(case, agency, "claimed") | mine,
        "carry_over": a_carry_over(case, agency, nothing) | mine,
        "split": a_split(case) | mine,
        "split_position": a_position(case, nothing, agency) | mine,
        "split_move": a_move(case, nothing, "ig") | mine,
        "ruling": a_ruling(case, nothing, "compromise", "ig") | mine,
        "reclama": a_reclama(case, nothing, agency) | mine,
        "send_back": a_send_back(case) | mine,
        "transfer": a_transfer(case, "state.eb") | mine,
        "transfer_answer": a_transfer_answer(case, nothing) | mine,
        "office_clearance": an_office_clearance(case, office),
    }
