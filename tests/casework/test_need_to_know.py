"""A fallback is there for the offices on its list alone: for nobody else in the same agency, and for no watcher."""

from uuid import UUID, uuid4

import psycopg
import pytest

from casework import reading
from casework.desk import Caller
from casework.directive_views import one_directive
from casework.negotiating import the_negotiation
from casework.releasing import recall, withdraw
from casework.splitting import bring_to_decision
from casework.verification import verify_all
from db.engine import Database
from db.lists import CaseFilter
from domain.refusals import NotThere, Refusal
from domain.vocabulary import Outcome, Response
from tests.casework.forger import breaches
from tests.casework.test_split import ruled
from tests.db.coordination_rows import a_link
from tests.db.direct_sql import COMMITTED, OWNER, DirectSql, a_hold, a_round
from tests.delegation import KNOW, Delegation
from tests.office import Office, View, a_critical_comment, seen

pytestmark = pytest.mark.asyncio

CAB = {"agency": "cab", "office": "cab.bia"}
ON_THE_LIST = ("state.eb", "state.eb.head", "state.l", "state.legal-adviser", "state.e", "transportation.ia", "cab.bia")
OFF_THE_LIST = ("auditor", "nsc.asia", "apnsa", "president", "state.ea-j", "commerce.ita", "defense.isa", "justice.aag")
"""Watchers, the same Department's desk, and agencies that clear the instruction itself."""


async def instructed(delegation: Delegation) -> tuple[View, View, View]:
    """The negotiation, its instruction, and the fallback that goes with it, cleared and released."""
    case = await delegation.authority()
    instruction = await delegation.instruction(case)
    return case, instruction, await delegation.sent(await delegation.open("fallback", instruction, know=KNOW))


async def code(act: object) -> str:
    with pytest.raises(Refusal) as refused:
        await act  # type: ignore[misc] # a coroutine
    return refused.value.code


async def test_it_is_cleared_and_sent_by_those_who_know(delegation: Delegation) -> None:
    *_, secret = await instructed(delegation)
    assert {seat["agency"] for seat in secret["round"]["agencies"]} == {"state", "transportation", "cab"}
    assert secret["stage"] == "delivery"


async def test_it_is_there_for_those_on_the_list_and_for_nobody_else(delegation: Delegation, office: Office) -> None:
    case, instruction, secret = await instructed(delegation)
    for who in ON_THE_LIST:
        assert (await office.look(secret, who))["id"] == secret["id"]
        shown = await the_negotiation(office.db, who, UUID(case["id"]))
        assert [f["id"] for i in shown["instructions"] for f in i["fallbacks"]] == [secret["id"]]  # type: ignore[attr-defined] # a view
    for who in OFF_THE_LIST:
        with pytest.raises(NotThere):
            await office.look(secret, who)
        with pytest.raises(NotThere):
            await reading.the_timeline(office.db, who, UUID(secret["id"]), after=0, limit=200)
        with pytest.raises(NotThere):
            await reading.the_ledger(office.db, who, UUID(secret["id"]), after=0, limit=200)
        listed = await reading.some_cases(office.db, who, CaseFilter(procedure="fallback"))
        assert listed == {"items": [], "next": None}
        listed = await reading.some_cases(office.db, who, CaseFilter(parent=UUID(instruction["id"])))
        assert listed == {"items": [], "next": None}
        shown = await the_negotiation(office.db, who, UUID(case["id"]))
        assert [i["fallbacks"] for i in shown["instructions"]] == [[]]  # type: ignore[attr-defined] # a view
        waits = await reading.my_inbox(office.db, who, 200)
        assert secret["id"] not in str(waits)


async def test_its_coming_changes_nothing_for_others(delegation: Delegation, office: Office) -> None:
    case = await delegation.authority()
    instruction = await delegation.instruction(case)
    before = {who: await everything(office, who, case, instruction) for who in OFF_THE_LIST}
    secret = await delegation.cleared(await delegation.open("fallback", instruction, know=KNOW))
    await delegation.withdraw(secret)
    assert {who: await everything(office, who, case, instruction) for who in OFF_THE_LIST} == before


async def everything(office: Office, who: str, *cases: View) -> list[object]:
    found: list[object] = [
        await reading.some_cases(office.db, who, CaseFilter()),
        await reading.my_inbox(office.db, who, 200),
    ]
    for case in cases:
        at = UUID(case["id"])
        found += [
            await office.look(case, who),
            await reading.the_timeline(office.db, who, at, after=0, limit=200),
            await reading.the_ledger(office.db, who, at, after=0, limit=200),
        ]
    return [*found, await one_directive(office.db, who, "NSDD-62")]


async def test_who_may_not_know_of_it_acts_as_if_it_were_not_there(delegation: Delegation, office: Office) -> None:
    *_, secret = await instructed(delegation)
    nowhere = {**secret, "id": str(uuid4())}
    for case in (secret, nowhere):
        assert await code(office.sign(case, "commerce")) == "not_found"
        assert await code(office.release(case, by="commerce.ita")) == "not_found"
        gone = recall(office.db, Caller(subject="state.ea-j"), UUID(case["id"]), reason="No.")
        assert await code(gone) == "not_found"
        gone = withdraw(office.db, Caller(subject="nsc.asia"), UUID(case["id"]), reason="No.")
        assert await code(gone) == "not_found"


async def test_the_fence_holds_for_direct_sql(delegation: Delegation, direct: DirectSql) -> None:
    _, instruction, secret = await instructed(delegation)
    for table in ("case_file", "text_version", "ledger", "sign_off", "release", "clearance_round", "approval"):
        key = "id" if table == "case_file" else "case_id"
        for who, rows in (("cab.bia", True), ("auditor", False), ("state.ea-j", False)):
            with direct.entered(who) as tx:
                found = tx.execute(f"SELECT FROM {table} WHERE {key} = %s".encode(), [secret["id"]]).fetchall()
                assert bool(found) is rows, (table, who)
    for question in ("sec.told(%s)", "sec.around(%s)"):
        with direct.entered("auditor") as tx:
            assert tx.execute(f"SELECT {question}".encode(), [secret["id"]]).fetchall() == [(None,)]
    for part in ("children", "above", "frozen", "deadlines", "coordination"):
        with direct.entered("cab.bia") as tx, pytest.raises(psycopg.errors.InsufficientPrivilege):
            tx.execute(f"SELECT sec.{part}(%s)".encode(), [secret["id"]])
    for who, told in (("cab.bia", 1), ("auditor", 0)):
        with direct.entered(who) as tx:
            assert len(tx.execute(b"SELECT FROM case_file WHERE parent = %s", [instruction["id"]]).fetchall()) == told
    assert direct.insert("commerce.ita", "hold", a_hold(secret, "commerce")) == "OV004 no_such_case"
    for hidden in (secret["id"], uuid4()):
        tied = a_link(instruction, "shared_lever", hidden)
        assert direct.insert("nsc.asia", "case_link", tied) == "OV004 no_such_case"
    assert direct.insert("cab.bia", "hold", a_hold(secret, "commerce") | CAB) == "OV003 case_has_ended"


async def test_the_list_has_the_action_office_and_l_and_somebody_who_clears(
    delegation: Delegation, direct: DirectSql
) -> None:
    case = await delegation.authority()
    instruction = await delegation.instruction(case)
    secret = await delegation.open("fallback", instruction, know=["cab.bia"])
    listed = direct.ask(OWNER, "SELECT need_to_know, access FROM case_file WHERE id = %s", secret["id"])
    assert listed == [(["cab.bia", "state.eb", "state.l"], ["cab.bia", "state.eb", "state.l"])]
    assert await code(delegation.open("fallback", instruction)) == "need_to_know_list"
    assert await code(delegation.open("fallback", instruction, know=["cab.nobody"])) == "unknown_office"
    assert await code(delegation.open("fallback", case, know=["cab.bia"])) == "not_under_that_case"
    row = direct.ask(OWNER, "SELECT to_jsonb(c) FROM case_file c WHERE id = %s", secret["id"])[0][0]
    for short in (None, ["state.eb"], ["state.l", "cab.bia"], ["state.eb", "state.l", "no.office"]):
        fresh = {
            k: row[k] for k in ("number", "edition_id", "mandate", "procedure", "title", "level", "stage", "parent")
        }
        fresh |= {"action_agency": "state", "action_office": "state.eb", "need_to_know": short, "id": str(uuid4())}
        assert direct.insert("state.eb", "case_file", fresh) != COMMITTED, short


async def test_nobody_off_the_list_is_asked(delegation: Delegation, office: Office, direct: DirectSql) -> None:
    instruction = await delegation.instruction(await delegation.authority())
    secret = await delegation.open("fallback", instruction, know=KNOW)
    touched = await office.redraft(secret, "Words with an equity of the Trade Representative's.", by="state.eb")
    assert await code(office.circulate(touched, by="state.eb")) == "not_on_the_list"
    asked = a_round(touched, "state", "transportation", "cab", "ustr", office="state.eb")
    assert direct.insert("state.eb", "clearance_round", asked) == "OV003 not_on_the_list"


async def test_a_split_over_it_is_seen_by_the_body_that_it_comes_before(
    delegation: Delegation, office: Office, verifier_db: Database
) -> None:
    instruction = await delegation.instruction(await delegation.authority())
    secret = await delegation.cleared(await delegation.open("fallback", instruction, know=KNOW))
    secret = await office.sign(secret, "cab", Response.NONCONCUR, a_critical_comment(), by="cab.bia")
    by = Caller(subject="state.eb")
    secret = seen(await bring_to_decision(office.db, by, UUID(secret["id"]), question="May it be so?"))
    with pytest.raises(NotThere):
        await office.look(secret, "ig.japan")
    for decider in ("ig.japan", "sig.iep"):
        secret = await ruled(office, secret, Outcome.REFER_UP, "state.eb" if decider == "ig.japan" else "ig.japan")
        assert (await office.look(secret, decider))["stage"] == "split"
    with pytest.raises(NotThere):
        await office.look(secret, "apnsa")
    secret = await ruled(office, secret, Outcome.REFER_UP, "sig.iep")
    assert (await office.look(secret, "apnsa"))["split"]["rung"] == "nsc"
    with pytest.raises(NotThere):
        await office.look(secret, "nsc.asia")
    assert breaches(await verify_all(verifier_db)) == set()
