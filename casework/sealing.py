"""Sealed sources: written once, read by whoever sealed them and by the agency whose they are, by nobody else."""

import secrets
from uuid import UUID, uuid4

from casework.desk import CaseAct, case_act, reading
from casework.views import instant
from casework.words import REASON, check_line
from db import directives, enforcement
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts
from domain.refusals import Malformed, NotThere
from domain.sealing import may_seal

View = dict[str, object]


@case_act(status=201)
async def seal_source(act: CaseAct, *, owner: str, source: str) -> CaseFacts:
    """Seal a source. The ledger keeps a hash with a number nobody can guess, so that it proves and tells nothing.

    Raises:
        NotYours: neither of the action office nor a coordinator.
        NotNow: no enforcement case, or it is over.
        Malformed: there is no such agency.
    """
    office = may_seal(act.actor, act.facts)
    if owner not in await directives.known_agencies(act.tx):
        raise Malformed("unknown_agency", "There is no agency by that code.")
    said = check_line("source", source, limit=REASON, multiline=True)
    sealed = {"nonce": secrets.token_hex(32), "owner": owner, "source": said}
    await act.record("source_seal", id=uuid4(), sealed=sealed, office=office)
    return act.facts


async def the_sources(db: Database, subject: str, case_id: UUID) -> View:
    """The sealed sources of a case that this person may read; where there is none for them, none is told."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        rows = await enforcement.seals(tx, case_id)
    return {
        "items": [
            {"id": str(r["id"]), "owner": r["owner"], "source": r["source"], "by": r["office"], "at": instant(r["at"])}
            for r in rows
        ]
    }
