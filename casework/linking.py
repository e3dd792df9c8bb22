"""Links between cases: tied, untied, and shown to whoever sees both ends."""

from uuid import UUID, uuid4

from casework.desk import Act, Answer, Caller, CaseAct, acting, reading
from casework.views import case_view, instant
from casework.words import REASON, check_line
from db import acts, coordination
from db.engine import Database
from db.facts import case_for_person
from domain.linking import holder, may_end_link, may_link
from domain.marking import Level, banner
from domain.refusals import ChangedUnderYou, NotNow, NotThere
from domain.vocabulary import ENDED, LinkKind, Stage

View = dict[str, object]


async def link_cases(db: Database, caller: Caller, case_id: UUID, *, kind: LinkKind, to: UUID, reason: str) -> Answer:
    """Tie a case to another: `case_id` is the first end, `to` the second.

    Raises:
        NotThere: either is not there for this person.
        NotYours: of neither action office, and not the NSC; or a case would be superseded without its office's leave.
        NotNow: they are linked so already, the link would close a circle, or an end is over.
    """
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        first, second = await _both(act, case_id, to)
        office = may_link(act.actor, kind, first.facts, second.facts)
        await acts.record(
            act.tx,
            "case_link",
            id=uuid4(),
            case_id=holder(first.facts, second.facts).id,
            link=f"{kind}/{case_id}/{to}",
            reason=check_line("reason", reason, limit=REASON, multiline=True),
            office=office,
        )
        return await _answer(act, case_id, 201)


async def end_link(db: Database, caller: Caller, case_id: UUID, link_id: UUID, *, reason: str) -> Answer:
    """Untie two cases; the link stays in the record.

    Raises:
        NotThere: no such link of that case, or an end of it is not there for this person.
        NotYours: of neither action office, and not the NSC.
        NotNow: it has been ended.
    """
    async with acting(db, caller) as act:
        if act.answered:
            return act.answered
        found = await coordination.link(act.tx, link_id)
        if found is None or case_id not in (found["first"], found["second"]):
            raise NotThere
        other = found["second"] if found["first"] == case_id else found["first"]
        on, _ = await _both(act, case_id, other)
        first, second = await act.case(found["first"]), await act.case(found["second"])
        office = may_end_link(act.actor, first.facts, second.facts)
        if found["ended"]:
            raise NotNow("link_already_ended", "That link has been ended.")
        await acts.record(
            act.tx,
            "case_link_end",
            case_id=found["case_id"],
            link=link_id,
            reason=check_line("reason", reason, limit=REASON, multiline=True),
            office=office,
        )
        return await _answer(act, on.facts.id, 200)


async def _both(act: Act, case_id: UUID, other: UUID) -> tuple[CaseAct, CaseAct]:
    """Lock both ends, always in the same order, so that two who tie the same cases do not wait for each other."""
    found = {one: await act.case(one) for one in sorted({case_id, other})}
    if act.caller.if_version not in (None, found[case_id].row.ledger_seq):
        raise ChangedUnderYou("case_changed", "The case changed since you read it. Read it again.")
    return found[case_id], found[other]


async def _answer(act: Act, case_id: UUID, status: int) -> Answer:
    after = await act.case(case_id)
    return await act.answer(status, case_view(after.row, after.facts, after.now))


async def the_links(db: Database, subject: str, case_id: UUID) -> View:
    """The case's links to cases that this person sees too, and the levers that its mandate shares."""
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None:
            raise NotThere
        rows = await coordination.links(tx, case_id)
        levers = await coordination.levers(tx, case_id, found[0].directive)
    return {"items": [_link(row) for row in rows], "levers": [_lever(row) for row in levers]}


def case_line(row: coordination.Row) -> View:
    """A case as it is named in a list of another's."""
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "mandate": row["mandate"],
        "title": row["title"],
        "banner": banner(Level(row["level"])),
    }


def _link(row: coordination.Row) -> View:
    return {
        "id": str(row["id"]),
        "kind": row["kind"],
        "direction": "to" if row["first"] else "from",
        "case": {**case_line(row | {"id": row["other"]}), "stage": row["stage"]},
        "reason": row["reason"],
        "by": row["office"],
        "since": instant(row["at"]),
        "open": row["ended_at"] is None and _is_open(row),
        "ended_at": instant(row["ended_at"]),
        "ended_because": row["ended_because"],
    }


def _is_open(row: coordination.Row) -> bool:
    """Whether what the link says is still to come, or still so."""
    match row["kind"]:
        case LinkKind.PREREQUISITE if row["first"]:
            return not row["other_is_out"]
        case LinkKind.CONFLICTS_WITH:
            return Stage(row["stage"]) not in ENDED
        case _:
            return True


def _lever(row: coordination.Row) -> View:
    return {
        "name": row["name"],
        "mandates": row["mandates"],
        "certifies": row["certifies"],
        "certifications": [
            {
                "case": case_line(one),
                "statute": one["statute"],
                "opened_at": instant(one["at"]),
                "finding": one["finding"] or "pending",
                "decided_at": instant(one["decided_at"]),
            }
            for one in row["certifications"]
        ],
    }
