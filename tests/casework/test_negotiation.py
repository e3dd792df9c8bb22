"""Whole negotiations through casework, on real PostgreSQL: within authority, on one text, to the end of its clocks."""

from datetime import timedelta

import pytest

from casework.desk import Unavailable
from domain.marking import Level
from domain.refusals import Refusal
from domain.vocabulary import Milestone, Response
from tests.db.direct_sql import OWNER, DirectSql, a_round
from tests.delegation import CONGRESS, LAWYER, SENIORS, Delegation
from tests.office import Office, View

pytestmark = pytest.mark.asyncio

SECRETARY = "state.secretary"


async def refused(act: object) -> str:
    """The code with which an act is refused."""
    with pytest.raises(Refusal) as refusal:
        await act  # type: ignore[misc] # a coroutine
    return refusal.value.code


async def test_an_executive_agreement_goes_from_opinion_to_congress(delegation: Delegation) -> None:
    case = await delegation.open()
    assert case["stage"] == "intake"
    case = await delegation.signed()
    assert case["stage"] == "transmittal"
    case = await delegation.step(case, Milestone.TRANSMITTED_TO_STATE, reference="L/T 82-9")
    case = await delegation.step(case, Milestone.ENTERED_INTO_FORCE, LAWYER, outcome="without_end")
    assert case["stage"] == "transmittal"
    case = await delegation.step(case, Milestone.TRANSMITTED_TO_CONGRESS, LAWYER, reference="H 82-4")
    assert case["stage"] == "closed"


async def test_nothing_is_circulated_before_l_has_said_what_it_is(delegation: Delegation) -> None:
    case = await delegation.open()
    assert await refused(delegation.cleared(case)) == "steps_missing"
    assert await refused(delegation.step(case, Milestone.AGREEMENT_DETERMINED, "state.ea-j", outcome="one_step")) == (
        "not_coordinator"
    )
    assert (await delegation.determined("non_binding"))["stage"] == "drafting"


async def test_no_round_without_authority_and_none_without_instructions(delegation: Delegation) -> None:
    case = await delegation.cleared(await delegation.determined())
    assert await refused(delegation.round(case)) == "not_in_checks"
    instruction = await delegation.open("instruction", case)
    instruction = await delegation.approve(await delegation.cleared(instruction))
    assert await refused(delegation.release(instruction)) == "not_releasable"
    assert (await delegation.office.look(instruction))["blocked_by"] == [{"lack": "no_authority", "agency": ""}]
    other = await delegation.authority()
    assert await refused(delegation.round(other)) == "no_instructions"


async def test_the_grade_that_gives_authority_is_what_l_found(delegation: Delegation) -> None:
    case = await delegation.cleared(await delegation.determined("full_powers"))
    case = await delegation.step(case, Milestone.MEMORANDUM_OF_LAW, LAWYER, outcome="sufficient", reference="L 1")
    assert await refused(delegation.approve(case, "state.e")) == "higher_grade_needed"
    assert (await delegation.approve(case, SECRETARY))["stage"] == "release"
    again = await delegation.cleared(await delegation.determined("full_powers"))
    again = await delegation.step(again, Milestone.MEMORANDUM_OF_LAW, LAWYER, outcome="sufficient", reference="L 1")
    assert (await delegation.approve(again, "president"))["stage"] == "release"


async def test_an_insufficient_memorandum_of_law_stops_it(delegation: Delegation) -> None:
    case = await delegation.cleared(await delegation.determined())
    assert await refused(delegation.approve(case)) == "steps_missing"
    case = await delegation.step(case, Milestone.MEMORANDUM_OF_LAW, LAWYER, outcome="insufficient", reference="L 1")
    assert case["stage"] == "checks"
    case = await delegation.step(case, Milestone.MEMORANDUM_OF_LAW, LAWYER, outcome="sufficient", reference="L 2")
    assert case["stage"] == "approval"


async def test_rounds_are_numbered_and_go_on_without_number(delegation: Delegation) -> None:
    case = await delegation.seated()
    for number in range(1, 8):
        case = await delegation.round(case, number)
    assert await refused(delegation.round(case, 7)) == "round_out_of_order"
    assert [m["ref"] for m in case["milestones"] if m["name"] == "round_held"] == [str(n) for n in range(1, 8)]
    case = await delegation.step(case, Milestone.ACCEPTED_AD_REFERENDUM, ref="7")
    assert await refused(delegation.step(case, Milestone.ACCEPTED_AD_REFERENDUM, ref="8")) == "no_such_round"


async def test_a_departure_stops_acceptance_until_l_and_every_interested_agency_cleared_it(
    delegation: Delegation,
) -> None:
    case = await delegation.round(await delegation.seated(justice=Response.NO_EQUITY))
    text = await delegation.open("agreement_text", case)
    case = await delegation.departed(case)
    assert await refused(delegation.departed(case)) == "departure_named_twice"
    interested = [seat for seat in SENIORS if seat != "justice"]
    assert await refused(delegation.clears(case, "justice")) == "not_interested"
    for seat in interested:
        assert await refused(delegation.initialled(case, text)) == "departure_open"
        assert await refused(delegation.step(case, Milestone.ACCEPTED_AD_REFERENDUM, ref="1")) == "departure_open"
        case = await delegation.clears(case, seat)
    assert await refused(delegation.clears(case, "state")) == "departure_not_open"
    case = await delegation.step(case, Milestone.ACCEPTED_AD_REFERENDUM, ref="1")
    assert (await delegation.initialled(case, text))["stage"] == "final_text"


async def test_a_departure_is_cleared_by_rank_and_by_nobody_of_the_delegation(delegation: Delegation) -> None:
    case = await delegation.departed(await delegation.seated())
    assert await refused(delegation.clears(case, "cab", by="cab.bia")) == "higher_grade_needed"
    assert await refused(delegation.clears(case, "cab", by="energy.as")) == "not_found"
    assert await refused(delegation.clears(case, "state.l", by=LAWYER)) == "higher_grade_needed"
    assert await refused(delegation.clears(case, "cab", "D2")) == "no_such_departure"


async def test_a_departure_refused_stays_open_until_it_is_dropped(delegation: Delegation) -> None:
    case = await delegation.departed(await delegation.round(await delegation.seated()))
    case = await delegation.clears(case, "state.l", outcome="refused")
    assert await refused(delegation.step(case, Milestone.ACCEPTED_AD_REFERENDUM, ref="1")) == "departure_open"
    case = await delegation.step(case, Milestone.DEPARTURE_DROPPED, ref="D1")
    case = await delegation.step(case, Milestone.ACCEPTED_AD_REFERENDUM, ref="1")
    assert await refused(delegation.step(case, Milestone.DEPARTURE_DROPPED, ref="D1")) == "departure_not_open"


async def test_initialling_freezes_the_text_and_another_text_takes_its_place(
    delegation: Delegation, office: Office
) -> None:
    case, text = await delegation.at_the_table()
    assert await refused(office.redraft(text, "One word more.", by="state.eb")) == "text_initialled"
    other = await delegation.open("agreement_text", case, words="One word more.")
    assert (
        await refused(delegation.step(case, Milestone.REINITIALLED, delegation.head, text=text)) == "already_recorded"
    )
    case = await delegation.step(case, Milestone.REINITIALLED, delegation.head, text=other)
    await delegation.approve(await checked(delegation, text))
    assert (await office.look(text))["blocked_by"] == [{"lack": "not_initialled", "agency": ""}]
    await delegation.sent(other)
    case = await delegation.authorised(case)
    assert case["stage"] == "signature"
    assert await refused(delegation.step(case, Milestone.REINITIALLED, delegation.head, text=other)) == (
        "not_in_signature"
    )


async def checked(delegation: Delegation, text: View) -> View:
    cleared = await delegation.cleared(text)
    return await delegation.step(cleared, Milestone.FINAL_TEXT_APPROVED, LAWYER, outcome="approved")


async def test_only_the_current_text_under_it_is_initialled(delegation: Delegation, office: Office) -> None:
    case = await delegation.round(await delegation.seated())
    text = await delegation.open("agreement_text", case)
    newer = await office.redraft(text, "Other words.", by="state.eb")
    assert await refused(delegation.initialled(case, text)) == "text_changed"
    assert await refused(delegation.initialled(case, case)) == "no_such_text"
    assert await refused(delegation.step(case, Milestone.INITIALLED, "state.eb", text=newer)) == "higher_grade_needed"
    assert await refused(delegation.step(case, Milestone.INITIALLED, delegation.head)) == "detail_missing"
    unknown = newer | {"text": {"digest": "0" * 64}}
    assert await refused(delegation.initialled(case, unknown)) == "no_such_text"
    assert (await delegation.initialled(case, newer))["stage"] == "final_text"


async def test_a_text_is_signed_only_as_it_was_cleared_and_by_the_office_named(delegation: Delegation) -> None:
    case, text = await delegation.at_the_table()
    assert await refused(delegation.step(case, Milestone.CONFORMED, LAWYER, languages="English")) == (
        "final_text_not_released"
    )
    await delegation.sent(text)
    case = await delegation.step(case, Milestone.CONGRESS_CONSULTED, CONGRESS, outcome="not_needed")
    assert await refused(delegation.step(case, Milestone.SIGNATURE_AUTHORISED, LAWYER, ref="state.p")) == "out_of_order"
    case = await delegation.step(case, Milestone.CONFORMED, LAWYER, languages="English, Japanese")
    assert await refused(delegation.step(case, Milestone.SIGNATURE_AUTHORISED, LAWYER, ref="state.eb")) == (
        "no_such_signer"
    )
    case = await delegation.step(case, Milestone.SIGNATURE_AUTHORISED, LAWYER, ref="state.p")
    assert await refused(delegation.step(case, Milestone.SIGNED, "state.e")) == "not_the_authorised_signer"
    assert (await delegation.step(case, Milestone.SIGNED, "state.p"))["stage"] == "transmittal"


async def test_two_steps_take_a_second_authority(delegation: Delegation) -> None:
    case, _ = await delegation.final("two_steps")
    assert await refused(delegation.authorised(case)) == "authority_to_sign_missing"
    case = await delegation.office.look(case)
    second = await delegation.sent(await delegation.open("signing_authority", case))
    assert second["stage"] == "closed"
    case = await delegation.step(case, Milestone.SIGNATURE_AUTHORISED, LAWYER, ref="state.e")
    assert case["stage"] == "signature"


async def test_a_treaty_takes_full_powers_and_the_senate_and_no_case_act(
    delegation: Delegation, direct: DirectSql
) -> None:
    treaty = Delegation(delegation.office, approver=SECRETARY)
    case = await treaty.authority("full_powers")
    assert case["round"]["silence_excluded"] == "full_powers"
    instructed = await treaty.open("instruction", case)
    forged = a_round(instructed, "state", "nsc", default_clearance=True, office="state.eb")
    assert direct.insert("state.eb", "clearance_round", forged) == "OV003 silence_excluded"
    forged = a_round(instructed, "state", "nsc", office="state.eb")
    assert direct.insert("state.eb", "clearance_round", forged) == "OV003 office_not_asked"
    await Delegation(delegation.office).instruction(case)
    case = await treaty.round(case)
    text = await treaty.open("agreement_text", case)
    case = await treaty.initialled(case, text)
    await treaty.sent(text)
    second = await treaty.open("signing_authority", case)
    second = await treaty.step(
        await treaty.cleared(second), Milestone.MEMORANDUM_OF_LAW, LAWYER, outcome="sufficient", reference="L 2"
    )
    assert await refused(treaty.approve(second, "state.e")) == "higher_grade_needed"
    await treaty.release(await treaty.approve(second))
    case = await treaty.authorised(case, signer="state.secretary")
    case = await treaty.step(case, Milestone.SIGNED, SECRETARY)
    assert await refused(treaty.step(case, Milestone.ENTERED_INTO_FORCE, LAWYER, outcome="without_end")) == (
        "before_congress"
    )
    case = await treaty.step(case, Milestone.SENATE_CONSENTED, CONGRESS)
    assert await refused(treaty.step(case, Milestone.TRANSMITTED_TO_CONGRESS, LAWYER, reference="H")) == (
        "not_in_procedure"
    )
    case = await treaty.step(case, Milestone.ENTERED_INTO_FORCE, LAWYER, outcome="without_end")
    assert case["stage"] == "closed"


async def test_what_enters_into_force_with_an_end_is_watched_until_it_is_decided_on(delegation: Delegation) -> None:
    case = await delegation.signed()
    assert (
        await refused(delegation.step(case, Milestone.TRANSMITTED_TO_CONGRESS, LAWYER, reference="H 82-4"))
        == "not_in_force"
    )
    assert await refused(delegation.step(case, Milestone.ENTERED_INTO_FORCE, LAWYER, outcome="with_end")) == (
        "detail_missing"
    )
    assert (
        await refused(
            delegation.step(
                case, Milestone.ENTERED_INTO_FORCE, LAWYER, outcome="with_end", until=delegation.now - timedelta(1)
            )
        )
        == "ends_before_it_begins"
    )
    end = delegation.now + timedelta(days=1096)
    case = await delegation.step(case, Milestone.ENTERED_INTO_FORCE, LAWYER, outcome="with_end", until=end)
    case = await delegation.step(case, Milestone.TRANSMITTED_TO_CONGRESS, LAWYER, reference="H 82-4")
    case = await delegation.step(case, Milestone.TRANSMITTED_TO_STATE, reference="L/T 82-9")
    assert (case["stage"], case["due"]["key"]) == ("watch", "watch/180_days")
    case = await delegation.step(case, Milestone.SUNSET_DECIDED, outcome="renewed")
    assert case["stage"] == "closed"


async def test_what_binds_nobody_is_the_agencys_own_and_has_no_case_act(office: Office) -> None:
    trade = Delegation(
        office, mandate="ECO-5", drafter="ustr.japan", head="ustr.japan", approver="ustr.deputy", level=Level.TS
    )
    case = await trade.cleared(await trade.determined("non_binding"))
    assert case["stage"] == "approval"
    assert await refused(trade.approve(case, "state.e")) == "not_approver"
    case = await trade.release(await trade.approve(case))
    await trade.instruction(case)
    case = await trade.round(case)
    text = await trade.open("agreement_text", case)
    case = await trade.initialled(case, text)
    await trade.sent(text)
    case = await trade.authorised(await office.look(case), signer="ustr.deputy")
    assert (await trade.step(case, Milestone.SIGNED, "ustr.deputy"))["stage"] == "closed"


async def test_the_nuclear_text_takes_what_section_123_asks_and_lies_before_congress(office: Office) -> None:
    atoms = Delegation(office, mandate="ECO-10", drafter="state.oes", head="state.oes.head")
    case = await atoms.round(await atoms.seated())
    text = await atoms.open("agreement_text", case)
    case = await atoms.initialled(case, text)
    text = await checked(atoms, text)
    assert await refused(atoms.approve(text)) == "steps_missing"
    for name, by in (
        (Milestone.ASSESSMENT_STATEMENT, "acda.npb"),
        (Milestone.JOINT_MEMORANDUM, "energy.ia"),
        (Milestone.REGULATORY_VIEWS, "nrc.oip"),
    ):
        text = await atoms.step(text, name, by, reference="1")
    text = await atoms.approve(text)
    assert text["stage"] == "keys"
    assert await refused(atoms.release(text)) == "not_releasable"
    text = await atoms.step(text, Milestone.PRESIDENTIAL_DETERMINATION, "president")
    await atoms.release(text)
    case = await atoms.step(await atoms.authorised(await office.look(case)), Milestone.SIGNED, "state.e")
    soon = atoms.now + timedelta(days=59)
    assert await refused(atoms.step(case, Milestone.LAID_BEFORE_CONGRESS, CONGRESS, until=soon)) == "period_too_short"
    case = await atoms.step(case, Milestone.LAID_BEFORE_CONGRESS, CONGRESS, until=soon + timedelta(days=2))
    assert await refused(atoms.step(case, Milestone.ENTERED_INTO_FORCE, LAWYER, outcome="without_end")) == (
        "before_congress"
    )


async def test_authority_called_back_ends_it_and_lets_no_instruction_out(delegation: Delegation) -> None:
    case = await delegation.seated()
    next_one = await delegation.approve(await delegation.cleared(await delegation.open("instruction", case)))
    assert (await delegation.recall(case))["stage"] == "recalled"
    assert await refused(delegation.release(next_one)) == "not_releasable"
    assert await refused(delegation.round(case)) == "not_in_recalled"
    assert await refused(delegation.open("instruction", case)) == "parent_has_ended"


async def test_what_is_opened_under_a_negotiation_is_opened_nowhere_else(delegation: Delegation) -> None:
    case = await delegation.determined()
    assert await refused(delegation.open("instruction")) == "not_under_that_case"
    assert await refused(delegation.open("agreement_text", await delegation.open("instruction", case))) == (
        "not_under_that_case"
    )
    atoms = Delegation(delegation.office, mandate="ECO-10", drafter="state.oes")
    assert await refused(atoms.open("instruction", case)) == "not_under_that_case"
    assert await refused(delegation.open("instruction", case, know=["state.e"])) == "need_to_know_list"


async def test_a_round_waits_for_whoever_recalls_its_instruction(delegation: Delegation, direct: DirectSql) -> None:
    case = await delegation.authority()
    instruction = await delegation.instruction(case)
    with direct.connect(OWNER) as other:
        other.execute("SELECT FROM case_file WHERE id = %s FOR NO KEY UPDATE", [instruction["id"]])
        with pytest.raises(Unavailable):  # the lock's time is over before that one commits
            await delegation.round(case)
    assert (await delegation.round(case))["stage"] == "negotiation"
