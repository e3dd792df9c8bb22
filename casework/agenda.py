"""The agenda of a consultation: topics proposed by agencies, decided on by the action office, linked to cases."""

from dataclasses import replace
from uuid import UUID, uuid4

from casework.desk import CaseAct, case_act, reading
from casework.views import instant
from casework.words import REASON, TITLE, check_line
from db import agenda
from db.engine import Database
from db.facts import case_for_person
from domain.case import CaseFacts
from domain.consulting import may_decide_topic, may_propose_topic, of_a_consultation
from domain.meeting import Topic
from domain.refusals import NotThere

MOST_TOPICS = 100
View = dict[str, object]


@case_act(status=201)
async def propose_topic(act: CaseAct, *, agency: str, title: str, links: tuple[UUID, ...]) -> CaseFacts:
    """Propose a topic for an agency, with the cases that it touches.

    Raises:
        NotYours: not one who speaks for the agency.
        NotNow: the book has gone up.
        NotThere: a linked case that is not there for this person.
    """
    facts = act.facts
    held = may_propose_topic(act.actor, facts, agency)
    topic_id = uuid4()
    said = check_line("title", title, limit=TITLE)
    await act.record("topic", id=topic_id, agency=agency, title=said, office=held.office)
    for linked in dict.fromkeys(links):
        await act.record("topic_link", id=uuid4(), topic=topic_id, linked=linked, office=held.office)
    return replace(facts, topics=(*facts.topics, Topic(id=topic_id, agency=agency)))


@case_act(status=201)
async def decide_topic(act: CaseAct, topic: UUID, *, included: bool, reason: str) -> CaseFacts:
    """Say whether a topic is on the agenda. It may be said anew until the book has gone up.

    Raises:
        NotThere: no such topic in this case.
    """
    facts = act.facts
    office = may_decide_topic(act.actor, facts)
    if topic not in {one.id for one in facts.topics}:
        raise NotThere
    said = check_line("reason", reason, limit=REASON, multiline=True)
    await act.record("topic_decision", id=uuid4(), topic=topic, included=included, reason=said, office=office)
    return replace(
        facts, topics=tuple(replace(one, included=included) if one.id == topic else one for one in facts.topics)
    )


async def the_agenda(db: Database, subject: str, case_id: UUID) -> View:
    """The topics with what was decided; of linked cases and of cases under this one those that the person may see."""
    async with reading(db, subject) as (tx, _):
        found = await case_for_person(tx, case_id)
        if found is None:
            raise NotThere
        of_a_consultation(found[1])
        topics = await agenda.topics(tx, case_id)
        children = await agenda.children(tx, case_id)
    return {
        "case": str(case_id),
        "topics": [
            {
                "id": str(topic["id"]),
                "agency": topic["agency"],
                "title": topic["title"],
                "proposed_at": instant(topic["at"]),
                "included": topic["included"],
                "reason": topic["reason"],
                "decided_at": instant(topic["decided_at"]),
                "links": topic["links"],
            }
            for topic in topics
        ],
        "children": [{**child, "id": str(child["id"])} for child in children],
    }
