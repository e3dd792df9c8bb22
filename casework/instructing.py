"""How a text is to be delivered: said by the action office with the words, and cleared with them."""

from dataclasses import replace
from datetime import datetime

from casework.desk import CaseAct, case_act
from domain.case import CaseFacts, Instruction
from domain.instructing import may_instruct
from domain.refusals import Malformed
from domain.vocabulary import CablePrecedence, Caption, InterlocutorLevel, PaperLeft


@case_act(status=201)
async def instruct(
    act: CaseAct,
    *,
    precedence: CablePrecedence,
    captions: tuple[Caption, ...] = (),
    level: InterlocutorLevel | None = None,
    paper: PaperLeft = PaperLeft.NONE,
    deliver_by: datetime | None = None,
) -> CaseFacts:
    """Say to whom at least, how fast, in whose hands only and with which paper the text is to be delivered.

    Raises:
        NotYours: not of the action office.
        NotNow: the text has been circulated; a new version may be delivered otherwise.
        Malformed: the procedure instructs no post; a date in the past.
    """
    facts = act.facts
    office = may_instruct(act.actor, facts)
    if deliver_by is not None and deliver_by <= act.now:
        raise Malformed("until_in_the_past", "The day by which to deliver lies ahead.")
    await act.record(
        "instruction",
        version=facts.head.number,
        precedence=precedence.value,
        captions=[caption.value for caption in captions],
        level=None if level is None else int(level),
        paper=paper.value,
        deliver_by=deliver_by,
        office=office,
    )
    given = Instruction(
        version=facts.head.number,
        precedence=precedence,
        captions=captions,
        level=level,
        paper=paper,
        deliver_by=deliver_by,
    )
    return replace(facts, instruction=given)
