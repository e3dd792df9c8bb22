"""What holds cost, the practice in force and who is appointed, over HTTP; nothing hidden is counted."""

from uuid import uuid4

import pytest

from tests.api.officers import Officers, a_hold, paragraphs
from tests.api.served import Api, code


@pytest.mark.parametrize("path", ["/holds", "/practice", "/appointments"])
def test_nobody_looks_without_signing_in(api: Api, path: str) -> None:
    assert code(api.nobody.get(path)) == (401, "not_signed_in")


def test_holds_are_shown_with_their_official_and_what_they_cost(api: Api) -> None:
    officers = Officers(api)
    case = officers.act(officers.circulated(), "holds", a_hold(), "defense.isa")
    assert (case["holds"][0]["working_days_so_far"], case["holds"][0]["cycles_so_far"]) == (0, 0)
    found = api.as_("nsc.asia").look("/holds")
    assert found["agencies"] == [
        {"agency": "defense", "holds": 1, "open": 1, "cases": 1, "cycles": 0, "working_days": 0}
    ]
    (held,) = found["items"]
    assert (held["number"], held["kind"], held["ended"]) == (case["number"], "policy", None)
    assert held["official"] == "Country director for Japan, International Security Affairs"
    assert held["lifts_when"] == "They are over."
    api.as_("defense.isa").delete(f"/cases/{case['id']}/holds/{held['id']}", {"reason": "They are over."})
    assert api.as_("nsc.asia").look("/holds", open="true")["items"] == []
    (held,) = api.as_("nsc.asia").look("/holds", open="false", case=case["id"])["items"]
    assert held["ended"] == "lifted"


def test_a_hold_in_a_case_that_was_withdrawn_costs_no_more(api: Api) -> None:
    officers = Officers(api)
    case = officers.act(officers.circulated(), "holds", a_hold(), "defense.isa")
    officers.act(case, "withdrawal", {"reason": "Overtaken by events."}, "state.eb")
    (held,) = api.as_("nsc.asia").look("/holds", open="false")["items"]
    assert held["ended"] == "case_withdrawn"


def test_what_is_hidden_is_not_counted(api: Api) -> None:
    officers = Officers(api)
    above = officers.circulated(classification="TS", paragraphs=paragraphs(marking="TS"))
    officers.act(above, "holds", a_hold(), "defense.isa")
    seen = officers.act(officers.circulated(), "holds", a_hold(), "defense.isa")
    low, high = api.as_("commerce.desk").look("/holds"), api.as_("auditor").look("/holds")
    assert (low["counted"], high["counted"]) == (1, 2)
    assert [held["case"] for held in low["items"]] == [seen["id"]]
    assert low["agencies"][0]["cases"] == 1
    assert api.as_("commerce.desk").look("/holds", case=above["id"])["items"] == []
    assert api.as_("commerce.desk").look("/holds", case=str(uuid4()))["items"] == []
    assert api.as_("interior.fws").look("/holds")["agencies"] == []


def test_holds_are_asked_for_by_agency_and_a_filter_misspelt_is_refused(api: Api) -> None:
    officers = Officers(api)
    case = officers.act(officers.circulated(), "holds", a_hold(), "defense.isa")
    officers.act(case, "holds", a_hold("cia"), "cia.di")
    assert [held["agency"] for held in api.as_("auditor").look("/holds", agency="cia")["items"]] == ["cia"]
    assert len(api.as_("auditor").look("/holds", limit=1)["items"]) == 1
    assert code(api.as_("auditor").get("/holds", agencies="cia")) == (422, "unknown_parameter")
    assert code(api.as_("auditor").get("/holds", open="perhaps")) == (422, "malformed")


def test_the_practice_in_force_is_the_customary_one_until_another_is_loaded(api: Api) -> None:
    found = api.as_("commerce.desk").look("/practice")
    assert (found["edition"], found["loaded_at"]) == (0, None)
    assert [(one["precedence"], one["working_days"], one["hours"]) for one in found["suspenses"]] == [
        ("routine", 10, None),
        ("priority", 5, None),
        ("immediate", 2, None),
        ("flash", None, 4),
    ]
    assert found["presets"]["licensing_referral"] == {"calendar_days": 30, "extension_days": 30}


def test_an_agency_s_coordinators_are_shown_with_grade_and_instrument(api: Api) -> None:
    found = api.as_("commerce.desk").look("/appointments", agency="defense", capacity="coordinator")["items"]
    assert {one["subject"] for one in found} >= {"defense.isa", "defense.asd", "defense.secdef", "defense.depsecdef"}
    (acting,) = (one for one in found if one["acting_for"])
    assert (acting["grade"], acting["instrument"]) == ("secretary", "DoDD 82-5105")
    assert acting["to"] == "2031-01-01T05:00:00Z"
    assert {one["capacity"] for one in api.as_("auditor").look("/appointments", capacity="president")["items"]} == {
        "president"
    }
    assert code(api.as_("auditor").get("/appointments", capacity="king")) == (422, "malformed")
