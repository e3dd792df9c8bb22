"""Evidence over HTTP: checkpoints, keys, proofs, certificates and bundles, by those who may have them."""

import io
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from db.engine import Database
from proofs import certificates, ed25519, merkle, notes
from proofs.key_record import possession_statement
from proofs.offline import verify_bundle
from proofs.offline_state import Trust
from tests.api.officers import Officers, paragraphs
from tests.api.served import CERTIFICATE_SEED, Api, Json, code, seen
from tests.casework.logbook import LOG_KEY, ORIGIN, Logbook, agency_key

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(loop_scope="session")
async def log(
    app_db: Database, worker_db: Database, owner_db: Database, verifier_db: Database, tmp_path: Path
) -> Logbook:
    """The log of the API's own database."""
    made = Logbook(app_db, worker_db, owner_db, verifier_db, tmp_path)
    await made.prepare()
    return made


@pytest.fixture
def officers(api: Api) -> Officers:
    return Officers(api)


def released(officers: Officers) -> Json:
    return officers.release(officers.approve(officers.clear(officers.circulated())))


def an_enrolment(api: Api, agency: str = "state", **changed: object) -> Json:
    """What enrols an agency's key."""
    key, begins = agency_key(agency), datetime.now(UTC).isoformat()
    head = api.as_("auditor").look("/keys", limit=1)["head"]
    stated = possession_statement(
        origin=ORIGIN,
        agency=agency,
        name=key.name,
        key=key.public_key.public.hex(),
        valid_from=begins,
        valid_to=None,
        head=bytes.fromhex(head),
    )
    asked = {"agency": agency, "vkey": str(key.public_key), "valid_from": begins, "head": head}
    return asked | {"possession": ed25519.sign(key.seed, stated).hex()} | changed


async def test_an_agency_enrols_countersigns_and_withdraws(api: Api, log: Logbook) -> None:
    custodian = api.as_("state.custodian")
    entry = seen(custodian.post("/keys", an_enrolment(api)))
    assert (entry["act"], entry["seq"]) == ("enrolled", 3)
    await log.checkpoint()
    note = custodian.look("/checkpoints/1")["note"]
    line = str(notes.cosign_note(agency_key("state"), notes.read_note(note).text, int(datetime.now(UTC).timestamp())))
    view = seen(custodian.post("/checkpoints/1/cosignatures", {"line": line}))
    assert [one["agency"] for one in view["countersigned_by"]] == ["state"]
    assert api.as_("auditor").look("/checkpoints")["items"] == [view]
    public = agency_key("state").public_key.public.hex()
    assert seen(custodian.post(f"/keys/{public}/withdrawal", {}))["act"] == "withdrawn"
    kept = api.as_("interior.fws").look("/keys")
    assert [one["act"] for one in kept["items"]] == ["enrolled", "enrolled", "enrolled", "countersigned", "withdrawn"]


async def test_an_enrolment_is_answered_once_and_the_same_again(api: Api, log: Logbook) -> None:
    asked, key = an_enrolment(api), uuid4().hex
    first = api.as_("state.custodian").post("/keys", asked, idempotency_key=key)
    again = api.as_("state.custodian").post("/keys", asked, idempotency_key=key)
    assert (again.content, again.headers["idempotent-replay"]) == (first.content, "true")
    assert len(log.keys) == 0


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"vkey": "nonsense"}, (422, "key_refused")),
        ({"possession": "0" * 128}, (422, "possession_not_proved")),
        ({"head": "0" * 64}, (412, "key_record_moved")),
        ({"possession": "0"}, (422, "malformed")),
        ({"agency": "State"}, (422, "malformed")),
        ({"valid_to": "1999-01-01T00:00:00Z"}, (422, "period_is_empty")),
        ({"more": 1}, (422, "malformed")),
    ],
)
async def test_an_enrolment_that_will_not_do_is_told_why(
    api: Api, log: Logbook, changed: Json, answer: tuple[int, str]
) -> None:
    assert code(api.as_("state.custodian").post("/keys", an_enrolment(api, **changed))) == answer
    assert code(api.as_("state.eb").post("/keys", an_enrolment(api)))[1] == "not_custodian"
    assert log.outside.numbers() == ()


async def test_an_entry_is_proved_and_a_checkpoint_continues_another(
    api: Api, log: Logbook, officers: Officers
) -> None:
    await log.checkpoint()
    case = officers.circulated()
    assert code(api.as_("state.eb").get(f"/cases/{case['id']}/proof")) == (409, "not_in_the_log_yet")
    await log.checkpoint()
    proof = api.as_("state.eb").look(f"/cases/{case['id']}/proof", seq=2)
    assert (proof["seq"], proof["checkpoint"]) == (2, 2)
    path = api.as_("auditor").look("/checkpoints/2/consistency", earlier=1)["path"]
    heads = [notes.read_checkpoint(notes.read_note(log.outside.note(n)).text) for n in (1, 2)]
    (old, old_root), (new, new_root) = ((head.size, head.root) for head in heads)
    proved = [bytes.fromhex(one) for one in path]
    assert merkle.is_consistent(old=old, old_root=old_root, new=new, new_root=new_root, proof=proved)
    low = api.as_("interior.fws")
    for hidden in (f"/cases/{case['id']}/proof", "/checkpoints/2", f"/cases/{case['id']}/certificate"):
        assert code(low.get(hidden)) == (404, "not_found")
    assert code(low.get("/checkpoints/2/consistency", earlier=1)) == (404, "not_found")
    assert api.as_("auditor").look("/checkpoints/2/consistency")["path"] == path
    assert code(api.as_("auditor").get("/checkpoints/1/consistency")) == (404, "not_found")
    assert [one["number"] for one in low.look("/checkpoints")["items"]] == [1]


async def test_a_certificate_and_a_bundle_after_release(api: Api, log: Logbook, officers: Officers) -> None:
    pending, case = officers.circulated(), released(officers)
    await log.checkpoint()
    post = api.as_("embassy.tokyo")
    given = post.look(f"/cases/{case['id']}/certificate")
    says = certificates.read(given["certificate"], [ed25519.public_of(CERTIFICATE_SEED)]).says
    assert (says["case"]["id"], given["number"]) == (case["id"], case["number"])
    assert says["checkpoint"] is not None
    assert code(post.get(f"/cases/{pending['id']}/certificate")) == (409, "not_released")
    answer = post.post("/bundles", {"cases": [case["id"]], "texts": True})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-tar")
    assert answer.headers["one-voice-banner"] == "SECRET"
    verdict = verify_bundle(io.BytesIO(answer.content), Trust(keys=(LOG_KEY.public_key,)))
    assert verdict.sound
    assert {check.name: check.looked_at for check in verdict.checks}["certificates"] == 1


@pytest.mark.parametrize(
    "body", [{"cases": []}, {"cases": ["x"]}, {"cases": None, "texts": "yes please"}, {"all": True}]
)
async def test_a_bundle_is_asked_for_in_one_way(api: Api, body: Json) -> None:
    assert code(api.as_("auditor").post("/bundles", body)) == (422, "malformed")


async def test_a_bundle_of_what_is_hidden_is_answered_as_of_none(api: Api, officers: Officers) -> None:
    hidden = officers.circulated(classification="TS", paragraphs=paragraphs(marking="TS"))
    low = api.as_("commerce.desk")
    answers = {low.post("/bundles", {"cases": [one]}).content for one in (hidden["id"], str(uuid4()))}
    assert len(answers) == 1
    assert code(low.post("/bundles", {"cases": [hidden["id"]]})) == (404, "not_found")


async def test_what_is_hidden_changes_no_proof_and_no_size(api: Api, log: Logbook, officers: Officers) -> None:
    """Two logs, one of them with much that is hidden: to the low persona their proofs are alike."""
    block = {"block": 256}
    case = officers.circulated()
    await log.checkpoint(**block)
    quiet = api.as_("commerce.desk").look(f"/cases/{case['id']}/proof")
    for _ in range(6):
        officers.circulated(classification="TS", paragraphs=paragraphs(marking="TS"))
    later = officers.circulated()
    await log.checkpoint(**block)
    busy = api.as_("commerce.desk").look(f"/cases/{later['id']}/proof")
    sizes = [notes.read_checkpoint(notes.read_note(one["note"]).text).size for one in (quiet, busy)]
    assert sizes == [256, 512]
    assert (quiet["seq"], busy["seq"]) == (3, 3)
    assert len(busy["path"]) == len(quiet["path"]) + 1
    assert api.as_("commerce.desk").look("/keys")["next"] is None
