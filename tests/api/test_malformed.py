"""What cannot be understood in one way only is refused, with its places, and is not repeated in the answer."""

from uuid import uuid4

import pytest

from tests.api.officers import Officers, a_case, a_critical_comment, a_hold, now, paragraphs
from tests.api.served import Api, As, Json, code, fill
from tests.office import DRAFTER

CANARY = "heliotrope"


@pytest.fixture
def drafter(api: Api) -> As:
    return api.as_(DRAFTER)


def places(drafter: As, **given: object) -> list[Json]:
    answer = drafter.post("/cases", a_case(**given))
    assert answer.status_code == 422, answer.text
    found: list[Json] = answer.json()["places"]
    return found


def test_a_look_alike_letter_is_named_by_its_place(drafter: As) -> None:
    answer = drafter.post("/cases", a_case(paragraphs=paragraphs("We agree.", f"{CANARY} p\u0430ragraph.")))
    assert code(answer) == (422, "text_not_signable")
    (place,) = answer.json()["places"]
    assert (place["field"], place["paragraph"], place["offset"]) == ("paragraphs", 2, len(CANARY) + 2)
    assert (place["code"], place["code_point"]) == ("other_script", "U+0430")
    assert "CYRILLIC SMALL LETTER A" in place["message"]
    assert CANARY not in answer.text


def test_what_may_not_stand_in_a_text_is_named(drafter: As) -> None:
    for words, why in (
        ("a\u0000b", "control"),
        ("a\u200bb", "invisible"),
        ("a\u202eb", "bidi"),
        ("a  b", "space"),
        ("a\nb", "space"),
        ("e\u0301", "not_nfc"),
        ("", "empty_paragraph"),
        ("\U000f0000", "private_use"),
        ("x" * 20_001, "too_long"),
    ):
        assert places(drafter, paragraphs=paragraphs(words))[0]["code"] == why


def test_titles_and_notes_are_held_to_the_same_letters(drafter: As) -> None:
    assert places(drafter, title="Machine\u00a0tools")[0]["field"] == "title"
    assert places(drafter, title="T" * 201)[0]["code"] == "too_long"
    assert places(drafter, note="a\tb")[0]["field"] == "note"


def test_the_form_is_named_field_by_field(drafter: As) -> None:
    assert places(drafter, classification="SECRET")[0] == {
        "field": "classification",
        "code": "literal_error",
        "message": "Input should be 'U', 'C', 'S' or 'TS'",
    }
    assert places(drafter, urgent=True)[0]["field"] == "urgent"
    assert places(drafter, **{f"<{CANARY}>": 1})[0]["field"] == "?"
    assert places(drafter, paragraphs=[])[0]["code"] == "too_short"
    assert places(drafter, paragraphs=[{"text": "x", "marking": "S", "equities": ["USTR"]}])[0]["field"] == (
        "paragraphs.0.equities.0"
    )
    assert code(drafter.post("/cases", a_case(paragraphs=paragraphs(equities=("cartography",))))) == (
        422,
        "unknown_agency",
    )
    assert code(drafter.post("/cases", a_case(classification="C"))) == (422, "undermarked")


def test_an_instant_is_written_in_one_way(api: Api) -> None:
    for until in (
        4_000_000_000,
        "4000000000",
        "2100-01-01",
        "2100-01-01T00:00:00",
        "2100-01-01 00:00:00Z",
        "2100-02-30T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "10000-01-01T00:00:00Z",
        "infinity",
        None,
    ):
        answer = api.as_("defense.isa").post(f"/cases/{uuid4()}/holds", a_hold(until=until))
        assert code(answer) == (422, "malformed"), until
        assert answer.json()["places"][0]["field"] == "until"


def test_a_number_is_not_a_word(api: Api) -> None:
    for paragraph in ("1", True, 1.5, 0, 501, 10**30):
        comment = a_critical_comment(paragraph=paragraph)
        body = {"agency": "defense", "response": "nonconcur", "digest": "0" * 64, "comments": [comment]}
        assert code(api.as_("defense.isa").post(f"/cases/{uuid4()}/sign-offs", body)) == (422, "malformed")


def test_only_time_clears_by_default(api: Api) -> None:
    body = {"agency": "defense", "response": "cleared_by_default", "digest": "0" * 64}
    assert code(api.as_("defense.isa").post(f"/cases/{uuid4()}/sign-offs", body)) == (422, "malformed")


def test_comments_are_held_to_their_form(api: Api) -> None:
    officers = Officers(api)
    case = officers.circulated()
    path, body = f"/cases/{case['id']}/sign-offs", {"agency": "defense", "digest": case["text"]["digest"]}
    for response, comments, why in (
        ("nonconcur", [], "nonconcur_needs_critical"),
        ("nonconcur", [a_critical_comment(ground=None)], "critical_needs_ground"),
        ("nonconcur", [a_critical_comment(paragraph=3)], "no_such_paragraph"),
        ("concur", [a_critical_comment(kind="administrative")], "concur_has_no_comment"),
        ("concur_with_comment", [a_critical_comment()], "comment_is_not_condition"),
        ("concur_with_comment", [], "comment_is_not_condition"),
        ("nonconcur", [a_critical_comment(f"{CANARY}\u200b")], "words_not_allowed"),
    ):
        answer = api.as_("defense.isa").post(path, {**body, "response": response, "comments": comments})
        assert code(answer) == (422, why)
        assert CANARY not in answer.text
    assert api.as_("auditor").look(f"/cases/{case['id']}") == case


def test_dates_that_make_no_sense_are_refused(api: Api) -> None:
    officers = Officers(api)
    case = officers.open()
    drafter, path = api.as_(DRAFTER), f"/cases/{case['id']}"
    past = {"suspense": now(days=-1), "short_fuse_reason": "Now."}
    assert code(drafter.post(f"{path}/circulation", past)) == (422, "suspense_in_the_past")
    short = {"suspense": now(hours=1)}
    assert code(drafter.post(f"{path}/circulation", short)) == (422, "short_fuse_needs_reason")
    officers.circulate(case, **short, short_fuse_reason="The ministry meets tomorrow.")
    gone = a_hold(until=now(seconds=-1))
    assert code(api.as_("defense.isa").post(f"{path}/holds", gone)) == (422, "until_in_the_past")


def test_milestones_are_held_to_what_each_needs(api: Api) -> None:
    case = Officers(api).released()
    post, path = api.as_("embassy.tokyo"), f"/cases/{case['id']}/milestones"
    done = {"name": "delivered", "at": now(), "note": "Done.", "interlocutor": "Director"}
    for wrong, why in (
        ({"interlocutor": None}, "detail_missing"),
        ({"reference": "TOKYO 1"}, "detail_not_for_milestone"),
        ({"at": now(days=1)}, "at_out_of_range"),
        ({"at": now(days=-1)}, "at_out_of_range"),
        ({"note": "Done.\r\n"}, "words_not_allowed"),
    ):
        assert code(post.post(path, {**done, **wrong})) == (422, why)
    channel = {"digest": case["text"]["digest"], "channel": "telephone"}
    other = Officers(api).approve(Officers(api).clear(Officers(api).circulated()))
    channel["digest"] = other["text"]["digest"]
    answer = api.as_("state.s-s").post(f"/cases/{other['id']}/release", channel)
    assert code(answer) == (422, "channel_not_allowed")


def test_paths_and_parameters_are_held_to_their_form(api: Api) -> None:
    auditor = api.as_("auditor")
    for path in ("/cases/1", "/cases/{x}", f"/cases/{uuid4()}/versions/0", "/directives/nsdd", "/cases/..%2finbox"):
        assert auditor.get(path).status_code in {404, 422}, path
    for query in (
        {"limit": 0},
        {"limit": 201},
        {"limit": "ten"},
        {"stage": "done"},
        {"exception": "any"},
        {"mandate": "x' OR 1=1"},
        {"procedure": "Demarche"},
        {"agency": "State"},
        {"q": ""},
        {"q": "a\u0000"},
        {"cursor": "x" * 201},
    ):
        assert auditor.get("/cases", **query).status_code == 422, query
    assert code(auditor.get("/cases", exeption="hold")) == (422, "unknown_parameter")
    assert code(auditor.ask("GET", "/cases?limit=1&limit=2")) == (422, "parameter_twice")
    assert code(auditor.get("/inbox", limit=-1)) == (422, "malformed")


def test_another_method_is_told_which_ones_there_are(api: Api) -> None:
    for path in {path for _, path, _ in api.document.operations()}:
        answer = api.as_("auditor").ask("PATCH", fill(path))
        assert code(answer) == (405, "method_not_allowed")
        assert answer.headers["allow"]


def test_a_path_that_is_not_there_is_not_there(api: Api) -> None:
    for path in ("/", "/elsewhere", "/cases/", "/../metrics", "/openapi.json", "/docs"):
        assert code(api.as_("auditor").get(path)) == (404, "not_found")


def test_headers_are_held_to_their_form(api: Api) -> None:
    case = Officers(api).open()
    for key in ("k" * 256, "", "two words", "é".encode()):
        answer = api.as_(DRAFTER).post(f"/cases/{case['id']}/circulation", {}, idempotency_key=key)
        assert code(answer) == (422, "malformed"), key
        assert answer.json()["places"][0]["field"] == "Idempotency-Key"
