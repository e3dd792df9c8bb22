"""Whom a circulation of the current text would ask, why no silence clears in it, and which offices it asks."""

from sqlalchemy.ext.asyncio import AsyncConnection

from db.acts import equities_in_text, lowers_a_mark
from domain.case import CaseFacts, Seat
from domain.refusals import NotThere
from domain.rights import exclusion_for, offices_for, seats_for
from domain.vocabulary import Exclusion


async def seats_now(tx: AsyncConnection, facts: CaseFacts) -> tuple[Seat, ...]:
    """The agencies that would be asked, each with its right.

    Raises:
        NotThere: the current text's words are not for this person to know.
    """
    in_text = await equities_in_text(tx, facts.id, facts.head.number)
    if in_text is None:
        raise NotThere
    return seats_for(facts, in_text)


async def step_now(
    tx: AsyncConnection, facts: CaseFacts, said: Exclusion | None = None, named: frozenset[str] = frozenset()
) -> tuple[Exclusion | None, tuple[str, ...]]:
    """Why no silence would clear, if so, and the offices that would be asked beside their agencies."""
    lowered = len(facts.versions) > 1 and await lowers_a_mark(tx, facts.id, facts.head.number)
    excluded = exclusion_for(facts, said, lowers_a_mark=lowered)
    return excluded, offices_for(facts, named, excluded)
