"""Steps without silence, offices asked beside agencies, referrals and drafts, over HTTP."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.api.officers import Officers, a_case, a_critical_comment, now, paragraphs
from tests.api.served import Api, Json, code
from tests.office import DRAFTER

L = "state.l"


def posted(api: Api, case: Json, what: str, body: Json, by: str) -> tuple[int, str]:
    return code(api.as_(by).post(f"/cases/{case['id']}/{what}", body))


def for_office(case: Json, **given: object) -> Json:
    return {"office": L, "response": "concur", "digest": case["text"]["digest"], **given}


def seat(case: Json, agency: str) -> Json:
    found: Json = next(s for s in case["round"]["agencies"] if s["agency"] == agency)
    return found


def test_a_step_that_excludes_silence_asks_the_legal_adviser_too(api: Api) -> None:
    officers = Officers(api)
    case = officers.open()
    both = {"silence_excluded": "full_powers", "default_clearance": True}
    assert posted(api, case, "circulation", both, DRAFTER) == (409, "silence_excluded")
    case = officers.circulate(case, silence_excluded="full_powers")
    assert (case["round"]["silence_excluded"], case["round"]["default_clearance"]) == ("full_powers", False)
    assert [office["office"] for office in case["round"]["offices"]] == [L]
    assert seat(case, "defense")["silence_barred_by"] == "full_powers"
    assert {"lack": "office_clearance_missing", "agency": L} in case["blocked_by"]
    case = officers.redraft(case, "Other words.")
    assert posted(api, case, "circulation", {"default_clearance": True}, DRAFTER) == (409, "silence_excluded")
    advice = api.as_(DRAFTER).look(f"/cases/{case['id']}/advice")
    assert (advice["would_ask_offices"], advice["silence_excluded"]) == ([L], "full_powers")
    case = officers.circulate(case)
    assert case["round"]["silence_excluded"] == "full_powers"


def test_an_office_answers_with_its_ground_and_is_heard(api: Api) -> None:
    officers = Officers(api)
    case = officers.clear(officers.circulate(officers.open(), offices=[L]))
    bare = for_office(case, response="nonconcur")
    assert posted(api, case, "office-clearances", bare, L) == (422, "nonconcur_needs_ground")
    assert posted(api, case, "office-clearances", for_office(case, response="no_equity"), L) == (422, "malformed")
    assert posted(api, case, "office-clearances", for_office(case), "defense.isa") == (403, "not_coordinator")
    assert posted(api, case, "office-clearances", for_office(case, digest="0" * 64), L) == (412, "text_changed")
    why = {"response": "nonconcur", "ground": "law", "opinion": "The statute does not reach this."}
    case = officers.act(case, "office-clearances", for_office(case, **why), L)
    assert case["blocked_by"][0] == {"lack": "office_nonconcurs", "agency": L}
    assert case["round"]["offices"][0]["ground"] == "law"
    told = api.as_(DRAFTER).look(f"/cases/{case['id']}/timeline")["items"][-1]
    assert told["sentence"].startswith("state.l did not concur with version 1")
    assert told["words"] == {"opinion": "The statute does not reach this."}
    signed = {"agency": "state", "response": "concur", "digest": case["text"]["digest"]}
    assert posted(api, case, "sign-offs", signed, L) == (403, "one_human_one_seat")
    case = officers.act(case, "office-clearances", for_office(case), L)
    assert officers.release(officers.approve(case))["stage"] == "delivery"


def test_an_unknown_office_or_step_is_refused(api: Api) -> None:
    case = Officers(api).open()
    assert posted(api, case, "circulation", {"offices": ["state.nowhere"]}, DRAFTER) == (422, "unknown_office")
    assert posted(api, case, "circulation", {"silence_excluded": "haste"}, DRAFTER) == (422, "malformed")
    assert posted(api, case, "circulation", {"preset": "mine"}, DRAFTER) == (422, "malformed")


def test_a_licensing_referral_gives_thirty_days_and_the_head_thirty_more(api: Api) -> None:
    officers = Officers(api)
    case = officers.open()
    named = {"preset": "licensing_referral", "suspense": now(days=40)}
    assert posted(api, case, "circulation", named, DRAFTER) == (422, "preset_sets_the_time")
    case = officers.circulate(case, preset="licensing_referral")
    assert (case["round"]["preset"], case["round"]["default_clearance"]) == ("licensing_referral", True)
    announced = datetime.fromisoformat(case["round"]["announced"]["at"])
    assert (announced.hour, case["round"]["announced"]["city"]) == (0, "Washington")
    circulated = datetime.fromisoformat(case["round"]["circulated_at"]).astimezone(ZoneInfo("America/New_York"))
    assert announced.date() - circulated.date() == timedelta(days=31)
    more = {"agency": "defense", "reason": "It is being tested."}
    for by in ("defense.isa", "defense.asd"):
        assert posted(api, case, "extensions", more, by) == (403, "only_the_head")
    case = officers.act(case, "extensions", more, "defense.depsecdef")
    assert posted(api, case, "extensions", more, "defense.secdef") == (409, "extensions_used_up")
    until = datetime.fromisoformat(seat(case, "defense")["suspense"]).astimezone(ZoneInfo("America/New_York"))
    assert (until.date() - announced.date(), until.hour) == (timedelta(days=30), 0)


def test_an_extension_without_an_end_is_as_long_as_may_be(api: Api) -> None:
    officers = Officers(api)
    case = officers.circulated()
    case = officers.act(case, "extensions", {"agency": "defense", "reason": "Not read."}, "defense.isa")
    round_of = case["round"]
    length = datetime.fromisoformat(round_of["suspense"]) - datetime.fromisoformat(round_of["circulated_at"])
    assert datetime.fromisoformat(seat(case, "defense")["suspense"]) == (
        datetime.fromisoformat(round_of["suspense"]) + length
    )


def test_who_clears_if_affected_is_asked_blocks_nothing_and_must_clear_what_touches_it(api: Api) -> None:
    officers = Officers(api)
    case = officers.circulated()
    assert (seat(case, "energy")["right"], seat(case, "energy")["lapsed"]) == ("clear_if_affected", False)
    assert {"lack": "clearance_missing", "agency": "energy"} not in case["blocked_by"]
    assert officers.clear(case)["stage"] == "approval"
    touched = a_case(paragraphs=paragraphs(equities=("energy",)))
    case = officers.circulate(officers.open(**touched))
    assert seat(case, "energy")["right"] == "must_clear"
    assert {"lack": "clearance_missing", "agency": "energy"} in case["blocked_by"]
    case = officers.circulate(officers.redraft(case, "Words that touch it no more."))
    assert seat(case, "energy")["right"] == "clear_if_affected"


def test_a_draft_is_not_there_for_others_until_it_is_circulated(api: Api) -> None:
    officers = Officers(api)
    case = officers.redraft(officers.circulated(), "Other words.")
    draft = f"/cases/{case['id']}/versions/2"
    for who in (DRAFTER, "state.ea-j", "nsc.asia"):
        assert api.as_(who).look(draft)["paragraphs"][0]["text"] == "Other words."
    defense = api.as_("defense.isa")
    hidden, absent = defense.get(draft), defense.get(f"/cases/{case['id']}/versions/3")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content) == (404, absent.content)
    assert defense.get(f"/cases/{case['id']}/versions/1", compare=2).status_code == 404
    assert defense.get(f"/cases/{case['id']}/advice").status_code == 404
    told = defense.look(f"/cases/{case['id']}/timeline")["items"][-1]
    assert (told["what"], told["words"]) == ("text_version", {})
    assert api.as_(DRAFTER).look(f"/cases/{case['id']}/timeline")["items"][-1]["words"] == {"note": "Shorter."}
    case = officers.circulate(case)
    assert defense.look(draft)["paragraphs"][0]["text"] == "Other words."
    told = defense.look(f"/cases/{case['id']}/timeline")["items"]
    assert [item["words"] for item in told if item["what"] == "text_version"][1] == {"note": "Shorter."}


def test_a_draft_in_the_drawer_takes_no_sign_off(api: Api) -> None:
    officers = Officers(api)
    case = officers.redraft(officers.circulated(), "Other words.")
    signed = {"agency": "defense", "response": "concur", "digest": case["text"]["digest"]}
    assert posted(api, case, "sign-offs", signed, "defense.isa") == (409, "not_in_drafting")


@pytest.mark.parametrize("agency", ["defense", "commerce"])
def test_a_critical_comment_of_one_stops_the_silence_of_all(api: Api, agency: str) -> None:
    officers = Officers(api)
    case = officers.circulate(officers.open(), default_clearance=True)
    case = officers.sign(case, agency, "nonconcur", a_critical_comment())
    assert seat(case, "treasury")["silence_barred_by"] == "critical_comment_open"
    comment = api.as_(DRAFTER).look(f"/cases/{case['id']}/comment-matrix")["items"][0]["id"]
    answer = {"disposition": "rejected", "reason": "It does not."}
    case = officers.act(case, f"comments/{comment}/disposition", answer, DRAFTER)
    assert seat(case, "treasury")["silence_barred_by"] is None
