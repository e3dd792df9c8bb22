"""Who holds a released text, what they were asked when it went stale, and who still carries it."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from casework.desk import CaseAct, case_act, reading
from casework.reading import View
from casework.views import instant
from casework.words import REASON, check_line
from db import holders
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts
from domain.people import Actor
from domain.refusals import NotNow, NotThere, NotYours
from domain.vocabulary import Capacity


@case_act(status=201)
async def change_page(act: CaseAct, *, by_case: UUID, paragraphs: Sequence[int], reason: str) -> CaseFacts:
    """Tell every holder to replace pages by those of another case that was released with the corrected words.

    Source: NSDD-39's corrected first page, SIG-IEP's revised minutes (`domain.md` fact 9).

    Raises:
        NotThere: there is no such other case, or not for this person to know.
        NotNow: one of the two was not released, or was recalled; or their holders are not the same.
    """
    facts = act.facts
    office = act.actor.office_for(Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office)
    if office is None:
        raise NotYours("not_action_office", f"Only the action office ({facts.action_office}) may change pages.")
    other = await case_for_person(act.tx, by_case)
    if other is None:
        raise NotThere
    if facts.release is None or other[1].release is None or facts.recalled or other[1].recalled or by_case == facts.id:
        raise NotNow("not_released", "Both texts, the old and the new, must have been released.")
    await act.record(
        "page_change",
        id=uuid4(),
        by_case=by_case,
        paragraphs=sorted(set(paragraphs)),
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return facts


@case_act(status=201)
async def acknowledge(act: CaseAct, *, notice: UUID, holder: str, done: str) -> CaseFacts:
    """A holder says what became of its copy."""
    office = _keeps(act.actor, holder)
    if office is None:
        raise NotYours(
            "not_your_copy", "A coordinator or action officer of the agency, or the post itself, answers for it."
        )
    await act.record("acknowledgement", notice=notice, holder=holder, done=done, office=office)
    return act.facts


def _keeps(actor: Actor, holder: str) -> str | None:
    return (
        actor.office_for(Capacity.POST, office=holder)
        or actor.office_for(Capacity.COORDINATOR, agency=holder)
        or actor.office_for(Capacity.ACTION_OFFICER, agency=holder)
    )


async def the_holders(db: Database, subject: str, case_id: UUID) -> View:
    """The matrix: each notice against each holder, who acknowledged it when, and who still carries the stale text."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        notices = await holders.notices(tx, case_id)
        held = await holders.holders(tx, case_id)
        answers = {(row["notice"], row["holder"]): row for row in await holders.acknowledgements(tx, case_id)}
    return {
        "case": str(case_id),
        "notices": [
            {
                "id": str(row["notice"]),
                "kind": row["kind"],
                "since": instant(row["since"]),
                "by_position": str(row["by_position"]) if row["by_position"] else None,
                "by_case": row["by_number"],
                "paragraphs": row["paragraphs"],
                "reason": row["reason"],
            }
            for row in notices
        ],
        "holders": [
            {
                "holder": row["holder"],
                "is_post": row["is_post"],
                "carries_stale_text": any((n["notice"], row["holder"]) not in answers for n in notices),
                "acknowledged": [
                    _answer(answers[n["notice"], row["holder"]])
                    for n in notices
                    if (n["notice"], row["holder"]) in answers
                ],
            }
            for row in held
        ],
    }


def _answer(row: holders.Row) -> View:
    return {
        "notice": str(row["notice"]),
        "done": row["done"],
        "at": instant(row["at"]),
        "by": row["name"],
        "office": row["office"],
    }
