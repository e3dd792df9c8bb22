"""An Idempotency-Key: the same request again gives the same answer, byte for byte, and does nothing twice."""

from concurrent.futures import ThreadPoolExecutor

import httpx2

from tests.api.officers import Officers, a_case, a_hold
from tests.api.served import Api, code, seen
from tests.office import DRAFTER

REPLAY = "idempotent-replay"


def same(one: httpx2.Response, other: httpx2.Response) -> bool:
    def told(answer: httpx2.Response) -> tuple[int, bytes, str, str]:
        return answer.status_code, answer.content, answer.headers["etag"], answer.headers["content-type"]

    return told(one) == told(other)


def test_the_same_request_again_is_answered_alike_and_says_so(api: Api) -> None:
    drafter = api.as_(DRAFTER)
    first = drafter.post("/cases", a_case(), idempotency_key="one")
    again = drafter.post("/cases", a_case(), idempotency_key="one")
    assert same(first, again)
    assert REPLAY not in first.headers
    assert again.headers[REPLAY] == "true"
    assert len(drafter.look("/cases")["items"]) == 1


def test_the_first_answer_is_kept_when_the_case_has_moved_on(api: Api) -> None:
    officers = Officers(api)
    case = officers.open()
    path = f"/cases/{case['id']}/circulation"
    first = api.as_(DRAFTER).post(path, {}, idempotency_key="one")
    officers.sign(case, "defense")
    assert same(first, api.as_(DRAFTER).post(path, {}, idempotency_key="one"))
    assert same(first, api.as_(DRAFTER).post(path, {}, idempotency_key="one", if_match='"1"')), "it was done already"


def test_lifting_a_hold_twice_under_one_key_lifts_it_once(api: Api) -> None:
    officers = Officers(api)
    case = officers.act(officers.circulated(), "holds", a_hold(), "defense.isa")
    path = f"/cases/{case['id']}/holds/{case['holds'][0]['id']}"
    done = [api.as_("defense.isa").delete(path, {"reason": "Over."}, idempotency_key="one") for _ in range(2)]
    assert [answer.status_code for answer in done] == [200, 200]
    assert same(*done)


def test_a_key_is_for_one_request(api: Api) -> None:
    drafter = api.as_(DRAFTER)
    case = seen(drafter.post("/cases", a_case(), idempotency_key="one"))
    reused = (422, "idempotency_key_reused")
    assert code(drafter.post("/cases", a_case(title="Steel"), idempotency_key="one")) == reused
    assert code(drafter.post(f"/cases/{case['id']}/circulation", {}, idempotency_key="one")) == reused
    assert len(drafter.look("/cases")["items"]) == 1


def test_a_key_is_its_persons_own(api: Api) -> None:
    case = Officers(api).circulated()
    for who, agency in (("defense.isa", "defense"), ("cia.di", "cia")):
        body = {"agency": agency, "response": "concur", "digest": case["text"]["digest"]}
        answer = api.as_(who).post(f"/cases/{case['id']}/sign-offs", body, idempotency_key="one")
        assert seen(answer)["round"]["agencies"]
        assert REPLAY not in answer.headers


def test_a_refusal_is_not_kept(api: Api) -> None:
    officers = Officers(api)
    case = officers.open()
    path, body = f"/cases/{case['id']}/sign-offs", {"agency": "state", "response": "concur"}
    body["digest"] = case["text"]["digest"]
    early = api.as_("state.ea-j").post(path, body, idempotency_key="one")
    assert code(early) == (409, "not_in_drafting")
    officers.circulate(case)
    assert api.as_("state.ea-j").post(path, body, idempotency_key="one").status_code == 201


def test_fifty_at_once_are_one(api: Api) -> None:
    case = Officers(api).circulated()
    body = {"agency": "defense", "response": "concur", "digest": case["text"]["digest"]}
    defense = api.as_("defense.isa")

    def sign(_: int) -> httpx2.Response:
        return defense.post(f"/cases/{case['id']}/sign-offs", body, idempotency_key="one")

    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(sign, range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum(REPLAY not in answer.headers for answer in answers) == 1
    entries = api.as_("auditor").look(f"/cases/{case['id']}/ledger")["items"]
    assert [entry["kind"] for entry in entries].count("sign_off") == 1


def test_without_a_key_the_second_act_is_judged_anew(api: Api) -> None:
    case = Officers(api).circulated()
    assert code(api.as_(DRAFTER).post(f"/cases/{case['id']}/circulation", {})) == (409, "not_in_clearance")
