"""Two acts of clearance at the same moment: objection and timer, two coordinators, redraft and sign-off, and more.

Each duel is two real transactions on two connections, at each isolation level, begun together; who dawdles is chance.
Whoever comes first in the ledger is heard, and what no longer fits is refused: never both where only one may be.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg import IsolationLevel

from tests.db.clearance_rows import (
    a_reclama,
    a_ruling,
    a_split,
    an_extension,
    an_office_clearance,
    brought,
)
from tests.db.direct_sql import (
    APP,
    COMMITTED,
    DRAFTED_BY,
    OWNER,
    WORKER,
    DirectSql,
    Row,
    a_hold,
    a_release,
    a_sign_off,
    a_small_case,
    a_small_draft,
    a_version,
    an_approval,
    broken_links,
    insertion,
    what_went_wrong,
)
from tests.db.test_gate_races import LOCK, MOVE, take_out
from tests.office import APPROVER, COORDINATORS, RELEASER, Office, View

pytestmark = pytest.mark.asyncio

ROUNDS = 8
LEVELS = (IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE)
LONGEST = 0.004  # seconds that a contender dawdles: about as long as its transaction takes
LOST_BY_SNAPSHOT = "40001"
TIME = ""
BY_TIME = {"response": "cleared_by_default", "office": "time"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one of the two does; `as_second` is how they are refused if the other one was first ("" if they are not)."""

    subject: str
    table: str
    row: Callable[[View], Row]
    as_second: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """A case on the point of it, and two who act at once."""

    ready: Callable[[Office, DirectSql], Awaitable[View]]
    sides: tuple[Side, Side]


def advance(direct: DirectSql, by: timedelta) -> None:
    assert direct.run(OWNER, f"UPDATE sec.clock SET shift = '{by}'") == COMMITTED


async def at_the_hour(office: Office, direct: DirectSql) -> View:
    """Commerce's silence may clear now."""
    advance(direct, timedelta())
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, default_clearance=True)
    case = await office.clear(case, but="commerce")
    await office.read(case, COORDINATORS["commerce"])
    advance(direct, timedelta(days=90))
    return case


async def just_before_the_end(office: Office, direct: DirectSql) -> View:
    """Commerce's time is over in a quarter of a second, and it may still ask for more."""
    case = await at_the_hour(office, direct)
    due = datetime.fromisoformat(case["round"]["suspense"])
    [(full,)] = direct.ask(OWNER, "SELECT full_time_at FROM receipt WHERE case_id = %s", case["id"])
    advance(direct, max(due, full) - datetime.now(UTC) - timedelta(milliseconds=250))
    return case


async def circulated(office: Office, direct: DirectSql) -> View:
    del direct
    return await a_small_case(office)


async def two_hats(office: Office, direct: DirectSql) -> View:
    """The coordinator of Commerce is the NSC's too."""
    if not direct.ask(OWNER, "SELECT 1 FROM appointment WHERE person = %s AND office = 'nsc.asia'", wearer(direct)):
        direct.appoint("commerce.ita", "nsc.asia", "coordinator")
    return await a_small_case(office)


def wearer(direct: DirectSql) -> object:
    return direct.id_of("commerce.ita")


async def objected(office: Office, direct: DirectSql) -> View:
    del direct
    return await office.nonconcur(await office.clear(await a_small_case(office), but="commerce"), "commerce")


async def before_the_president(office: Office, direct: DirectSql) -> View:
    case = await objected(office, direct)
    return case | {"its_split": brought(direct, case, "president")}


async def decided(office: Office, direct: DirectSql) -> View:
    """The President decided, it is approved, and nothing is in the way; Commerce may still ask him again."""
    case = await before_the_president(office, direct)
    row = a_ruling(case, case["its_split"], "president_a", "president")
    assert direct.insert("president", "ruling", row) == COMMITTED
    await office.dispose_all(case, by=DRAFTED_BY)
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    return case


async def with_the_legal_adviser(office: Office, direct: DirectSql) -> View:
    """Cleared and approved; the Legal Adviser concurred, and may change his mind."""
    case = await office.circulate(await a_small_draft(office), by=DRAFTED_BY, offices=("state.l",))
    case = await office.answer_for(await office.clear(case), "state.l")
    assert direct.insert(APPROVER, "approval", an_approval(case, APPROVER)) == COMMITTED
    return case


async def extended_once(office: Office, direct: DirectSql) -> View:
    case = await a_small_case(office)
    assert direct.insert("commerce.ita", "extension", more(case, 1, 1)) == COMMITTED
    return case


def more(case: View, hours: int, grade: int) -> Row:
    due = datetime.fromisoformat(case["round"]["suspense"])
    return an_extension(case, "commerce", until=due + timedelta(hours=hours), grade=grade)


def says(agency: str, response: str = "nonconcur", **changed: object) -> Callable[[View], Row]:
    return lambda case: a_sign_off(case, agency, response=response, **changed)


def by_law(case: View) -> Row:
    why = {"ground": "law", "opinion": "The statute does not reach this."}
    return an_office_clearance(case, "state.l", response="nonconcur", **why)


TIMER = Side(subject=TIME, table="sign_off", row=says("commerce", **BY_TIME), as_second="the_agency_spoke")
REDRAFT = Side(subject=DRAFTED_BY, table="text_version", row=a_version)
DUELS = {
    "objection against timer": Duel(
        ready=at_the_hour, sides=(Side(subject="commerce.ita", table="sign_off", row=says("commerce")), TIMER)
    ),
    "hold against timer": Duel(
        ready=at_the_hour,
        sides=(Side(subject="commerce.ita", table="hold", row=lambda case: a_hold(case, "commerce")), TIMER),
    ),
    "two coordinators": Duel(
        ready=circulated,
        sides=(
            Side(subject="commerce.ita", table="sign_off", row=says("commerce", "concur")),
            Side(subject="commerce.noaa", table="sign_off", row=says("commerce", office="commerce.noaa")),
        ),
    ),
    "one human for two seats": Duel(
        ready=two_hats,
        sides=(
            Side(
                subject="commerce.ita",
                table="sign_off",
                row=says("commerce", "concur"),
                as_second="one_human_one_seat",
            ),
            Side(subject="commerce.ita", table="sign_off", row=says("nsc", "concur"), as_second="one_human_one_seat"),
        ),
    ),
    "redraft against sign-off": Duel(
        ready=circulated,
        sides=(
            REDRAFT,
            Side(
                subject="commerce.ita",
                table="sign_off",
                row=says("commerce", "concur"),
                as_second="not_the_current_text",
            ),
        ),
    ),
    "redraft against the President": Duel(
        ready=before_the_president,
        sides=(
            REDRAFT,
            Side(
                subject="president",
                table="ruling",
                row=lambda case: a_ruling(case, case["its_split"], "president_a", "president"),
                as_second="not_the_current_text",
            ),
        ),
    ),
    "two splits": Duel(
        ready=objected,
        sides=(
            Side(subject=DRAFTED_BY, table="split", row=a_split, as_second="split_open"),
            Side(
                subject="nsc.asia",
                table="split",
                row=lambda case: a_split(case, office="nsc.asia"),
                as_second="split_open",
            ),
        ),
    ),
    "reclama against release": Duel(
        ready=decided,
        sides=(
            Side(
                subject="commerce.as",
                table="reclama",
                row=lambda case: a_reclama(case, case["its_split"], "commerce"),
                as_second="case_has_ended",
            ),
            Side(subject=RELEASER, table="release", row=a_release, as_second="split_open"),
        ),
    ),
    "the Legal Adviser against release": Duel(
        ready=with_the_legal_adviser,
        sides=(
            Side(subject="state.l", table="office_clearance", row=by_law, as_second="case_has_ended"),
            Side(subject=RELEASER, table="release", row=a_release, as_second="office_nonconcurs"),
        ),
    ),
    "two second extensions": Duel(
        ready=extended_once,
        sides=(
            Side(
                subject="commerce.as",
                table="extension",
                row=lambda case: more(case, 2, 4),
                as_second="extensions_used_up",
            ),
            Side(
                subject="commerce.as",
                table="extension",
                row=lambda case: more(case, 3, 4),
                as_second="extensions_used_up",
            ),
        ),
    ),
}


async def run(
    direct: DirectSql, level: IsolationLevel, start: asyncio.Barrier, side: Side, row: Row, chance: random.Random
) -> str:
    """One side's transaction, on a connection of its own."""
    role = WORKER if side.subject == TIME else APP
    where = direct.server.conninfo(role, direct.database)
    async with await psycopg.AsyncConnection.connect(where) as lane:
        await lane.set_isolation_level(level)
        if side.subject == TIME:
            await lane.execute("SELECT sec.enter_time()")
        else:
            await lane.execute("SELECT * FROM sec.enter(%s)", [side.subject])
        await start.wait()
        await asyncio.sleep(chance.uniform(0, LONGEST))
        try:
            await lane.execute(insertion(side.table, row), list(row.values()))
            await asyncio.sleep(chance.uniform(0, LONGEST))
            await lane.commit()
        except psycopg.Error as error:
            await lane.rollback()
            return what_went_wrong(error)
    return COMMITTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Fought:
    """What came of a duel: what each side was told, and in which order the ledger has those that committed."""

    said: list[str]
    order: list[int]

    def breach(self, sides: tuple[Side, Side]) -> str:
        """What may not be: a side that is second and should have been refused, or somebody refused for no reason."""
        for place, side in enumerate(self.order):
            if place == 1 and sides[side].as_second:
                return f"{sides[side].table} came second and stands"
        if sorted(self.order) != [side for side, told in enumerate(self.said) if told == COMMITTED] or not self.order:
            return f"the ledger has {self.order} of {self.said}"
        for side, told in enumerate(self.said):
            if told not in {COMMITTED, f"OV003 {sides[side].as_second}", LOST_BY_SNAPSHOT}:
                return f"{sides[side].table} was told {told}"
        return ""


async def fight(direct: DirectSql, level: IsolationLevel, duel: Duel, case: View, chance: random.Random) -> Fought:
    """Both sides at once."""
    start = asyncio.Barrier(2)
    rows = [side.row(case) for side in duel.sides]
    lanes = (run(direct, level, start, side, row, chance) for side, row in zip(duel.sides, rows, strict=True))
    said = await asyncio.gather(*lanes)
    ids = [str(row["id"]) for row in rows]
    entries = direct.ask(OWNER, "SELECT fact_id FROM ledger WHERE fact_id = ANY (%s) ORDER BY seq", ids)
    return Fought(said=said, order=[ids.index(fact) for (fact,) in entries])


@pytest.mark.parametrize("name", DUELS)
async def test_whoever_is_first_is_heard_and_what_no_longer_fits_is_refused(
    office: Office, direct: DirectSql, name: str
) -> None:
    duel, chance = DUELS[name], random.Random()  # noqa: S311 - chance for a race, not for a secret
    first: Counter[int] = Counter()
    for level in LEVELS:
        for _ in range(ROUNDS):
            case = await duel.ready(office, direct)
            fought = await fight(direct, level, duel, case, chance)
            assert fought.breach(duel.sides) == "", level
            assert broken_links(direct, case) == []
            first[fought.order[0]] += 1
    assert set(first) == {0, 1}, "a race that one side always wins proves nothing"


@pytest.mark.parametrize("name", ["objection against timer", "hold against timer", "redraft against sign-off"])
async def test_without_the_conflict_the_same_duel_finds_a_breach(office: Office, direct: DirectSql, name: str) -> None:
    duel, chance = DUELS[name], random.Random()  # noqa: S311 - the same
    cases = [await duel.ready(office, direct) for _ in range(3 * ROUNDS)]
    take_out(direct, LOCK, MOVE)
    for case in cases:
        fought = await fight(direct, IsolationLevel.READ_COMMITTED, duel, case, chance)
        if fought.breach(duel.sides):
            return
    pytest.fail("the bench does not notice that the conflict is gone")


async def test_of_two_coordinators_the_later_stands_and_both_are_kept(office: Office, direct: DirectSql) -> None:
    duel, chance = DUELS["two coordinators"], random.Random()  # noqa: S311 - the same
    for level in LEVELS:
        for _ in range(ROUNDS):
            case = await a_small_case(office)
            said = (await fight(direct, level, duel, case, chance)).said
            rows = "SELECT response FROM sign_off WHERE case_id = %s AND agency = 'commerce' ORDER BY seq"
            kept = [response for (response,) in direct.ask(OWNER, rows, case["id"])]
            assert len(kept) == said.count(COMMITTED)
            stands = next(s for s in (await office.look(case))["round"]["agencies"] if s["agency"] == "commerce")
            assert stands["response"] == kept[-1]


async def test_more_time_that_was_asked_for_at_the_last_moment_is_heard_before_the_timer(
    office: Office, direct: DirectSql
) -> None:
    """The clock runs on into the hour while both act: silence clears only where no more time had been given."""
    chance = random.Random()  # noqa: S311 - the same
    ask = Side(subject="commerce.ita", table="extension", row=lambda case: more(case, 40, 1))
    duel = Duel(ready=just_before_the_end, sides=(ask, TIMER))
    for level in LEVELS:
        for _ in range(ROUNDS // 2):
            said = (await fight(direct, level, duel, await just_before_the_end(office, direct), chance)).said
            assert said[1] in {"OV003 before_its_time", "OV003 no_proven_receipt", LOST_BY_SNAPSHOT, COMMITTED}
            assert said != [COMMITTED, COMMITTED]


async def test_a_ruling_and_the_end_of_the_appointment_it_rests_on(office: Office, direct: DirectSql) -> None:
    """Who ends the appointment meanwhile waits, and ends it later than the ruling."""
    case = await before_the_president(office, direct)
    row = a_ruling(case, case["its_split"], "president_a", "president")
    end = "UPDATE appointment SET valid_to = sec.now() WHERE capacity = 'president'"
    with direct.entered("president") as tx:
        tx.execute(insertion("ruling", row), list(row.values()))
        with direct.connect(OWNER) as ending:
            ending.execute("SET lock_timeout = '200ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                ending.execute(end)
        tx.commit()
    assert direct.run(OWNER, end) == COMMITTED
    [(ruled,)] = direct.ask(OWNER, "SELECT at FROM ruling WHERE id = %s", row["id"])
    [(ended,)] = direct.ask(OWNER, "SELECT valid_to FROM appointment WHERE capacity = 'president'")
    assert ruled < ended
    again = a_ruling(case, case["its_split"], "president_a", "president") | {"id": uuid4()}
    assert direct.insert("president", "ruling", again) != COMMITTED
