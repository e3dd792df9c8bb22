"""Reading a case: its row, and the facts that the rules look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.basis import BASIS, basis_of
from domain.case import (
    Approval,
    CarriedOver,
    CaseFacts,
    CaseId,
    Comment,
    Equity,
    Extension,
    Hold,
    Move,
    Passed,
    Receipt,
    Release,
    Round,
    Ruling,
    Seat,
    SignOff,
    Split,
    Transfer,
    Version,
)
from domain.ladder import Rung, Track
from domain.marking import Level
from domain.people import PersonId
from domain.positions import Basis
from domain.vocabulary import (
    CommentKind,
    Disposition,
    EquityAct,
    Grade,
    HoldBecomes,
    HoldEnd,
    HoldKind,
    Milestone,
    Outcome,
    Response,
    Right,
)

Json = dict[str, Any]  # what PostgreSQL built with jsonb_build_object, read field by field below


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """What a case is called and how it is marked; content, for those who may see it."""

    id: CaseId
    number: str
    directive: str
    edition: int
    mandate: str
    title: str
    level: Level
    issue: str
    counterpart: str
    ledger_seq: int
    basis: Basis


_LOCK = text("SELECT 1 FROM case_file WHERE id = :id FOR NO KEY UPDATE")


def _rows(table: str, fields: str, order: str) -> str:
    pairs = ", ".join(f"'{name}', {name}" for name in fields.split())
    rows = f"jsonb_agg(jsonb_build_object({pairs}) ORDER BY {order})"
    return f"(SELECT coalesce({rows}, '[]') FROM {table} x WHERE x.case_id = c.id)"


_DISPOSITION = "(SELECT d.disposition FROM comment_disposition d WHERE d.comment = x.id ORDER BY d.at DESC LIMIT 1)"
_FACTS = f"""
  c.id, c.procedure, c.level, c.action_agency, c.action_office, c.person, c.at, sec.now() AS now,
  c.equities,
  {_rows("text_version", "version digest person", "version")} AS versions,
  {
    _rows(
        "clearance_round",
        "round version digest must_clear clear_if_affected info precedence suspense default_clearance person at",
        "round",
    )
} AS rounds,
  {_rows("split", "id version track at", "at")} AS splits,
  {_rows("split_position", "split agency person", "at")} AS positions,
  {_rows("split_move", "split rung at", "at")} AS moves,
  {_rows("ruling", "id split outcome rung version digest at", "at")} AS rulings,
  {_rows("reclama", "split at", "at")} AS reclamas,
  (SELECT coalesce(array_agg(b.version), '{{}}') FROM send_back b WHERE b.case_id = c.id) AS sent_back,
  (SELECT jsonb_build_object('id', t.id, 'office', t.office, 'to_office', t.to_office) FROM transfer t
     WHERE t.case_id = c.id AND NOT EXISTS (SELECT FROM transfer_answer y WHERE y.transfer = t.id) LIMIT 1) AS transfer,
  (SELECT array_agg(code) FROM agency WHERE kind = 'department') AS departments,
  {_rows("equity_act", "agency act at", "at")} AS equity_acts,
  {_rows("carry_over", "round version agency sign_off", "at")} AS carried,
  {_rows("extension", "round agency until grade person at", "at")} AS extensions,
  {_rows("receipt", "round agency full_time_at at", "at")} AS receipts,
  {_rows("sign_off", "id round version digest agency response person at", "seq")} AS sign_offs,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'sign_off', sign_off, 'version', version, 'agency', agency,
     'kind', kind, 'disposition', {
    _DISPOSITION
}) ORDER BY at), '[]') FROM comment x WHERE x.case_id = c.id) AS comments,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'agency', agency, 'kind', kind, 'until', until,
     'becomes', becomes, 'person', person, 'at', at,
     'extended', (SELECT jsonb_agg(h.until ORDER BY h.at) FROM hold_extension h WHERE h.hold = x.id),
     'ended', (SELECT e.how FROM hold_end e WHERE e.hold = x.id),
     'ended_at', (SELECT e.at FROM hold_end e WHERE e.hold = x.id)) ORDER BY at), '[]')
     FROM hold x WHERE x.case_id = c.id) AS holds,
  {_rows("approval", "id version digest person office at", "at")} AS approvals,
  {_rows("release", "id version digest channel person at", "at")} AS releases,
  {_rows("milestone", "id name happened_at at", "at")} AS milestones,
  EXISTS (SELECT FROM withdrawal w WHERE w.case_id = c.id) AS withdrawn,
  EXISTS (SELECT FROM recall r WHERE r.case_id = c.id) AS recalled,
  (SELECT coalesce(array_agg(t.key), '{{}}') FROM time_act t WHERE t.case_id = c.id) AS time_acts
"""
_FOR_PEOPLE = text(
    f"SELECT {_FACTS}, c.number, c.mandate, c.title, c.ledger_seq, e.directive, e.edition, m.issue, m.counterpart,"
    f" {BASIS} AS basis FROM case_file c JOIN directive_edition e ON e.id = c.edition_id"
    " LEFT JOIN mandate m ON m.edition_id = c.edition_id AND m.code = c.mandate WHERE c.id = :id"
)
_FOR_TIME = text(f"SELECT {_FACTS} FROM case_file c WHERE c.id = :id")


async def lock_case(tx: AsyncConnection, case_id: UUID) -> bool:
    """Lock the case's row until the end of the transaction. False: no such case, or not for you to know."""
    return (await tx.execute(_LOCK, {"id": case_id})).first() is not None


async def case_for_person(tx: AsyncConnection, case_id: UUID) -> tuple[CaseRow, CaseFacts, datetime] | None:
    """The case as the entered person may see it, and the database's instant. None: not there for them."""
    found = (await tx.execute(_FOR_PEOPLE, {"id": case_id})).mappings().first()
    if found is None:
        return None
    row = CaseRow(
        id=CaseId(found["id"]),
        number=found["number"],
        directive=found["directive"],
        edition=found["edition"],
        mandate=found["mandate"],
        title=found["title"],
        level=Level(found["level"]),
        issue=found["issue"] or "",
        counterpart=found["counterpart"] or "",
        ledger_seq=found["ledger_seq"],
        basis=basis_of(found["basis"]),
    )
    return row, facts_of(dict(found)), found["now"]


async def case_for_time(tx: AsyncConnection, case_id: UUID) -> tuple[CaseFacts, datetime] | None:
    """The facts without any content, for the worker's role, and the database's instant."""
    found = (await tx.execute(_FOR_TIME, {"id": case_id})).mappings().first()
    return None if found is None else (facts_of(dict(found)), found["now"])


def _at(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _person(value: str) -> PersonId:
    return PersonId(UUID(value))


def facts_of(found: Json) -> CaseFacts:
    """Build the facts from one row of the statement above."""
    releases = found["releases"]
    return CaseFacts(
        id=CaseId(found["id"]),
        procedure=found["procedure"],
        classification=Level(found["level"]),
        action_agency=found["action_agency"],
        action_office=found["action_office"],
        opened_by=PersonId(found["person"]),
        opened_at=found["at"],
        mandate_rights=tuple(Seat(agency=a, right=Right(r)) for a, r in sorted(found["equities"].items())),
        versions=tuple(
            Version(number=v["version"], digest=v["digest"], drafted_by=_person(v["person"])) for v in found["versions"]
        ),
        rounds=tuple(_round(r) for r in found["rounds"]),
        splits=tuple(_split(s, found) for s in found["splits"]),
        departments=frozenset(found["departments"] or ()),
        sent_back=frozenset(found["sent_back"]),
        transfer=_transfer(found["transfer"]) if found["transfer"] else None,
        equities=tuple(
            Equity(agency=e["agency"], act=EquityAct(e["act"]), at=_at(e["at"])) for e in found["equity_acts"]
        ),
        carried=tuple(
            CarriedOver(round=k["round"], version=k["version"], agency=k["agency"], sign_off=UUID(k["sign_off"]))
            for k in found["carried"]
        ),
        extensions=tuple(_extension(e) for e in found["extensions"]),
        receipts=tuple(
            Receipt(round=r["round"], agency=r["agency"], at=_at(r["at"]), full_time_at=_at(r["full_time_at"]))
            for r in found["receipts"]
        ),
        sign_offs=tuple(_sign_off(s) for s in found["sign_offs"]),
        comments=tuple(_comment(k) for k in found["comments"]),
        holds=tuple(_hold(h) for h in found["holds"]),
        approvals=tuple(
            Approval(
                id=UUID(a["id"]),
                digest=a["digest"],
                version=a["version"],
                person=_person(a["person"]),
                office=a["office"],
                at=_at(a["at"]),
            )
            for a in found["approvals"]
        ),
        release=_release(releases[0]) if releases else None,
        milestones=tuple(
            Passed(
                id=UUID(m["id"]),
                name=Milestone(m["name"]),
                happened_at=_at(m["happened_at"]),
                at=_at(m["at"]),
            )
            for m in found["milestones"]
        ),
        withdrawn=found["withdrawn"],
        recalled=found["recalled"],
        time_acts=frozenset(found["time_acts"]),
    )


def _split(s: Json, found: Json) -> Split:
    def mine(kind: str) -> list[Json]:
        return [row for row in found[kind] if row["split"] == s["id"]]

    return Split(
        id=UUID(s["id"]),
        version=s["version"],
        track=Track(s["track"]),
        opened_at=_at(s["at"]),
        moves=tuple(Move(rung=Rung(m["rung"]), at=_at(m["at"])) for m in mine("moves")),
        positions=tuple((p["agency"], _person(p["person"])) for p in mine("positions")),
        rulings=tuple(
            Ruling(
                id=UUID(r["id"]),
                outcome=Outcome(r["outcome"]),
                rung=Rung(r["rung"]),
                version=r["version"],
                digest=r["digest"],
                at=_at(r["at"]),
            )
            for r in mine("rulings")
        ),
        reclama_at=next((_at(r["at"]) for r in mine("reclamas")), None),
    )


def _transfer(t: Json) -> Transfer:
    return Transfer(id=UUID(t["id"]), asked_by=t["office"], to_office=t["to_office"])


def _release(r: Json) -> Release:
    return Release(
        id=UUID(r["id"]),
        digest=r["digest"],
        version=r["version"],
        channel=r["channel"],
        person=_person(r["person"]),
        at=_at(r["at"]),
    )


def _round(r: Json) -> Round:
    seats = tuple(Seat(agency=agency, right=right) for right in Right for agency in r[right.value])
    return Round(
        number=r["round"],
        version=r["version"],
        digest=r["digest"],
        circulated_by=_person(r["person"]),
        circulated_at=_at(r["at"]),
        suspense=_at(r["suspense"]),
        precedence=r["precedence"],
        seats=seats,
        default_clearance=r["default_clearance"],
    )


def _extension(e: Json) -> Extension:
    return Extension(
        round=e["round"],
        agency=e["agency"],
        until=_at(e["until"]),
        grade=Grade(e["grade"]),
        person=_person(e["person"]),
        at=_at(e["at"]),
    )


def _sign_off(s: Json) -> SignOff:
    return SignOff(
        id=UUID(s["id"]),
        round=s["round"],
        version=s["version"],
        digest=s["digest"],
        agency=s["agency"],
        response=Response(s["response"]),
        person=_person(s["person"]) if s["person"] else None,
        at=_at(s["at"]),
    )


def _comment(k: Json) -> Comment:
    return Comment(
        id=UUID(k["id"]),
        sign_off=UUID(k["sign_off"]),
        agency=k["agency"],
        kind=CommentKind(k["kind"]),
        version=k["version"],
        disposition=Disposition(k["disposition"]) if k["disposition"] else None,
    )


def _hold(h: Json) -> Hold:
    return Hold(
        id=UUID(h["id"]),
        agency=h["agency"],
        kind=HoldKind(h["kind"]),
        placed_by=_person(h["person"]),
        placed_at=_at(h["at"]),
        until=max(_at(until) for until in [h["until"], *(h["extended"] or ())]),
        becomes=HoldBecomes(h["becomes"]),
        extensions=len(h["extended"] or ()),
        ended=HoldEnd(h["ended"]) if h["ended"] else None,
        ended_at=_at(h["ended_at"]) if h["ended_at"] else None,
    )
