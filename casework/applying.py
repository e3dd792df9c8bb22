"""From comments to words: proposed edits side by side in brackets, and accepted ones put into a new version."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from casework.carrying import paragraphs_of
from casework.checking import open_conflicts
from casework.desk import CaseAct, case_act
from casework.foundation import Foundation, foundation_of, inherited, reread_basis
from casework.opening import Draft, put_in
from db import lists
from domain.acts import may_redraft
from domain.case import CaseFacts
from domain.refusals import Malformed, NotThere
from domain.text import Paragraph

TAKEN = frozenset({"accepted", "partially_accepted"})


def bracketed(rows: Iterable[lists.Row]) -> list[dict[str, object]]:
    """Paragraphs for which two agencies or more propose words, as NSC papers show differences (S20)."""
    places: defaultdict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row["proposed"] and row["paragraph"]:
            places[row["version"], row["paragraph"]][row["agency"]] = row["proposed"]
    return [
        {
            "version": version,
            "paragraph": paragraph,
            "text": " ".join(f"[{agency}: {words}]" for agency, words in proposals.items()),
        }
        for (version, paragraph), proposals in sorted(places.items())
        if len(proposals) > 1
    ]


@case_act(status=201)
async def apply_comments(act: CaseAct, *, comments: tuple[UUID, ...]) -> CaseFacts:
    """Put accepted comments' proposed words into a new version in one act; its note says whose words stand where.

    Raises:
        NotThere: no such comment in this case.
        Malformed: a comment of an earlier version, not accepted, without words; or two for one paragraph.
    """
    facts = act.facts
    office = may_redraft(act.actor, facts)
    rows = {row["id"]: row for row in await lists.comment_matrix(act.tx, facts.id)}
    if not rows.keys() >= set(comments):
        raise NotThere
    chosen = [rows[comment] for comment in dict.fromkeys(comments)]
    head = await lists.version(act.tx, facts.id, facts.head.number)
    if head is None:
        raise NotThere
    words = _applied(paragraphs_of(head), chosen, facts.head.number)
    note = "Applied: " + "; ".join(f"{row['agency']} on paragraph {row['paragraph']}" for row in chosen) + "."
    before = await foundation_of(act, facts.head.number)
    stands_on = await inherited(act, Foundation(position=before.position), before, len(words))
    draft = Draft(paragraphs=words, note=note, foundation=stands_on)
    version = await put_in(act, facts.head.number + 1, draft, office)
    await open_conflicts(act, version.number, office)
    await reread_basis(act)
    return replace(facts, versions=(*facts.versions, version))


def _applied(paragraphs: tuple[Paragraph, ...], chosen: list[lists.Row], version: int) -> tuple[Paragraph, ...]:
    texts = list(paragraphs)
    taken: set[int] = set()
    for row in chosen:
        at = row["paragraph"]
        if row["version"] != version or row["disposition"] not in TAKEN or not row["proposed"] or at is None:
            raise Malformed("comment_not_applicable", "Only accepted comments on the current text, with words, apply.")
        if at in taken:
            raise Malformed("two_edits_one_paragraph", f"Two comments give other words for paragraph {at}: write them.")
        taken.add(at)
        texts[at - 1] = replace(texts[at - 1], text=row["proposed"])
    return tuple(texts)
