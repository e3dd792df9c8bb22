"""Tear-lines: drafted by the agency whose evidence it is, reviewed by another of its people, and told by no more."""

import hashlib
import json
from uuid import UUID, uuid4

import rfc8785

from casework.desk import CaseAct, case_act, reading
from casework.views import instant
from casework.words import REASON, check_line, check_optional, signable
from db import enforcement
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts
from domain.marking import Level
from domain.people import PersonId
from domain.refusals import NotNow, NotThere
from domain.tear_lines import line_of, may_tear, review_apart, takes_from_above, told_by
from domain.text import Paragraph, body

View = dict[str, object]

RELEASABLE = "releasable"


def _paragraphs(*canonical: bytes) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(text=part["text"], marking=Level[part["marking"]])
        for one in canonical
        for part in json.loads(one)["paragraphs"]
    )


@case_act(status=201)
async def draft_tear_line(
    act: CaseAct, *, owner: str, paragraphs: tuple[Paragraph, ...], note: str | None = None
) -> CaseFacts:
    """Put in what of the finding may be told, marked below the case, with nothing in it from above its own mark.

    Raises:
        NotYours: not a coordinator of the owning agency.
        NotNow: no enforcement case, or it is over.
        Malformed: the words cannot be signed; marked as high as the case; or with a sentence from above the line.
    """
    office = may_tear(act.actor, act.facts, owner)
    signable(paragraphs, act.facts.classification)
    finding = _paragraphs(*await enforcement.texts(act.tx, act.facts.id))
    line = line_of(paragraphs, finding, act.facts.classification)
    canonical = rfc8785.dumps(body(paragraphs, line))  # type: ignore[arg-type] # a JSON value by construction
    await act.record(
        "tear_line",
        id=uuid4(),
        number=len(await enforcement.tear_lines(act.tx, act.facts.id)) + 1,
        level=int(line),
        digest=hashlib.sha256(canonical).hexdigest(),
        canonical=canonical,
        owner=owner,
        note=check_optional("note", note, limit=REASON) or "",
        office=office,
    )
    return act.facts


@case_act(status=201)
async def review_tear_line(act: CaseAct, number: int, *, releasable: bool, reason: str) -> CaseFacts:
    """Review a tear-line for release: by the agency whose it is, by another person than drafted it.

    Raises:
        NotThere: no such tear-line of this case.
        NotYours: not a coordinator of the owning agency, or whoever drafted it.
        NotNow: the finding has changed so that the line now takes from above itself.
    """
    on = next((row for row in await enforcement.tear_lines(act.tx, act.facts.id) if row["number"] == number), None)
    if on is None:
        raise NotThere
    office = may_tear(act.actor, act.facts, on["owner"])
    review_apart(act.actor, PersonId(on["person"]))
    finding = _paragraphs(*await enforcement.texts(act.tx, act.facts.id))
    if releasable and takes_from_above(_paragraphs(bytes(on["canonical"])), finding, Level(on["level"])):
        raise NotNow("above_the_tear_line", "A sentence of the finding that is marked above the line is in it.")
    await act.record(
        "tear_line_review",
        tear_line=on["id"],
        outcome=RELEASABLE if releasable else "not_releasable",
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return act.facts


async def releasable_line(act: CaseAct, case_id: UUID) -> tuple[Paragraph, ...] | None:
    """The latest tear-line of that case that its owner found releasable."""
    rows = [row for row in await enforcement.tear_lines(act.tx, case_id) if row["outcome"] == RELEASABLE]
    return _paragraphs(bytes(rows[-1]["canonical"])) if rows else None


async def _told_under(act: CaseAct) -> UUID | None:
    """The enforcement case under which the case is a demarche, if the person sees it.

    Whoever does not see the case above is answered by the database, which asks the same.
    """
    above = act.facts.parent
    if act.facts.procedure != "demarche" or above is None:
        return None
    return above if await enforcement.procedure_of(act.tx, above) == "enforcement" else None


async def keep_marks(act: CaseAct, paragraphs: tuple[Paragraph, ...]) -> None:
    """No draft of a demarche under an enforcement case takes from the finding what is marked above the demarche.

    Raises:
        NotNow: a sentence of it does.
    """
    above = await _told_under(act)
    if above is None:
        return
    finding = _paragraphs(*await enforcement.texts(act.tx, above))
    if takes_from_above(paragraphs, finding, act.facts.classification):
        raise NotNow("above_the_tear_line", "It takes a sentence from above its own mark out of the finding.")


async def keep_below_the_line(act: CaseAct) -> None:
    """A demarche under an enforcement case says what the tear-line says, and no more.

    Raises:
        NotNow: there is no releasable tear-line; the words are above it, or not its.
    """
    above = await _told_under(act)
    if above is None:
        return
    line = await releasable_line(act, above)
    if line is None:
        raise NotNow("no_tear_line", "No tear-line has been found releasable by the agency whose it is.")
    own = await enforcement.texts(act.tx, act.facts.id)
    finding = _paragraphs(*await enforcement.texts(act.tx, above))
    told_by(_paragraphs(own[-1]), act.facts.classification, line, finding)


async def the_tear_lines(db: Database, subject: str, case_id: UUID) -> View:
    """The case's tear-lines with their words and reviews."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        rows = await enforcement.tear_lines(tx, case_id)
    return {"items": [_shown(row) for row in rows]}


def _shown(row: enforcement.Row) -> View:
    return {
        "number": row["number"],
        "marking": Level(row["level"]).name,
        "digest": row["digest"],
        "owner": row["owner"],
        "note": row["note"],
        "paragraphs": [
            {"text": p.text, "marking": p.marking.name, "equities": []} for p in _paragraphs(bytes(row["canonical"]))
        ],
        "at": instant(row["at"]),
        "reviewed": row["outcome"],
        "review_reason": row["reason"],
        "reviewed_at": instant(row["reviewed_at"]),
    }
