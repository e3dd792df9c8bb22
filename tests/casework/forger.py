"""A superuser who changes the record behind its fences, for tests of verification."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from casework.verification import Verdict
from db.evidence import CONTENT
from embedded.postgres import PostgresServer
from tests.office import RELEASER, View

Row = dict[str, Any]  # a row by column name

NO_FSYNC = ("settings", "", "fsync is off")
"""The test server runs without fsync, and verification says so every time."""

REGISTER = "register"
"""The check that sees each row of the register that was changed past its ledger, as some forgeries here do."""

FENCES = "fences"
"""The check that sees each constraint that was taken away so that something could be forged."""


def breaches(verdict: Verdict) -> set[tuple[str, str, str]]:
    """(check, case, what) of everything but the test server's own fsync."""
    every = {(check.name, breach.case, breach.what) for check in verdict.checks for breach in check.breaches}
    assert NO_FSYNC in every
    return every - {NO_FSYNC}


def breaches_in(case: View, verdict: Verdict) -> set[tuple[str, str]]:
    """(check, what) in that case; of others nothing may be said, nor of the database but for what forging takes."""
    found = {breach for breach in breaches(verdict) if breach[0] not in (REGISTER, FENCES)}
    assert {of for _, of, _ in found} <= {case["id"]}, found
    return {(check, what) for check, _, what in found}


def beside_known_texts(found: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Without what every forged release lacks besides: its words are not among the known texts."""
    lacks = {("cites", "release: is not among the known texts")}
    assert lacks <= found
    return found - lacks


@dataclass(frozen=True)
class Forger:
    """One connection past every trigger and foreign key."""

    connection: psycopg.Connection[Row]

    def run(self, statement: str, **given: object) -> list[Row]:
        """Run one statement of the test's own; its rows, if it gives any."""
        cursor = self.connection.execute(statement.encode(), given)
        return cursor.fetchall() if cursor.description else []

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.run(f"SELECT count(*) AS n FROM {table}")[0]["n"])

    def last(self, kind: str, case: str) -> Row:
        """The case's last fact of a kind."""
        found: Row = self.run(f"SELECT * FROM {kind} WHERE case_id = %(c)s ORDER BY at DESC LIMIT 1", c=case)[0]
        return found

    def seq(self, fact: object) -> int:
        """The seq of a fact's ledger entry."""
        return int(self.run("SELECT seq FROM ledger WHERE fact_id = %(f)s", f=str(fact))[0]["seq"])

    def chain(self, case: str, kind: str, fact_id: object) -> int:
        """Append a well-formed entry for a fact, as the database itself would; returns its seq."""
        statement = sql.SQL(
            "WITH fact AS (SELECT f.*, ledger_body(to_jsonb(f), %(content)s) AS kept FROM {} f WHERE f.id = %(id)s),"
            " added AS (INSERT INTO ledger SELECT c.id, c.ledger_seq + 1, f.at, f.person, %(kind)s, f.id::text, f.kept,"
            "  c.ledger_head, ledger_hash(c.ledger_head, c.id, c.ledger_seq + 1, f.at, f.person, %(kind)s, f.kept)"
            "  FROM case_file c, fact f WHERE c.id = %(case)s RETURNING *)"
            " UPDATE case_file c SET ledger_seq = a.seq, ledger_head = a.hash, last_at = a.at FROM added a"
            " WHERE c.id = a.case_id RETURNING a.seq"
        ).format(sql.Identifier(kind))
        given = {"id": fact_id, "kind": kind, "case": case, "content": list(CONTENT[kind])}
        (row,) = self.connection.execute(statement, given).fetchall()
        return int(row["seq"])

    def forge(self, kind: str, case: str, by: str | None, **columns: object) -> int:
        """Put a fact in past the gate, a second after the last one, with an entry in order; the entry's seq."""
        forged = uuid4()
        statement = sql.SQL(
            "INSERT INTO {kind} SELECT (jsonb_populate_record(NULL::{kind}, jsonb_build_object('id', %(id)s::uuid,"
            " 'case_id', c.id, 'at', c.last_at + interval '1 second', 'person', p.id, 'version', c.head_version,"
            " 'digest', c.head_digest, 'seq', c.ledger_seq + 1) || %(given)s::jsonb)).*"
            " FROM case_file c LEFT JOIN person p ON p.subject = %(by)s WHERE c.id = %(case)s"
        ).format(kind=sql.Identifier(kind))
        given = {"id": forged, "case": case, "by": by, "given": json.dumps(columns, default=str)}
        self.connection.execute(statement, given)
        return self.chain(case, kind, forged)

    def stage(self, case: str, stage: str) -> None:
        """Let the case's row say so, as whoever forges its facts would."""
        self.run("UPDATE case_file SET stage = %(stage)s, suspense = NULL WHERE id = %(c)s", stage=stage, c=case)

    def release(
        self, case: str, *, by: str = RELEASER, office: str = "state.s-s", channel: str = "front_channel_cable"
    ) -> int:
        """Let the current text out past the gate, with an entry in order and a row to fit; the entry's seq."""
        self.stage(case, "delivery")
        return self.forge("release", case, by, channel=channel, office=office)

    def rechain(self, case: str) -> None:
        """Compute every hash of the case anew, as somebody would who may rewrite the whole chain."""
        before = b""
        for row in self.run("SELECT seq FROM ledger WHERE case_id = %(c)s ORDER BY seq", c=case):
            (after,) = self.run(
                "UPDATE ledger SET prev = %(prev)s, hash = ledger_hash(%(prev)s, case_id, seq, at, actor, kind, body)"
                " WHERE case_id = %(c)s AND seq = %(seq)s RETURNING hash",
                prev=before,
                c=case,
                seq=row["seq"],
            )
            before = after["hash"]
        self.run("UPDATE case_file SET ledger_head = %(head)s WHERE id = %(c)s", head=before, c=case)


@contextmanager
def forger(postgres: PostgresServer, database: str) -> Iterator[Forger]:
    """Change what must never change; each statement is a transaction of its own."""
    with psycopg.connect(postgres.conninfo("postgres", database), row_factory=dict_row) as connection:
        connection.autocommit = True
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET timezone = 'UTC'")
        yield Forger(connection)
