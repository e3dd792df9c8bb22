"""Who puts demarches to one counterpart in order (`domain.md` (d) row 14, PAR-4): the NSC, asked by the gauge.

The gauge asks. Where a directive has the next demarche wait, it waits until the NSC has sequenced it or the week has
rolled on: the NSC's silence is no veto.
"""

from datetime import datetime

from domain.case import CaseFacts
from domain.coordination import WEEK
from domain.entitlement import BEFORE_RELEASE, stage_is
from domain.people import Actor
from domain.refusals import Malformed, NotYours
from domain.vocabulary import Capacity


def may_sequence(actor: Actor, facts: CaseFacts, not_before: datetime | None, now: datetime) -> str:
    """The NSC says when a demarche may go: now, or not before an instant within the week."""
    office = actor.office_for(Capacity.NSC_STAFF) or actor.office_for(Capacity.APNSA)
    if office is None:
        raise NotYours("not_nsc", "Only the NSC sequences.")
    if facts.procedure != "demarche":
        raise Malformed("not_in_procedure", "Demarches are sequenced.")
    stage_is(facts, BEFORE_RELEASE, "sequencing")
    if not_before is not None and not_before > now + WEEK:
        raise Malformed("beyond_the_week", f"A demarche is put at most {WEEK.days} days ahead.")
    return office
