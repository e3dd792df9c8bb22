"""Bundles: what a person may see, provable without us; and each certificate with it."""

import io
import json
from collections.abc import Iterator
from uuid import UUID

import pytest

from casework.certifying import the_certificate
from casework.desk import NobodyError
from db.evidence import CONTENT
from domain.refusals import NotNow, NotThere
from domain.vocabulary import Ground, Response
from proofs import archive, certificates, ed25519
from proofs.certificates import CertificateError
from proofs.gate import TAKERS
from tests.casework.forger import Forger
from tests.casework.logbook import CERTIFICATE_SEED, LOG_KEY, Logbook, found
from tests.casework.stories import TOLD_IN_OTHER_PROCEDURES, Stories
from tests.casework.voices import TOLD_IN_POSITIONS
from tests.office import Office, View

pytestmark = pytest.mark.asyncio

CERTIFICATE_KEY = ed25519.public_of(CERTIFICATE_SEED)


def lines(bundle: bytes, section: str) -> list[dict[str, object]]:
    """The lines of one section."""
    return [json.loads(one.raw) for one in archive.lines(io.BytesIO(bundle)) if one.section == section]


async def certificate(logbook: Logbook, case: View, by: str = "state.eb") -> str:
    given = await the_certificate(logbook.app, by, UUID(case["id"]), CERTIFICATE_SEED)
    return str(given["certificate"])


async def test_every_story_proves_itself(stories: Stories, logbook: Logbook) -> None:
    """Silence, holds, equities, carried-over responses, splits, rulings, transfers: from the bundle alone."""
    told = (
        stories.silence(),
        stories.imposed_silence(),
        stories.answered_anew_and_carried_over(),
        stories.equities(),
        stories.carried_over(),
        stories.decided_for_other_words(),
        stories.reclama(),
        stories.clause_over_cia(),
        stories.clause_over_a_delay(),
        stories.compromise(),
        stories.legal_adviser(),
        stories.legal_adviser_overruled(),
    )
    for story in told:
        await stories.go_out(await story)
    out = await stories.transferred_to_another_agency()
    await stories.more_time_twice()
    await stories.sent_back()
    await logbook.checkpoint()
    bundle = await logbook.bundle(texts=True)
    verdict = logbook.offline(bundle, outside=True)
    assert found(verdict) == set()
    looked = {check.name: check.looked_at for check in verdict.checks}
    assert looked["releases"] == looked["certificates"] == 13
    assert looked["inclusion"] == 16
    kinds = {str(line["kind"]) for line in lines(bundle, "entries")}
    assert kinds >= {
        "carry_over",
        "office_clearance",
        "ruling",
        "reclama",
        "equity_act",
        "hold_end",
        "transfer_answer",
        "time_act",
    } - {"time_act"}
    for line in lines(bundle, "certificates"):
        read = certificates.read(str(line["certificate"]), [CERTIFICATE_KEY])
        assert certificates.clearance_faults(read.says) == []
        assert certificates.checkpoint_faults(read, [LOG_KEY.public_key]) == []
    assert out["stage"] == "delivery"


async def test_a_certificate_says_who_cleared_what_how(stories: Stories, logbook: Logbook) -> None:
    case = await stories.go_out(await stories.answered_anew_and_carried_over())
    says = certificates.read(await certificate(logbook, case), [CERTIFICATE_KEY]).says
    assert (says["case"]["id"], says["case"]["number"]) == (case["id"], case["number"])
    assert says["text"] == {"version": 2, "digest": case["text"]["digest"]}
    by_agency = {one["agency"]: one for one in says["clearances"]}
    assert sorted(by_agency) == says["must_clear"]
    assert by_agency["defense"]["basis"] == "carried_over"
    assert by_agency["defense"]["carried_over"]["policy"] == "always"
    assert by_agency["ustr"] | {"at": "", "seq": 0} == {
        "agency": "ustr",
        "basis": "signed",
        "response": "concur",
        "version": 2,
        "digest": case["text"]["digest"],
        "office": "ustr.japan",
        "grade": 2,
        "acting": False,
        "at": "",
        "seq": 0,
    }
    assert says["checkpoint"] is None
    assert says["release"]["office"] == "state.s-s"


async def test_a_certificate_of_silence_and_of_a_ruling(stories: Stories, logbook: Logbook) -> None:
    silent = await stories.go_out(await stories.silence())
    says = certificates.read(await certificate(logbook, silent), [CERTIFICATE_KEY]).says
    (lapsed,) = (one for one in says["clearances"] if one["basis"] == "default")
    assert (lapsed["agency"], lapsed["response"]) == ("defense", "cleared_by_default")
    assert lapsed["default"]["suspense"] <= lapsed["default"]["acted_at"]
    assert lapsed["default"]["full_time_at"] <= lapsed["default"]["acted_at"]
    decided = await stories.go_out(await stories.decided_for_other_words())
    says = certificates.read(await certificate(logbook, decided), [CERTIFICATE_KEY]).says
    assert [one["outcome"] for one in says["rulings"] if one["binds"]] == ["president_b"]
    assert certificates.clearance_faults(says) == []
    assert certificates.clearance_faults({**says, "rulings": []}) != []


async def test_a_certificate_names_nobody_and_no_words(office: Office, logbook: Logbook) -> None:
    case = await office.released()
    payload = json.dumps(certificates.read(await certificate(logbook, case), [CERTIFICATE_KEY]).says)
    async with logbook.owner.begin() as tx:
        people = (await tx.exec_driver_sql("SELECT id::text, name FROM person")).all()
    assert not any(str(one) in payload for row in people for one in row)
    assert "Machine tools" not in payload
    assert "machine tools" not in payload


async def test_a_certificate_is_the_same_until_a_checkpoint_holds_it(office: Office, logbook: Logbook) -> None:
    case = await office.released()
    first = await certificate(logbook, case)
    assert await certificate(logbook, case, by="defense.isa") == first
    await logbook.checkpoint()
    second = await certificate(logbook, case)
    assert second != first
    await office.finish(case)
    await logbook.checkpoint()
    assert await certificate(logbook, case) == second


async def test_a_certificate_is_had_after_release_by_those_who_see_the_case(office: Office, logbook: Logbook) -> None:
    case = await office.approved()
    with pytest.raises(NotNow, match="not_released"):
        await certificate(logbook, case)
    with pytest.raises(NotThere):
        await certificate(logbook, case, by="interior.fws")
    with pytest.raises(NotNow, match="no_certificate_key"):
        await the_certificate(logbook.app, "state.eb", UUID(case["id"]), None)
    case = await office.release(case)
    with pytest.raises(NotThere):
        await certificate(logbook, case, by="interior.fws")
    with pytest.raises(CertificateError, match="not among those given"):
        certificates.read(await certificate(logbook, case), [ed25519.public_of(bytes(32))])


async def test_nothing_hidden_goes_in(office: Office, logbook: Logbook) -> None:
    seen, hidden = await office.released(), await office.open(mandate="ECO-9a", by="state.oes")
    await logbook.checkpoint()
    bundle = await logbook.bundle("auditor")
    assert {line["case"] for line in lines(bundle, "entries")} == {seen["id"], hidden["id"]}
    outsider = await logbook.bundle("justice.criminal", texts=True)
    assert {line["case"] for line in lines(outsider, "entries")} == {seen["id"]}
    assert hidden["id"].encode() not in outsider
    assert lines(outsider, "leaves") == []
    assert logbook.offline(outsider).sound
    with pytest.raises(NotThere):
        await logbook.bundle("justice.criminal", hidden)
    with pytest.raises(NotThere):
        await logbook.bundle("justice.criminal", seen, hidden)
    with pytest.raises(NobodyError):
        await logbook.bundle("nobody")


async def test_the_banner_is_the_highest_marking_and_nothing_is_above_it(office: Office, logbook: Logbook) -> None:
    case = await office.released()
    (manifest,) = lines(await logbook.bundle("auditor", case), "manifest")
    assert (manifest["banner"], manifest["whole"]) == ("SECRET", False)
    bundle = await logbook.bundle("auditor", case)
    assert {line["marking"] for line in lines(bundle, "directive")} == {"C", "S"}
    (manifest,) = lines(await logbook.bundle("auditor"), "manifest")
    assert manifest["whole"] is True


async def test_words_go_in_if_asked_and_only_of_what_went_out(office: Office, logbook: Logbook) -> None:
    out, _ = await office.released(), await office.cleared()
    assert lines(await logbook.bundle(), "texts") == []
    texts = lines(await logbook.bundle(texts=True), "texts")
    assert {(line["case"], line["version"]) for line in texts} == {(out["id"], 1)}


async def test_a_kind_of_entry_that_is_not_known_here_is_carried_and_chained(
    office: Office, logbook: Logbook, hand: Forger
) -> None:
    """Whatever else a later version records in a ledger: a chain is a chain."""
    case = await office.released()
    hand.run(
        "INSERT INTO ledger SELECT id, ledger_seq + 1, last_at + interval '1 s', person, 'citation', 'x', %(b)s,"
        " ledger_head, ledger_hash(ledger_head, id, ledger_seq + 1, last_at + interval '1 s', person, 'citation',"
        " %(b)s) FROM case_file WHERE id = %(c)s",
        c=case["id"],
        b='{"id": "x", "share": 0.5}',
    )
    await logbook.checkpoint()
    bundle = await logbook.bundle()
    assert "citation" in {line["kind"] for line in lines(bundle, "entries")}
    assert logbook.offline(bundle, outside=True).sound


async def test_a_forged_release_is_named_from_the_bundle_alone(office: Office, logbook: Logbook, hand: Forger) -> None:
    """The rule of release, a third time: past the gate in the database, in a chain that is perfect."""
    case = await office.clear(await office.circulated(), but="defense")
    case = await office.nonconcur(case, "defense")
    seq = hand.release(case["id"])
    held = await office.circulated()
    other = hand.release(held["id"], by="state.eb", channel="pouch")
    said = found(logbook.offline(await logbook.bundle()))
    lacks = {what for check, of, what in said if (check, of) == ("releases", case["id"])}
    assert {f"seq {seq}: release: nonconcurrence defense", f"seq {seq}: release: not_approved"} <= lacks
    lacks = {what for check, of, what in said if (check, of) == ("releases", held["id"])}
    assert {f"seq {other}: release: clearance_missing ustr", f"seq {other}: release: duties_separated"} <= lacks
    assert {f"seq {other}: release: channel_not_allowed", f"seq {other}: release: only_state_releases"} <= lacks


async def test_over_whom_no_clause_was_ruled_is_named_from_the_bundle_alone(
    stories: Stories, logbook: Logbook, hand: Forger
) -> None:
    waited, against = await stories.clause_before_two_answered(), await stories.objections_after_a_clause()
    for case in (waited, against):
        hand.release(case["id"])
    every = found(logbook.offline(await logbook.bundle()))

    def lacks(case: View) -> set[str]:
        of_it = {what for check, of, what in every if (check, of) == ("releases", case["id"])}
        return {what.partition(": release: ")[2] for what in of_it}

    assert lacks(waited) == {"clearance_missing nsc", "clearance_missing ustr", "not_approved"}
    assert lacks(against) == {"nonconcurrence cia", "nonconcurrence ustr", "not_approved"}
    says = certificates.read(await certificate(logbook, waited), [CERTIFICATE_KEY]).says
    faults = {fault.partition(" ")[0] for fault in certificates.clearance_faults(says)}
    assert faults == {"nsc", "nobody"}  # whose time was over is not in a certificate
    says = certificates.read(await certificate(logbook, against), [CERTIFICATE_KEY]).says
    faults = {fault.partition(" ")[0] for fault in certificates.clearance_faults(says)}
    assert faults == {"cia", "ustr", "nobody"}


async def test_an_office_that_was_asked_and_did_not_answer_is_named_from_the_bundle_alone(
    office: Office, logbook: Logbook, hand: Forger
) -> None:
    asked = await office.circulate(await office.open(), offices=("state.l",))
    case = await office.approve(await office.answer_for(await office.clear(asked), "state.l"))
    case = await office.answer_for(case, "state.l", Response.NONCONCUR, Ground.LAW)
    seq = hand.release(case["id"])
    every = found(logbook.offline(await logbook.bundle()))
    lacks = {what for check, of, what in every if (check, of) == ("releases", case["id"])}
    assert lacks == {f"seq {seq}: release: office_nonconcurs state.l"}
    says = certificates.read(await certificate(logbook, case), [CERTIFICATE_KEY]).says
    (fault,) = certificates.clearance_faults(says)
    assert fault.startswith("state.l has not cleared")


def spoiled(bundle: bytes) -> Iterator[tuple[str, bytes]]:
    """The bundle with one line of each section changed in a way that a stranger might try."""
    changes = (b"{}", b"[]", b"1", b"null", b'{"seq": 1, "seq": 2}', b'{"seq": 1e999}', b"\xff", b'{"case": 9e15}')
    parts: dict[str, list[bytes]] = {}
    for line in archive.lines(io.BytesIO(bundle)):
        parts.setdefault(line.section, []).append(line.raw)
    for section in parts:
        for change in changes:
            made = {**parts, section: [change, *parts[section][1:]]}
            yield f"{section} {change!r}", b"".join(map(_part, made, made.values())) + archive.END


def _part(section: str, rows: list[bytes]) -> bytes:
    return archive.part(f"{section}-000001.jsonl", b"".join(one + b"\n" for one in rows))


async def test_no_line_of_a_stranger_breaks_the_reader(office: Office, logbook: Logbook) -> None:
    await office.released()
    await logbook.enrol()
    await logbook.checkpoint()
    await logbook.countersign(1)
    await logbook.checkpoint()
    bundle = await logbook.bundle(texts=True)
    for why, whole in spoiled(bundle):
        assert (why, logbook.offline(whole).sound) == (why, False)


async def test_a_bundle_of_another_log_is_not_taken_for_ours(office: Office, logbook: Logbook) -> None:
    await office.open()
    await logbook.checkpoint()
    bundle = await logbook.bundle()
    trusting = logbook.offline(bundle, pinned=False)
    assert trusting.sound
    assert any(str(LOG_KEY.public_key) in note for note in trusting.notes)
    assert not any(str(LOG_KEY.public_key) in note for note in logbook.offline(bundle).notes)


async def test_a_certificates_key_is_believed_for_being_in_the_log(office: Office, logbook: Logbook) -> None:
    """Not for being in the bundle: whoever brought the log's key along is told when no checkpoint has it yet."""
    await office.released()
    bundle = await logbook.bundle()
    assert logbook.offline(bundle, pinned=False).sound
    (check,) = (c for c in logbook.offline(bundle).checks if c.breaches)
    assert [b.what for b in check.breaches] == ["the key that signed it is in no checkpoint of the log"]
    await logbook.checkpoint()
    for by in ("auditor", "embassy.tokyo"):
        assert logbook.offline(await logbook.bundle(by)).sound


async def test_every_kind_of_fact_is_told_in_the_gate_or_does_not_concern_it() -> None:
    """Held to the tables there are: a new kind has to be thought of here."""
    aside = {"recall", "time_act", "instruction"}
    aside |= {*TOLD_IN_POSITIONS, *TOLD_IN_OTHER_PROCEDURES}
    assert {*CONTENT, "case_file"} == {*TAKERS, *aside}


async def test_what_has_no_manifest_is_no_bundle(office: Office, logbook: Logbook) -> None:
    await office.open()
    manifest, rest = (await logbook.bundle()).split(archive.header("register-000001.jsonl", 1)[:21], 1)
    headless = archive.header("register-000001.jsonl", 1)[:21] + rest
    for raw in (archive.END, headless, manifest + archive.END):
        verdict = logbook.offline(raw, pinned=False)
        assert verdict.sound is (raw.startswith(b"manifest"))
    assert "it has no manifest" in {what for *_, what in found(logbook.offline(headless))}
