"""Opening a case, and putting in new versions of its text."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from casework.desk import Answer, Caller, CaseAct, acting, case_act
from casework.standing import settle
from casework.tear_lines import keep_marks
from casework.views import case_view
from casework.words import REASON, TITLE, check_line, check_optional, signable
from db import acts, directives
from db.engine import Database
from domain.acts import may_open, may_redraft
from domain.case import CaseFacts, CaseId, Version
from domain.equities import may_clear_at_all
from domain.marking import Level, highest
from domain.procedures.registry import PROCEDURES
from domain.refusals import Malformed, NotThere, NotYours
from domain.text import Paragraph
from domain.vocabulary import Stage

_NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a drafter hands in: the words with their marks, and who has an equity in which paragraph."""

    paragraphs: tuple[Paragraph, ...]
    note: str | None = None


async def open_case(
    db: Database,
    caller: Caller,
    *,
    mandate: str,
    procedure: str | None,
    title: str,
    classification: Level,
    draft: Draft,
    parent: UUID | None = None,
) -> Answer:
    """Open a case under a mandate with the first version of its text (2 FAM 1211: one action office).

    Raises:
        NotThere: no such mandate or parent, or above the person's clearance.
        NotYours: not an action officer of the mandate's action office; or not cleared as high as the text.
        Malformed: the words cannot be signed; the procedure does not belong to the mandate, or does not run yet.
    """
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        under = await directives.mandate_in_force(act.tx, mandate)
        if under is None:
            raise NotThere
        running = _procedure(procedure, under.procedures)
        office = may_open(act.actor, under.action_agency, under.action_office)
        if act.actor.clearance < classification:
            raise NotYours("above_your_clearance", "You may not open a case marked above your own clearance.")
        check_line("title", title, limit=TITLE)
        case_id = CaseId(uuid4())
        await acts.open_case(
            act.tx,
            id=case_id,
            number=f"{under.code}-{''.join(secrets.choice(_NUMBER_ALPHABET) for _ in range(8))}",
            edition_id=under.edition_id,
            mandate=under.code,
            procedure=running,
            title=title,
            level=int(classification),
            action_agency=under.action_agency,
            action_office=under.action_office,
            stage=Stage.DRAFTING.value,
            parent=parent,
        )
        opened = await act.case(case_id)
        await put_in(opened, 1, draft, office)
        written = await act.case(case_id)
        await settle(act.tx, None, written.facts)
        return await act.answer(201, case_view(written.row, written.facts, written.now))


def _procedure(asked: str | None, offered: Sequence[str]) -> str:
    chosen = asked or offered[0]
    if chosen not in offered:
        raise Malformed("procedure_not_under_mandate", f"This mandate is carried out by: {', '.join(offered)}.")
    if chosen not in PROCEDURES:
        raise Malformed("procedure_not_available", f"The procedure {chosen} does not run yet.")
    return chosen


async def put_in(act: CaseAct, number: int, draft: Draft, office: str) -> Version:
    """Write one version's words; they must be signable, and every equity an agency's that exists."""
    canonical, digest = signable(draft.paragraphs, act.facts.classification)
    unknown = {e for p in draft.paragraphs for e in p.equities} - await directives.known_agencies(act.tx)
    if unknown:
        raise Malformed("unknown_agency", "There is no agency by that code.", _places(draft.paragraphs, unknown))
    await keep_marks(act, draft.paragraphs)
    may_clear_at_all(act.facts, frozenset(e for p in draft.paragraphs for e in p.equities))
    await act.record(
        "text_version",
        version=number,
        digest=digest,
        canonical=canonical,
        equities=[list(p.equities) for p in draft.paragraphs],
        note=check_optional("note", draft.note, limit=REASON) or "",
        office=office,
    )
    return Version(number=number, digest=digest, drafted_by=act.actor.person)


def _places(paragraphs: Sequence[Paragraph], unknown: set[str]) -> tuple[dict[str, object], ...]:
    return tuple(
        {"field": "equities", "paragraph": n, "code": "unknown_agency"}
        for n, p in enumerate(paragraphs, 1)
        if unknown & set(p.equities)
    )


@case_act(status=201)
async def add_version(act: CaseAct, draft: Draft) -> CaseFacts:
    """Put in a new version. Responses to earlier ones say nothing of it, and stay in the record.

    Raises:
        Malformed: the words cannot be signed, are marked above the case, or are those of the current version.
    """
    facts = act.facts
    office = may_redraft(act.actor, facts)
    if highest(p.marking for p in draft.paragraphs) > facts.classification:
        raise Malformed(
            "marked_above_case", "A paragraph is marked above the case. Open a new case at the higher level."
        )
    _, digest = signable(draft.paragraphs, facts.classification)
    if digest == facts.head.digest:
        raise Malformed("nothing_changed", "These are the words of the current version.")
    version = await put_in(act, facts.head.number + 1, draft, office)
    return replace(facts, versions=(*facts.versions, version))
