"""Two worlds, alike but for what is hidden from one persona: to that persona they are the same, byte for byte.

reliability.md D-3, invariant 5 of architecture.md. One script over every route runs in a world with cases above
the persona's clearance or off their list, which live on while the script runs, and in a world without them.
"""

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

import httpx2
import psycopg
import pytest
from psycopg import sql

from embedded.identity import Issuer
from embedded.postgres import PostgresServer
from tests.api.officers import Officers, a_case, a_critical_comment, a_hold, now, paragraphs
from tests.api.served import Api, As, Json, fill, served_api
from tests.office import DRAFTER

LOW = "commerce.desk"
SECRET = "peregrine"

Told = tuple[str, int, tuple[tuple[str, str], ...], bytes]  # request, status, headers, content


@contextmanager
def a_world(postgres: PostgresServer, template: str, identity: Issuer) -> Iterator[Api]:
    """A running API on a database of its own."""
    name = f"world_{uuid4().hex}"
    with psycopg.connect(postgres.conninfo("postgres", "postgres"), autocommit=True) as admin:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER onevoice_owner")
        admin.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
        with served_api(postgres.url("onevoice_app", name), identity) as api:
            yield api
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def worlds(postgres: PostgresServer, template: str, identity: Issuer) -> Iterator[tuple[Api, Api]]:
    with ExitStack() as stack:
        one, other = (stack.enter_context(a_world(postgres, template, identity)) for _ in range(2))
        yield one, other


class High:
    """What goes on above: each call does one more thing to cases that the low persona may not know of."""

    def __init__(self, api: Api) -> None:
        self._officers = Officers(api)
        secret = {"classification": "TS", "title": f"Machine tools {SECRET}"}
        self.above = self._officers.circulated(**secret, paragraphs=paragraphs(SECRET, marking="TS"))
        self.unlisted = self._officers.open(title=f"Machine tools {SECRET}")
        draft = {"audience": "private", "bottom_line": [1], "talking_points": [2]}
        self._voice = self._officers.circulated(**secret, paragraphs=paragraphs(marking="TS"), position=draft)
        held = self._officers.act(self.above, "holds", a_hold(), "defense.isa")
        self._next = self._story(held)

    def __call__(self) -> None:
        next(self._next, None)

    def _story(self, case: Json) -> Iterator[Json]:
        officers = self._officers
        path = f"/cases/{case['id']}/holds/{case['holds'][0]['id']}"
        yield officers.nonconcur(case, "defense")
        yield officers.sign(case, "commerce")
        yield officers.api.as_("defense.isa").delete(path, {"reason": SECRET}).json()
        yield (case := officers.redraft(case, f"{SECRET} again."))
        yield (case := officers.circulate(case))
        yield (case := officers.clear(case))
        yield (case := officers.release(officers.approve(case)))
        yield officers.finish(case)
        yield (voice := officers.approve(officers.clear(self._voice)))
        yield officers.act(voice, "position", {"digest": voice["text"]["digest"]}, DRAFTER)
        yield officers.act(self.unlisted, "withdrawal", {"reason": SECRET}, DRAFTER)


def script(api: Api, meanwhile: Callable[[], None], strange: tuple[str, str], who: str = LOW) -> list[Told]:
    """Everything that a persona can ask, on cases of theirs and on ids that they may not know."""
    officers, low = Officers(api), api.as_(who)
    told: list[Told] = []

    def say(answer: httpx2.Response) -> httpx2.Response:
        # PostgreSQL leaves out the last noughts of an instant, so the length varies by chance: it is the content's.
        assert int(answer.headers["content-length"]) == len(answer.content)
        unlike = {"date", "content-length"}
        headers = tuple((k, v) for k, v in answer.headers.multi_items() if k not in unlike)
        told.append((f"{answer.request.method} {answer.request.url}", answer.status_code, headers, answer.content))
        meanwhile()
        return answer

    first = officers.circulated(title="Machine tools")
    second = officers.nonconcur(officers.circulated(title="Steel"), "defense")
    third = officers.redraft(officers.circulated(title="Timber"), "Other words.")
    for case_id in (first["id"], second["id"], third["id"], *strange):
        for path in readings(api):
            say(low.get(fill(path, case_id=case_id)))
    for query in (
        *({"exception": e} for e in ("overdue", "split", "hold", "needs_reclear")),
        *({"stage": s} for s in ("drafting", "clearance", "approval", "release", "closed", "withdrawn")),
        *({"q": q} for q in ("machine", SECRET, "tools")),
        *({"agency": a} for a in ("commerce", "defense", "state")),
        {"mandate": "ECO-6a"},
    ):
        say(low.get("/cases", **query))
    cursor = ""
    while cursor is not None:
        cursor = say(low.get("/cases", limit=1, **({"cursor": cursor} if cursor else {}))).json()["next"]
    say(low.get("/inbox", limit=1))
    say(low.post("/cases", a_case()))
    say(low.post("/cases", a_case(mandate="ECO-4")))
    for key, case in (("one", first), ("one", first), ("one", second), ("two", third)):
        say(low.post(f"/cases/{case['id']}/sign-offs", concur(case), idempotency_key=key))
    say(low.post(f"/cases/{strange[0]}/sign-offs", concur(first), idempotency_key="three"))
    for path in readings(api):
        say(low.get(fill(path, case_id=first["id"])))
    return told


def readings(api: Api) -> list[str]:
    return [path for method, path, _ in api.document.operations() if method == "GET"]


def concur(case: Json) -> Json:
    return {"agency": "commerce", "response": "concur", "digest": case["text"]["digest"]}


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MASKS = (
    (re.compile(r"127\.0\.0\.1:\d+"), "host"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)"), "instant"),
    (re.compile(r"(?<=-)[2-9A-Z]{8}\b"), "number"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "hash"),
)


def masked(told: list[Told]) -> list[str]:
    """The same, with ids named in order of their appearance, and without what chance and the clock give."""
    ids: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        return ids.setdefault(found[0], f"id-{len(ids)}")

    lines = []
    for request, status, headers, content in told:
        line = _open_cursors("\n".join((request, str(status), *map(str, headers), content.decode())))
        for pattern, word in _MASKS:
            line = pattern.sub(word, line)
        lines.append(_UUID.sub(name, line))
    return lines


def _open_cursors(line: str) -> str:
    def opened(found: re.Match[str]) -> str:
        return base64.urlsafe_b64decode(found[0] + "=" * (-len(found[0]) % 4)).decode()

    return re.sub(r"(?<=cursor=)[\w-]+|(?<=\"next\":\")[\w-]+", opened, line)


def test_what_is_hidden_changes_nothing_that_is_seen(worlds: tuple[Api, Api]) -> None:
    busy, quiet = worlds
    high = High(busy)
    absent = (str(uuid4()), str(uuid4()))
    with_secrets = script(busy, high, (high.above["id"], high.unlisted["id"]))
    without = script(quiet, lambda: None, absent)
    assert len(with_secrets) == len(without) > 60
    for one, other in zip(masked(with_secrets), masked(without), strict=True):
        assert one == other
    assert not any(SECRET in content.decode() for *_, content in with_secrets)
    assert {status for _, status, *_ in without} == {200, 201, 403, 404, 409, 422, 503}


def test_the_comparison_sees_what_is_not_hidden(worlds: tuple[Api, Api]) -> None:
    """The control: the auditor may know of all cases, and to the auditor the two worlds are two."""
    busy, quiet = worlds
    absent = (str(uuid4()), str(uuid4()))
    high = High(busy)
    one = masked(script(busy, high, (high.above["id"], high.unlisted["id"]), "auditor"))
    other = masked(script(quiet, lambda: None, absent, "auditor"))
    assert sum(a != b for a, b in zip(one, other, strict=False)) > 20


BODIES: dict[str, object] = {
    "post_case": a_case(),
    "post_version": {"paragraphs": paragraphs()},
    "post_circulation": {},
    "post_sign_off": {"agency": "commerce", "response": "nonconcur", "digest": "0" * 64, "comments": []},
    "post_disposition": {"disposition": "accepted", "reason": "Yes."},
    "post_hold": a_hold("commerce"),
    "delete_hold": {"reason": "Over."},
    "post_approval": {"digest": "0" * 64},
    "post_release": {"digest": "0" * 64},
    "post_milestone": {"name": "reported", "at": now(), "note": "Done.", "reference": "TOKYO 1"},
    "post_withdrawal": {"reason": "Over."},
    "post_recall": {"reason": "Over."},
    "post_applied_comments": {"comments": ["00000000-0000-4000-8000-000000000001"]},
    "post_hold_extension": {"until": now(days=9), "reason": "Longer."},
    "post_equity": {"agency": "commerce", "act": "claimed", "reason": "Ours."},
    "post_extension": {"agency": "commerce", "until": now(days=9), "reason": "Longer."},
    "post_split": {"question": "Shall it go?"},
    "post_position": {"agency": "commerce", "recommendation": "No."},
    "post_ruling": {"outcome": "refer_up", "reason": "Higher."},
    "post_reclama": {"agency": "commerce", "argument": "Again."},
    "post_send_back": {"reason": "Shorter."},
    "post_transfer": {"to_office": "state.ea-j", "reason": "Theirs."},
    "post_transfer_answer": {"accepted": True, "reason": "Ours."},
    "post_adoption": {"digest": "0" * 64},
    "post_position_end": {"position": "00000000-0000-4000-8000-000000000001", "reason": "Over."},
    "post_reaffirmation": {
        "agency": "commerce",
        "digest": "0" * 64,
        "position": "00000000-0000-4000-8000-000000000001",
    },
    "post_check": {},
    "post_conflict": {"position": "00000000-0000-4000-8000-000000000001", "note": "It says another thing."},
    "post_conflict_ruling": {"outcome": "no_contradiction", "reason": "They agree."},
    "post_said": {"at": now(), "interlocutor": "Director", "words": ["As instructed."]},
    "post_exception_answer": {
        "about": "00000000-0000-4000-8000-000000000001",
        "kind": "correction",
        "note": "Corrected.",
    },
    "post_page_change": {
        "by_case": "00000000-0000-4000-8000-000000000001",
        "paragraphs": [1],
        "reason": "A sentence was left out.",
    },
    "post_acknowledgement": {
        "notice": "00000000-0000-4000-8000-000000000001",
        "holder": "commerce",
        "done": "destroyed",
    },
    "post_certification": {"reason": "Certified.", "statute": "pelly"},
    "post_finding": {"finding": "certified", "reason": "It weighs."},
    "post_commitment": {"agency": "commerce", "due_at": now(days=9), "text": "To report."},
    "post_commitment_act": {"act": "done", "note": "Reported."},
    "post_instruction": {},
    "post_link": {"kind": "shared_lever", "reason": "One lever.", "to": "00000000-0000-4000-8000-000000000001"},
    "delete_link": {"reason": "Over."},
    "post_meeting": {"meets_at": now(days=90), "reason": "As agreed."},
    "post_office_clearance": {"digest": "0" * 64, "office": "state.l", "response": "concur"},
    "post_sequencing": {"reason": "After the other."},
    "post_source": {"owner": "commerce", "source": "Ours."},
    "post_tear_line": {"owner": "commerce", "paragraphs": paragraphs()},
    "post_tear_line_review": {"reason": "It may.", "releasable": True},
    "post_topic": {"agency": "commerce", "title": "Access"},
    "post_topic_decision": {"included": True, "reason": "It is due."},
}


def write(who: As, method: str, path: str, body: object, **headers: str) -> tuple[int, list[tuple[str, str]], bytes]:
    answer = who.ask(method, path, json=body, headers=headers)
    told = [(k, v) for k, v in answer.headers.multi_items() if k != "date"]
    return answer.status_code, told, answer.content


def test_every_act_on_a_hidden_case_is_answered_as_on_none(api: Api) -> None:
    officers = Officers(api)
    case = officers.circulated(classification="TS", paragraphs=paragraphs(marking="TS"))
    case = officers.act(case, "holds", a_hold("commerce"), "commerce.ita")
    comment = a_critical_comment()
    case = officers.sign(case, "commerce", "nonconcur", comment)
    (line,) = api.as_("auditor").look(f"/cases/{case['id']}/comment-matrix")["items"]
    unlisted = officers.open()
    inside = {"comment_id": line["id"], "hold_id": case["holds"][0]["id"]}
    low = api.as_(LOW)
    tried = set()
    for method, path, operation in api.document.operations():
        if method == "GET" or "{case_id}" not in path:
            continue
        body = BODIES[operation["operationId"]]
        absent = write(low, method, fill(path), body)
        assert absent[0] == 404
        for hidden in (case, unlisted):
            for headers in ({}, {"If-Match": f'"{hidden["version"]}"'}, {"Idempotency-Key": uuid4().hex}):
                assert write(low, method, fill(path, case_id=hidden["id"], **inside), body, **headers) == absent
        tried.add(operation["operationId"])
    assert tried == BODIES.keys() - {"post_case"}
    assert api.as_("auditor").look(f"/cases/{case['id']}") == case


def test_a_mandate_above_ones_clearance_is_answered_as_none(api: Api) -> None:
    low = api.as_(LOW)
    hidden, absent = (write(low, "POST", "/cases", a_case(mandate=m)) for m in ("ECO-6a", "ECO-99"))
    assert hidden == absent
    assert hidden[0] == 404
