"""Positions as they are shown: found by issue and day, one with its words, what may be said, what a case rests on."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785

from casework.desk import reading
from casework.reading import View, read_cursor, write_cursor
from casework.redline import redline
from casework.views import instant
from db import position_checks, positions
from db.engine import Database
from db.facts import case_for_person
from domain.marking import Level, banner, highest
from domain.positions import Part, not_cited
from domain.refusals import NotThere
from domain.text import Paragraph

ORDER = (Part.BOTTOM_LINE, Part.TALKING_POINTS, Part.FALLBACK, Part.DO_NOT_SAY)
PERIOD = ("in_force_from", "in_force_to", "known_from", "known_to")
TO_SAY = (Part.BOTTOM_LINE, Part.TALKING_POINTS)


def words_of(row: positions.Row, *parts: Part) -> list[dict[str, Any]]:
    """The parts of a position that the reader may read, each with its mark, in the order in which they are said."""
    return [
        {"marking": Level(one["level"]).name, "text": one["text"]}
        for part in parts
        for one in row["parts"]
        if one["part"] == part
    ]


def digest_of(words: Sequence[dict[str, Any]]) -> str:
    """SHA-256 of exactly these words with their marks (RFC 8785): what a reader was given can be told again."""
    return hashlib.sha256(rfc8785.dumps(list(words))).hexdigest()


def position_view(row: positions.Row) -> View:
    """A position as the person who asks may see it."""
    levels = [Level(one["level"]) for one in row["parts"]]
    whole = highest([Level(row["level"]), *levels])
    return {
        "id": str(row["id"]),
        "issue": row["issue"],
        "counterpart": row["counterpart"],
        "audience": row["audience"],
        "classification": Level(row["level"]).name,
        "banner": banner(whole),
        "action_agency": row["action_agency"],
        "adopted_at": instant(row["adopted_at"]),
        "in_force": row["in_force"],
        "in_force_from": instant(row["in_force_from"]),
        "in_force_to": instant(row["in_force_to"]),
        "supersedes": str(row["supersedes"]) if row["supersedes"] else None,
        "superseded_by": str(row["superseded_by"]) if row["superseded_by"] else None,
        "retired_at": instant(row["retired_at"]),
        "source": row["source"],
        **{part.value: words_of(row, part) for part in ORDER},
        "assertions": row["assertions"],
    }


async def some_positions(db: Database, subject: str, asked: positions.PositionFilter) -> View:
    """Positions in force on a day, as it was known at an instant."""
    async with reading(db, subject) as (tx, _):
        rows = await positions.positions(tx, asked)
    page = rows[: asked.limit]
    more = len(rows) > asked.limit
    return {
        "items": [position_view(row) for row in page],
        "next": write_cursor(page[-1]["adopted_at"], page[-1]["id"]) if more else None,
    }


def filter_of(**given: Any) -> positions.PositionFilter:  # Any: each field as the filter types it
    """What is asked for, the cursor read."""
    cursor = given.pop("cursor", None)
    return positions.PositionFilter(before=None if cursor is None else read_cursor(cursor), **given)


async def one_position(db: Database, subject: str, position: UUID, compare: UUID | None) -> View:
    """A position, what rests on it, every period that was known of it; with a redline against another one if asked."""
    async with reading(db, subject) as (tx, _):
        row = await positions.one_position(tx, position)
        other = None if compare is None else await positions.one_position(tx, compare)
        dependents = await positions.dependents(tx, position)
    if row is None or (compare is not None and other is None):
        raise NotThere
    return {
        **position_view(row),
        "history": [{name: _instant_in_json(period[name]) for name in PERIOD} for period in row["history"] or ()],
        "dependents": [
            {
                "id": str(one["id"]),
                "number": one["number"],
                "stage": one["stage"],
                "standing": "corrected" if one["corrected"] else one["standing"],
            }
            for one in dependents
        ],
        "compared_with": str(compare) if compare else None,
        "redline": [] if other is None else difference(other, row),
    }


def _instant_in_json(value: str | None) -> str | None:
    return None if value is None else instant(datetime.fromisoformat(value))


def _paragraphs(row: positions.Row) -> list[Paragraph]:
    return [
        Paragraph(text=one["text"], marking=Level(one["level"]))
        for part in ORDER
        for one in row["parts"]
        if one["part"] == part
    ]


def difference(old: positions.Row, new: positions.Row) -> list[dict[str, Any]]:
    """The redline between two positions, of the parts that the reader may read."""
    return [
        {
            "old": part.old,
            "new": part.new,
            "marking_change": list(part.marking_change) if part.marking_change else None,
            "runs": [{"op": run.op.value, "text": run.text} for run in part.runs],
        }
        for part in redline(_paragraphs(old), _paragraphs(new))
    ]


async def what_may_i_say(
    db: Database, subject: str, *, issue: str, counterpart: str, audience: str, on: datetime | None
) -> View:
    """The cleared words on an issue for a counterpart and an audience on a day.

    The fallback is there only for those on its list. No words: nothing is cleared, or not for this person to know.

    Raises:
        NotThere: there is nothing that this person may say.
    """
    asked = positions.PositionFilter(issue=issue, counterpart=counterpart, audience=audience, as_of=on, limit=1)
    async with reading(db, subject) as (tx, _):
        rows = await positions.positions(tx, asked)
    if not rows:
        raise NotThere
    row = rows[0]
    words = words_of(row, *TO_SAY)
    shown = highest(Level(one["level"]) for one in row["parts"])
    return {
        "position": str(row["id"]),
        "issue": row["issue"],
        "counterpart": row["counterpart"],
        "audience": row["audience"],
        "banner": banner(max(shown, Level(row["level"])) if audience == "private" else shown),
        "say": words,
        "digest": digest_of(words),
        "fallback": words_of(row, Part.FALLBACK),
        "do_not_say": words_of(row, Part.DO_NOT_SAY),
        "in_force_from": instant(row["in_force_from"]),
        "expires_at": instant(row["in_force_to"]),
        "ask": row["action_agency"],
    }


async def the_basis(db: Database, subject: str, case_id: UUID) -> View:
    """What a case's current text rests on, with what changed since; what it asserts; its contradictions and rulings."""
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None:
            raise NotThere
        row, facts, _ = found
        declared = await positions.basis_of_version(tx, case_id, facts.head.number)
        conflicts = await position_checks.conflicts(tx, case_id)
        rests = []
        for rest in row.basis.rests:
            old = await positions.one_position(tx, rest.position)
            new = await positions.one_position(tx, rest.successor) if rest.successor else None
            rests.append(
                {
                    "position": str(rest.position),
                    "cited": rest.cited,
                    "in_force": rest.in_force,
                    "in_force_to": instant(old["in_force_to"]) if old else None,
                    "reaffirmed": rest.reaffirmed,
                    "successor": str(rest.successor) if rest.successor else None,
                    "difference": difference(old, new) if old and new else [],
                }
            )
    return {
        "case": str(case_id),
        "version": facts.head.number,
        "rests_on": rests,
        "not_cited": [str(one) for one in not_cited(facts, row.basis)],
        "assertions": [{k: v for k, v in one.items() if v is not None} for one in declared["assertions"]],
        "draft": _draft_view(declared["draft"]),
        "conflicts": [_conflict_view(one) for one in conflicts],
    }


def _draft_view(draft: positions.Row | None) -> View | None:
    if draft is None:
        return None
    numbers = ("bottom_line", "talking_points", "fallback", "do_not_say", "access", "fallback_access")
    return {
        "audience": draft["audience"],
        **{name: draft[name] for name in numbers},
        "supersedes": draft["supersedes"],
        "until": _instant_in_json(draft["until"]),
    }


def _conflict_view(row: positions.Row) -> View:
    ruling = row["ruling"]
    return {
        "id": str(row["id"]),
        "version": row["version"],
        "kind": row["kind"],
        "marking": Level(row["level"]).name,
        "with_position": str(row["with_position"]) if row["with_position"] else None,
        # A text that the reader may not know of is not named to them.
        "with_case": str(row["with_case"]) if row["with_number"] else None,
        "with_number": row["with_number"],
        "with_mandate": row["with_mandate"],
        "detail": row["detail"],
        "found_by": row["name"],
        "at": instant(row["at"]),
        "ruling": None if ruling is None else {**ruling, "at": _instant_in_json(ruling["at"])},
        "precedents": [{**one, "at": _instant_in_json(one["at"])} for one in row["precedents"]],
    }
