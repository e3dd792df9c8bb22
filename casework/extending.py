"""More time for one agency: asked for before its suspense, at most twice, the second time by a higher grade."""

from dataclasses import replace
from datetime import datetime

from casework.desk import CaseAct, case_act
from casework.words import REASON, check_line
from domain.case import CaseFacts, Extension
from domain.extending import longest_extension, may_extend


@case_act(status=201)
async def extend(act: CaseAct, *, agency: str, until: datetime | None, reason: str) -> CaseFacts:
    """Extend an agency's own time in the present round; the others' stays. Without `until`, as long as may be."""
    facts = act.facts
    held = may_extend(act.actor, facts, agency, until, act.now)
    to = longest_extension(facts, agency) if until is None else until
    number = facts.rounds[-1].number
    at = await act.record(
        "extension",
        round=number,
        agency=agency,
        until=to,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        grade=int(held.grade),
        office=held.office,
    )
    extension = Extension(round=number, agency=agency, until=to, grade=held.grade, person=act.actor.person, at=at)
    return replace(facts, extensions=(*facts.extensions, extension))
