"""Direct SQL past casework: as any role, entered as any person, with the rows that the tables want.

The rows of clearance in full (extensions, equities, splits, transfers) are in `clearance_rows`.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from embedded.postgres import PostgresServer
from tests.office import COORDINATORS, RELEASER, Office, View, a_draft

APP, WORKER, OWNER, VERIFIER = "onevoice_app", "onevoice_worker", "onevoice_owner", "onevoice_verifier"
COMMITTED = "committed"
NOT_PRIVILEGED = "42501"
FACTS = frozenset(
    {
        *("text_version", "clearance_round", "sign_off", "comment", "comment_disposition", "hold", "hold_end"),
        *("approval", "release", "milestone", "withdrawal", "recall", "time_act"),
        *("extension", "receipt", "hold_extension", "equity_act", "carry_over"),
        *("split", "split_position", "split_move", "ruling", "reclama"),
        *("send_back", "transfer", "transfer_answer", "office_clearance"),
        *("case_link", "case_link_end", "certification", "certification_decision", "sequencing"),
        *("source_seal", "tear_line", "tear_line_review"),
        *("assertion", "position_draft", "adoption", "retirement", "cite", "reaffirmation", "conflict"),
        *("conflict_ruling", "said", "drift", "page_change", "acknowledgement", "exception_answer"),
    }
)
SOON = "2099-01-01T00:00:00Z"
DRAFTED_BY = "state.oes"
"""The drafter of ECO-9a, the demarche that the fewest agencies clear: State, Commerce and the NSC."""

OTHER_WORDS = b'{"classification":"C","paragraphs":[{"marking":"C","text":"Other words."}],"type":"one-voice/text/1"}'

Connection = psycopg.Connection[tuple[Any, ...]]  # a row is whatever its statement selects
Row = dict[str, Any]  # a row to insert: values as psycopg takes them


def what_went_wrong(error: psycopg.Error) -> str:
    """The SQLSTATE, and for our own refusals what was said."""
    own = (error.sqlstate or "").startswith("OV")
    return f"{error.sqlstate} {error.diag.message_primary}" if own else str(error.sqlstate)


def insertion(table: str, row: Row) -> sql.Composed:
    """The statement that inserts such a row; its values are given beside it."""
    return sql.SQL("INSERT INTO public.{} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )


def insert_into(tx: Connection, table: str, row: Row) -> None:
    """Insert one row within a transaction."""
    tx.execute(insertion(table, row), list(row.values()))


def committed(tx: Connection, table: str, row: Row) -> str:
    """Insert one row and commit: `committed`, or what the database said instead."""
    try:
        insert_into(tx, table, row)
        tx.commit()
    except psycopg.Error as error:
        return what_went_wrong(error)
    return COMMITTED


@dataclass(frozen=True)
class DirectSql:
    """A way into one database that knows no rules of ours."""

    server: PostgresServer
    database: str

    @contextmanager
    def connect(self, role: str = APP) -> Iterator[Connection]:
        """A transaction of a role that has entered as nobody; undone unless it is committed inside."""
        with psycopg.connect(self.server.conninfo(role, self.database)) as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def entered(self, subject: str) -> Iterator[Connection]:
        """A transaction of the API's role, entered as a person."""
        with self.connect() as connection:
            connection.execute("SELECT * FROM sec.enter(%s)", [subject])
            yield connection

    def insert(self, subject: str, table: str, row: Row) -> str:
        """Insert one row as a person: `committed`, or what the database said instead."""
        with self.entered(subject) as tx:
            return committed(tx, table, row)

    def insert_as_time(self, table: str, row: Row, role: str = OWNER) -> str:
        """The same as time: as the owner, whom only the gates stop, or as the worker with its own rights."""
        with self.connect(role) as tx:
            tx.execute("SELECT sec.enter_time()")
            return committed(tx, table, row)

    def run(self, role: str, *statements: str) -> str:
        """Run statements as a role in one transaction: `committed`, or what the database said instead."""
        with self.connect(role) as tx:
            try:
                for text in statements:
                    tx.execute(text.encode())
                tx.commit()
            except psycopg.Error as error:
                return what_went_wrong(error)
        return COMMITTED

    def ask(self, role: str, question: str, *values: object) -> list[tuple[Any, ...]]:
        """What a role reads without having entered."""
        with self.connect(role) as tx:
            return tx.execute(question.encode(), values).fetchall()

    def id_of(self, subject: str) -> Any:
        """A person's id."""
        return self.ask(OWNER, "SELECT id FROM person WHERE subject = %s", subject)[0][0]

    def appoint(self, subject: str, office: str, capacity: str, grade: int = 1) -> None:
        """Give a person one capacity more."""
        columns = "person, office, capacity, valid_from, grade"
        given = f"'{self.id_of(subject)}', '{office}', '{capacity}', '1982-01-01', {grade}"
        done = self.run(OWNER, f"INSERT INTO appointment ({columns}) VALUES ({given})")
        assert done == COMMITTED

    def ledger(self, case: View) -> list[str]:
        """The kinds of a case's facts, in the order in which they became so."""
        return [
            kind for (kind,) in self.ask(OWNER, "SELECT kind FROM ledger WHERE case_id = %s ORDER BY seq", case["id"])
        ]


def broken_links(direct: DirectSql, case: View) -> list[int]:
    """The numbers of the ledger entries whose hash is not that of the entry and the one before, reckoned anew."""
    broken, before = [], b""
    for seq, at, actor, kind, body, prev, kept in direct.ask(
        OWNER, "SELECT seq, at, actor, kind, body, prev, hash FROM ledger WHERE case_id = %s ORDER BY seq", case["id"]
    ):
        instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = "|".join((case["id"], str(seq), instant, str(actor or "time"), kind, body))
        if (prev, kept) != (before, hashlib.sha256(before + line.encode()).digest()):
            broken.append(seq)
        before = kept
    return broken


async def a_small_draft(office: Office, *equities: str) -> View:
    """A demarche that has not been circulated yet."""
    return await office.open(a_draft(equities=equities), mandate="ECO-9a", by=DRAFTED_BY)


async def a_small_case(office: Office) -> View:
    """A demarche in its first round, that three agencies clear."""
    return await office.circulate(await a_small_draft(office), by=DRAFTED_BY)


async def a_small_approved_case(office: Office) -> View:
    """The same, cleared and approved: nothing stands against its release."""
    return await office.approve(await office.clear(await a_small_case(office)))


def on(case: View, **row: object) -> Row:
    """A row of a case's own."""
    return {"id": uuid4(), "case_id": case["id"], **row}


def exact(case: View) -> Row:
    """The current text, to the letter."""
    return {"version": case["text"]["version"], "digest": case["text"]["digest"]}


def a_release(case: View, **changed: object) -> Row:
    return on(case, **exact(case), channel="front_channel_cable", office=RELEASER) | changed


def a_sign_off(case: View, agency: str, **changed: object) -> Row:
    number = case["round"]["number"] if case["round"] else 1
    row = on(case, **exact(case), round=number, agency=agency, response="concur")
    return row | {"office": COORDINATORS.get(agency, "")} | changed


def an_approval(case: View, office: str, **changed: object) -> Row:
    return on(case, **exact(case), office=office) | changed


def a_version(case: View, words: bytes = OTHER_WORDS, **changed: object) -> Row:
    text = {"version": case["text"]["version"] + 1, "digest": hashlib.sha256(words).hexdigest(), "canonical": words}
    return on(case, **text, equities=Jsonb([[]]), note="", office=DRAFTED_BY) | changed


def a_round(case: View, *must_clear: str, **changed: object) -> Row:
    asked = {"must_clear": list(must_clear), "clear_if_affected": [], "info": []}
    number = (case["round"]["number"] if case["round"] else 0) + 1
    row = on(case, **exact(case), **asked, round=number, precedence="routine", suspense=SOON, office=DRAFTED_BY)
    return row | changed


def a_hold(case: View, agency: str, **changed: object) -> Row:
    until = datetime.now(UTC) + timedelta(days=170)
    row = on(case, agency=agency, kind="legal", reason="Under review.", lifts_when="It is not.", until=until)
    return row | {"office": COORDINATORS[agency]} | changed


def a_hold_end(case: View, hold: object, **changed: object) -> Row:
    return on(case, hold=hold, how="lifted", reason="Reviewed.", office="commerce.ita") | changed


def an_opening(direct: DirectSql, mandate: str, **changed: object) -> Row:
    """A case's own row, as its mandate would have it."""
    [found] = direct.ask(
        OWNER, "SELECT edition_id, procedure, action_agency, action_office FROM mandate WHERE code = %s", mandate
    )
    columns = dict(zip(("edition_id", "procedure", "action_agency", "action_office"), found, strict=True))
    row = {"id": uuid4(), "number": "X", "mandate": mandate, "title": "X", "level": 1, "stage": "drafting"}
    return row | dict(zip(columns, found, strict=True)) | changed


def a_comment(case: View, agency: str, sign_off: object, **changed: object) -> Row:
    row = on(case, sign_off=sign_off, version=case["text"]["version"], agency=agency, text="This goes too far.")
    return row | {"kind": "critical", "ground": "law"} | changed


def a_disposition(case: View, comment: object, **changed: object) -> Row:
    row = on(case, comment=comment, disposition="rejected", reason="It does not.", office=DRAFTED_BY)
    return row | changed


def a_withdrawal(case: View, **changed: object) -> Row:
    return on(case, reason="Overtaken by events.", office=DRAFTED_BY) | changed


def a_recall(case: View, **changed: object) -> Row:
    return on(case, reason="Wrong paragraph.", office=RELEASER) | changed


def a_milestone(case: View, name: str = "delivered", **changed: object) -> Row:
    at = "1982-11-01T00:00:00Z"
    return on(case, name=name, happened_at=at, note="Done.", detail=Jsonb({}), office="embassy.tokyo") | changed
