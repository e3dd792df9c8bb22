"""The log of one test's database: its keys, its checkpoints with their copies outside, and bundles of it."""

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from casework.bundling import export_bundle
from casework.checkpointing import make_checkpoint
from casework.desk import Answer, Caller
from casework.key_keeping import countersign, enrol_key, prepare_keys, the_keys
from casework.verification import Verdict, verify_all
from db.engine import Database
from proofs import ed25519, notes
from proofs.key_record import possession_statement
from proofs.offline import verify_bundle
from proofs.offline_state import Trust
from proofs.outside import Outside
from tests.office import View

BLOCK = 16
ORIGIN = "log.example/1"
LOG_KEY = notes.PrivateKey(name=ORIGIN, kind=notes.LOG_KEY, seed=bytes(range(32)))
CERTIFICATE_SEED = bytes(range(1, 33))


def agency_key(agency: str, seed: int = 7) -> notes.PrivateKey:
    """An agency's key for countersigning."""
    raw = (agency.encode() + bytes([seed]) * 32)[:32]
    return notes.PrivateKey(name=f"{ORIGIN}/{agency}", kind=notes.COSIGNER_KEY, seed=raw)


@dataclass
class Logbook:
    """Whatever is done with the log in one test."""

    app: Database
    worker: Database
    owner: Database
    verifier: Database
    folder: Path
    keys: dict[str, notes.PrivateKey] = field(default_factory=dict)

    @property
    def outside(self) -> Outside:
        return Outside(self.folder)

    async def prepare(self) -> None:
        await prepare_keys(self.owner, LOG_KEY.public_key, ed25519.public_of(CERTIFICATE_SEED))

    async def checkpoint(self, **about: Any) -> int:
        """One checkpoint more, by blocks so small that a tree has some."""
        return await make_checkpoint(self.worker, LOG_KEY, self.outside, **{"block": BLOCK, **about})

    async def enrol(self, agency: str = "state", *, by: str | None = None, **changed: Any) -> Answer:
        """Enrol an agency's key; what is given differs from what would be right."""
        key = changed.pop("key", None) or agency_key(agency)
        head = changed.pop("head", None)
        if head is None:
            head = bytes.fromhex(str((await the_keys(self.app, "auditor", after=0, limit=1))["head"]))
        begins = changed.pop("valid_from", datetime.now(UTC) - timedelta(minutes=1))
        ends = changed.pop("valid_to", None)
        stated = possession_statement(
            origin=ORIGIN,
            agency=agency,
            name=key.name,
            key=key.public_key.public.hex(),
            valid_from=begins.isoformat(),
            valid_to=ends.isoformat() if ends else None,
            head=head,
        )
        given = {"valid_from": begins, "valid_to": ends, "head": head, "possession": ed25519.sign(key.seed, stated)}
        given |= {"vkey": str(key.public_key)} | changed
        done = await enrol_key(self.app, Caller(subject=by or f"{agency}.custodian"), agency=agency, **given)
        self.keys[agency] = key
        return done

    async def countersign(self, number: int, agency: str = "state", *, by: str | None = None, **changed: Any) -> Answer:
        line = changed.get("line") or self.line(number, agency)
        return await countersign(self.app, Caller(subject=by or f"{agency}.custodian"), number, line)

    def line(self, number: int, agency: str) -> str:
        """An agency's countersignature of a checkpoint, as of now."""
        text = notes.read_note(self.outside.note(number)).text
        return str(notes.cosign_note(self.keys[agency], text, int(datetime.now(UTC).timestamp())))

    async def verify(self, *, outside: bool = True) -> Verdict:
        return await verify_all(self.verifier, outside=self.outside if outside else None)

    async def bundle(self, by: str = "auditor", *cases: View, texts: bool = False) -> bytes:
        """A bundle as a person gets it: of these cases, or of all."""
        sink = io.BytesIO()
        chosen = [UUID(case["id"]) for case in cases] or None
        await export_bundle(self.app, by, sink, cases=chosen, texts=texts, certificate_seed=CERTIFICATE_SEED)
        return sink.getvalue()

    def offline(self, bundle: bytes, *, outside: bool = False, pinned: bool = True) -> Verdict:
        trust = Trust(keys=(LOG_KEY.public_key,) if pinned else (), outside=Outside(self.folder) if outside else None)
        return verify_bundle(io.BytesIO(bundle), trust)

    async def wrong_offline(self) -> set[tuple[str, str, str]]:
        """What is found wrong in a bundle of all, after a checkpoint."""
        await self.checkpoint()
        return found(self.offline(await self.bundle(texts=True)))


def found(verdict: Verdict) -> set[tuple[str, str, str]]:
    """(check, case, what) of every breach of a bundle."""
    return {(check.name, breach.case, breach.what) for check in verdict.checks for breach in check.breaches}
