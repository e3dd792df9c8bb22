"""A trade action as its committee sees it: fence, seats, reserves, keys, tranches."""

from uuid import UUID

from casework.desk import reading
from casework.linking import the_links
from casework.views import instant
from db import coordination
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts, Passed
from domain.clearance import open_holds, standing
from domain.procedure import belongs, passed, walled
from domain.procedures.registry import rules_of
from domain.refusals import NotThere
from domain.tranches import KEYS, next_ref
from domain.vocabulary import HoldKind, Milestone, Place, Right

View = dict[str, object]

WALL_NOTICE = (
    "Wall notice: this matter is decided on its own record. No agency clears, comments on or holds any paper on it; the"
    " case is withdrawn, and policy on the subject is a case of its own."
)


async def the_trade_action(db: Database, subject: str, case_id: UUID) -> View:
    """What the trade committees look at.

    Raises:
        NotThere: no such case, none for this person, or no trade action.
    """
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None or found[1].procedure != "trade_action":
            raise NotThere
        tranches = await coordination.tranches(tx, case_id)
    facts = found[1]
    links = await the_links(db, subject, case_id)
    return {
        "fence": _latest(facts, Milestone.LEGAL_FENCE),
        "wall_notice": WALL_NOTICE if walled(facts, rules_of(facts)) else None,
        "seats": _seats(facts),
        "keys": _keys(facts),
        "tranches": [{"ref": t.ref, "share": t.share} for t in tranches],
        "next_tranche": _next_tranche(facts),
        "levers": links["levers"],
    }


def _told(m: Passed) -> View:
    return {"name": m.name.value, "agency": m.agency, "outcome": m.outcome, "ref": m.ref, "recorded_at": instant(m.at)}


def _latest(facts: CaseFacts, name: Milestone) -> View | None:
    return next((_told(m) for m in reversed(facts.milestones) if m.name is name), None)


def _seats(facts: CaseFacts) -> list[View]:
    """Members decide by consensus; who sits without a vote and who observes clear nothing and block nothing."""
    answers, reserves = standing(facts), {h.agency: h.until for h in open_holds(facts) if h.kind is HoldKind.POLICY}
    seats = facts.seats or facts.mandate_rights
    return [
        {
            "agency": seat.agency,
            "seat": "non_voting"
            if seat.agency in facts.non_voting
            else ("observer" if seat.right is Right.INFO else "member"),
            "response": answers[seat.agency].response.value if seat.agency in answers else None,
            "reserved_until": instant(reserves.get(seat.agency)),
        }
        for seat in seats
    ]


def _keys(facts: CaseFacts) -> list[View]:
    """The keys that this case needs on the exact current text, and who has turned them."""
    return [
        {"step": step.name.value, "agency": step.agency, "turned": passed(facts, step), "by": _by(facts, step.name)}
        for step in rules_of(facts).steps
        if step.place is Place.KEY and belongs(facts, step)
    ]


def _by(facts: CaseFacts, name: Milestone) -> View | None:
    head = (facts.head.number, facts.head.digest)
    return next(
        (_told(m) for m in reversed(facts.milestones) if m.name is name and (m.version, m.digest) == head), None
    )


def _next_tranche(facts: CaseFacts) -> View | None:
    """Which tranche comes next and what was determined for it; None where there are no tranches."""
    if Milestone.TRANCHE_RELEASED not in facts.steps:
        return None
    ref = next_ref(facts)
    said = {m.name: m for m in facts.milestones if m.ref == ref and m.name in KEYS}
    return {"ref": ref, "determinations": [_told(m) for m in said.values()]}
