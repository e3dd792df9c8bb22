"""Verification of the one voice (invariant 2), read a second time: from adoptions, not from the register.

What was in force at an instant, as it was known then, is computed here from the facts alone; the gate asks the
register's periods, and the exclusion constraint guards those. Three readings of one rule.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from db.evidence import instant
from db.evidence_positions import Adopted, Period

Row = dict[str, Any]  # a row as evidence reads it

PARTS = ("bottom_line", "talking_points", "fallback", "do_not_say")
MARKS = ("U", "C", "S", "TS")


def voice_breaks(adopted: dict[str, Adopted], periods: Sequence[Period]) -> Iterator[str]:
    """Say where two voices spoke at once, and where the register is not what the facts make of it."""
    for known in _instants_of_knowledge(periods):
        then = sorted((p for p in periods if _covers(p.known, known)), key=lambda p: (p.voice, p.valid[0]))
        for one, other in pairwise(then):
            if one.voice == other.voice and (one.valid[1] is None or other.valid[0] < one.valid[1]):
                yield f"positions {one.position} and {other.position}: both in force, as known {known.isoformat()}"
    stored: dict[str, list[Period]] = {position: [] for position in (*adopted, *(p.position for p in periods))}
    for period in periods:
        stored[period.position].append(period)
    for position, found in stored.items():
        if position not in adopted:
            yield f"position {position}: has periods and no adoption"
        elif _axes(found) != _axes(_expected(adopted[position])):
            yield f"position {position}: its periods do not follow from what was recorded of it"


def _instants_of_knowledge(periods: Sequence[Period]) -> list[datetime]:
    """Instants from which something else was known; between two of them nothing changed."""
    return sorted({p.known[0] for p in periods})


def _covers(span: tuple[datetime, datetime | None], at: datetime) -> bool:
    return span[0] <= at and (span[1] is None or at < span[1])


def _axes(periods: Sequence[Period]) -> list[tuple[object, ...]]:
    return sorted((p.voice, p.valid[0], str(p.valid[1]), p.known[0], str(p.known[1])) for p in periods)


def _expected(adopted: Adopted) -> list[Period]:
    """What the register must hold of an adoption: its period as first known, and what remained when it was ended."""
    whole = (adopted.in_force_from, adopted.until)
    if not adopted.ends:
        return [_period(adopted, whole, (adopted.known_from, None))]
    known, end = adopted.ends[0]
    found = [_period(adopted, whole, (adopted.known_from, known))]
    until = end if adopted.until is None else min(end, adopted.until)
    if until > adopted.in_force_from:
        found.append(_period(adopted, (adopted.in_force_from, until), (known, None)))
    return found


def _period(
    adopted: Adopted, valid: tuple[datetime, datetime | None], known: tuple[datetime, datetime | None]
) -> Period:
    return Period(position=adopted.id, voice=adopted.voice, valid=valid, known=known)


def end_breaks(adopted: dict[str, Adopted]) -> Iterator[str]:
    """Say which position was ended twice, or took the place of one with another voice or of none."""
    for one in adopted.values():
        if len(one.ends) > 1:
            yield f"position {one.id}: was ended {len(one.ends)} times"
        if one.supersedes is not None:
            before = adopted.get(one.supersedes)
            if before is None or before.voice != one.voice or before.known_from > one.known_from:
                yield f"position {one.id}: took the place of what was not there"


def register_breaks(row: Row, adopted: dict[str, Adopted]) -> Iterator[str]:
    """Say what of a position in the register is not in the text and the draft that it was made of."""
    one = adopted.get(row["id"])
    if one is None or row["canonical"] is None or row["draft"] is None:
        yield f"position {row['id']}: was made of no text that was drafted to be one"
        return
    voice = (row["issue"], row["counterpart"], row["audience"])
    mandated = (row["mandate_issue"], row["mandate_counterpart"], row["draft"]["audience"])
    if voice != one.voice or voice != mandated:
        yield f"position {row['id']}: is not on its mandate's issue, for whom it was drafted"
    if row["supersedes"] != one.supersedes or row["supersedes"] != row["draft"]["supersedes"]:
        yield f"position {row['id']}: takes the place of another one than was drafted and adopted"
    if _instant(row["until"]) != one.until or _instant(row["draft"]["until"]) != one.until:
        yield f"position {row['id']}: ends otherwise than was drafted and adopted"
    if sorted(map(_key, row["parts"])) != sorted(map(_key, _made_of(row))):
        yield f"position {row['id']}: its words are not those of the cleared text"
    if not row["known"]:
        yield f"position {row['id']}: is not among the known texts"


def _instant(value: str | None) -> datetime | None:
    return instant(value) if value else None


def _made_of(row: Row) -> list[Row]:
    paragraphs = json.loads(bytes(row["canonical"]))["paragraphs"]
    return [
        {
            "part": part,
            "ordinal": place,
            "paragraph": number,
            "level": MARKS.index(paragraphs[number - 1]["marking"]),
            "access": row["draft"]["fallback_access"] if part == "fallback" else [],
            "text": paragraphs[number - 1]["text"],
        }
        for part in PARTS
        for place, number in enumerate(row["draft"][part], 1)
        if 1 <= number <= len(paragraphs)
    ]


def _key(part: Row) -> str:
    return json.dumps(part, sort_keys=True)


def cite_breaks(row: Row, adopted: dict[str, Adopted]) -> Iterator[str]:
    """Say that a text was written on a position that was not in force then."""
    one = adopted.get(row["position"])
    if one is None or not one.in_force(instant(row["at"])):
        yield f"cite {row['id']}: of a position that was not in force"


def release_breaks(row: Row, adopted: dict[str, Adopted]) -> Iterator[str]:
    """Say that a text went out on a position that was not in force, or past one that was (invariants 1 and 2)."""
    at = instant(row["at"])
    rests = _rests(row, adopted, at)
    for position in sorted(rests):
        if not _holds(position, row, adopted, at):
            yield f"release: position {position} was not in force"
    audience = row["audience"] or ("public" if row["procedure"] == "public_statement" else "private")
    for one in adopted.values():
        if one.voice == (row["issue"], row["counterpart"], audience) and one.in_force(at) and one.id not in rests:
            yield f"release: position {one.id} was in force and is not cited"
    if not row["known"]:
        yield "release: is not among the known texts"


def delivery_breaks(row: Row, adopted: dict[str, Adopted]) -> Iterator[str]:
    """Say that a text was delivered though a position that it rested on had ended, and it was not cleared again."""
    at = instant(row["at"])
    for position in sorted(_rests(row, adopted, at)):
        if _holds(position, row, adopted, at):
            continue
        voice = adopted[position].voice if position in adopted else None
        now = [one.id for one in adopted.values() if one.voice == voice and one.in_force(at)]
        answered = {said["agency"] for said in row["reaffirmed"] if said["position"] in now}
        if not now or not set(row["must_clear"]) <= answered:
            yield f"delivery: position {position} had ended, and the text was not cleared again"


def _rests(row: Row, adopted: dict[str, Adopted], at: datetime) -> set[str]:
    own = {
        one.id
        for one in adopted.values()
        if (one.case_id, one.version) == (row["case_id"], row["version"]) and one.known_from <= at
    }
    return own | set(row["cites"])


def _holds(position: str, row: Row, adopted: dict[str, Adopted], at: datetime) -> bool:
    """Whether what a text rests on held: in force, or ended by that very text taking its place."""
    replaced = {
        one.supersedes
        for one in adopted.values()
        if (one.case_id, one.version) == (row["case_id"], row["version"]) and one.known_from <= at
    }
    one = adopted.get(position)
    return position in replaced or (one is not None and one.in_force(at))
