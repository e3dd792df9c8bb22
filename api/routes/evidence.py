"""Evidence: checkpoints and who countersigned them, keys, proofs, release certificates, bundles."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, cast
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from api.asked import Asking, Facts, Looking
from api.documented import EVIDENCE_ACT, LOOK, Responses, also
from api.door import Door
from api.evidence_forms import (
    BundleIn,
    CertificateOut,
    CheckpointOut,
    CheckpointPageOut,
    ConsistencyOut,
    CountersignatureIn,
    KeyEntryOut,
    KeyIn,
    KeyPageOut,
    ProofOut,
)
from api.routes.looks import After, Limit, Number
from casework import log_reading
from casework.bundling import export_bundle
from casework.certifying import the_certificate
from casework.desk import Answer
from casework.key_keeping import countersign, enrol_key, the_keys, withdraw_key

router = APIRouter(prefix="/api/v1", tags=["evidence"], responses=LOOK, route_class=Door)

BUNDLE_TYPE = "application/x-tar"
IN_MEMORY = 8 * 1024 * 1024
CHUNK = 256 * 1024
NOT_NOW: Responses = also(409)
BUNDLE: Responses = {
    **also(413),
    200: {"description": "The bundle", "content": {BUNDLE_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
}


def _done(answer: Answer) -> Response:
    headers = {"Idempotent-Replay": "true"} if answer.replayed else None
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)


@router.get("/checkpoints", response_model=CheckpointPageOut)
async def get_checkpoints(db: Facts, who: Looking, after: After = 0, limit: Limit = 100) -> Response:
    """Checkpoints: all for auditors and custodians; for others those with which an entry of their cases came in."""
    return JSONResponse(await log_reading.the_checkpoints(db, who, after=after, limit=limit))


@router.get("/checkpoints/{number}", response_model=CheckpointOut)
async def get_checkpoint(db: Facts, who: Looking, number: Number) -> Response:
    """A checkpoint, with the countersignatures under it."""
    return JSONResponse(await log_reading.one_checkpoint(db, who, number))


@router.get("/checkpoints/{number}/consistency", response_model=ConsistencyOut)
async def get_consistency(
    db: Facts,
    who: Looking,
    number: Number,
    earlier: Annotated[int | None, Query(ge=1, le=1_000_000, description="The one before, if left out")] = None,
) -> Response:
    """The proof that a checkpoint's tree begins with an earlier one's."""
    return JSONResponse(await log_reading.the_consistency(db, who, number, earlier or number - 1))


@router.post(
    "/checkpoints/{number}/cosignatures",
    status_code=201,
    response_model=CheckpointOut,
    responses=EVIDENCE_ACT,
)
async def post_cosignature(db: Facts, by: Asking, number: Number, asked: CountersignatureIn) -> Response:
    """Put an agency's signature under a checkpoint, as one of its custodians."""
    return _done(await countersign(db, by, number, asked.line))


@router.get("/keys", response_model=KeyPageOut)
async def get_keys(db: Facts, who: Looking, after: After = 0, limit: Limit = 200) -> Response:
    """The record of keys: who enrolled, withdrew and countersigned what, chained."""
    return JSONResponse(await the_keys(db, who, after=after, limit=limit))


@router.post("/keys", status_code=201, response_model=KeyEntryOut, responses=EVIDENCE_ACT)
async def post_key(db: Facts, by: Asking, asked: KeyIn) -> Response:
    """Enrol an agency's key for countersigning, as one of its custodians, with proof of possession."""
    return _done(
        await enrol_key(
            db,
            by,
            agency=asked.agency,
            vkey=asked.vkey,
            valid_from=asked.valid_from,
            valid_to=asked.valid_to,
            head=bytes.fromhex(asked.head),
            possession=bytes.fromhex(asked.possession),
        )
    )


@router.post("/keys/{public_key}/withdrawal", status_code=201, response_model=KeyEntryOut, responses=EVIDENCE_ACT)
async def post_key_withdrawal(
    db: Facts,
    by: Asking,
    public_key: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="The public key, in hex")],
) -> Response:
    """Take an agency's key back from now on. What it signed before stays good."""
    return _done(await withdraw_key(db, by, public_key))


@router.get("/cases/{case_id}/proof", response_model=ProofOut, responses=NOT_NOW)
async def get_proof(
    db: Facts, who: Looking, case_id: UUID, seq: Annotated[int | None, Query(ge=1, le=1_000_000)] = None
) -> Response:
    """The proof that an entry of the case's ledger is in the log; the latest that is, if no seq is given."""
    return JSONResponse(await log_reading.the_proof(db, who, case_id, seq))


@router.get("/cases/{case_id}/certificate", response_model=CertificateOut, responses=NOT_NOW)
async def get_certificate(request: Request, db: Facts, who: Looking, case_id: UUID) -> Response:
    """The certificate of the case's release, for checking offline."""
    return JSONResponse(await the_certificate(db, who, case_id, request.app.state.certificate_seed))


@router.post("/bundles", response_class=StreamingResponse, responses=BUNDLE)
async def post_bundle(request: Request, db: Facts, who: Looking, asked: BundleIn) -> Response:
    """A bundle of what you may see, for `onevoice verify --offline`. Nothing is written."""
    # Spooled, so that no transaction waits for whoever fetches it, and none of it is held in memory.
    spool = cast("BinaryIO", SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - closed when it was sent
    try:
        banner = await export_bundle(
            db,
            who,
            spool,
            cases=asked.cases,
            texts=asked.texts,
            certificate_seed=request.app.state.certificate_seed,
        )
    except BaseException:
        spool.close()
        raise
    return StreamingResponse(_sent(spool), media_type=BUNDLE_TYPE, headers={"One-Voice-Banner": banner})


def _sent(spool: BinaryIO) -> Iterator[bytes]:
    with spool:
        spool.seek(0)
        while chunk := spool.read(CHUNK):
            yield chunk
