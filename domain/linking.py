"""Who ties cases to one another, and how (`domain.md` (d) row 14).

A link is of the end that is marked higher: whoever sees only the lower one finds nothing of it there.
"""

from domain.case import CaseFacts
from domain.people import Actor
from domain.refusals import Malformed, NotNow, NotYours
from domain.vocabulary import Capacity, LinkKind


def ties(actor: Actor, facts: CaseFacts) -> str | None:
    """The office in which the actor may tie that case: its action office, or the NSC's."""
    return (
        actor.office_for(Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office)
        or actor.office_for(Capacity.NSC_STAFF)
        or actor.office_for(Capacity.APNSA)
    )


def may_link(actor: Actor, kind: LinkKind, first: CaseFacts, second: CaseFacts) -> str:
    """The action office of either end, or the NSC, ties two cases; a case is superseded by its own office's leave."""
    if first.id == second.id:
        raise Malformed("not_an_end", "A case is not linked to itself.")
    office = ties(actor, second) or (ties(actor, first) if kind is not LinkKind.SUPERSEDES else None)
    if office is None:
        raise NotYours("not_action_office", "The action office of an end, or the NSC, links cases.")
    waiting = {LinkKind.PREREQUISITE: first, LinkKind.SUPERSEDES: second}.get(kind)
    if waiting is not None and (waiting.release is not None or waiting.withdrawn):
        raise NotNow("case_has_ended", "What was released or withdrawn waits for nothing, and is not superseded.")
    return office


def may_end_link(actor: Actor, first: CaseFacts, second: CaseFacts) -> str:
    """Whoever may tie an end may untie it."""
    office = ties(actor, first) or ties(actor, second)
    if office is None:
        raise NotYours("not_action_office", "The action office of an end, or the NSC, ends a link.")
    return office


def holder(first: CaseFacts, second: CaseFacts) -> CaseFacts:
    """The end whose ledger has the link."""
    return second if second.classification > first.classification else first
