"""Many sign-offs in one request: each on its own digest, each a transaction of its own."""

from uuid import uuid4

from tests.api.officers import Officers
from tests.api.served import Api, Json, code
from tests.office import DRAFTER

SIGNER = "defense.isa"


def an_item(on: Json, /, **given: object) -> Json:
    usual = {"case": on["id"], "agency": "defense", "response": "concur", "digest": on["text"]["digest"]}
    return {**usual, **given}


def answers(api: Api, *items: Json, **headers: str) -> list[tuple[str, int, str | None]]:
    told = api.as_(SIGNER).post("/sign-offs", {"items": list(items)}, **headers)
    assert told.status_code == 200
    return [(item["case"], item["status"], item["code"]) for item in told.json()["items"]]


def test_nobody_signs_many_without_signing_in(api: Api) -> None:
    assert code(api.nobody.post("/sign-offs", {"items": []})) == (401, "not_signed_in")


def test_what_is_refused_for_one_leaves_the_others_signed(api: Api) -> None:
    officers = Officers(api)
    one, other = officers.circulated(), officers.circulated()
    unknown = str(uuid4())
    told = answers(api, an_item(one), an_item(other, digest="0" * 64), an_item(other, case=unknown), an_item(other))
    assert told == [
        (one["id"], 201, None),
        (other["id"], 412, "text_changed"),
        (unknown, 404, "not_found"),
        (other["id"], 201, None),
    ]


def test_the_same_request_again_signs_nothing_twice(api: Api) -> None:
    officers = Officers(api)
    one, other = officers.circulated(), officers.circulated()
    first = answers(api, an_item(one), an_item(other), idempotency_key="many")
    assert answers(api, an_item(one), an_item(other), idempotency_key="many") == first
    for case in (one, other):
        told = api.as_(DRAFTER).look(f"/cases/{case['id']}/timeline")["items"]
        assert [item["what"] for item in told].count("sign_off") == 1


def test_an_unknown_key_in_the_body_is_refused(api: Api) -> None:
    case = Officers(api).circulated()
    told = api.as_(SIGNER).post("/sign-offs", {"items": [an_item(case)], "all": True})
    assert code(told) == (422, "malformed")
