"""Verification finds nothing in a sound record, counts what it looked at, and stands still while work goes on."""

import asyncio
from uuid import UUID

import pytest

from casework.desk import Caller
from casework.instructing import instruct
from casework.releasing import recall, withdraw
from casework.signing import CommentLine, dispose
from casework.timekeeping import keep_time
from casework.verification import verify_all
from casework.verification_record import read_words
from db.engine import Database
from db.evidence import CONTENT
from domain.vocabulary import CablePrecedence, CommentKind, Disposition, Milestone, Response
from embedded.postgres import PostgresServer
from tests.casework.forger import NO_FSYNC, breaches, forger
from tests.casework.holds import held_and_lifted
from tests.casework.stories import TOLD_IN_OTHER_PROCEDURES, TOLD_IN_STORIES
from tests.casework.voices import TOLD_IN_POSITIONS
from tests.office import DRAFTER, RELEASER, Office, View, seen

pytestmark = pytest.mark.asyncio

REMARK = CommentLine(kind=CommentKind.SUBSTANTIVE, text="Name the firm.", proposed="Say \u201cthe firm\u201d.")


async def a_case_with_everything(office: Office) -> View:
    """Instructed, redrafted, opposed, commented, held, cleared, released, deferred and delivered to the end."""
    case = await office.open()
    await instruct(office.db, Caller(subject=DRAFTER), UUID(case["id"]), precedence=CablePrecedence.ROUTINE)
    case = await office.nonconcur(await office.circulate(case), "defense")
    case = await office.circulate(
        await office.redraft(case, "Other words: na\u00efve, \u201cquoted\u201d \\ and back.")
    )
    case = await office.nonconcur(case, "commerce")
    case = await office.sign(case, "commerce", Response.CONCUR_WITH_COMMENT, REMARK)
    case = await held_and_lifted(office, case)
    case = await office.clear(case, but="commerce")
    case = await office.release(await office.approve(case))
    return await office.finish(await office.milestone(case, Milestone.DEFERRED))


async def a_nonconcurrence_disposed_of(office: Office, postgres: PostgresServer, database: str) -> View:
    case = await office.nonconcur(await office.circulated(), "defense")
    with forger(postgres, database) as hand:
        comment = hand.run("SELECT id FROM comment WHERE case_id = %(c)s", c=case["id"])[0]["id"]
    return seen(
        await dispose(
            office.db,
            Caller(subject=DRAFTER),
            UUID(case["id"]),
            comment,
            disposition=Disposition.REJECTED,
            reason="The law allows it.",
        )
    )


async def test_a_sound_record_has_no_breach(
    office: Office, verifier_db: Database, worker_db: Database, postgres: PostgresServer, database: str
) -> None:
    await a_case_with_everything(office)
    await a_nonconcurrence_disposed_of(office, postgres, database)
    withdrawn = await office.circulated()
    await withdraw(office.db, Caller(subject=DRAFTER), UUID(withdrawn["id"]), reason="Overtaken by events.")
    recalled = await office.released()
    await recall(office.db, Caller(subject=RELEASER), UUID(recalled["id"]), reason="Wrong paragraph.")
    await office.open()
    await office.approved()
    overdue = await office.circulated()
    with forger(postgres, database) as hand:
        hand.run("UPDATE sec.clock SET shift = '60 days'")
    assert await keep_time(worker_db, UUID(overdue["id"])) > 0
    with forger(postgres, database) as hand:
        hand.run("UPDATE sec.clock SET shift = '0'")
    verdict = await verify_all(verifier_db)
    assert breaches(verdict) == set()
    with forger(postgres, database) as hand:
        counts = {kind: hand.count(kind) for kind in ("ledger", "case_file", *CONTENT)}
    looked_at = {check.name: check.looked_at for check in verdict.checks}
    elsewhere = {*TOLD_IN_STORIES, *TOLD_IN_POSITIONS, *TOLD_IN_OTHER_PROCEDURES}
    assert {kind for kind, count in counts.items() if not count} == elsewhere
    assert looked_at["ledger_chain"] == looked_at["ledger_times"] == looked_at["ledger_facts"] == counts["ledger"]
    assert looked_at["openings"] == looked_at["endings"] == looked_at["standing"] == counts["case_file"] == 7
    assert looked_at["texts"] == counts["text_version"] == 8
    assert looked_at["circulations"] == counts["clearance_round"]
    assert looked_at["sign_offs"] == counts["sign_off"]
    assert looked_at["approvals"] == counts["approval"] == 3
    assert looked_at["releases"] == counts["release"] == 2
    assert looked_at["time"] == counts["ledger"]
    assert (looked_at["strays"], looked_at["clock"], looked_at["settings"]) == (0, 1, 4)
    assert looked_at["fences"] > 30


async def test_the_settings_that_keep_facts_are_a_check_of_their_own(verifier_db: Database) -> None:
    verdict = await verify_all(verifier_db)
    (settings,) = (check for check in verdict.checks if check.name == "settings")
    assert [(breach.case, breach.what) for breach in settings.breaches] == [NO_FSYNC[1:]]
    assert not verdict.sound
    assert verdict.as_json()["sound"] is False


async def test_verifying_while_work_goes_on_gives_no_alarm(office: Office, verifier_db: Database) -> None:
    async def work() -> None:
        for _ in range(3):
            await office.finish(await office.released())

    working = [asyncio.ensure_future(work()) for _ in range(2)]
    verdicts = 0
    while not all(task.done() for task in working) or not verdicts:
        assert breaches(await verify_all(verifier_db)) == set()
        verdicts += 1
    await asyncio.gather(*working)
    assert breaches(await verify_all(verifier_db)) == set()


@pytest.mark.parametrize("most_entries", [1, 25])
async def test_more_cases_than_one_batch_are_all_looked_at(
    office: Office, verifier_db: Database, most_entries: int
) -> None:
    for _ in range(5):
        await office.cleared()
    verdict = await verify_all(verifier_db, most_entries=most_entries)
    assert breaches(verdict) == set()
    assert next(check.looked_at for check in verdict.checks if check.name == "standing") == 5


async def test_a_shifted_clock_is_told(verifier_db: Database, postgres: PostgresServer, database: str) -> None:
    with forger(postgres, database) as hand:
        hand.run("UPDATE sec.clock SET shift = '90 minutes'")
    assert breaches(await verify_all(verifier_db)) == {("clock", "", "clock is shifted by 01:30:00")}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("ALTER TABLE sign_off DISABLE ROW LEVEL SECURITY", "table sign_off: row-level security is not on and forced"),
        ("ALTER TABLE sign_off NO FORCE ROW LEVEL SECURITY", "table sign_off: row-level security is not on and forced"),
        ("ALTER TABLE release DISABLE TRIGGER b_gate", "table release: trigger b_gate is not on"),
        ("DROP TRIGGER never_change ON ledger", "table ledger: trigger never_change is not on"),
        ("ALTER TABLE hold OWNER TO onevoice_app", "table hold: is owned by a working role"),
        (
            "GRANT UPDATE (response) ON sign_off TO onevoice_app",
            "table sign_off: onevoice_app may change or delete rows",
        ),
        ("GRANT DELETE ON ledger TO PUBLIC", "table ledger: public may change or delete rows"),
        (
            "ALTER FUNCTION wrote RESET search_path",
            "function wrote(uuid,uuid): has no search_path of its own with pg_temp last",
        ),
        (
            "ALTER FUNCTION wrote SET search_path = pg_catalog, public",
            "function wrote(uuid,uuid): has no search_path of its own with pg_temp last",
        ),
        ("CREATE TABLE fact (case_id uuid)", "table fact: is about cases, and this verification does not know it"),
        ("GRANT onevoice_owner TO onevoice_worker", "role onevoice_worker: is above row-level security"),
        ("ALTER DATABASE {database} SET synchronous_commit = off", "synchronous_commit is off"),
    ],
)
async def test_a_fence_that_is_down_is_named(
    verifier_db: Database, postgres: PostgresServer, database: str, statement: str, what: str
) -> None:
    try:
        with forger(postgres, database) as hand:
            hand.run(statement.format(database=database))
        assert what in {said for _, _, said in breaches(await verify_all(verifier_db))}
    finally:
        with forger(postgres, database) as hand:
            hand.run("REVOKE onevoice_owner FROM onevoice_worker")


@pytest.mark.parametrize(
    ("canonical", "flaws"),
    [
        (b'{"classification":"S","paragraphs":[{"marking":"S","text":"A"}],"type":"one-voice/text/1"}', ()),
        (b'{"classification":"C","paragraphs":[{"marking":"U","text":"A\\n"}],"type":"one-voice/text/1"}', ()),
        (
            b'{"classification": "S","paragraphs":[{"marking":"S","text":"A"}],"type":"one-voice/text/1"}',
            ("bytes_not_canonical",),
        ),
        (
            b'{"classification":"S","paragraphs":[{"marking":"S","text":"\\u0041"}],"type":"one-voice/text/1"}',
            ("bytes_not_canonical",),
        ),
        (
            b'{"classification":"S","paragraphs":[{"marking":"TS","text":"A"}],"type":"one-voice/text/1"}',
            ("marked_wrongly",),
        ),
        (
            b'{"classification":"TS","paragraphs":[{"marking":"S","text":"A"}],"type":"one-voice/text/1"}',
            ("marked_wrongly",),
        ),
        (
            b'{"classification":"S","paragraphs":[{"marking":"S","text":""},{"marking":"S","text":""}],"type":"one-voice/text/1"}',
            ("equities_do_not_fit_paragraphs",),
        ),
        (b'{"classification":"S","paragraphs":[],"type":"one-voice/text/1"}', ("not_a_text",)),
        (b'["S"]', ("not_a_text",)),
        (b"\xff", ("bytes_not_canonical", "not_a_text")),
        (b"[" * 100_000, ("bytes_not_canonical", "not_a_text")),
    ],
)
async def test_a_text_is_read_to_the_letter(canonical: bytes, flaws: tuple[str, ...]) -> None:
    assert read_words(canonical, [["ustr"]], level=2).flaws == flaws
