"""A case's facts read from their own tables, a subquery a kind: what the reading of the ledger is held to."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from db.engine import Database
from domain.case import (
    Approval,
    CarriedOver,
    CaseFacts,
    CaseId,
    Child,
    Comment,
    Deadline,
    Equity,
    Extension,
    Hold,
    Instruction,
    Move,
    OfficeAnswer,
    OtherText,
    Parent,
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
from domain.vocabulary import (
    CablePrecedence,
    Caption,
    CommentKind,
    Disposition,
    EquityAct,
    Exclusion,
    Grade,
    Ground,
    HoldBecomes,
    HoldEnd,
    HoldKind,
    InterlocutorLevel,
    Milestone,
    Outcome,
    PaperLeft,
    Preset,
    Response,
    Right,
    Stage,
)
from domain.working_days import WASHINGTON, Allowed

Json = dict[str, Any]  # what PostgreSQL built with jsonb_build_object, read field by field below
DAY = timedelta(days=1)


def _rows(table: str, fields: str, order: str) -> str:
    pairs = ", ".join(f"'{name}', {name}" for name in fields.split())
    rows = f"jsonb_agg(jsonb_build_object({pairs}) ORDER BY {order})"
    return f"(SELECT coalesce({rows}, '[]') FROM {table} x WHERE x.case_id = c.id)"


_DISPOSITION = "(SELECT d.disposition FROM comment_disposition d WHERE d.comment = x.id ORDER BY d.at DESC LIMIT 1)"
_FACTS = f"""
  c.id, c.parent, c.steps, c.procedure, c.level, c.action_agency, c.action_office, c.person, c.at, sec.now() AS now,
  c.equities,
  (SELECT m.non_voting FROM mandate m WHERE (m.edition_id, m.code) = (c.edition_id, c.mandate)) AS non_voting,
  {_rows("text_version", "version digest person flags", "version")} AS versions,
  {
    _rows(
        "clearance_round",
        "round version digest must_clear clear_if_affected info precedence suspense default_clearance"
        " silence_excluded offices preset working_days hours reminders person at",
        "round",
    )
} AS rounds,
  {_rows("split", "id version track at", "at")} AS splits,
  {_rows("split_position", "split agency person grade", "at")} AS positions,
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
  {_rows("sign_off", "id round version digest agency response person grade at", "seq")} AS sign_offs,
  {_rows("office_clearance", "id round version digest office response ground person at", "at")} AS office_answers,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'sign_off', sign_off, 'version', version, 'agency', agency,
     'kind', kind, 'disposition', {
    _DISPOSITION
}) ORDER BY at), '[]') FROM comment x WHERE x.case_id = c.id) AS comments,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'agency', agency, 'kind', kind, 'until', until,
     'becomes', becomes, 'person', person, 'grade', grade, 'at', at,
     'extended', (SELECT jsonb_agg(h.until ORDER BY h.at) FROM hold_extension h WHERE h.hold = x.id),
     'ended', (SELECT e.how FROM hold_end e WHERE e.hold = x.id),
     'ended_at', (SELECT e.at FROM hold_end e WHERE e.hold = x.id)) ORDER BY at), '[]')
     FROM hold x WHERE x.case_id = c.id) AS holds,
  {_rows("approval", "id version digest person office at", "at")} AS approvals,
  {_rows("release", "id version digest channel person at", "at")} AS releases,
  {_rows("instruction", "version precedence captions level paper deliver_by", "at")} AS instructions,
  {
    _rows(
        "milestone",
        "id name happened_at at person version digest agency outcome ref until office"
        " other_case other_version other_digest",
        "at",
    )
} AS milestones,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'procedure', k.procedure, 'stage', k.stage, 'at', k.at,
     'version', v.version, 'digest', v.digest, 'person', v.person, 'released', r.digest, 'released_at', r.at)
     ORDER BY k.at, k.id), '[]') FROM case_file k
     JOIN text_version v ON v.case_id = k.id AND v.version = k.head_version
     LEFT JOIN release r ON r.case_id = k.id AND NOT EXISTS (SELECT FROM recall x WHERE x.case_id = k.id)
     WHERE k.parent = c.id) AS children,
  (SELECT jsonb_build_object('id', p.id, 'procedure', p.procedure, 'mandate', p.mandate,
     'released', EXISTS (SELECT FROM release r WHERE r.case_id = p.id)
       AND NOT EXISTS (SELECT FROM recall r WHERE r.case_id = p.id),
     'found', (SELECT coalesce(jsonb_object_agg(m.name, m.outcome ORDER BY m.at), '{{}}') FROM milestone m
       WHERE m.case_id = p.id AND m.outcome <> ''),
     'initialled', (SELECT to_jsonb(i) FROM milestone i WHERE i.case_id = p.id AND i.other_case IS NOT NULL
       ORDER BY i.at DESC LIMIT 1)) FROM case_file p WHERE p.id = c.parent) AS above,
  c.need_to_know,
  (SELECT i.other_digest FROM milestone i WHERE i.other_case = c.id ORDER BY i.at LIMIT 1) AS frozen,
  (SELECT jsonb_agg(d) FROM mandate m, jsonb_array_elements(m.deadlines) d WHERE m.edition_id = c.edition_id
     AND m.code = c.mandate AND m.level <= c.level) AS deadlines,
  EXISTS (SELECT FROM withdrawal w WHERE w.case_id = c.id) AS withdrawn,
  EXISTS (SELECT FROM recall r WHERE r.case_id = c.id) AS recalled,
  (SELECT coalesce(array_agg(t.key), '{{}}') FROM time_act t WHERE t.case_id = c.id) AS time_acts
"""


async def facts_by_table(owner: Database, case_id: UUID) -> CaseFacts:
    """The facts as the owner finds them in the tables; Departments only where there is a split."""
    async with owner.begin() as tx:
        statement = text(f"SELECT {_FACTS} FROM case_file c WHERE c.id = :id")
        found = (await tx.execute(statement, {"id": case_id})).mappings().one()
    facts = facts_of(dict(found))
    return facts if facts.splits else replace(facts, departments=frozenset())


def _other(m: Json) -> OtherText:
    return OtherText(case=UUID(m["other_case"]), version=m["other_version"], digest=m["other_digest"])


def _parent(p: Json) -> Parent:
    return Parent(
        id=UUID(p["id"]),
        procedure=p["procedure"],
        mandate=p["mandate"],
        released=p["released"],
        found=tuple((Milestone(name), outcome) for name, outcome in p["found"].items()),
        initialled=_other(p["initialled"]) if p["initialled"] else None,
    )


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
        versions=tuple(_version(v) for v in found["versions"]),
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
        office_answers=tuple(_office_answer(a) for a in found["office_answers"]),
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
                person=_person(m["person"]),
                version=m["version"],
                digest=m["digest"],
                agency=m["agency"],
                outcome=m["outcome"],
                ref=m["ref"],
                until=_at(m["until"]) if m["until"] else None,
                office=m["office"],
                of=_other(m) if m["other_case"] else None,
            )
            for m in found["milestones"]
        ),
        children=tuple(
            Child(
                id=UUID(k["id"]),
                procedure=k["procedure"],
                stage=Stage(k["stage"]),
                opened_at=_at(k["at"]),
                head=Version(number=k["version"], digest=k["digest"], drafted_by=_person(k["person"])),
                released=k["released"],
                released_at=_at(k["released_at"]) if k["released_at"] else None,
            )
            for k in found["children"]
        ),
        instruction=_instruction(found["instructions"][-1]) if found["instructions"] else None,
        parent=found["parent"],
        above=_parent(found["above"]) if found["above"] else None,
        deadlines=tuple(
            Deadline(name=d["name"], at=datetime.combine(date.fromisoformat(d["date"]) + DAY, time(), WASHINGTON))
            for d in found["deadlines"] or ()
        ),
        need_to_know=tuple(found["need_to_know"] or ()),
        frozen=found["frozen"],
        steps=frozenset(found["steps"]),
        non_voting=frozenset(found["non_voting"] or ()),
        withdrawn=found["withdrawn"],
        recalled=found["recalled"],
        time_acts=frozenset(found["time_acts"]),
    )


def _instruction(i: Json) -> Instruction:
    return Instruction(
        version=i["version"],
        precedence=CablePrecedence(i["precedence"]),
        captions=tuple(Caption(caption) for caption in i["captions"]),
        level=InterlocutorLevel(i["level"]) if i["level"] is not None else None,
        paper=PaperLeft(i["paper"]),
        deliver_by=_at(i["deliver_by"]) if i["deliver_by"] else None,
    )


def _version(v: Json) -> Version:
    return Version(number=v["version"], digest=v["digest"], drafted_by=_person(v["person"]), flags=v["flags"])


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
        grades=tuple((p["agency"], Grade(p["grade"] or 1)) for p in mine("positions")),
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
        silence_excluded=Exclusion(r["silence_excluded"]) if r["silence_excluded"] else None,
        offices=tuple(r["offices"] or ()),
        preset=Preset(r["preset"]) if r["preset"] else None,
        allowed=None
        if r["working_days"] is None and r["hours"] is None
        else Allowed(working_days=r["working_days"], hours=r["hours"]),
        reminders=None if r["reminders"] is None else tuple((kind, _at(when)) for kind, when in r["reminders"]),
    )


def _office_answer(a: Json) -> OfficeAnswer:
    return OfficeAnswer(
        id=UUID(a["id"]),
        round=a["round"],
        version=a["version"],
        digest=a["digest"],
        office=a["office"],
        response=Response(a["response"]),
        person=_person(a["person"]),
        at=_at(a["at"]),
        ground=Ground(a["ground"]) if a["ground"] else None,
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
        grade=Grade(s["grade"] or 1),
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
        grade=Grade(h["grade"] or 1),
    )
