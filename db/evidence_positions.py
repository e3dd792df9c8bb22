"""Evidence of the register of positions and of the logs: read whole and at one instant, for verification alone."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.evidence import instant

Row = dict[str, Any]  # a row as PostgreSQL's to_jsonb gives it, read field by field

LOG_CONTENT: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "contact": ("contact", ("counterpart", "issue", "with_whom", "summary")),
    "contact_review": ("contact", ("note",)),
    "parity": ("parity", ("issue", "ally", "note")),
    "mandate_check": ("mandate", ("reason",)),
}
"""Kind of logged fact -> its chain, and its content columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """One adoption: whose voice, from when in force, from when that is known, and how and when it ended, if it did.

    `ends` are (from which instant it is known, at which instant it ended).
    """

    id: str
    case_id: str
    version: int
    voice: tuple[str, str, str]
    in_force_from: datetime
    until: datetime | None
    known_from: datetime
    supersedes: str | None
    ends: tuple[tuple[datetime, datetime], ...] = ()

    def in_force(self, at: datetime) -> bool:
        """Whether it was in force at an instant, as it was known at that very instant."""
        ended = [end for known, end in self.ends if known <= at]
        until = [self.until] if self.until is not None else []
        ends = min((*ended, *until), default=datetime.max.replace(tzinfo=at.tzinfo))
        return self.known_from <= at and self.in_force_from <= at < ends


_ADOPTIONS = text("SELECT to_jsonb(a) AS row FROM adoption a ORDER BY a.known_from, a.id")
_RETIREMENTS = text("SELECT position::text, to_jsonb(known_from) FROM retirement")


async def adoptions(tx: AsyncConnection) -> dict[str, Adopted]:
    """Every adoption by its id, with how it ended: from the facts, not from the register."""
    rows = [row for (row,) in await tx.execute(_ADOPTIONS)]
    ends: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in rows:
        if row["supersedes"]:
            known = instant(row["known_from"])
            ends.setdefault(row["supersedes"], []).append((known, instant(row["in_force_from"])))
    for position, known_from in await tx.execute(_RETIREMENTS):
        ends.setdefault(position, []).append((instant(known_from), instant(known_from)))
    return {
        row["id"]: Adopted(
            id=row["id"],
            case_id=row["case_id"],
            version=row["version"],
            voice=(row["issue"], row["counterpart"], row["audience"]),
            in_force_from=instant(row["in_force_from"]),
            until=instant(row["until"]) if row["until"] else None,
            known_from=instant(row["known_from"]),
            supersedes=row["supersedes"],
            ends=tuple(sorted(ends.get(row["id"], ()))),
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A row of the register's periods; None: without end."""

    position: str
    voice: tuple[str, str, str]
    valid: tuple[datetime, datetime | None]
    known: tuple[datetime, datetime | None]


_PERIODS = text(
    "SELECT position::text, issue, counterpart, audience, to_jsonb(lower(valid)) AS valid_from,"
    " to_jsonb(upper(valid)) AS valid_to, to_jsonb(lower(known)) AS known_from, to_jsonb(upper(known)) AS known_to"
    " FROM position_period ORDER BY issue, counterpart, audience, lower(valid)"
)


async def periods(tx: AsyncConnection) -> tuple[Period, ...]:
    """Every period that was ever known, by voice and begin."""
    return tuple(
        Period(
            position=row.position,
            voice=(row.issue, row.counterpart, row.audience),
            valid=(instant(row.valid_from), instant(row.valid_to) if row.valid_to else None),
            known=(instant(row.known_from), instant(row.known_to) if row.known_to else None),
        )
        for row in await tx.execute(_PERIODS)
    )


_WORDS = text(
    "SELECT p.id::text, p.issue, p.counterpart, p.audience, to_jsonb(p.until) AS until, p.supersedes::text,"
    " v.canonical, to_jsonb(d) AS draft, m.issue AS mandate_issue, m.counterpart AS mandate_counterpart,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('part', w.part, 'paragraph', w.paragraph, 'ordinal', w.ordinal,"
    "   'level', w.level, 'access', w.access, 'text', w.text)), '[]') FROM position_part w WHERE w.position = p.id) AS"
    " parts,"
    " EXISTS (SELECT FROM known_text t WHERE t.position = p.id) AS known"
    " FROM position p LEFT JOIN adoption a ON a.id = p.id LEFT JOIN text_version v ON (v.case_id, v.version)"
    " = (a.case_id, a.version) LEFT JOIN position_draft d ON (d.case_id, d.version) = (a.case_id, a.version)"
    " LEFT JOIN case_file c ON c.id = a.case_id LEFT JOIN mandate m ON (m.edition_id, m.code) = (c.edition_id,"
    " c.mandate)"
).execution_options(yield_per=20)


async def registered(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Every position in the register with the text and the draft that it was made of."""
    async for row in (await tx.stream(_WORDS)).mappings():
        yield dict(row)


_OUT = (
    "SELECT r.case_id::text, r.version, to_jsonb({at}) AS at, m.issue, m.counterpart, c.procedure,"
    " (SELECT d.audience FROM position_draft d WHERE (d.case_id, d.version) = (r.case_id, r.version)) AS audience,"
    " (SELECT coalesce(jsonb_agg(k.position), '[]') FROM cite k WHERE (k.case_id, k.version) = (r.case_id, r.version)"
    "   AND k.at <= {at}) AS cites,"
    " (SELECT coalesce(jsonb_agg(jsonb_build_object('agency', f.agency, 'position', f.position)), '[]')"
    "   FROM reaffirmation f WHERE (f.case_id, f.digest) = (r.case_id, r.digest) AND f.at <= {at}) AS reaffirmed,"
    " (SELECT coalesce(jsonb_agg(DISTINCT x), '[]') FROM (SELECT unnest(q.must_clear) AS x FROM clearance_round q"
    "   WHERE q.case_id = r.case_id AND q.round = (SELECT max(z.round) FROM clearance_round z WHERE z.case_id ="
    " r.case_id)"
    "   UNION SELECT e.agency FROM equity_act e WHERE e.case_id = r.case_id AND e.act IN ('granted', 'imposed')) y)"
    " AS must_clear, EXISTS (SELECT FROM known_text t WHERE t.of_case = r.case_id) AS known"
    " FROM release r JOIN case_file c ON c.id = r.case_id"
    " LEFT JOIN mandate m ON (m.edition_id, m.code) = (c.edition_id, c.mandate) {joined}"
)
_RELEASES = text(_OUT.format(at="r.at", joined="")).execution_options(yield_per=200)
_DELIVERIES = text(
    _OUT.format(at="s.at", joined="JOIN milestone s ON s.case_id = r.case_id AND s.name = 'delivered'")
).execution_options(yield_per=200)


async def releases(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Each release with what its text cited at that instant."""
    async for row in (await tx.stream(_RELEASES)).mappings():
        yield dict(row)


async def deliveries(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Each delivery with what the released text cited, and who had cleared it again."""
    async for row in (await tx.stream(_DELIVERIES)).mappings():
        yield dict(row)


_CITES = text("SELECT id::text, case_id::text, position::text, to_jsonb(at) AS at FROM cite").execution_options(
    yield_per=200
)


async def cites(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Every cite."""
    async for row in (await tx.stream(_CITES)).mappings():
        yield dict(row)


_CHAINS = text("SELECT name, id::text, seq, head FROM log_chain ORDER BY name")
_LOG = text(
    "SELECT chain, seq, to_jsonb(at) AS at, actor::text AS actor, kind, fact_id, body, prev, hash FROM log_entry"
    " ORDER BY chain, seq"
).execution_options(yield_per=200)


async def chains(tx: AsyncConnection) -> tuple[Row, ...]:
    """The logs' chains: name, id, the last seq and its hash."""
    return tuple(dict(row) for row in (await tx.execute(_CHAINS)).mappings())


async def log_entries(tx: AsyncConnection) -> AsyncIterator[Row]:
    """The entries of every log, chain by chain in order."""
    async for row in (await tx.stream(_LOG)).mappings():
        yield dict(row)


async def logged_facts(tx: AsyncConnection) -> AsyncIterator[tuple[str, str, Row, dict[str, str | None]]]:
    """Every logged fact: its kind, its id, its row without content, and its content by column."""
    for kind, (_, columns) in LOG_CONTENT.items():
        words = "".join(f", t.{column}::text AS {column}" for column in columns)
        statement = text(
            f"SELECT t.id::text AS id, to_jsonb(t) - CAST(:content AS text[]) AS row{words} FROM {kind} t"
        ).execution_options(yield_per=200)
        async for row in (await tx.stream(statement, {"content": list(columns)})).mappings():
            yield kind, row["id"], row["row"], {name: row[name] for name in columns}


_MANDATE_CHECKS = text(
    "SELECT k.id::text, k.person::text, k.office, to_jsonb(k.at) AS at, EXISTS (SELECT FROM mandate m"
    " JOIN directive_edition e ON e.id = m.edition_id WHERE (e.directive, m.code) = (k.directive, k.mandate)"
    " AND m.level = k.level AND e.loaded_at <= k.at) AS there FROM mandate_check k"
).execution_options(yield_per=200)


async def mandate_checks(tx: AsyncConnection) -> AsyncIterator[Row]:
    """Every yearly check, and whether there was such a mandate."""
    async for row in (await tx.stream(_MANDATE_CHECKS)).mappings():
        yield dict(row)
