"""What was said: filed after the meeting, held against the positions that the text rested on, seen to by the NSC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from casework.desk import CaseAct, case_act, reading
from casework.passing import CLOCKS_DIFFER
from casework.reading import View
from casework.statements import check_assertions, read, shown
from casework.views import instant
from casework.words import COMMENT, REASON, TITLE, check_line
from db import saying
from db.engine import Database
from db.facts import case_for_person
from domain.assertions import Assertion
from domain.case import CaseFacts
from domain.contradictions import contradictions, shared_runs
from domain.marking import Level
from domain.people import Actor
from domain.refusals import Malformed, NotNow, NotThere, NotYours
from domain.vocabulary import Capacity

NEW_WORDS = 0.5
"""Share of a spoken paragraph's words that stand in no cleared one, from which on they are other words. Ours."""
SHORT_RUN = 4
"""Words in a row that a do-not-say and what was said do not share by chance; it is short, as such lists are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One way in which what was said departs from a position."""

    kind: str
    position: UUID
    level: int
    detail: dict[str, Any]  # both sides, as stored and shown


@case_act(status=201)
async def file_said(
    act: CaseAct,
    *,
    happened_at: datetime,
    interlocutor: str,
    words: tuple[str, ...],
    assertions: tuple[Assertion, ...],
) -> CaseFacts:
    """File what was said at a meeting; each departure from the positions that the text rested on becomes an exception.

    Raises:
        NotNow: nothing was released yet.
        NotYours: neither the post nor the action office.
        Malformed: an instant before the release or in the future; words that cannot be taken in.
    """
    facts = act.facts
    office = _own_office(act.actor, facts)
    if facts.release is None:
        raise NotNow("not_released", "What was said is filed on a text that was released.")
    if not facts.release.at - CLOCKS_DIFFER <= happened_at <= act.now + CLOCKS_DIFFER:
        raise Malformed("at_out_of_range", "It happened after the release and not in the future.")
    check_assertions(assertions)
    said = uuid4()
    on_issue = tuple(one if one.issue else _on(one, act.row.issue) for one in assertions)
    await act.record(
        "said",
        id=said,
        happened_at=happened_at,
        interlocutor=check_line("interlocutor", interlocutor, limit=TITLE),
        words={"paragraphs": [check_line("words", one, limit=COMMENT, multiline=True) for one in words]},
        assertions={"items": [shown(one) for one in on_issue]},
        office=office,
    )
    for row in await saying.positions_then(act.tx, facts.id, facts.release.version, happened_at):
        for one in drifts(row, words, on_issue):
            await act.record(
                "drift",
                id=uuid4(),
                said=said,
                position=one.position,
                kind=one.kind,
                level=one.level,
                detail=one.detail,
                office=office,
            )
    return facts


def _on(one: Assertion, issue: str) -> Assertion:
    return read({**shown(one), "issue": issue})


def _own_office(actor: Actor, facts: CaseFacts) -> str:
    office = actor.office_for(Capacity.POST, agency="state") or actor.office_for(
        Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office
    )
    if office is None:
        raise NotYours("not_post", "The post or the action office files what was said.")
    return office


def drifts(row: saying.Row, words: tuple[str, ...], assertions: tuple[Assertion, ...]) -> list[Drift]:
    """How spoken words and assertions depart from one position, as it stood at the meeting.

    By what was asserted; by words of the do-not-say list; by the fallback given away; by whole paragraphs that nobody
    cleared.
    """
    found = []
    for theirs in row["assertions"]:
        for one in contradictions(assertions, [read(theirs)]):
            detail = {
                "said": shown(one.ours) if one.ours else None,
                "position": shown(one.theirs) if one.theirs else None,
            }
            found.append(_drift(row, one.finding.value, theirs["level"], detail))
    cleared: list[str] = []
    for part in row["parts"]:
        if part["part"] == "do_not_say":
            runs = _runs(words, part["text"], min(SHORT_RUN, len(part["text"].split())))
            found += [_drift(row, "do_not_say", part["level"], {"words": runs})] if runs else []
        elif part["part"] == "fallback":
            runs = _runs(words, part["text"])
            found += [_drift(row, "fallback_given", part["level"], {"words": runs})] if runs else []
        if part["part"] != "do_not_say":
            cleared.append(part["text"])
    for number, paragraph in enumerate(words, 1):
        if cleared and _new_share(paragraph, cleared) >= NEW_WORDS:
            found.append(_drift(row, "other_words", 0, {"paragraph": number}))
    return found


def _drift(row: saying.Row, kind: str, level: int, detail: dict[str, Any]) -> Drift:
    return Drift(kind=kind, position=row["id"], level=max(row["level"], level), detail=detail)


def _runs(words: tuple[str, ...], part: str, run: int | None = None) -> list[str]:
    """The runs of a part that were said."""
    found = [
        one
        for paragraph in words
        for one in (shared_runs(paragraph, part) if run is None else shared_runs(paragraph, part, max(run, 1)))
    ]
    return list(dict.fromkeys(found))


def _new_share(paragraph: str, cleared: list[str]) -> float:
    """The share of a paragraph's words that stand in none of the cleared ones."""
    known = {word for text in cleared for word in text.casefold().split()}
    spoken = paragraph.casefold().split()
    return sum(word not in known for word in spoken) / (len(spoken) or 1)


@case_act(status=201)
async def answer_exception(act: CaseAct, *, about: UUID, kind: str, note: str) -> CaseFacts:
    """The NSC has seen to a drift; or the action office has corrected a text delivered on an ended position."""
    nsc = act.actor.office_for(Capacity.NSC_STAFF) or act.actor.office_for(Capacity.APNSA)
    action = act.actor.office_for(
        Capacity.ACTION_OFFICER, agency=act.facts.action_agency, office=act.facts.action_office
    )
    office = nsc if kind == "drift" else action
    if office is None:
        code = "not_nsc" if kind == "drift" else "not_action_office"
        raise NotYours(
            code, "A drift is answered by the NSC, a correction by the action office."
        )  # codes: see errors.md
    await act.record(
        "exception_answer",
        about=about,
        kind=kind,
        note=check_line("note", note, limit=REASON, multiline=True),
        office=office,
    )
    return act.facts


async def what_was_said(db: Database, subject: str, case_id: UUID) -> View:
    """What was said on a case, and where it departed from its positions."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        rows = await saying.said(tx, case_id)
    return {
        "items": [
            {
                "id": str(row["id"]),
                "at": instant(row["happened_at"]),
                "recorded_at": instant(row["at"]),
                "interlocutor": row["interlocutor"],
                "words": row["words"]["paragraphs"],
                "assertions": row["assertions"]["items"],
                "by": row["name"],
                "drifts": [
                    {
                        "id": one["id"],
                        "kind": one["kind"],
                        "position": one["position"],
                        "marking": Level(one["level"]).name,
                        "detail": one["detail"],
                        "answered": one["answered"],
                    }
                    for one in row["drifts"]
                ],
            }
            for row in rows
        ]
    }
