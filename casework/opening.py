"""Opening a case, and putting in new versions of its text."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from casework.checking import open_conflicts
from casework.desk import Act, Answer, Caller, CaseAct, acting, case_act
from casework.flagging import flagged
from casework.foundation import Foundation, foundation_of, inherited, lay, reread_basis
from casework.meeting import planned_meeting
from casework.standing import settle
from casework.tear_lines import keep_marks
from casework.views import case_view
from casework.words import REASON, TITLE, check_line, check_optional, signable
from db import acts, directives
from db.engine import Database
from db.series import cycle_of
from domain.acts import may_open, may_redraft
from domain.case import CaseFacts, CaseId, Version
from domain.departures import LEGAL_ADVISER
from domain.equities import may_clear_at_all
from domain.marking import Level, highest
from domain.procedures.registry import PROCEDURES
from domain.refusals import Malformed, NotThere, NotYours
from domain.text import Paragraph
from domain.vocabulary import Stage

_NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a drafter hands in: the words with their marks, who has an equity in which paragraph, what it stands on."""

    paragraphs: tuple[Paragraph, ...]
    note: str | None = None
    foundation: Foundation = field(default_factory=Foundation)


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
    need_to_know: Sequence[str] | None = None,
    cycle: UUID | None = None,
) -> Answer:
    """Open a case under a mandate with the first version of its text (2 FAM 1211: one action office).

    From a cycle of a series it is a consultation, whose meeting is set as the calendar planned it.

    Raises:
        NotThere: no such mandate, parent, cycle or position, or above the person's clearance.
        NotYours: not an action officer of the mandate's action office; or not cleared as high as the text.
        Malformed: the words cannot be signed; the procedure does not belong to the mandate, or does not run yet, or is
            not one for a case under that one; the list of offices is missing, out of place or too short.
    """
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        under = await directives.mandate_in_force(act.tx, mandate)
        if under is None:
            raise NotThere
        above = await _above(act, parent)
        running = _procedure(procedure or ("consultation" if cycle else None), under, above)
        listed = await _listed(act, running, need_to_know, under.action_office)
        opened_cycle = None if cycle is None else await cycle_of(act.tx, cycle)
        if cycle is not None and opened_cycle is None:
            raise NotThere
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
            need_to_know=listed,
            cycle=cycle,
        )
        opened = await act.case(case_id)
        await put_in(opened, 1, draft, office)
        if opened_cycle is not None:
            await planned_meeting(opened, opened_cycle.meeting_at, opened_cycle.opens_days_before, office)
        await open_conflicts(opened, 1, office)
        written = await act.case(case_id)
        await settle(act.tx, None, written.facts)
        return await act.answer(201, case_view(written.row, written.facts, written.now))


async def _above(act: Act, parent: UUID | None) -> directives.AboveRow | None:
    """The case under which this one is to be opened."""
    if parent is None:
        return None
    above = await directives.case_above(act.tx, parent)
    if above is None:
        raise NotThere
    return above


def _procedure(asked: str | None, under: directives.MandateRow, above: directives.AboveRow | None) -> str:
    """The mandate's own procedure, one that it allows besides, or one of those for a case under the one above."""
    chosen = asked or under.procedures[0]
    needs = PROCEDURES[chosen].under if chosen in PROCEDURES else frozenset()
    if needs:
        if above is None or above.procedure not in needs or above.mandate != under.code:
            raise Malformed(
                "not_under_that_case",
                f"A case of {chosen} is opened under one of {', '.join(sorted(needs))}, of the same mandate.",
            )
        return chosen
    if chosen not in under.procedures:
        offered = ", ".join(under.procedures)
        raise Malformed("procedure_not_under_mandate", f"This mandate is carried out by: {offered}.")
    if chosen not in PROCEDURES:
        raise Malformed("procedure_not_available", f"The procedure {chosen} does not run yet.")
    return chosen


async def _listed(act: Act, procedure: str, offices: Sequence[str] | None, action_office: str) -> list[str] | None:
    """The offices that alone may know of the case: the action office and the Legal Adviser's are always on the list."""
    if not PROCEDURES[procedure].need_to_know:
        if offices is not None:
            raise Malformed("need_to_know_list", f"A case of {procedure} has no such list.")
        return None
    if not offices:
        raise Malformed("need_to_know_list", f"A case of {procedure} names the offices that alone may know of it.")
    listed = sorted({action_office, LEGAL_ADVISER, *offices})
    if set(listed) - await directives.known_offices(act.tx):
        raise Malformed("unknown_office", "There is no office by that code.")
    return listed


async def put_in(act: CaseAct, number: int, draft: Draft, office: str) -> Version:
    """Write one version's words; they must be signable, and every equity an agency's that exists."""
    canonical, digest = signable(draft.paragraphs, act.facts.classification)
    unknown = {e for p in draft.paragraphs for e in p.equities} - await directives.known_agencies(act.tx)
    if unknown:
        raise Malformed("unknown_agency", "There is no agency by that code.", _places(draft.paragraphs, unknown))
    await keep_marks(act, draft.paragraphs)
    found = len(await flagged(act.tx, act.facts, draft.paragraphs))
    may_clear_at_all(act.facts, frozenset(e for p in draft.paragraphs for e in p.equities))
    await act.record(
        "text_version",
        version=number,
        digest=digest,
        canonical=canonical,
        equities=[list(p.equities) for p in draft.paragraphs],
        note=check_optional("note", draft.note, limit=REASON) or "",
        flags=found,
        office=office,
    )
    await lay(act, number, digest, draft.paragraphs, office, draft.foundation)
    return Version(number=number, digest=digest, drafted_by=act.actor.person, flags=found)


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
    before = await foundation_of(act, facts.head.number)
    stands_on = await inherited(act, draft.foundation, before, len(draft.paragraphs))
    # The same words may go round again because they stand on something else now.
    if digest == facts.head.digest and stands_on == before:
        raise Malformed("nothing_changed", "These are the words of the current version.")
    version = await put_in(act, facts.head.number + 1, replace(draft, foundation=stands_on), office)
    await open_conflicts(act, version.number, office)
    await reread_basis(act)
    return replace(facts, versions=(*facts.versions, version))
