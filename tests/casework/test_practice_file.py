"""A practice from a file: every fault by line; loaded, it holds for rounds from then on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from casework.calendars import suspense_after
from casework.practice_file import PracticeInvalid, read_practice
from casework.practising import load_practice, the_practice
from casework.timekeeping import keep_time
from db.engine import Database
from domain.practice import DEFAULT
from domain.refusals import Malformed
from domain.working_days import Allowed, Precedence
from tests.casework.test_time_in_clearance import instant, received, seat, set_clock
from tests.office import Office, View

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "directives" / "practice.yaml"


def write(tmp_path: Path, **changed: str) -> Path:
    """The shipped practice with other words, each change as 'old -> new'."""
    words = SHIPPED.read_text(encoding="utf-8")
    for old, new in (change.split(" -> ") for change in changed.values()):
        assert old in words
        words = words.replace(old, new)
    path = tmp_path / "practice.yaml"
    path.write_text(words, encoding="utf-8")
    return path


def test_the_shipped_practice_is_the_customary_one() -> None:
    assert {one.precedence: one for one in read_practice(SHIPPED).suspenses} == {
        one.precedence: one for one in DEFAULT.suspenses
    }


FAULTS = {
    "working_days: 10 -> working_days: ten": (14, "expected a whole number"),
    "routine, working_days -> slow, working_days": (14, "unknown precedence 'slow'"),
    "flash, hours: 4 -> flash, hours: 400": (17, "hours lies between 1 and 240"),
    "priority, working_days: 5 -> priority, working_days: 11": (15, "priority gives more time than routine"),
    "flash, hours: 4 -> routine, hours: 4": (17, "duplicate precedence 'routine'"),
    "flash, hours: 4 -> flash, hour: 4": (17, "unknown key 'hour'; did you mean 'hours'?"),
    "suspenses: -> suspense:": (13, "unknown key 'suspense'; did you mean 'suspenses'?"),
}


@pytest.mark.parametrize("change", FAULTS)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, change: str) -> None:
    path = write(tmp_path, change=change)
    line, message = FAULTS[change]
    with pytest.raises(PracticeInvalid) as invalid:
        read_practice(path)
    assert f"{path}:{line}: {message}" in str(invalid.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, one="4, reminders: [half_time -> 4, reminders: [half_tim", two="days: 10 -> days: 99")
    with pytest.raises(PracticeInvalid) as invalid:
        read_practice(path)
    assert [problem.line for problem in invalid.value.problems] == [14, 17]


async def due_of(office: Office, **asked: object) -> View:
    return await office.circulate(await office.open(), **asked)  # type: ignore[arg-type] # what a round may be asked


@pytest.mark.asyncio
async def test_a_practice_holds_for_rounds_from_then_on(
    office: Office, owner_db: Database, worker_db: Database, tmp_path: Path
) -> None:
    before = await due_of(office)
    quicker = write(tmp_path, one="routine, working_days: 10 -> routine, working_days: 6")
    assert (await load_practice(owner_db, quicker)).is_new
    again = await load_practice(owner_db, quicker)
    assert (again.edition, again.is_new) == (1, False)
    after = await due_of(office)
    at = instant(after["round"]["circulated_at"])
    assert instant(after["round"]["suspense"]) == suspense_after(at, Allowed(working_days=6))
    assert instant(before["round"]["suspense"]) == suspense_after(
        instant(before["round"]["circulated_at"]), Allowed(working_days=10)
    )
    # What reminds a round, and how long a receipt gives, stays as it was when the round was circulated.
    case = await received(office, before)
    assert case["round"]["suspense"] == before["round"]["suspense"]
    await set_clock(owner_db, instant(before["round"]["suspense"]) + timedelta(seconds=1))
    assert await keep_time(worker_db, UUID(before["id"])) == 3  # half time, the last day, overdue
    shown = await the_practice(office.db, "apnsa")
    assert shown["edition"] == 1
    assert isinstance(shown["suspenses"], list)
    assert shown["suspenses"][0]["working_days"] == 6


@pytest.mark.asyncio
async def test_a_precedence_reminds_of_what_its_practice_says(
    office: Office, owner_db: Database, worker_db: Database, tmp_path: Path
) -> None:
    silent = write(tmp_path, one="10, reminders: [half_time, last_working_day] -> 10, reminders: []")
    await load_practice(owner_db, silent)
    case = await due_of(office)
    assert case["due"]["key"] == "round-1/overdue"
    await set_clock(owner_db, instant(case["round"]["suspense"]) + timedelta(seconds=1))
    assert await keep_time(worker_db, UUID(case["id"])) == 1


@pytest.mark.asyncio
async def test_a_shorter_time_than_the_practice_gives_is_a_short_fuse(
    office: Office, owner_db: Database, tmp_path: Path
) -> None:
    await load_practice(owner_db, write(tmp_path, one="flash, hours: 4 -> flash, hours: 8"))
    soon = datetime.now(UTC) + timedelta(hours=5)
    with pytest.raises(Malformed, match="short_fuse_needs_reason"):
        await due_of(office, precedence=Precedence.FLASH, suspense=soon)
    case = await due_of(office, precedence=Precedence.FLASH, default_clearance=True)
    case = await received(office, case)
    gives = instant(seat(case, "defense")["silence_clears_at"]) - instant(seat(case, "defense")["received_at"])
    assert timedelta(hours=8) - timedelta(seconds=5) < gives <= timedelta(hours=8)
