"""What ties cases: links, the lever that a certification holds, supersession, the gauge of pressure."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from casework import reading
from casework.desk import Caller
from casework.linking import the_links
from casework.releasing import withdraw
from casework.sequencing import the_pressure
from db.engine import Database
from db.lists import CaseFilter
from domain.marking import Level
from domain.vocabulary import Finding, LinkKind, Milestone
from tests.committee import FISHERIES, NOAA, Committee, refusal
from tests.office import DRAFTER, RELEASER, View
from tests.workflows.facts import move_clock

pytestmark = pytest.mark.asyncio


async def exceptions(committee: Committee, what: str, by: str = "nsc.asia") -> list[str]:
    """The numbers of the cases in which that is out of the ordinary, as a persona sees them."""
    found: View = await reading.some_cases(committee.db, by, CaseFilter(exception=what))
    return [line["number"] for line in found["items"]]


async def links_of(committee: Committee, case: View, by: str = "nsc.asia") -> list[dict[str, Any]]:
    found: View = await the_links(committee.db, by, UUID(case["id"]))
    return list(found["items"])


async def open_links(committee: Committee, case: View, by: str = "nsc.asia") -> list[tuple[str, str, bool]]:
    return [(link["kind"], link["direction"], link["open"]) for link in await links_of(committee, case, by)]


async def test_a_tranche_waits_while_a_certification_is_pending_and_the_nsc_sees_why(committee: Committee) -> None:
    case = await committee.allocated()
    whaling = await committee.whaling()
    assert await exceptions(committee, "conflict") == []
    whaling = await committee.certify(whaling)
    assert await refusal(committee.tranche(case)) == "coordination_pending"
    assert set(await exceptions(committee, "conflict")) == {case["number"], whaling["number"]}
    found: View = await the_links(committee.db, "nsc.asia", UUID(case["id"]))
    assert [one["finding"] for one in found["levers"][0]["certifications"]] == ["pending"]
    await committee.decide(whaling, Finding.NOT_CERTIFIED)
    assert await exceptions(committee, "conflict") == []
    case = await committee.tranche(case)
    assert case["milestones"][-1]["ref"] == "tranche-1"


async def test_an_allocation_is_not_offered_while_a_certification_is_pending(committee: Committee) -> None:
    case = await committee.keyed(await committee.agreed())
    whaling = await committee.pending()
    case = await committee.look(case, by=RELEASER)
    assert [o["lack"] for o in case["blocked_by"]] == ["coordination_pending"]
    assert await refusal(committee.let_out(case, "agency_letter", RELEASER)) == "not_releasable"
    await committee.decide(whaling, Finding.NOT_CERTIFIED)
    assert (await committee.let_out(case, "agency_letter", RELEASER))["release"] is not None


async def test_a_certified_nation_has_its_allocation_halved(committee: Committee) -> None:
    case = await committee.tranche(await committee.allocated(), share=40)
    await committee.decide(await committee.pending(), Finding.CERTIFIED)
    case = await committee.determined(case, 2)
    assert await refusal(committee.tranche(case, 2, share=20)) == "allocation_halved"
    case = await committee.tranche(case, 2, share=10)
    again = await committee.pending()
    case = await committee.determined(case, 3)
    await committee.decide(again, Finding.NOT_CERTIFIED)
    assert (await committee.tranche(case, 3, share=50))["milestones"][-1]["ref"] == "tranche-3"


async def test_a_hidden_certification_holds_the_lever_and_is_told_to_nobody(committee: Committee) -> None:
    case = await committee.allocated()
    await committee.certify(await committee.whaling(level=Level.TS))
    assert await refusal(committee.tranche(case)) == "coordination_pending"
    found: View = await the_links(committee.db, FISHERIES, UUID(case["id"]))
    assert [lever["certifications"] for lever in found["levers"]] == [[]]
    assert await exceptions(committee, "conflict", by=FISHERIES) == []
    assert case["number"] in await exceptions(committee, "conflict")


async def test_a_certification_is_opened_by_its_mandate_and_decided_by_the_secretary(committee: Committee) -> None:
    allocation = await committee.allocated()
    assert await refusal(committee.certify(allocation)) == "not_action_office"
    whaling = await committee.pending()
    assert await refusal(committee.certify(whaling)) == "certification_pending"
    assert await refusal(committee.decide(whaling, Finding.CERTIFIED, by="commerce.usit")) == "not_the_secretary"
    withdrawing = withdraw(committee.db, Caller(subject=NOAA), UUID(whaling["id"]), reason="Overtaken.")
    assert await refusal(withdrawing) == "certification_pending"
    whaling = await committee.decide(whaling, Finding.CERTIFIED, by="commerce.depsec")
    deciding = committee.decide(whaling, Finding.NOT_CERTIFIED)
    assert await refusal(deciding) == "certification_already_decided"


async def two_demarches(committee: Committee) -> tuple[View, View]:
    """Two demarches, the first of which may go out."""
    first = await committee.approved()
    second = await committee.open()
    return first, second


async def test_a_case_waits_for_its_prerequisite(committee: Committee) -> None:
    first, second = await two_demarches(committee)
    first = await committee.link(first, LinkKind.PREREQUISITE, second, by=DRAFTER)
    assert [o["lack"] for o in first["blocked_by"]] == ["coordination_pending"]
    assert await refusal(committee.release(first)) == "not_releasable"
    assert await open_links(committee, first) == [("prerequisite", "to", True)]
    assert await open_links(committee, second) == [("prerequisite", "from", True)]
    second = await committee.release(await committee.approve(await committee.clear(await committee.circulate(second))))
    assert await open_links(committee, first) == [("prerequisite", "to", False)]
    assert (await committee.release(first))["release"] is not None


async def test_a_link_that_is_ended_binds_no_more(committee: Committee) -> None:
    first, second = await two_demarches(committee)
    first = await committee.link(first, LinkKind.PREREQUISITE, second)
    assert await refusal(committee.link(first, LinkKind.PREREQUISITE, second)) == "already_linked"
    [link] = await links_of(committee, first)
    await committee.unlink(second, link["id"], by=DRAFTER)
    assert await refusal(committee.unlink(second, link["id"])) == "link_already_ended"
    assert (await committee.release(await committee.look(first, by=RELEASER)))["release"] is not None


async def test_links_close_no_circle(committee: Committee) -> None:
    first, second = await two_demarches(committee)
    third = await committee.open()
    await committee.link(first, LinkKind.PREREQUISITE, second)
    await committee.link(second, LinkKind.PREREQUISITE, third)
    assert await refusal(committee.link(third, LinkKind.PREREQUISITE, first)) == "links_in_circle"
    assert await refusal(committee.link(first, LinkKind.PREREQUISITE, first)) == "not_an_end"


async def test_a_superseded_case_does_not_go_out(committee: Committee) -> None:
    first, second = await two_demarches(committee)
    assert await refusal(committee.link(second, LinkKind.SUPERSEDES, first, by="state.oes")) == "not_action_office"
    await committee.link(second, LinkKind.SUPERSEDES, first, by=DRAFTER)
    assert await refusal(committee.release(first)) == "not_releasable"


async def test_a_conflict_between_two_cases_is_an_exception_for_the_nsc(committee: Committee) -> None:
    first, second = await two_demarches(committee)
    await committee.link(first, LinkKind.CONFLICTS_WITH, second)
    assert set(await exceptions(committee, "conflict")) == {first["number"], second["number"]}
    [link] = await links_of(committee, first)
    await committee.unlink(first, link["id"])
    assert await exceptions(committee, "conflict") == []


async def test_a_link_is_there_only_for_who_sees_both_ends(committee: Committee) -> None:
    low = await committee.circulated()
    high = await committee.open(level=Level.TS, draft=None)
    low = await committee.link(low, LinkKind.CONFLICTS_WITH, high)
    # USTR was asked in the one and not in the other.
    assert await open_links(committee, low, by="ustr.japan") == []
    assert await exceptions(committee, "conflict", by="ustr.japan") == []
    ledger: View = await reading.the_ledger(committee.db, "ustr.japan", UUID(low["id"]), after=0, limit=200)
    assert [entry["kind"] for entry in ledger["items"] if entry["kind"].startswith("case_link")] == []
    assert len(await links_of(committee, low)) == 1
    link = (await links_of(committee, low))[0]["id"]
    assert await refusal(committee.unlink(low, link, by="ustr.japan")) == "not_found"
    assert await refusal(committee.link(low, LinkKind.FOLLOWS_FROM, high, by="ustr.japan")) == "not_found"


async def test_of_a_link_on_its_own_level_the_ledger_keeps_a_hash_and_the_timeline_no_line(
    committee: Committee,
) -> None:
    low, other = await committee.circulated(), await committee.open()
    await committee.link(low, LinkKind.CONFLICTS_WITH, other)
    ledger: View = await reading.the_ledger(committee.db, "ustr.japan", UUID(low["id"]), after=0, limit=200)
    [body] = [entry["body"] for entry in ledger["items"] if entry["kind"] == "case_link"]
    assert other["id"] not in body
    assert "conflicts_with" not in body
    for by, told in (("ustr.japan", 0), ("nsc.asia", 1)):
        lines: View = await reading.the_timeline(committee.db, by, UUID(low["id"]), after=0, limit=200)
        assert len([line for line in lines["items"] if line["what"] == "case_link"]) == told


async def gone(committee: Committee, count: int) -> list[View]:
    """Demarches that have gone to Japan within the week."""
    return [await committee.released() for _ in range(count)]


async def let_the_next_wait(owner: Database) -> None:
    """The directive has the next demarche wait until the NSC has sequenced it."""
    async with owner.begin() as tx:
        await tx.exec_driver_sql("UPDATE pressure_gauge SET then_it = 'wait'")


async def test_after_three_demarches_in_a_week_the_nsc_is_asked(committee: Committee) -> None:
    await gone(committee, 3)
    fourth, fifth = await committee.approved(), await committee.approved()
    assert (await committee.release(fourth))["release"] is not None
    waiting: View = await reading.my_inbox(committee.db, "nsc.asia", 100)
    asked = [item["case"]["number"] for item in waiting["items"] if item["act"] == "sequence"]
    assert asked == await exceptions(committee, "pressure") == [fifth["number"]]
    await committee.sequence(fifth)
    assert await exceptions(committee, "pressure") == []


async def test_where_the_directive_has_it_wait_the_next_goes_when_it_is_sequenced(
    committee: Committee, owner_db: Database
) -> None:
    await let_the_next_wait(owner_db)
    await gone(committee, 3)
    fourth = await committee.approved()
    assert [o["lack"] for o in fourth["blocked_by"]] == ["coordination_pending"]
    assert await refusal(committee.release(fourth)) == "not_releasable"
    assert await exceptions(committee, "pressure") == [fourth["number"]]
    found: View = await the_pressure(committee.db, "nsc.asia", "japan")
    assert (len(found["released"]), [w["number"] for w in found["waiting"]]) == (3, [fourth["number"]])
    assert await refusal(committee.sequence(fourth, by="state.ea-j")) == "not_nsc"
    later = datetime.now(UTC) + timedelta(days=1)
    fourth = await committee.sequence(fourth, not_before=later)
    assert await refusal(committee.release(fourth)) == "not_releasable"
    fourth = await committee.sequence(fourth)
    assert (await committee.release(fourth))["release"] is not None
    far = committee.sequence(await committee.approved(), not_before=later + timedelta(days=7))
    assert await refusal(far) == "beyond_the_week"


async def test_who_sees_fewer_demarches_counts_fewer_and_the_gate_counts_all(committee: Committee) -> None:
    await gone(committee, 3)
    small = await committee.open(mandate="ECO-9a", by=FISHERIES)
    small = await committee.circulate(small, by=FISHERIES)
    assert await exceptions(committee, "pressure", by="interior.fws") == []
    found: View = await the_pressure(committee.db, "interior.fws", "japan")
    assert (found["released"], found["waiting"]) == ([], [])
    assert await exceptions(committee, "pressure") == [small["number"]]


async def test_a_week_later_nothing_waits(committee: Committee, owner_db: Database) -> None:
    await let_the_next_wait(owner_db)
    await gone(committee, 3)
    fourth = await committee.approved()
    await move_clock(owner_db, timedelta(days=7, minutes=1))
    assert (await committee.release(await committee.look(fourth, by=RELEASER)))["release"] is not None


async def test_the_step_of_a_tranche_needs_its_share(committee: Committee) -> None:
    case = await committee.allocated()
    missing = committee.step(case, Milestone.TRANCHE_RELEASED, RELEASER, ref="tranche-1")
    assert await refusal(missing) == "detail_missing"
