"""Positions over HTTP: brought into force, asked what may be said, a paper told by its words, exceptions, the logs."""

import httpx2
import pytest

from tests.api.officers import Officers, now
from tests.api.served import Api, Json, code, seen

DRAFTER, APPROVER = "state.oes", "state.e"
ISSUE = {"issue": "whaling", "counterpart": "japan", "audience": "private"}
BOTTOM_LINE = "The United States stands behind the moratorium on commercial whaling."
POINT = "We ask that the quotas of this season be kept to the letter."
FALLBACK = "If pressed, we could live with a coastal quota that ends within three seasons."
NEVER = "Do not call the objection a breach of the convention."
PARTS: Json = {
    "audience": "private",
    "bottom_line": [1],
    "talking_points": [2],
    "fallback": [3],
    "fallback_access": ["state"],
    "do_not_say": [4],
}


def quota(tonnes: float) -> Json:
    return {"measure": "coastal-quota", "polarity": "affirms", "low": tonnes, "high": tonnes, "unit": "tonnes"}


def words(*texts: str, marking: str = "C") -> list[Json]:
    return [{"text": text, "marking": marking} for text in texts]


@pytest.fixture
def officers(api: Api) -> Officers:
    return Officers(api)


def opened(officers: Officers, *texts: str, **given: object) -> Json:
    usual: Json = {"mandate": "ECO-9a", "title": "Whaling", "classification": "C"}
    whole = texts or (BOTTOM_LINE, POINT, FALLBACK, NEVER)
    return officers.open(by=DRAFTER, **{**usual, "paragraphs": words(*whole), **given})


def approved(officers: Officers, case: Json) -> Json:
    return officers.approve(officers.clear(officers.circulate(case, by=DRAFTER)), by=APPROVER)


def adopted(officers: Officers, case: Json) -> Json:
    return officers.act(case, "position", {"digest": case["text"]["digest"]}, DRAFTER)


def in_force(officers: Officers, **given: object) -> Json:
    return adopted(officers, approved(officers, opened(officers, **{"position": PARTS, **given})))


def told(api: Api, who: str, text: str) -> Json:
    return seen(api.as_(who).post("/positions/verify", {"text": text}), 200)


def test_what_may_be_said_is_told_by_list_and_level(api: Api, officers: Officers) -> None:
    case = in_force(officers)
    said = api.as_("embassy.tokyo").look("/positions/say", **ISSUE)
    assert [w["text"] for w in said["say"]] == [BOTTOM_LINE, POINT]
    assert [w["text"] for w in said["fallback"]] == [FALLBACK]
    assert said["position"] == case["basis"]["position"]
    assert api.as_("commerce.ita").look("/positions/say", **ISSUE)["fallback"] == []
    assert code(api.as_("ustr.japan").get("/positions/say", **ISSUE)) == (404, "not_found")
    (listed,) = api.as_("commerce.desk").look("/positions", **ISSUE)["items"]
    assert FALLBACK not in str(listed)


def test_a_second_voice_is_told_in_one_way(api: Api, officers: Officers) -> None:
    in_force(officers)
    second = approved(officers, opened(officers, position=PARTS))
    refused = api.as_(DRAFTER).post(f"/cases/{second['id']}/position", {"digest": second["text"]["digest"]})
    assert code(refused) == (409, "position_in_force")
    assert "one voice" in refused.json()["detail"]


@pytest.mark.parametrize("upload", [False, True])
def test_a_paper_is_told_by_its_words(api: Api, officers: Officers, upload: bool) -> None:  # noqa: FBT001 - a case of two
    def ask(text: str, who: str = "embassy.tokyo") -> Json:
        if upload:
            answer = api.as_(who).send("/positions/verify", text.encode(), content_type="text/plain; charset=utf-8")
            return seen(answer, 200)
        return told(api, who, text)

    case = in_force(officers)
    found = ask(f"1. (C) {BOTTOM_LINE}\n\n2. (C) {POINT}")
    assert (found["verdict"], found["source"]["number"]) == ("in_force", case["number"])
    assert [p["verdict"] for p in found["paragraphs"]] == ["in_force", "in_force"]
    found = ask(f"{BOTTOM_LINE}\n\n{POINT.replace('season', 'year')}")
    assert found["verdict"] == "nearly"
    changed = {run["op"]: run["text"] for run in found["redline"] if run["op"] != "equal"}
    assert changed == {"delete": "season", "insert": "year"}
    assert ask("Completely other words that nobody here ever saw before.")["verdict"] == "never_cleared"
    assert ask(NEVER)["verdict"] == "do_not_say"
    assert ask(FALLBACK)["verdict"] == "in_force"
    # To whoever is not on its list the fallback is not there, nor is anything to whoever has no equity.
    assert ask(FALLBACK, who="commerce.ita")["verdict"] == "never_cleared"
    assert ask(BOTTOM_LINE, who="ustr.japan")["verdict"] == "never_cleared"


def test_a_superseded_paper_says_since_when_and_by_what(api: Api, officers: Officers) -> None:
    old = in_force(officers)
    position = old["basis"]["position"]
    texts = (BOTTOM_LINE, "We ask for weekly reports.", FALLBACK, NEVER)
    new = adopted(
        officers,
        approved(officers, opened(officers, *texts, cites=[position], position={**PARTS, "supersedes": position})),
    )
    found = told(api, "embassy.tokyo", POINT)
    assert found["verdict"] == "superseded"
    assert found["source"]["superseded_by"] == new["basis"]["position"]
    ended = api.as_("auditor").look(f"/positions/{position}")["in_force_to"]
    assert found["source"]["since"] == ended
    shown = api.as_("auditor").look(f"/positions/{new['basis']['position']}", compare=position)
    assert any(run["op"] == "insert" for part in shown["redline"] for run in part["runs"])


def test_a_released_text_is_known_with_its_case(api: Api, officers: Officers) -> None:
    text = "The embassy shall ask how many licences were given this season and the season before."
    case = officers.release(approved(officers, opened(officers, text)))
    found = told(api, "commerce.ita", text)
    assert (found["verdict"], found["source"]["case"]) == ("released", case["id"])
    nearly = told(api, "commerce.ita", text.replace("licences", "permits"))
    assert (nearly["verdict"], nearly["source"]["version"]) == ("nearly", 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("   ", "paper_empty"), ("A line.\n" * 61, "paper_too_long")],
)
def test_a_paper_that_cannot_be_read_is_refused(api: Api, text: str, expected: str) -> None:
    assert code(api.as_("auditor").post("/positions/verify", {"text": text})) == (422, expected)


def test_an_upload_is_utf_8(api: Api) -> None:
    answer = api.as_("auditor").send("/positions/verify", b"\xff\xfe", content_type="text/plain")
    assert code(answer) == (422, "body_not_text")
    nobody: httpx2.Response = api.nobody.send("/positions/verify", b"Words.", content_type="text/plain")
    assert code(nobody) == (401, "not_signed_in")


def test_a_contradiction_is_shown_with_both_sides_and_ruled(api: Api, officers: Officers) -> None:
    source = in_force(officers, assertions=[quota(100)])
    position = source["basis"]["position"]
    case = opened(officers, "Other words.", cites=[position], assertions=[quota(300)])
    (conflict,) = case["basis"]["conflicts"]
    (shown,) = api.as_(DRAFTER).look(f"/cases/{case['id']}/basis")["conflicts"]
    assert (shown["detail"]["ours"]["low"], shown["detail"]["theirs"]["low"]) == (300, 100)
    assert [e["about"] for e in api.as_("nsc.asia").look("/exceptions", kind="conflict")["items"]] == [conflict["id"]]
    ruling = {"outcome": "no_contradiction", "reason": "Two seasons are meant."}
    ruled = officers.act(case, f"conflicts/{conflict['id']}/ruling", ruling, "apnsa")
    assert ruled["basis"]["conflicts"] == []
    again = api.as_("apnsa").post(f"/cases/{case['id']}/conflicts/{conflict['id']}/ruling", ruling)
    assert code(again) == (409, "already_ruled")


@pytest.mark.parametrize(
    "assertion",
    [
        {**quota(1), "low": 5},
        {"measure": "coastal-quota", "polarity": "affirms", "low": 5},
        {**quota(1), "since": "1984-01-01", "until": "1983-01-01"},
        {**quota(1), "paragraph": 9},
    ],
)
def test_an_assertion_that_cannot_be_so_is_refused(api: Api, assertion: Json) -> None:
    body = {
        "mandate": "ECO-9a",
        "title": "Whaling",
        "classification": "C",
        "paragraphs": words(BOTTOM_LINE),
        "assertions": [assertion],
    }
    assert code(api.as_(DRAFTER).post("/cases", body)) == (422, "assertion_unsound")


def test_contacts_and_consultations_are_logged_and_excepted(api: Api) -> None:
    contact = {
        "classification": "C",
        "counterpart": "japan",
        "at": now(hours=-1),
        "means": "social",
        "with_whom": "First Secretary",
        "summary": "He asked about quotas.",
    }
    logged = seen(api.as_("commerce.ita").post("/contacts", contact, idempotency_key="one"))
    again = api.as_("commerce.ita").post("/contacts", contact, idempotency_key="one")
    assert (seen(again), again.headers["Idempotent-Replay"]) == (logged, "true")
    assert len(api.as_("nsc.asia").look("/contacts")["items"]) == 1
    assert api.as_("ustr.japan").look("/contacts")["items"] == []
    assert code(api.as_("ustr.japan").post(f"/contacts/{logged['id']}/review", {"note": "Fine."})) == (404, "not_found")
    reviewed = seen(api.as_("nsc.asia").post(f"/contacts/{logged['id']}/review", {"note": "Noted."}))
    assert reviewed["review"] == "Noted."

    told_nato = {"classification": "C", "issue": "export-credits", "partner": "nato", "ally": "council"}
    answer = seen(api.as_("state.ea-j").post("/parity", {**told_nato, "level": "minister", "at": now(hours=-2)}))
    assert [s["shortfall"] for s in answer["shortfalls"]] == ["not_consulted"]
    told_japan = {"classification": "C", "issue": "export-credits", "partner": "japan"}
    answer = seen(api.as_("state.ea-j").post("/parity", {**told_japan, "level": "minister", "at": now(hours=-3)}))
    assert answer["shortfalls"] == []
    refused = api.as_("state.ea-j").post("/parity", {**told_japan, "ally": "council", "level": "desk", "at": now()})
    assert code(refused) == (422, "ally_missing")
    assert api.as_("nsc.asia").look("/exceptions")["items"] == []


def test_a_position_of_another_day_and_as_it_was_known(api: Api, officers: Officers) -> None:
    before = now()
    case = in_force(officers)
    auditor = api.as_("auditor")
    assert auditor.look("/positions", **ISSUE, as_of=before)["items"] == []
    assert auditor.look("/positions", **ISSUE, as_of=now(days=30), known_at=before)["items"] == []
    (then,) = auditor.look("/positions", **ISSUE, as_of=now(days=30))["items"]
    assert then["id"] == case["basis"]["position"]
