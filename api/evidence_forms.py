"""What the evidence routes are asked and answer: checkpoints, keys, proofs, certificates, bundles."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.answers import Answered
from api.requests import AgencyCode, Asked, Moment

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
PublicKeyLine = Annotated[
    str,
    StringConstraints(pattern=r"^[!-~]{1,400}$"),
    Field(description="A public key as C2SP writes it: name+id+base64"),
]
SignatureLine = Annotated[
    str,
    StringConstraints(pattern=r"^— [!-~]{1,200} [A-Za-z0-9+/=]{1,400}$"),
    Field(description="A line under a note: em dash, name, base64 (C2SP tlog-cosignature)"),
]


class KeyIn(Asked):
    """An agency's key, with the proof that whoever enrols it has it."""

    agency: AgencyCode
    vkey: PublicKeyLine
    valid_from: Moment
    valid_to: Moment | None = None
    head: Annotated[
        str, StringConstraints(pattern=r"^([0-9a-f]{64})?$"), Field(description="The record's head: the challenge")
    ]
    possession: Annotated[
        str, StringConstraints(pattern=r"^[0-9a-f]{128}$"), Field(description="The key's signature over its enrolment")
    ]


class CountersignatureIn(Asked):
    """An agency's signature under a checkpoint."""

    line: SignatureLine


class BundleIn(Asked):
    """What is to go into a bundle: these cases, or all that you may see; their words too, if they were released."""

    cases: Annotated[list[UUID], Field(min_length=1, max_length=500)] | None = None
    texts: bool = False


class CountersignedOut(Answered):
    """Who countersigned, and when it was taken in."""

    agency: str
    at: datetime


class CheckpointOut(Answered):
    """A checkpoint of the log. `note` is the signed note with the countersignatures under it."""

    number: int
    size: int
    root: str
    at: datetime
    countersigned_by: list[CountersignedOut]
    note: str


class CheckpointPageOut(Answered):
    """Checkpoints, in order."""

    items: list[CheckpointOut]
    next: int | None


class ConsistencyOut(Answered):
    """The proof that one checkpoint's tree is the beginning of another's (RFC 6962, section 2.1.2)."""

    from_: Annotated[int, Field(alias="from")]
    to: int
    path: list[str]


class KeyEntryOut(Answered):
    """An entry of the record of keys. `body` is JSON in the record's own spelling: it is hashed as it stands."""

    seq: int
    at: datetime
    actor: str
    act: Literal["enrolled", "withdrawn", "countersigned"]
    body: str
    prev: str
    hash: str


class KeyPageOut(Answered):
    """The record of keys, in order; the log's name, and the record's head, which an enrolment signs."""

    origin: str | None
    head: str
    items: list[KeyEntryOut]
    next: int | None


class ProofOut(Answered):
    """The proof that an entry is in the log (RFC 6962, section 2.1.1), and the checkpoint that it leads to."""

    case: UUID
    seq: int
    hash: str
    place: int
    checkpoint: int
    path: list[str]
    note: str


class CertificateOut(Answered):
    """A release certificate: a compact JWS."""

    case: UUID
    number: str
    certificate: str
