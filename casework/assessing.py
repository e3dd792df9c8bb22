"""An assessment as its action office and the NSC see it: plan, returns, score, review."""

from uuid import UUID

from casework.desk import reading
from casework.views import instant
from db import agenda, monitoring
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts, Passed
from domain.monitoring import UNCHANGED, asks, returns
from domain.refusals import NotThere
from domain.vocabulary import Milestone

View = dict[str, object]


async def the_assessment(db: Database, subject: str, case_id: UUID) -> View:
    """What one period's assessment rests on, and what became of it.

    Raises:
        NotThere: no such case, none for this person, or no monitoring.
    """
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None or found[1].procedure != "monitoring":
            raise NotThere
        rows = await monitoring.plan_and_returns(tx, case_id)
        opened = await agenda.children(tx, case_id)
    facts = found[1]
    plan = next((row["detail"] for row in rows if row["name"] == Milestone.PLAN_SET), None)
    words = {row["agency"]: row["detail"].get("value") for row in rows if row["name"] == Milestone.RETURNED}
    return {
        "plan": None if plan is None else {name: plan[name] for name in ("indicator", "baseline", "owner")},
        "returns": [_return(facts, agency, ask, words.get(agency)) for agency, ask in sorted(asks(facts).items())],
        "closed": _outcome(facts.latest(Milestone.RETURNS_CLOSED)),
        "score": _outcome(_score(facts)),
        "review": _outcome(facts.latest(Milestone.REVIEWED)),
        "opened": [
            {"id": str(child["id"]), "procedure": child["procedure"], "stage": child["stage"]} for child in opened
        ],
    }


def _return(facts: CaseFacts, agency: str, ask: Passed, words: str | None) -> View:
    given = returns(facts).get(agency)
    return {
        "agency": agency,
        "until": instant(ask.until),
        "outcome": _outcome(given),
        "value": words,
        "stale_copy": given is not None and given.outcome == UNCHANGED,
        "returned_at": instant(given.at) if given else None,
    }


def _score(facts: CaseFacts) -> Passed | None:
    """The latest score of the exact current text."""
    head = (facts.head.number, facts.head.digest)
    scores = [m for m in facts.milestones if m.name is Milestone.SCORED and (m.version, m.digest) == head]
    return scores[-1] if scores else None


def _outcome(said: Passed | None) -> str | None:
    return said.outcome if said else None
