"""Verification: what must always be true, checked from the database alone by a second reading of the rules.

Nothing here asks `domain/` or the database's own gate; a mistake made there is not made here again. Breaches
carry ids, numbers and codes, never a title, a text, a comment or a name.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from casework import verification_database as database
from casework import verification_fences as manifest
from casework import verification_logs as logs
from casework import verification_voices as voices
from casework.verification_carrying import with_proofs
from casework.verification_coordination import ACROSS_CASES
from casework.verification_kin import with_family
from casework.verification_log import check_log
from casework.verification_monitoring import check_breaks
from casework.verification_record import records
from casework.verification_register import read_book, row_breaks, rows_hash
from casework.verification_rules import CASE_RULES
from casework.verification_series import hanging_breaks, series_breaks
from db import evidence, evidence_fences, evidence_made, evidence_positions, evidence_register, evidence_rights
from db.engine import Database
from proofs.outside import Outside
from proofs.verdicts import Breach, Check, Tally, Verdict

__all__ = ["Breach", "Check", "Verdict", "verify_all"]


async def verify_all(db: Database, *, most_entries: int = 5_000, outside: Outside | None = None) -> Verdict:
    """Check everything, as of one instant, while work goes on.

    Args:
        db: as the role onevoice_verifier, which reads all and writes nothing.
        most_entries: how many ledger entries of several cases are held in memory at once.
        outside: the copies of checkpoints that were kept outside the database, if they are at hand.

    Raises:
        DatabaseUnavailableError: the database does not answer.
    """
    async with db.begin() as tx:
        await evidence.hold_still(tx)
        server = await evidence_made.server_version(tx)
        checks = [
            *await _check_cases(tx, most_entries),
            *await _check_series(tx),
            await _check_strays(tx),
            *await _check_coordination(tx),
            *await _check_voices(tx),
            await _check_logs(tx),
            await _check_mandates(tx),
            *await _check_register(tx),
            *await check_log(tx, outside),
            *await _check_database(tx, server),
        ]
    return Verdict(checks=tuple(checks), notes=manifest.version_notes(manifest.shipped(), server))


async def _check_cases(tx: AsyncConnection, most_entries: int) -> list[Check]:
    tallies = [(Tally(name=rule.name, rule=rule.rule), rule) for rule in CASE_RULES]
    register = await evidence_register.register(tx)
    batch = await evidence.cases(tx, None, most_entries=most_entries)
    while batch:
        ids = [case.id for case in batch]
        for read in await records(batch, evidence.entries(tx, ids), evidence.facts(tx, ids)):
            case = await with_family(tx, await with_proofs(tx, read))
            for tally, rule in tallies:
                tally.add(rule.counts(case), rule.finds(case, register), case.id)
        batch = await evidence.cases(tx, ids[-1], most_entries=most_entries)
    return [tally.check() for tally, _ in tallies]


async def _check_coordination(tx: AsyncConnection) -> list[Check]:
    """What no case shows alone: links, levers, the gauge, and demarches under enforcement cases."""
    checks = []
    for rule in ACROSS_CASES:
        tally = Tally(name=rule.name, rule=rule.rule)
        async for case, looked_at, found in rule.finds(tx):
            tally.add(looked_at, found, case)
        checks.append(tally.check())
    return checks


async def _check_series(tx: AsyncConnection) -> list[Check]:
    series = Tally(
        name="series",
        rule="A series' entries are chained as a case's are; who acted on it directs it; time opened what its calendar"
        " has or somebody planned, nothing that was skipped or came due in a pause, and no cycle twice.",
    )
    forums = Tally(
        name="forums",
        rule="A consultation has the level and the forum of its series and mandate, a cycle has one case alive; what is"
        " said to have gone out under it had; a forum without communiques has none.",
    )
    register = await evidence_register.register(tx)
    for tally, found in ((series, await series_breaks(tx, register)), (forums, await hanging_breaks(tx))):
        for looked_at, faults, case in found:
            tally.add(looked_at, faults, case)
    return [series.check(), forums.check()]


async def _check_strays(tx: AsyncConnection) -> Check:
    tally = Tally(name="strays", rule="Every fact and every ledger entry is of a case that is there.")
    async for kind, case_id, fact in evidence.strays(tx):
        tally.add(1, (f"{kind} {fact}: its case is not there",), case_id)
    return tally.check()


async def _check_register(tx: AsyncConnection) -> list[Check]:
    chain = Tally(
        name="register_ledger",
        rule="The register's entries are numbered from 1 without a gap and each follows from the one before by hash.",
    )
    rows = Tally(
        name="register",
        rule="Every agency, office, person, appointment, edition and practice is as the register's ledger last says,"
        " and what an edition holds is what was loaded.",
    )
    book = await read_book(evidence_rights.register_entries(tx))
    chain.add(book.entries, book.wrong)
    count, wrong = await row_breaks(book, evidence_rights.register_rows(tx))
    rows.add(count, wrong)
    for edition, kept in (await evidence_rights.editions(tx)).items():
        for table in evidence_rights.EDITION_TABLES:
            found = await evidence_rights.edition_rows(tx, edition, table)
            differs = (
                [f"edition {edition}: {table} is not as it was loaded"] if kept.get(table) != rows_hash(found) else []
            )
            rows.add(len(found), differs)
    return [chain.check(), rows.check()]


async def _check_voices(tx: AsyncConnection) -> list[Check]:
    adopted = await evidence_positions.adoptions(tx)
    periods = await evidence_positions.periods(tx)
    voice = Tally(
        name="one_voice",
        rule="At any instant, as known at any other, one position is in force for an issue, a counterpart and an"
        " audience, of the words of its cleared text (invariant 2).",
    )
    voice.add(len(periods), voices.voice_breaks(adopted, periods))
    voice.add(0, voices.end_breaks(adopted))
    async for row in evidence_positions.registered(tx):
        voice.add(1, voices.register_breaks(row, adopted))
    cites = Tally(
        name="cites",
        rule="What a text rests on was in force when it was written, when it was released and when it was delivered, or"
        " it was cleared again; and it rests on what was in force on its issue (invariants 1 and 2).",
    )
    async for row in evidence_positions.cites(tx):
        cites.add(1, voices.cite_breaks(row, adopted), row["case_id"])
    async for row in evidence_positions.releases(tx):
        cites.add(1, voices.release_breaks(row, adopted), row["case_id"])
    async for row in evidence_positions.deliveries(tx):
        cites.add(1, voices.delivery_breaks(row, adopted), row["case_id"])
    return [voice.check(), cites.check()]


async def _check_logs(tx: AsyncConnection) -> Check:
    tally = Tally(
        name="logs",
        rule="Contacts, consultations and checks of mandates are chained as cases are, and say what their log says.",
    )
    chains = {row["name"]: logs.Chain(row) for row in await evidence_positions.chains(tx)}
    bodies: dict[str, str] = {}
    async for entry in evidence_positions.log_entries(tx):
        bodies[f"{entry['kind']} {entry['fact_id']}"] = entry["body"]
        tally.add(1, chains[entry["chain"]].follow(entry))
    for chain in chains.values():
        tally.add(0, chain.end())
    async for kind, fact, row, content in evidence_positions.logged_facts(tx):
        tally.add(1, logs.fact_breaks(kind, fact, row, content, bodies))
    tally.add(0, (f"{missing}: is not there" for missing in bodies))
    return tally.check()


async def _check_mandates(tx: AsyncConnection) -> Check:
    tally = Tally(
        name="mandate_checks",
        rule="Whether a mandate still holds was said by the staff of the Assistant to the President, of a mandate that"
        " is there.",
    )
    register = await evidence_register.register(tx)
    async for row in evidence_positions.mandate_checks(tx):
        tally.add(1, check_breaks(row, register))
    return tally.check()


async def _check_database(tx: AsyncConnection, server: int) -> list[Check]:
    clock = Tally(name="clock", rule="The one clock for all facts is not shifted.")
    clock.add(1, database.clock_breaks(await evidence_fences.clock_shift(tx)))
    settings = Tally(
        name="settings",
        rule="synchronous_commit, fsync, full_page_writes and data_checksums are on: what is acknowledged stays.",
    )
    found = await evidence_fences.settings(tx)
    settings.add(len(found), database.setting_breaks(found))
    fences = Tally(
        name="fences",
        rule="Row-level security is on and forced, working roles are under it and may not change facts, triggers are"
        " on, functions with their owner's rights have a fixed search_path; all is as the migrations make it.",
    )
    tables, roles, functions = (
        await evidence_fences.tables(tx),
        await evidence_fences.roles(tx),
        await evidence_fences.functions(tx),
    )
    fences.add(len(tables), database.table_breaks(tables))
    fences.add(len(roles), database.role_breaks(roles))
    fences.add(len(functions), database.function_breaks(functions))
    made = await evidence_made.fences(tx)
    fences.add(len(made), manifest.fence_breaks(manifest.shipped(), server, made))
    return [clock.check(), settings.check(), fences.check()]
