"""A case's facts as its ledger tells them: one small function for each kind of fact.

A new kind of fact takes a table with its triggers and grants, a field of `CaseFacts`, and here a function that reads
its entries, named in `facts_of`. Statements do not grow with it. A column that a later migration adds is in no earlier
entry: read it by `.get`.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

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
from domain.coordination import Cause
from domain.ladder import Rung, Track
from domain.marking import Level
from domain.meeting import Commitment, Meeting, PlanStep, Topic
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
from domain.working_days import Allowed

Json = dict[str, Any]  # a ledger body: the fact's row as PostgreSQL kept it, read field by field below
Entries = Mapping[str, list[Json]]
"""kind -> its facts, in the order in which they became so."""


def entries_of(told: str | None) -> Entries:
    """Sort by kind what sec.told or sec.told_to_time answered."""
    by_kind: defaultdict[str, list[Json]] = defaultdict(list)
    for kind, fact in json.loads(told or "[]"):
        by_kind[kind].append(fact)
    return by_kind


def facts_of(case: Mapping[str, Any], told: Entries, departments: Sequence[str] = ()) -> CaseFacts:
    """Build the facts.

    Args:
        case: the columns of the case's row that are no entry's: who has the action, how it is marked, the mandate's
            equities and steps, its parent and children, whether it is a principals' consultation.
        told: the entries.
        departments: which agencies are Departments; may be left out where there is no split.
    """
    return CaseFacts(
        id=CaseId(case["id"]),
        procedure=case["procedure"],
        classification=Level(case["level"]),
        action_agency=case["action_agency"],
        action_office=case["action_office"],
        opened_by=PersonId(case["person"]),
        opened_at=case["at"],
        mandate_rights=tuple(Seat(agency=a, right=Right(r)) for a, r in sorted(case["equities"].items())),
        versions=tuple(map(_version, told["text_version"])),
        rounds=tuple(map(_round, told["clearance_round"])),
        splits=_splits(told),
        departments=frozenset(departments),
        sent_back=frozenset(b["version"] for b in told["send_back"]),
        transfer=_transfer(told),
        equities=tuple(map(_equity, told["equity_act"])),
        carried=tuple(map(_carried, told["carry_over"])),
        extensions=tuple(map(_extension, told["extension"])),
        receipts=tuple(map(_receipt, told["receipt"])),
        sign_offs=tuple(map(_sign_off, told["sign_off"])),
        office_answers=tuple(map(_office_answer, told["office_clearance"])),
        comments=_comments(told),
        holds=_holds(told),
        approvals=tuple(map(_approval, told["approval"])),
        release=next(map(_release, told["release"]), None),
        milestones=tuple(map(_passed, told["milestone"])),
        instruction=next(map(_instruction, reversed(told["instruction"])), None),
        steps=frozenset(case["steps"]),
        children=tuple(map(_child, case["children"] or ())),
        parent=case["parent"],
        above=_parent(case["above"]) if case["above"] else None,
        deadlines=tuple(Deadline(name=d["name"], at=_at(d["at"])) for d in case["deadlines"] or ()),
        need_to_know=tuple(case["need_to_know"] or ()),
        frozen=case["frozen"],
        non_voting=frozenset(case["non_voting"] or ()),
        coordination=frozenset(map(Cause, case["coordination"])),
        high_level=case["high_level"],
        meetings=tuple(map(_meeting, told["meeting"])),
        topics=_topics(told),
        commitments=_commitments(told),
        withdrawn=bool(told["withdrawal"]),
        recalled=bool(told["recall"]),
        time_acts=frozenset(t["key"] for t in told["time_act"]),
    )


def _at(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _person(value: str) -> PersonId:
    return PersonId(UUID(value))


def _version(v: Json) -> Version:
    return Version(number=v["version"], digest=v["digest"], drafted_by=_person(v["person"]), flags=v.get("flags") or 0)


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
        silence_excluded=Exclusion(r["silence_excluded"]) if r.get("silence_excluded") else None,
        offices=tuple(r.get("offices") or ()),
        preset=Preset(r["preset"]) if r.get("preset") else None,
        allowed=_allowed(r),
        reminders=_reminders(r.get("reminders")),
    )


def _allowed(r: Json) -> Allowed | None:
    days, hours = r.get("working_days"), r.get("hours")
    return None if days is None and hours is None else Allowed(working_days=days, hours=hours)


def _reminders(told: list[list[str]] | None) -> tuple[tuple[str, datetime], ...] | None:
    return None if told is None else tuple((kind, _at(when)) for kind, when in told)


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


def _splits(told: Entries) -> tuple[Split, ...]:
    parts = ("split_move", "split_position", "ruling", "reclama")
    return tuple(
        _split(s, {kind: [fact for fact in told[kind] if fact["split"] == s["id"]] for kind in parts})
        for s in told["split"]
    )


def _split(s: Json, its: Entries) -> Split:
    return Split(
        id=UUID(s["id"]),
        version=s["version"],
        track=Track(s["track"]),
        opened_at=_at(s["at"]),
        moves=tuple(Move(rung=Rung(m["rung"]), at=_at(m["at"])) for m in its["split_move"]),
        positions=tuple((p["agency"], _person(p["person"])) for p in its["split_position"]),
        grades=tuple((p["agency"], Grade(p.get("grade") or 1)) for p in its["split_position"]),
        rulings=tuple(map(_ruling, its["ruling"])),
        reclama_at=next((_at(r["at"]) for r in its["reclama"]), None),
    )


def _ruling(r: Json) -> Ruling:
    return Ruling(
        id=UUID(r["id"]),
        outcome=Outcome(r["outcome"]),
        rung=Rung(r["rung"]),
        version=r["version"],
        digest=r["digest"],
        at=_at(r["at"]),
    )


def _transfer(told: Entries) -> Transfer | None:
    """The transfer that nobody has answered yet."""
    answered = {answer["transfer"] for answer in told["transfer_answer"]}
    return next(
        (
            Transfer(id=UUID(t["id"]), asked_by=t["office"], to_office=t["to_office"])
            for t in told["transfer"]
            if t["id"] not in answered
        ),
        None,
    )


def _equity(e: Json) -> Equity:
    return Equity(agency=e["agency"], act=EquityAct(e["act"]), at=_at(e["at"]))


def _carried(k: Json) -> CarriedOver:
    return CarriedOver(round=k["round"], version=k["version"], agency=k["agency"], sign_off=UUID(k["sign_off"]))


def _extension(e: Json) -> Extension:
    return Extension(
        round=e["round"],
        agency=e["agency"],
        until=_at(e["until"]),
        grade=Grade(e["grade"]),
        person=_person(e["person"]),
        at=_at(e["at"]),
    )


def _receipt(r: Json) -> Receipt:
    return Receipt(round=r["round"], agency=r["agency"], at=_at(r["at"]), full_time_at=_at(r["full_time_at"]))


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
        grade=Grade(s.get("grade") or 1),
    )


def _comments(told: Entries) -> tuple[Comment, ...]:
    """Each with its latest disposition."""
    disposed = {d["comment"]: Disposition(d["disposition"]) for d in told["comment_disposition"]}
    return tuple(
        Comment(
            id=UUID(k["id"]),
            sign_off=UUID(k["sign_off"]),
            agency=k["agency"],
            kind=CommentKind(k["kind"]),
            version=k["version"],
            disposition=disposed.get(k["id"]),
        )
        for k in told["comment"]
    )


def _holds(told: Entries) -> tuple[Hold, ...]:
    """Each with its extensions and its end."""
    ends = {e["hold"]: e for e in told["hold_end"]}
    return tuple(
        _hold(h, [_at(x["until"]) for x in told["hold_extension"] if x["hold"] == h["id"]], ends.get(h["id"]))
        for h in told["hold"]
    )


def _hold(h: Json, extended: list[datetime], end: Json | None) -> Hold:
    return Hold(
        id=UUID(h["id"]),
        agency=h["agency"],
        kind=HoldKind(h["kind"]),
        placed_by=_person(h["person"]),
        placed_at=_at(h["at"]),
        until=max([_at(h["until"]), *extended]),
        becomes=HoldBecomes(h["becomes"]),
        extensions=len(extended),
        ended=HoldEnd(end["how"]) if end else None,
        ended_at=_at(end["at"]) if end else None,
        grade=Grade(h.get("grade") or 1),
    )


def _approval(a: Json) -> Approval:
    return Approval(
        id=UUID(a["id"]),
        digest=a["digest"],
        version=a["version"],
        person=_person(a["person"]),
        office=a["office"],
        at=_at(a["at"]),
    )


def _release(r: Json) -> Release:
    return Release(
        id=UUID(r["id"]),
        digest=r["digest"],
        version=r["version"],
        channel=r["channel"],
        person=_person(r["person"]),
        at=_at(r["at"]),
    )


def _passed(m: Json) -> Passed:
    return Passed(
        id=UUID(m["id"]),
        name=Milestone(m["name"]),
        happened_at=_at(m["happened_at"]),
        at=_at(m["at"]),
        person=_person(m["person"]),
        version=m.get("version"),
        digest=m.get("digest"),
        agency=m.get("agency") or "",
        outcome=m.get("outcome") or "",
        ref=m.get("ref") or "",
        until=_at(m["until"]) if m.get("until") else None,
        office=m["office"],
        of=_other(m["other_case"], m["other_version"], m["other_digest"]) if m.get("other_case") else None,
    )


def _instruction(i: Json) -> Instruction:
    return Instruction(
        version=i["version"],
        precedence=CablePrecedence(i["precedence"]),
        captions=tuple(map(Caption, i["captions"])),
        level=InterlocutorLevel(i["level"]) if i["level"] else None,
        paper=PaperLeft(i["paper"]),
        deliver_by=_at(i["deliver_by"]) if i["deliver_by"] else None,
    )


def _other(case: str, version: int, digest: str) -> OtherText:
    return OtherText(case=UUID(case), version=version, digest=digest)


def _child(k: Json) -> Child:
    return Child(
        id=UUID(k["id"]),
        procedure=k["procedure"],
        stage=Stage(k["stage"]),
        opened_at=_at(k["at"]),
        head=Version(number=k["version"], digest=k["digest"], drafted_by=_person(k["drafted_by"])),
        released=k["released"],
        released_at=_at(k["released_at"]) if k["released_at"] else None,
    )


def _parent(p: Json) -> Parent:
    return Parent(
        id=UUID(p["id"]),
        procedure=p["procedure"],
        mandate=p["mandate"],
        released=p["released"],
        found=tuple((Milestone(name), outcome) for name, outcome in p["found"].items()),
        initialled=_other(p["other_case"], p["other_version"], p["other_digest"]) if p["other_case"] else None,
    )


def _meeting(m: Json) -> Meeting:
    return Meeting(
        id=UUID(m["id"]),
        meets_at=_at(m["meets_at"]),
        cycle_days=m["cycle_days"],
        plan=tuple((step, _at(m["plan"][step])) for step in PlanStep if step in m["plan"]),
        at=_at(m["at"]),
    )


def _topics(told: Entries) -> tuple[Topic, ...]:
    """Each with its latest decision."""
    decided = {d["topic"]: bool(d["included"]) for d in told["topic_decision"]}
    return tuple(Topic(id=UUID(t["id"]), agency=t["agency"], included=decided.get(t["id"])) for t in told["topic"])


def _commitments(told: Entries) -> tuple[Commitment, ...]:
    """Each with its day as extended last, and whether it was said last to be done."""
    acts = told["commitment_act"]
    until = {a["commitment"]: _at(a["until"]) for a in acts if a["act"] == "extended"}
    said = {a["commitment"]: a["act"] == "done" for a in acts if a["act"] != "extended"}
    return tuple(
        Commitment(
            id=UUID(k["id"]),
            agency=k["agency"],
            due_at=until.get(k["id"], _at(k["due_at"])),
            done=said.get(k["id"], False),
        )
        for k in told["commitment"]
    )
