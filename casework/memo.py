"""The split memo: a split as it goes to its decider, composed of each agency's own words and of nothing else."""

from typing import Any
from uuid import UUID

from casework.carrying import paragraphs_of
from casework.desk import reading
from casework.views import instant
from db import lists
from db.engine import Database
from db.facts import case_for_person
from domain.ladder import NAMES, Rung
from domain.refusals import NotThere

View = dict[str, object]


async def the_splits(db: Database, subject: str, case_id: UUID) -> View:
    """The case's splits, the latest first: question, positions, grounds, rungs, rulings, reclama, and the memo."""
    async with reading(db, subject) as (tx, _):
        if await case_for_person(tx, case_id) is None:
            raise NotThere
        rows = await lists.splits(tx, case_id)
        texts = {row["version"]: await lists.version(tx, case_id, row["version"]) for row in rows}
    return {"items": [_split(row, texts[row["version"]]) for row in rows]}


def _split(row: dict[str, Any], version: lists.Row | None) -> View:
    words = [p.text for p in paragraphs_of(version)] if version else []
    return {
        "id": str(row["id"]),
        "question": row["question"],
        "version": row["version"],
        "track": row["track"],
        "opened_at": instant(row["at"]),
        "opened_by": row["office"],
        "positions": row["positions"],
        "grounds": row["grounds"],
        "moves": [_named(move) for move in row["moves"]],
        "rulings": [_named(ruling) for ruling in row["rulings"]],
        "reclama": row["reclama"],
        "memo": memo(row, words),
    }


def _named(row: dict[str, Any]) -> dict[str, Any]:
    then, today = NAMES[Rung(row["rung"])]
    return {**row, "name_1982": then, "name_today": today}


def memo(row: dict[str, Any], words: list[str]) -> list[str]:
    """The split memo's lines, in the form of State's action memo: who recommends what, and who opposes.

    Source: the S/ES template's split recommendation (S10), bracketed text (S20). Each line is attributed.
    """
    lines = [f"QUESTION: {row['question']}", "", "TEXT BEFORE YOU (A):"]
    lines += [f"  {number}. {text}" for number, text in enumerate(words, 1)]
    for ground in row["grounds"]:
        where = f" on paragraph {ground['paragraph']}" if ground["paragraph"] else ""
        lines += ["", f"{ground['agency']} does not concur ({ground['ground']}{where}):", f"  {ground['text']}"]
        if ground["proposed"]:
            lines.append(f"  [{ground['agency']}: {ground['proposed']}]")
    latest = {position["agency"]: position for position in row["positions"]}
    lines += ["", "RECOMMENDATIONS:"]
    for agency, position in latest.items():
        lines.append(f"  {agency} recommends: {position['recommendation']}")
        if position["alternative"]:
            lines.append(f"  Alternatively, in {agency}'s words (B): {position['alternative']}")
    lines += ["", "DECISION:  A ____   B ____   Other ____"]
    return lines
