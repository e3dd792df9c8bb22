"""An office's own answer to the exact current text, where it is asked beside its agency: the Legal Adviser's."""

from dataclasses import replace
from uuid import uuid4

from casework.desk import CaseAct, case_act
from casework.words import COMMENT, check_optional
from domain.answering import may_answer_for_office
from domain.case import CaseFacts, OfficeAnswer
from domain.vocabulary import Ground, Response


@case_act(status=201)
async def answer_for_office(
    act: CaseAct,
    *,
    office: str,
    response: Response,
    digest: str,
    ground: Ground | None = None,
    opinion: str | None = None,
) -> CaseFacts:
    """Concur for an office, or not, with its ground and its opinion; bound to this digest, kept for ever.

    Raises:
        ChangedUnderYou: `digest` is not the current text's.
        NotYours: not a coordinator of that office, it is not asked, or duties to be kept apart.
        NotNow: nothing is being cleared.
        Malformed: a nonconcurrence without its ground or opinion.
    """
    facts = act.facts
    held = may_answer_for_office(act.actor, facts, office, digest, (response, ground, opinion))
    on, answer_id = facts.rounds[-1], uuid4()
    at = await act.record(
        "office_clearance",
        id=answer_id,
        round=on.number,
        version=facts.head.number,
        digest=digest,
        response=response.value,
        ground=ground.value if ground else None,
        opinion=check_optional("opinion", opinion, limit=COMMENT),
        office=held.office,
    )
    answer = OfficeAnswer(
        id=answer_id,
        round=on.number,
        version=facts.head.number,
        digest=digest,
        office=held.office,
        response=response,
        person=act.actor.person,
        at=at,
        ground=ground,
    )
    return replace(facts, office_answers=(*facts.office_answers, answer))
