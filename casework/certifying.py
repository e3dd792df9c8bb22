"""Release certificates: read off the ledger as the person may see it, signed by the certificates' key."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.desk import reading
from casework.log_reading import View, entry_proof
from casework.reading import hashed_instant
from db import lists
from db.engine import Database
from db.facts import CaseRow, case_for_person
from domain.refusals import NotNow, NotThere
from proofs import certificates
from proofs.statements import Said, statement

_MANY = 1_000_000


def about_case(row: CaseRow) -> dict[str, object]:
    """What a statement says of a case that its ledger does not."""
    return {
        "number": row.number,
        "directive": row.directive,
        "edition": row.edition,
        "classification": row.level.name,
    }


def said_of(rows: Sequence[lists.Row]) -> tuple[Said, ...]:
    """Ledger rows as a statement reads them."""
    return tuple(
        Said(
            seq=row["seq"],
            at=hashed_instant(row["at"]),
            kind=row["kind"],
            body=json.loads(row["body"]),
            hash=bytes(row["hash"]).hex(),
        )
        for row in rows
    )


async def certificate_of(tx: AsyncConnection, row: CaseRow, rows: Sequence[lists.Row], seed: bytes) -> str | None:
    """The certificate of a case's release, with its proof of inclusion if there is one; None if nothing was released.

    The same facts and the same checkpoint give the same certificate, to the byte.
    """
    says = statement(about_case(row), said_of(rows))
    if says is None:
        return None
    seq = says["ledger"]["seq"]
    proof = await entry_proof(tx, row.id, seq)
    if proof is not None and proof["seq"] == seq:
        # The note as the log signed it: countersignatures may come later, and the certificate is to stay the same.
        says["checkpoint"] = {"note": proof["log_note"], "index": proof["place"], "path": proof["path"]}
    return certificates.sign(seed, says)


async def the_certificate(db: Database, subject: str, case_id: UUID, seed: bytes | None) -> View:
    """The certificate of a case's release.

    Raises:
        NotThere: no such case, or not for this person to know.
        NotNow: `not_released`, or `no_certificate_key`.
    """
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None:
            raise NotThere
        if seed is None:
            raise NotNow("no_certificate_key", "This service has no key for certificates: whoever runs it sets one up.")
        rows = await lists.ledger(tx, case_id, after=0, limit=_MANY)
        made = await certificate_of(tx, found[0], rows, seed)
    if made is None:
        raise NotNow("not_released", "Nothing was released yet, so there is nothing to certify.")
    return {"case": str(case_id), "number": found[0].number, "certificate": made}
