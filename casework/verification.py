"""Verification: what must always be true, checked from the database alone by a second reading of the rules.

Nothing here asks `domain/` or the database's own gate; a mistake made there is not made here again. Breaches
carry ids, numbers and codes, never a title, a text, a comment or a name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from casework import verification_database as database
from casework import verification_logs as logs
from casework import verification_voices as voices
from casework.verification_carrying import with_proofs
from casework.verification_record import records
from casework.verification_rules import CASE_RULES
from db import evidence, evidence_fences, evidence_positions, evidence_register
from db.engine import Database

MOST_BREACHES = 1_000
"""Named a check; further ones are only counted, so that a ruined database does not fill the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Something that must never be, and is. `case` is the case's id, or empty where it is of no one case."""

    case: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule, how many things it was held against, and what broke it."""

    name: str
    rule: str
    looked_at: int
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was checked, and what came of it."""

    checks: tuple[Check, ...]

    @property
    def sound(self) -> bool:
        """Whether no check found a breach."""
        return not any(check.breaches for check in self.checks)

    def as_json(self) -> dict[str, object]:
        """The same as a JSON value."""
        return {
            "sound": self.sound,
            "checks": [
                {
                    "name": check.name,
                    "rule": check.rule,
                    "looked_at": check.looked_at,
                    "breaches": [{"case": breach.case, "what": breach.what} for breach in check.breaches],
                }
                for check in self.checks
            ],
        }


@dataclass(slots=True, kw_only=True)
class _Tally:
    """A check while it is made."""

    name: str
    rule: str
    looked_at: int = 0
    breaches: list[Breach] = field(default_factory=list)
    more: int = 0

    def add(self, looked_at: int, found: Iterable[str], case: str = "") -> None:
        self.looked_at += looked_at
        for what in found:
            if len(self.breaches) < MOST_BREACHES:
                self.breaches.append(Breach(case=case, what=what))
            else:
                self.more += 1

    def check(self) -> Check:
        rest = (Breach(case="", what=f"and {self.more} more"),) if self.more else ()
        return Check(name=self.name, rule=self.rule, looked_at=self.looked_at, breaches=(*self.breaches, *rest))


async def verify_all(db: Database, *, most_entries: int = 5_000) -> Verdict:
    """Check everything, as of one instant, while work goes on.

    Args:
        db: as the role onevoice_verifier, which reads all and writes nothing.
        most_entries: how many ledger entries of several cases are held in memory at once.

    Raises:
        DatabaseUnavailableError: the database does not answer.
    """
    async with db.begin() as tx:
        await evidence.hold_still(tx)
        checks = [
            *await _check_cases(tx, most_entries),
            await _check_strays(tx),
            *await _check_voices(tx),
            await _check_logs(tx),
            *await _check_database(tx),
        ]
    return Verdict(checks=tuple(checks))


async def _check_cases(tx: AsyncConnection, most_entries: int) -> list[Check]:
    tallies = [(_Tally(name=rule.name, rule=rule.rule), rule) for rule in CASE_RULES]
    register = await evidence_register.register(tx)
    batch = await evidence.cases(tx, None, most_entries=most_entries)
    while batch:
        ids = [case.id for case in batch]
        for read in await records(batch, evidence.entries(tx, ids), evidence.facts(tx, ids)):
            case = await with_proofs(tx, read)
            for tally, rule in tallies:
                tally.add(rule.counts(case), rule.finds(case, register), case.id)
        batch = await evidence.cases(tx, ids[-1], most_entries=most_entries)
    return [tally.check() for tally, _ in tallies]


async def _check_strays(tx: AsyncConnection) -> Check:
    tally = _Tally(name="strays", rule="Every fact and every ledger entry is of a case that is there.")
    async for kind, case_id, fact in evidence.strays(tx):
        tally.add(1, (f"{kind} {fact}: its case is not there",), case_id)
    return tally.check()


async def _check_voices(tx: AsyncConnection) -> list[Check]:
    adopted = await evidence_positions.adoptions(tx)
    periods = await evidence_positions.periods(tx)
    voice = _Tally(
        name="one_voice",
        rule="At any instant, as known at any other, one position is in force for an issue, a counterpart and an"
        " audience, of the words of its cleared text (invariant 2).",
    )
    voice.add(len(periods), voices.voice_breaks(adopted, periods))
    voice.add(0, voices.end_breaks(adopted))
    async for row in evidence_positions.registered(tx):
        voice.add(1, voices.register_breaks(row, adopted))
    cites = _Tally(
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
    tally = _Tally(
        name="logs", rule="Contacts and consultations are chained as cases are, and say what their log says."
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


async def _check_database(tx: AsyncConnection) -> list[Check]:
    clock = _Tally(name="clock", rule="The one clock for all facts is not shifted.")
    clock.add(1, database.clock_breaks(await evidence_fences.clock_shift(tx)))
    settings = _Tally(
        name="settings",
        rule="synchronous_commit, fsync, full_page_writes and data_checksums are on: what is acknowledged stays.",
    )
    found = await evidence_fences.settings(tx)
    settings.add(len(found), database.setting_breaks(found))
    fences = _Tally(
        name="fences",
        rule="Row-level security is on and forced, working roles are under it and may not change facts, triggers are"
        " on, functions with their owner's rights have a fixed search_path.",
    )
    tables, roles, functions = (
        await evidence_fences.tables(tx),
        await evidence_fences.roles(tx),
        await evidence_fences.functions(tx),
    )
    fences.add(len(tables), database.table_breaks(tables))
    fences.add(len(roles), database.role_breaks(roles))
    fences.add(len(functions), database.function_breaks(functions))
    return [clock.check(), settings.check(), fences.check()]
