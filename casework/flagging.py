"""What was found in words for the public that their mandate would not have said there."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.carrying import paragraphs_of
from casework.desk import reading
from db import directives, lists
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts
from domain.guidance import Flag, flags
from domain.refusals import NotThere
from domain.text import Paragraph

PUBLIC = "public_statement"


async def flagged(tx: AsyncConnection, facts: CaseFacts, paragraphs: Sequence[Paragraph]) -> tuple[Flag, ...]:
    """Read a text for what its mandate has public words read for; nothing in a text that is not for the public."""
    if facts.procedure != PUBLIC:
        return ()
    return flags(await directives.lint_of(tx, facts.id), [p.text for p in paragraphs])


async def flags_of(db: Database, subject: str, case_id: UUID) -> dict[str, object]:
    """What was found in the current text: where, what it was read for, and the very words.

    Raises:
        NotThere: no such case, or not for this person to know; or its words are not.
    """
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None:
            raise NotThere
        facts = found[1]
        row = await lists.version(tx, case_id, facts.head.number)
        if row is None:
            raise NotThere
        paragraphs = paragraphs_of(row)
        places = await flagged(tx, facts, paragraphs)
    return {
        "version": facts.head.number,
        "items": [
            {
                "kind": flag.kind.value,
                "paragraph": flag.paragraph,
                "start": flag.start,
                "end": flag.end,
                "words": paragraphs[flag.paragraph - 1].text[flag.start : flag.end],
            }
            for flag in places
        ],
    }
