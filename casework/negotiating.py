"""What a person is shown of a negotiation: its authority, rounds, departures, what is cleared under it, its clocks."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from casework.desk import reading
from casework.views import instant
from db import kin
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts, Passed
from domain.departures import Departure, departures
from domain.procedures.negotiation import NEGOTIATION, approver
from domain.procedures.negotiation_rules import initialled
from domain.refusals import NotThere
from domain.vocabulary import Milestone

View = dict[str, object]

LATEST_ROUNDS = 50


async def the_negotiation(db: Database, subject: str, case_id: UUID) -> View:
    """A negotiation as the person may see it: of the cases under it, those that are there for them.

    Raises:
        NotThere: no such case, not for this person to know, or no negotiation.
    """
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None or found[1].procedure != NEGOTIATION.name:
            raise NotThere
        under = await kin.cases_under(tx, case_id)
    _, facts, now = found
    held = [m for m in facts.milestones if m.name is Milestone.ROUND_HELD]
    signer = facts.latest(Milestone.SIGNATURE_AUTHORISED)
    return {
        "case": str(facts.id),
        "found": _outcome(facts, Milestone.AGREEMENT_DETERMINED),
        "authority": _authority(facts),
        "rounds": {
            "held": len(held),
            "latest": [_round(m) for m in held[-LATEST_ROUNDS:]],
            "accepted_ad_referendum": [m.ref for m in facts.milestones if m.name is Milestone.ACCEPTED_AD_REFERENDUM],
        },
        "departures": [_departure(one) for one in departures(facts)],
        "instructions": [
            {**_under(row), "fallbacks": [_under(f) for f in under if f["parent"] == row["id"]]}
            for row in under
            if row["procedure"] == "instruction"
        ],
        "texts": [_text(facts, row) for row in under if row["procedure"] == "agreement_text"],
        "second_authorities": [_under(row) for row in under if row["procedure"] == "signing_authority"],
        "signer": signer.ref if signer else None,
        "clocks": list(_clocks(facts, now)),
    }


def _outcome(facts: CaseFacts, name: Milestone) -> str | None:
    said = facts.latest(name)
    return said.outcome if said else None


def _authority(facts: CaseFacts) -> View:
    needed = approver(facts)
    given = facts.release
    return {
        "given_at": instant(given.at) if given else None,
        "digest": given.digest if given else None,
        "called_back": facts.recalled,
        "approval": {
            "agency": facts.action_agency if needed.agency == "action" else needed.agency,
            "grade": needed.grade.name.lower(),
            "in_person": not needed.acting,
            "president": needed.president,
        },
        "approved_in": [a.office for a in facts.approvals if a.digest == facts.head.digest],
    }


def _round(held: Passed) -> View:
    return {"number": int(held.ref), "at": instant(held.happened_at), "recorded_at": instant(held.at)}


def _departure(one: Departure) -> View:
    return {
        "ref": one.ref,
        "recorded_at": instant(one.at),
        "open": bool(one.missing),
        "dropped": one.dropped,
        "cleared": [{"by": seat, "at": instant(at)} for seat, at, _ in one.cleared],
        "missing": list(one.missing),
    }


def _under(row: kin.Row) -> View:
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "title": row["title"],
        "stage": row["stage"],
        "version": row["head_version"],
        "digest": row["head_digest"],
        "opened_at": instant(row["at"]),
        "released_at": instant(row["released_at"]),
    }


def _text(facts: CaseFacts, row: kin.Row) -> View:
    of = initialled(facts)
    return {**_under(row), "initialled": of is not None and (of.case, of.digest) == (row["id"], row["head_digest"])}


def _clocks(facts: CaseFacts, now: datetime) -> Iterator[View]:
    """The clocks still of concern, soonest first, and deadlines that lay in the past when the case was opened."""
    for deadline in facts.deadlines:
        if deadline.at <= facts.opened_at:
            key = f"sunset/{deadline.name}"
            yield {"key": key, "at": instant(deadline.at), "state": "past_when_opened", "days": _days(deadline.at, now)}
    for clock in sorted(NEGOTIATION.clocks(facts), key=lambda clock: clock.at):
        state = "noted" if clock.key in facts.time_acts else "due" if clock.at <= now else "coming"
        yield {"key": clock.key, "at": instant(clock.at), "state": state, "days": _days(clock.at, now)}


def _days(at: datetime, now: datetime) -> int:
    """Whole days from now until then; negative once it has passed."""
    return int((at - now).total_seconds() // 86_400)
