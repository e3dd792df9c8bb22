"""Telling a paper by its words: against every position and released text that the person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.carrying import paragraphs_of
from casework.desk import reading
from casework.reading import View
from casework.redline import redline
from casework.views import instant
from db import known_texts
from db.engine import Database
from domain.marking import Level, banner
from domain.papers import (
    LONGEST_PAPER,
    MOST_PARAGRAPHS,
    NEARLY_FROM,
    ORDER,
    Verdict,
    best,
    likeness,
    paragraphs_in,
    weakest,
)
from domain.positions import Part
from domain.refusals import Malformed
from domain.text import Paragraph

Row = dict[str, Any]  # a known text as db.known_texts reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was made of some words: the verdict, which known text it is about, and that text's words if they differ."""

    verdict: Verdict
    source: Row | None = None
    theirs: str | None = None
    likeness: float = 0.0


async def recognise(db: Database, subject: str, paper: str) -> View:
    """Say what a pasted or uploaded text is.

    As a whole, if it is that of a position or of a released text; else paragraph by paragraph, and the whole is no
    better than its weakest paragraph.

    Raises:
        Malformed: `paper_empty`, `paper_too_long`.
    """
    paragraphs = _checked(paper)
    asked = [" ".join(paragraphs), *(paragraphs if len(paragraphs) > 1 else ())]
    async with reading(db, subject) as (tx, _):
        exact = _by_number(await known_texts.exactly(tx, asked))
        missing = [n for n in range(1, len(asked) + 1) if n not in exact]
        alike = _by_number(await known_texts.alike(tx, [asked[n - 1] for n in missing])) if missing else {}
        told = {n: _told_exactly(rows) for n, rows in exact.items()}
        for place, n in enumerate(missing, 1):
            told[n] = await _told_nearly(tx, asked[n - 1], alike.get(place, []))
    return _view(asked, told)


def _checked(paper: str) -> tuple[str, ...]:
    if len(paper) > LONGEST_PAPER:
        raise Malformed("paper_too_long", f"A text to be checked has at most {LONGEST_PAPER} characters.")
    paragraphs = paragraphs_in(paper)
    if not paragraphs:
        raise Malformed("paper_empty", "There are no words to check.")
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise Malformed("paper_too_long", f"A text to be checked has at most {MOST_PARAGRAPHS} paragraphs.")
    return paragraphs


def _by_number(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["n"], []).append(row)
    return found


def _told_exactly(rows: Sequence[Row]) -> Told:
    standings = [_standing(row) for row in rows]
    # What a position forbids is not made sayable by a cable in which it stood.
    verdict = Verdict.DO_NOT_SAY if Verdict.DO_NOT_SAY in standings else best(standings)
    return Told(verdict=verdict, source=next(row for row in rows if _standing(row) is verdict), likeness=1.0)


def _standing(row: Row) -> Verdict:
    """What a known text is now."""
    position, release = row["of_position"], row["of_release"]
    if position is not None:
        if position["in_force"]:
            return Verdict.DO_NOT_SAY if row["part"] == Part.DO_NOT_SAY else Verdict.IN_FORCE
        return Verdict.NOT_YET_IN_FORCE if position["ahead"] else Verdict.SUPERSEDED
    if release["recalled_at"]:
        return Verdict.RECALLED
    return Verdict.SUPERSEDED if release["stale"] else Verdict.RELEASED


async def _told_nearly(tx: AsyncConnection, words: str, rows: Sequence[Row]) -> Told:
    nearest = Told(verdict=Verdict.NEVER_CLEARED)
    for row in rows:
        theirs = await _words(tx, row)
        share = likeness(words, theirs)
        if share >= NEARLY_FROM and share > nearest.likeness:
            nearest = Told(verdict=Verdict.NEARLY, source=row, theirs=theirs, likeness=share)
    return nearest


async def _words(tx: AsyncConnection, row: Row) -> str:
    if row["position"] is not None:
        parts = await known_texts.words_of_position(tx, row["position"])
        if row["paragraph"] is None:
            return " ".join(one["text"] for one in parts if one["part"] in ("bottom_line", "talking_points"))
        return next((one["text"] for one in parts if one["paragraph"] == row["paragraph"]), "")
    stored = await known_texts.words_of_release(tx, row["of_case"])
    texts = [p.text for p in paragraphs_of(stored)] if stored else []
    return " ".join(texts) if row["paragraph"] is None else texts[row["paragraph"] - 1]


def _view(asked: Sequence[str], told: dict[int, Told]) -> View:
    whole, parts = told[1], [told[n] for n in range(2, len(asked) + 1)]
    verdict = whole.verdict
    together = weakest(part.verdict for part in parts)
    if parts and whole.likeness < 1 and ORDER.index(together) > ORDER.index(Verdict.NEARLY):
        # Every paragraph is known by itself: a paper put together of what was cleared.
        verdict = together
    return {
        "verdict": verdict.value,
        "source": _source(whole),
        "redline": _redline(asked[0], whole),
        "paragraphs": [
            {
                "number": number,
                "verdict": part.verdict.value,
                "source": _source(part),
                "redline": _redline(asked[number], part),
            }
            for number, part in enumerate(parts, 1)
        ],
    }


def _redline(words: str, told: Told) -> list[dict[str, str]]:
    """From the known words to those of the paper."""
    if told.theirs is None:
        return []
    old, new = (Paragraph(text=text, marking=Level.U) for text in (told.theirs, words))
    return [{"op": run.op.value, "text": run.text} for part in redline([old], [new]) for run in part.runs]


def _source(told: Told) -> View | None:
    row = told.source
    if row is None:
        return None
    position, release = row["of_position"], row["of_release"]
    known = position or release
    return {
        "kind": "position" if position else "release",
        "position": str(row["position"]) if position else None,
        "case": str(row["of_case"]) if release else None,
        "number": known["number"],
        "version": known["version"],
        "part": row["part"],
        "paragraph": row["paragraph"],
        "banner": banner(Level(known["level"])),
        "issue": position["issue"] if position else None,
        "audience": position["audience"] if position else None,
        "likeness": round(told.likeness, 3),
        "standing": _standing(row).value,
        "since": _since(position, release),
        "superseded_by": str(position["superseded_by"]) if position and position["superseded_by"] else None,
    }


def _since(position: Row | None, release: Row | None) -> str | None:
    """Since when it stands as it does: in force from, ended at, released or recalled at."""
    if position is not None:
        ended = position["to"] or position["retired_at"]
        at = position["from"] if position["in_force"] or not ended else ended
    else:
        at = (release or {}).get("recalled_at") or (release or {})["released_at"]
    return instant(datetime.fromisoformat(at)) if at else None
