"""The database forbids by its own means what must never be in trade actions, enforcement cases and across cases."""

from typing import Any
from uuid import uuid4

import pytest

from domain.marking import Level
from domain.vocabulary import Finding, LinkKind, Milestone
from tests.committee import FINDING, FISHERIES, ITA, NOAA, SECRETARY_OF_COMMERCE, SECRETARY_OF_STATE, Committee
from tests.db.clearance_rows import rows_of_clearance
from tests.db.coordination_rows import (
    a_certification,
    a_finding,
    a_key,
    a_link,
    a_link_end,
    a_review,
    a_seal,
    a_sequencing,
    a_step,
    a_tear_line,
    rows_of_coordination,
)
from tests.db.direct_sql import (
    COMMITTED,
    OWNER,
    DirectSql,
    a_hold,
    a_release,
    a_round,
    a_sign_off,
    a_version,
    a_withdrawal,
    an_approval,
    exact,
)
from tests.db.position_rows import rows_of_positions
from tests.office import COUNTRY_DESK, DRAFTER, POST, RELEASER, View

pytestmark = pytest.mark.asyncio

LETTER = {"channel": "agency_letter"}


async def test_behind_the_wall_nothing_is_written_but_a_withdrawal(committee: Committee, direct: DirectSql) -> None:
    case = await committee.fenced(await committee.allocation(), outcome="on_the_record", record="A-588-056")
    mine = {"office": FISHERIES}
    rows: dict[str, Any] = {
        "text_version": a_version(case),
        "clearance_round": a_round(case, "commerce"),
        "sign_off": a_sign_off(case, "state") | mine,
        "hold": a_hold(case, "state") | mine,
        "approval": an_approval(case, FISHERIES),
        "release": a_release(case) | mine,
        "milestone": a_step(case, "legal_fence", FISHERIES, outcome="policy"),
        **rows_of_clearance(case, "state", FISHERIES),
        **rows_of_coordination(case, FISHERIES),
        **rows_of_positions(case, "state", FISHERIES),
    }
    # Each of these has a gate of its own, and most come only after a release.
    let_by = {"receipt", "split_move", "case_link_end", "certification_decision", "retirement", "conflict", "said"}
    let_by |= {"adoption", "drift", "page_change", "acknowledgement", "exception_answer"}
    for table, row in rows.items():
        outcome = direct.insert(FISHERIES, table, row)
        assert outcome != COMMITTED, table
        if table not in let_by:
            assert (table, outcome) == (table, "OV003 adjudicative_wall")
    assert direct.insert(FISHERIES, "withdrawal", a_withdrawal(case)) == COMMITTED


async def test_one_key_is_not_two_nor_are_two_of_one_hand(committee: Committee, direct: DirectSql) -> None:
    case = await committee.agreed()
    release = a_release(case, **LETTER)
    assert direct.insert(RELEASER, "release", release) == "OV003 steps_missing"
    assert direct.insert("state.e", "milestone", a_key(case, "state", office="state.e")) == "OV003 not_approver"
    assert direct.insert(SECRETARY_OF_STATE, "milestone", a_key(case, "state")) == COMMITTED
    assert direct.insert(RELEASER, "release", release) == "OV003 steps_missing"
    direct.appoint(SECRETARY_OF_STATE, "commerce.secretary", "approver")
    grade = "UPDATE appointment SET grade = 7 WHERE office = 'commerce.secretary'"
    assert direct.run(OWNER, grade) == COMMITTED
    assert direct.insert(SECRETARY_OF_STATE, "milestone", a_key(case, "commerce")) == "OV003 duties_separated"
    other = a_key(case, "commerce", digest="0" * 64)
    assert direct.insert(SECRETARY_OF_COMMERCE, "milestone", other) == "OV003 not_the_current_text"
    assert direct.insert(SECRETARY_OF_COMMERCE, "milestone", a_key(case, "commerce")) == COMMITTED
    assert direct.insert(RELEASER, "release", release) == COMMITTED


async def test_a_fence_is_counsels_and_options_differ(committee: Committee, direct: DirectSql) -> None:
    case = await committee.allocation()
    ruled = a_step(case, "legal_fence", "state.l", outcome="policy")
    assert direct.insert(COUNTRY_DESK, "milestone", ruled | {"office": COUNTRY_DESK}) == "OV003 not_counsel"
    named = ruled | {"outcome": "on_the_record"}
    assert direct.insert("state.l", "milestone", named) == "OV003 record_not_named"
    direct.appoint(FISHERIES, "state.l", "coordinator")
    assert direct.insert(FISHERIES, "milestone", ruled) == "OV003 duties_separated"
    assert direct.insert("state.l", "milestone", ruled) == COMMITTED
    alike = a_step(case, "options_tabled", FISHERIES, option_a="Tranches.", option_b=" tranches. ")
    assert direct.insert(FISHERIES, "milestone", alike) == "OV003 options_alike"


def a_tranche(case: View, number: int = 1, share: str = "25") -> Any:
    return a_step(case, "tranche_released", RELEASER, ref=f"tranche-{number}", share=share)


async def test_a_tranche_goes_in_its_turn_on_two_keys_within_the_whole(committee: Committee, direct: DirectSql) -> None:
    case = await committee.allocated()
    assert direct.insert(RELEASER, "milestone", a_tranche(case, 2)) == "OV003 not_the_next_tranche"
    for share in ("", "0", "x", "101"):
        assert direct.insert(RELEASER, "milestone", a_tranche(case, share=share)) == "OV003 share_out_of_range"
    key = a_step(case, "tranche_determined_state", "state.secretary", ref="tranche-1", outcome="complies")
    assert direct.insert(SECRETARY_OF_STATE, "milestone", key) == "OV003 keys_cover_the_first"
    case = await committee.determined(await committee.tranche(case), 2, "state")
    assert direct.insert(RELEASER, "milestone", a_tranche(case, 2)) == "OV003 determination_missing"
    direct.appoint(SECRETARY_OF_STATE, "commerce.secretary", "approver")
    assert direct.run(OWNER, "UPDATE appointment SET grade = 7 WHERE office = 'commerce.secretary'") == COMMITTED
    second = a_step(case, "tranche_determined_commerce", "commerce.secretary", ref="tranche-2", outcome="complies")
    assert direct.insert(SECRETARY_OF_STATE, "milestone", second) == "OV003 duties_separated"
    case = await committee.determined(case, 2, "commerce")
    assert direct.insert(RELEASER, "milestone", a_tranche(case, 2, share="76")) == "OV003 share_out_of_range"
    assert direct.insert(RELEASER, "milestone", a_tranche(case, 2, share="75")) == COMMITTED


async def test_a_pending_certification_stops_tranches_and_releases_and_a_certified_one_halves(
    committee: Committee, direct: DirectSql
) -> None:
    case, keyed = await committee.allocated(), await committee.keyed(await committee.agreed())
    whaling = await committee.whaling()
    row = a_certification(whaling)
    assert direct.insert(NOAA, "certification", row) == COMMITTED
    assert direct.insert(NOAA, "certification", a_certification(whaling)) == "OV003 certification_pending"
    assert direct.insert(RELEASER, "milestone", a_tranche(case)) == "OV003 coordination_pending"
    assert direct.insert(RELEASER, "release", a_release(keyed, **LETTER)) == "OV003 coordination_pending"
    assert direct.insert(NOAA, "withdrawal", a_withdrawal(whaling, office=NOAA)) == "OV003 certification_pending"
    for by in ("commerce.usit", NOAA):
        finding = a_finding(whaling, row["id"], office=by)
        assert direct.insert(by, "certification_decision", finding) == "OV003 not_the_secretary"
    certified = a_finding(whaling, row["id"], finding="certified")
    assert direct.insert(SECRETARY_OF_COMMERCE, "certification_decision", certified) == COMMITTED
    again = a_finding(whaling, row["id"])
    assert (
        direct.insert(SECRETARY_OF_COMMERCE, "certification_decision", again) == "OV003 certification_already_decided"
    )
    assert direct.insert(RELEASER, "milestone", a_tranche(case, share="51")) == "OV003 allocation_halved"
    assert direct.insert(RELEASER, "milestone", a_tranche(case, share="50")) == COMMITTED


async def test_only_its_mandate_certifies(committee: Committee, direct: DirectSql) -> None:
    case = await committee.allocation()
    row = a_certification(case, office=FISHERIES)
    assert direct.insert(FISHERIES, "certification", row) == "OV003 mandate_does_not_certify"
    nothing = a_finding(case, uuid4())
    assert direct.insert("apnsa", "certification_decision", nothing) == "OV003 no_such_certification"


async def test_a_link_joins_what_its_writer_sees_in_its_place(committee: Committee, direct: DirectSql) -> None:
    low, high = await committee.open(), await committee.open(level=Level.TS)
    assert direct.insert("nsc.asia", "case_link", a_link(low, "shared_lever", uuid4())) == "OV004 no_such_case"
    assert direct.insert("ustr.japan", "case_link", a_link(low, "shared_lever", high["id"])) == "OV004 no_such_case"
    assert direct.insert("nsc.asia", "case_link", a_link(low, "shared_lever", high["id"])) == "OV003 not_an_end"
    itself = a_link(low, "shared_lever", low["id"])
    assert direct.insert("nsc.asia", "case_link", itself) == "OV003 not_an_end"
    right = a_link(high, "shared_lever", low["id"])
    assert direct.insert("auditor", "case_link", right | {"office": "isoo.audit"}) == "OV003 not_action_office"
    assert direct.insert("nsc.asia", "case_link", right) == COMMITTED
    twice = right | {"id": uuid4()}
    assert direct.insert("nsc.asia", "case_link", twice) == "OV003 already_linked"
    shapeless = right | {"id": uuid4(), "link": "shared_lever/x/y"}
    assert direct.insert("nsc.asia", "case_link", shapeless) != COMMITTED
    end = a_link_end(high, right["id"])
    assert direct.insert("auditor", "case_link_end", end | {"office": "isoo.audit"}) == "OV003 not_action_office"
    assert direct.insert("nsc.asia", "case_link_end", a_link_end(high, uuid4())) == "OV003 no_such_link"
    assert direct.insert("nsc.asia", "case_link_end", end) == COMMITTED
    assert direct.insert("nsc.asia", "case_link_end", end | {"id": uuid4()}) == "OV003 link_already_ended"


async def test_who_does_not_see_both_ends_reads_no_link(committee: Committee, direct: DirectSql) -> None:
    seen, hidden = await committee.circulated(), await committee.open()
    await committee.link(seen, LinkKind.CONFLICTS_WITH, hidden)
    for subject, links in (("nsc.asia", 1), ("ustr.japan", 0)):
        with direct.entered(subject) as tx:
            assert tx.execute("SELECT count(*) FROM case_link").fetchall() == [(links,)]


async def test_what_waits_or_is_superseded_does_not_go_out(committee: Committee, direct: DirectSql) -> None:
    first, second = await committee.approved(), await committee.approved()
    link = a_link(first, "prerequisite", second["id"])
    assert direct.insert("nsc.asia", "case_link", link) == COMMITTED
    circle = a_link(second, "prerequisite", first["id"])
    assert direct.insert("nsc.asia", "case_link", circle) == "OV003 links_in_circle"
    assert direct.insert(RELEASER, "release", a_release(first)) == "OV003 coordination_pending"
    assert direct.insert(RELEASER, "release", a_release(second)) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(first)) == COMMITTED
    gone = a_link(first, "prerequisite", second["id"], office="nsc.asia")
    assert direct.insert("nsc.asia", "case_link", gone) == "OV003 already_linked"
    third, fourth = await committee.approved(), await committee.open()
    assert direct.insert("nsc.asia", "case_link", a_link(fourth, "supersedes", third["id"])) == COMMITTED
    assert direct.insert(RELEASER, "release", a_release(third)) == "OV003 coordination_pending"
    late = a_link(fourth, "supersedes", first["id"])
    assert direct.insert("nsc.asia", "case_link", late) == "OV003 case_has_ended"


async def test_the_fourth_demarche_of_a_week_waits_for_the_nsc(committee: Committee, direct: DirectSql) -> None:
    assert direct.run(OWNER, "UPDATE pressure_gauge SET then_it = 'wait'") == COMMITTED
    for _ in range(3):
        await committee.released()
    fourth = await committee.approved()
    release = a_release(fourth)
    assert direct.insert(RELEASER, "release", release) == "OV003 coordination_pending"
    row = a_sequencing(fourth)
    assert direct.insert(COUNTRY_DESK, "sequencing", row | {"office": COUNTRY_DESK}) == "OV003 not_nsc"
    far = row | {"not_before": "2099-01-01T00:00:00Z"}
    assert direct.insert("nsc.asia", "sequencing", far) == "OV003 beyond_the_week"
    assert direct.insert("nsc.asia", "sequencing", row) == COMMITTED
    assert direct.insert(RELEASER, "release", release) == COMMITTED
    late = a_sequencing(fourth)
    assert direct.insert("nsc.asia", "sequencing", late) == "OV003 case_has_ended"
    allocation = await committee.allocation()
    assert direct.insert("nsc.asia", "sequencing", a_sequencing(allocation)) == "OV003 not_in_procedure"


async def test_who_leads_is_agreed(committee: Committee, direct: DirectSql) -> None:
    case = await committee.named(await committee.logged(), "commerce", "commerce", "treasury")
    settled = a_step(case, "deconflicted", ITA, outcome="commerce")
    assert direct.insert(ITA, "milestone", settled) == "OV003 no_agreed_lead"
    naming = a_step(case, "lead_named", "nsc.asia", outcome="commerce")
    assert direct.insert("nsc.asia", "milestone", naming) == "OV003 not_deconflicting"
    case = await committee.named(case, "commerce", "justice")
    assert direct.insert(ITA, "milestone", settled) == COMMITTED


async def test_a_tear_line_is_its_owners_and_below(committee: Committee, direct: DirectSql) -> None:
    case = await committee.found()
    row = a_tear_line(case)
    assert direct.insert("defense.isa", "tear_line", row | {"office": "defense.isa"}) == "OV003 not_coordinator"
    as_high = row | {"level": 3}
    assert direct.insert("cia.di", "tear_line", as_high) == "OV003 not_below_the_case"
    secret = FINDING[0][0].encode()
    taken = a_tear_line(case, b'{"paragraphs":[{"marking":"C","text":"' + secret + b'"}]}')
    assert direct.insert("cia.di", "tear_line", taken) == "OV003 above_the_tear_line"
    higher = a_tear_line(case, b'{"paragraphs":[{"marking":"S","text":"So."}]}')
    assert direct.insert("cia.di", "tear_line", higher) == "OV003 not_below_the_case"
    assert direct.insert("cia.di", "tear_line", row | {"number": 2}) == "OV003 version_out_of_order"
    assert direct.insert("cia.di", "tear_line", row) == COMMITTED
    own = a_review(case, row["id"], office="cia.di")
    assert direct.insert("cia.di", "tear_line_review", own) == "OV003 duties_separated"
    other = a_review(case, row["id"], office="defense.isa")
    assert direct.insert("defense.isa", "tear_line_review", other) == "OV003 not_coordinator"
    assert (
        direct.insert("cia.oea", "tear_line_review", a_review(case, uuid4(), office="cia.di"))
        == "OV003 no_such_tear_line"
    )
    sanitised = a_step(case, "sanitised", ITA, outcome="releasable")
    assert direct.insert(ITA, "milestone", sanitised) == "OV003 no_tear_line"
    assert direct.insert("cia.oea", "tear_line_review", a_review(case, row["id"], office="cia.di")) == COMMITTED
    assert direct.insert(ITA, "milestone", sanitised) == COMMITTED
    made = a_step(case, "demarche_made", ITA, outcome="delivered")
    assert direct.insert(ITA, "milestone", made) == "OV003 demarche_not_delivered"


async def test_sources_and_tear_lines_belong_to_enforcement_cases(committee: Committee, direct: DirectSql) -> None:
    demarche = await committee.circulated()
    assert direct.insert("commerce.ita", "source_seal", a_seal(demarche)) == "OV003 not_in_procedure"
    assert direct.insert("cia.di", "tear_line", a_tear_line(demarche)) == "OV003 not_in_procedure"
    case = await committee.found()
    assert direct.insert(ITA, "source_seal", a_seal(case)) == COMMITTED
    watcher = a_seal(case, office="nsc.exec")
    assert direct.insert("nsc.exec", "source_seal", watcher) == "OV003 not_action_office"
    for subject, sealed in (("commerce.ita", 1), ("cia.oea", 1), ("nsc.asia", 0), ("auditor", 0), ("commerce.as", 0)):
        with direct.entered(subject) as tx:
            assert (subject, tx.execute("SELECT count(*) FROM source_seal").fetchall()) == (subject, [(sealed,)])


async def test_a_demarche_under_a_finding_says_what_its_line_says(committee: Committee, direct: DirectSql) -> None:
    early = await committee.demarche(await committee.found())
    round_of = a_round(early, "state", office=DRAFTER)
    assert direct.insert(DRAFTER, "clearance_round", round_of) == "OV003 no_tear_line"
    parent = await committee.sanitised()
    high = await committee.demarche(parent, level=Level.TS)
    assert direct.insert(DRAFTER, "clearance_round", a_round(high, "state", office=DRAFTER)) == (
        "OV003 above_the_tear_line"
    )
    words = b'{"paragraphs":[{"marking":"S","text":"' + FINDING[0][0].encode() + b'"}]}'
    spilled = a_version(early, words, office=DRAFTER)
    assert direct.insert(DRAFTER, "text_version", spilled) == "OV003 above_the_tear_line"
    other = await committee.demarche(parent, ("We are concerned.", Level.S))
    assert direct.insert(DRAFTER, "clearance_round", a_round(other, "state", office=DRAFTER)) == (
        "OV003 not_on_the_tear_line"
    )


async def test_after_the_sixty_days_nobody_decides(committee: Committee, direct: DirectSql) -> None:
    case = await committee.reviewed(await committee.torn(await committee.found()))
    case = await committee.step(case, Milestone.SANITISED, ITA, outcome="nothing_releasable")
    order = a_step(case, "measures_taken", "commerce.usit", outcome="denial_order")
    assert direct.insert("commerce.usit", "milestone", order) == "OV003 order_not_named"
    case = await committee.step(case, Milestone.MEASURES_TAKEN, "commerce.usit", outcome="none")
    case = await committee.step(case, Milestone.MULTILATERAL_SUBMITTED, "state.eb", outcome="submitted")
    decided = a_step(case, "multilateral_decided", DRAFTER, outcome="agreed", happened_at="2099-01-01T00:00:00Z")
    assert direct.insert(DRAFTER, "milestone", decided) == "OV003 wait_is_over"
    noted = "INSERT INTO time_act (case_id, key, due_at) VALUES ('{}', 'multilateral_wait/final', '1982-01-01')"
    assert direct.run(OWNER, "SELECT sec.enter_time()", noted.format(case["id"])) == COMMITTED
    in_time = a_step(case, "multilateral_decided", DRAFTER, outcome="agreed")
    assert direct.insert(DRAFTER, "milestone", in_time) == "OV003 not_in_procedure"
    lessons = a_step(case, "lessons_recorded", ITA)
    assert direct.insert(ITA, "milestone", lessons) == COMMITTED


async def test_the_partner_is_told_before_a_notice(committee: Committee, direct: DirectSql) -> None:
    case = await committee.keyed(await committee.agreed())
    notice = a_release(case, channel="public_notice")
    assert direct.insert(RELEASER, "release", notice) == "OV003 partner_not_told"
    told = a_step(case, "partner_told", "embassy.tokyo", **exact(case), agency="state")
    assert direct.insert(POST, "milestone", told) == COMMITTED
    assert direct.insert(RELEASER, "release", notice) == COMMITTED
    published = a_step(case, "notice_published", RELEASER)
    assert direct.insert(RELEASER, "milestone", published) == "OV003 partner_not_told"


async def test_a_reserve_is_no_veto(committee: Committee, direct: DirectSql) -> None:
    case = await committee.optioned(await committee.fenced(await committee.allocation()))
    case = await committee.circulate_as(case, FISHERIES)
    reserve = a_hold(case, "commerce", kind="policy", office=ITA)
    assert direct.insert(ITA, "hold", reserve) == "OV003 reserve_too_long"
    soon = f"{case['round']['circulated_at'][:4]}-12-31T00:00:00Z"
    veto = reserve | {"becomes": "nonconcurrence", "until": soon}
    assert direct.insert(ITA, "hold", veto) == "OV003 reserve_lapses"


async def test_a_decided_certification_frees_the_lever(committee: Committee, direct: DirectSql) -> None:
    case = await committee.allocated()
    await committee.decide(await committee.pending(), Finding.NOT_CERTIFIED)
    assert direct.insert(RELEASER, "milestone", a_tranche(case, share="100")) == COMMITTED
