"""Loading a practice, and showing the one in force."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import rfc8785

from casework.desk import reading
from casework.practice_file import read_practice
from casework.views import instant
from db.directives import one_at_a_time
from db.engine import Database
from db.practice import add_practice, as_json, newest_practice
from domain.referral import DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading a practice did: its edition, and whether it is a new one."""

    edition: int
    is_new: bool


async def load_practice(db: Database, path: Path) -> Loaded:
    """Put the practice of a file in force. What is in force already changes nothing; rounds under way keep theirs.

    Raises:
        PracticeInvalid: with file, line and what is wrong, for each place.
    """
    practice = read_practice(path)
    sha256 = hashlib.sha256(rfc8785.dumps(as_json(practice))).hexdigest()
    async with db.begin() as tx:
        await one_at_a_time(tx)
        before = await newest_practice(tx)
        if before.sha256 == sha256:
            return Loaded(edition=before.edition, is_new=False)
        return Loaded(edition=await add_practice(tx, practice, sha256), is_new=True)


async def the_practice(db: Database, subject: str) -> dict[str, object]:
    """The practice in force: suspenses and reminders by precedence; edition 0 is the customary one."""
    async with reading(db, subject) as (tx, _):
        found = await newest_practice(tx)
    return {
        "edition": found.edition,
        "loaded_at": instant(found.loaded_at),
        "suspenses": as_json(found.practice),
        "presets": {"licensing_referral": {"calendar_days": DAYS, "extension_days": DAYS}},
    }
