"""Verification across cases: links, levers, the gauge, what is told under a case, and what assessments rest on.

A second reading: it asks neither the gates nor `domain/`, and reads the words of tear-lines by itself.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.verification_record import MARKS
from db import evidence_coordination as evidence
from db.evidence_coordination import Row

Found = tuple[str, int, tuple[str, ...]]
"""A case, how many things were looked at, and what broke the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAcross:
    """A rule that no case shows alone."""

    name: str
    rule: str
    finds: Callable[[AsyncConnection], AsyncIterator[Found]]


def _each(of: object, judge: Callable[[Row], Iterator[str]]) -> Callable[[AsyncConnection], AsyncIterator[Found]]:
    async def finds(tx: AsyncConnection) -> AsyncIterator[Found]:
        async for row in evidence.rows(tx, of):
            yield row["case"], 1, tuple(judge(row))

    return finds


def _link(row: Row) -> Iterator[str]:
    if not row["both_there"] or not row["apart"]:
        yield f"case_link {row['link']}: an end is not there"
    elif not row["in_its_place"]:
        yield f"case_link {row['link']}: not of the end that is marked higher"


def _waiting(row: Row) -> Iterator[str]:
    if not row["met"]:
        yield f"release: {'superseded' if row['kind'] == 'supersedes' else 'prerequisite_open'}"


def _lever(row: Row) -> Iterator[str]:
    if row["held"]:
        yield "released while a certification was pending"
    most = 50 if row["finding"] == "certified" else 100
    if row["share"] and row["total"] > most:
        yield f"{row['total']} per cent released, where {most} may be"


def _pressure(row: Row) -> Iterator[str]:
    if row["before"] >= row["most"] and not row["sequenced"]:
        yield f"release: the {row['before'] + 1}th within a week, not sequenced"


def _portions(canonical: bytes) -> list[tuple[int, str]]:
    return [(MARKS.index(p["marking"]), p["text"].lower()) for p in json.loads(bytes(canonical))["paragraphs"]]


def _sentences(portions: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    parts = ((level, part) for level, words in portions for part in re.split(r"(?<=[.!?]) ", words))
    return {(level, part) for level, part in parts if part.count(" ") >= 3}


def _told(row: Row) -> Iterator[str]:
    if row["tear_line"] is None:
        yield "release: no_tear_line"
        return
    line, said = row["line"], _portions(row["said"])
    theirs = _sentences(portion for one in row["finding"] or () for portion in _portions(one))
    below = {part for level, part in theirs if level <= line}
    taken = {part for _, part in _sentences(said)} & {part for level, part in theirs if level > line} - below
    if row["level"] > line or taken:
        yield "release: above_the_tear_line"
    if not {words for _, words in said} & {words for _, words in _portions(row["tear_line"])}:
        yield "release: not_on_the_tear_line"


def _made(row: Row) -> Iterator[str]:
    if not row["delivered"]:
        yield "demarche_made: demarche_not_delivered"


def _plan(row: Row) -> Iterator[str]:
    if not re.search("[0-9]", row["baseline"] or "") and (row["baseline"] or "").strip().lower() not in YES_OR_NO:
        yield "plan_set: not_measurable"


def _returned(row: Row) -> Iterator[str]:
    if (row["value"] is None) is not (row["outcome"] == "nil"):
        yield "returned: return_does_not_fit"
    stale = row["value"] is not None and row["value"] == row["last_value"]
    if stale is not (row["outcome"] == "unchanged"):
        yield "returned: stale_copy" if stale else "returned: not_the_last_return"


def _followed_up(row: Row) -> Iterator[str]:
    if OPENED.get(row["found"]) not in row["opened"]:
        yield "followed_up: nothing_opened"


YES_OR_NO = ("yes", "no", "none")
OPENED = {
    "returned": "monitoring",
    "open_demarche": "demarche",
    "open_trade_action": "trade_action",
    "open_consultation": "consultation",
}

ACROSS_CASES: Final = (
    RuleAcross(
        name="links",
        rule="A link joins two cases that are there, and is of the one that is marked higher.",
        finds=_each(evidence.LINKS, _link),
    ),
    RuleAcross(
        name="prerequisites",
        rule="Nothing was released before what it waits for, nor after another case took its place.",
        finds=_each(evidence.WAITING, _waiting),
    ),
    RuleAcross(
        name="levers",
        rule="Nothing was offered, and no tranche released, while a certification on its lever was pending; once"
        " certified, at most half.",
        finds=_each(evidence.LEVERS, _lever),
    ),
    RuleAcross(
        name="pressure",
        rule="No more demarches than the gauge allows went to a counterpart within a week, unless the NSC had"
        " sequenced.",
        finds=_each(evidence.PRESSURE, _pressure),
    ),
    RuleAcross(
        name="tear_lines",
        rule="A demarche under an enforcement case said what its tear-line says, and nothing from above it.",
        finds=_each(evidence.TOLD, _told),
    ),
    RuleAcross(
        name="demarches_made",
        rule="A demarche that an enforcement case rests on was delivered under it.",
        finds=_each(evidence.MADE, _made),
    ),
    RuleAcross(
        name="plans",
        rule="What is watched has a baseline by which it can be measured.",
        finds=_each(evidence.PLANS, _plan),
    ),
    RuleAcross(
        name="returns",
        rule="A return is nil or has a value; one that is, letter for letter, the last period's says so.",
        finds=_each(evidence.RETURNS, _returned),
    ),
    RuleAcross(
        name="follow_ups",
        rule="What the NSC asked for had been opened under the assessment when it was said to be.",
        finds=_each(evidence.FOLLOWED_UP, _followed_up),
    ),
)
