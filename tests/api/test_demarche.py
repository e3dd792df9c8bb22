"""A whole demarche over HTTP, with what is refused on the way."""

from collections.abc import Callable

import pytest

from tests.api.officers import Officers, a_critical_comment, a_hold, paragraphs
from tests.api.served import Api, Json, code, seen
from tests.office import APPROVER, COORDINATORS, DRAFTER, POST, RELEASER


@pytest.fixture
def officers(api: Api) -> Officers:
    return Officers(api)


def test_a_demarche_goes_from_draft_to_assessment(officers: Officers) -> None:
    case = officers.open()
    assert (case["stage"], case["banner"], case["version"]) == ("drafting", "SECRET", 2)
    stages = []
    for act in (
        officers.circulate,
        officers.clear,
        officers.approve,
        officers.release,
        officers.deliver,
        officers.report,
        officers.assess,
    ):
        case = act(case)
        stages.append(case["stage"])
    assert stages == ["clearance", "approval", "release", "delivery", "report", "assessment", "closed"]
    assert officers.api.as_("auditor").look(f"/cases/{case['id']}") == case


def test_a_sign_off_names_the_text_it_was_given_to(officers: Officers) -> None:
    case = officers.circulated()
    officers.redraft(case, "Other words.")
    asked = {"agency": "defense", "response": "concur", "digest": case["text"]["digest"]}
    answer = officers.api.as_("defense.isa").post(f"/cases/{case['id']}/sign-offs", asked)
    assert code(answer) == (412, "text_changed")


def test_only_states_releasers_release(officers: Officers) -> None:
    case = officers.approve(officers.clear(officers.circulated()))
    asked = {"digest": case["text"]["digest"]}
    for other in (*COORDINATORS.values(), DRAFTER, APPROVER, POST, "apnsa", "auditor", "commerce.usit"):
        answer = officers.api.as_(other).post(f"/cases/{case['id']}/release", asked)
        assert code(answer) == (403, "not_releaser"), other
    assert officers.release(case)["stage"] == "delivery"


def test_what_a_text_lacks_is_named_by_agency(officers: Officers) -> None:
    case = officers.clear(officers.circulated(), but="defense")
    case = officers.nonconcur(case, "defense")
    case = officers.act(case, "holds", a_hold("cia"), "cia.di")
    answer = officers.api.as_(RELEASER).post(f"/cases/{case['id']}/release", {"digest": case["text"]["digest"]})
    assert code(answer) == (409, "not_releasable")
    assert answer.json()["places"] == [
        {"lack": "nonconcurrence", "agency": "defense"},
        {"lack": "hold_open", "agency": "cia"},
        {"lack": "critical_comment_open", "agency": "defense"},
        {"lack": "not_approved", "agency": ""},
    ]
    assert answer.json()["places"] == case["blocked_by"]


def test_a_hold_is_lifted_by_its_agency_with_a_reason(officers: Officers) -> None:
    case = officers.act(officers.circulated(), "holds", a_hold(), "defense.isa")
    (hold,) = case["holds"]
    path = f"/cases/{case['id']}/holds/{hold['id']}"
    assert code(officers.api.as_("cia.di").delete(path, {"reason": "Ours now."})) == (403, "not_coordinator")
    case = seen(officers.api.as_("defense.isa").delete(path, {"reason": "Talks are over."}), 200)
    assert case["holds"] == []
    assert code(officers.api.as_("defense.isa").delete(path, {"reason": "Again."})) == (409, "hold_already_ended")


def test_a_comment_is_disposed_of_and_the_agency_concurs(officers: Officers) -> None:
    case = officers.nonconcur(officers.clear(officers.circulated(), but="defense"), "defense")
    (line,) = officers.api.as_(DRAFTER).look(f"/cases/{case['id']}/comment-matrix")["items"]
    path = f"comments/{line['id']}/disposition"
    asked = {"disposition": "rejected", "reason": "The law allows it."}
    assert code(officers.api.as_("cia.di").post(f"/cases/{case['id']}/{path}", asked)) == (403, "not_action_office")
    case = officers.act(case, path, asked, DRAFTER)
    assert [o["lack"] for o in case["blocked_by"]] == ["nonconcurrence", "not_approved"]
    case = officers.sign(case, "defense", "concur_with_comment", a_critical_comment(kind="substantive"))
    assert case["stage"] == "approval"


def test_a_withdrawn_case_and_a_recalled_one_have_ended(officers: Officers) -> None:
    case = officers.act(officers.circulated(), "withdrawal", {"reason": "Overtaken by events."}, DRAFTER)
    assert case["stage"] == "withdrawn"
    again = officers.api.as_(DRAFTER).post(f"/cases/{case['id']}/versions", {"paragraphs": paragraphs("More.")})
    assert code(again) == (409, "not_in_withdrawn")
    case = officers.act(officers.released(), "recall", {"reason": "Wrong paragraph."}, RELEASER)
    assert case["stage"] == "recalled"
    delivered = {"name": "delivered", "at": case["release"]["at"], "note": "Done.", "interlocutor": "Director"}
    assert code(officers.api.as_(POST).post(f"/cases/{case['id']}/milestones", delivered)) == (409, "not_in_recalled")


def test_an_act_may_ask_that_the_case_has_not_moved(officers: Officers) -> None:
    opened = officers.open()
    path = f"/cases/{opened['id']}"
    tag = officers.api.as_(DRAFTER).get(path).headers["etag"]
    assert tag == f'"{opened["version"]}"'
    done = officers.api.as_(DRAFTER).post(f"{path}/circulation", {}, if_match=tag)
    assert done.headers["etag"] == f'"{seen(done)["version"]}"' != tag
    late = officers.api.as_("defense.isa").post(f"{path}/holds", a_hold(), if_match=tag)
    assert code(late) == (412, "case_changed")
    strange = officers.api.as_("defense.isa").post(f"{path}/holds", a_hold(), if_match='"latest"')
    assert code(strange) == (422, "etag_not_ours")
    seen(officers.api.as_("defense.isa").post(f"{path}/holds", a_hold(), if_match=done.headers["etag"]))


def test_what_the_answer_says_is_what_is_there(officers: Officers) -> None:
    """The view that an act answers is computed, not read again: both are the same to the byte's meaning."""
    case = officers.circulated()
    acts: tuple[Callable[[], Json], ...] = (
        lambda: officers.nonconcur(case, "defense"),
        lambda: officers.act(case, "holds", a_hold("cia"), "cia.di"),
        lambda: officers.redraft(case, "Fewer words."),
    )
    for act in acts:
        answered = act()
        assert officers.api.as_("auditor").look(f"/cases/{case['id']}") == answered
