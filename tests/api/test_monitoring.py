"""Assessments and yearly checks of mandates, over HTTP."""

import pytest

from tests.api.officers import Officers, now
from tests.api.served import Api, Json, code, seen
from tests.watching import NSC, PLAN, USTR

CHECK = {"verdict": "amend", "reason": "The measures of 1982 are carried out; the next ones are not named in it."}
PARAGRAPH = {"text": "Of nine measures, four are met.", "marking": "C", "equities": []}


@pytest.mark.parametrize("path", ["/mandates/ECO-1b/checks", "/cases/00000000-0000-4000-8000-000000000000/assessment"])
def test_nobody_looks_without_signing_in(api: Api, path: str) -> None:
    assert code(api.nobody.get(path)) == (401, "not_signed_in")


def step(name: str, **said: object) -> Json:
    return {"name": name, "at": now(), "note": "For the record.", **said}


def opened(officers: Officers) -> Json:
    return officers.open(by=USTR, mandate="ECO-1b", classification="C", paragraphs=[PARAGRAPH])


def test_plan_and_returns_are_shown_to_who_sees_the_case(api: Api) -> None:
    officers = Officers(api)
    case = opened(officers)
    plain = step("plan_set", **PLAN | {"baseline": "improve"})
    assert code(api.as_(USTR).post(f"/cases/{case['id']}/milestones", plain)) == (422, "not_measurable")
    officers.act(case, "milestones", step("plan_set", **PLAN), USTR)
    ask = step("tasked", ref="labor", outcome="asked", until=now(days=10))
    officers.act(case, "milestones", ask, USTR)
    given = step("returned", outcome="value", value="Two complaints.")
    case = officers.act(case, "milestones", given, "labor.ilab")
    told = api.as_("labor.ilab").look(f"/cases/{case['id']}/assessment")
    assert told["plan"] == PLAN
    assert [(one["agency"], one["value"], one["stale_copy"]) for one in told["returns"]] == [
        ("labor", "Two complaints.", False)
    ]
    assert code(api.as_("cea.intl").get(f"/cases/{case['id']}/assessment")) == (404, "not_found")
    another = officers.open()
    assert code(api.as_(NSC).get(f"/cases/{another['id']}/assessment")) == (404, "not_found")


def test_a_mandate_is_checked_by_the_advisers_staff_once_for_one_key(api: Api) -> None:
    asked = api.as_(NSC)
    first = asked.post("/mandates/ECO-1b/checks", CHECK, Idempotency_Key="once")
    again = asked.post("/mandates/ECO-1b/checks", CHECK, Idempotency_Key="once")
    assert (seen(first), again.headers["idempotent-replay"]) == (seen(again), "true")
    (told,) = api.as_(USTR).look("/mandates/ECO-1b/checks")["items"]
    assert (told["verdict"], told["by"], told["classification"]) == ("amend", "nsc.asia", "TS")
    assert code(api.as_(USTR).post("/mandates/ECO-1b/checks", CHECK)) == (403, "not_nsc")


def test_a_hidden_mandate_and_one_that_is_not_there_are_one_answer(api: Api) -> None:
    low = api.as_("commerce.desk")  # cleared for S; ECO-1b is TS
    hidden, absent = low.get("/mandates/ECO-1b/checks"), low.get("/mandates/ECO-99/checks")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert code(low.post("/mandates/ECO-1b/checks", CHECK)) == (404, "not_found")


def test_mandates_are_asked_for_among_the_exceptions(api: Api) -> None:
    for kind in ("mandate_check", "mandate_idle"):
        assert api.as_(NSC).look("/exceptions", kind=kind) == {"items": []}
