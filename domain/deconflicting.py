"""Who leads an enforcement case, and what its later steps rest on (`domain.md` 8(b) B6).

Two agencies do not approach one firm: Commerce, Customs and Justice each name a lead, and there is one when all three
name the same. That all three must is ours.
"""

from datetime import datetime

from domain.case import CaseFacts
from domain.procedures.enforcement import FINAL, LEADS, sixty_days_after
from domain.refusals import Malformed, NotNow, NotYours
from domain.vocabulary import Milestone, Stage


def named_leads(facts: CaseFacts) -> dict[str, str]:
    """Agency -> whom it names, the latest counting."""
    return {m.agency: m.outcome for m in facts.milestones if m.name is Milestone.LEAD_NAMED}


def may_name_lead(agency: str) -> None:
    """Only those who might lead name a lead."""
    if agency not in LEADS:
        raise NotYours("not_deconflicting", f"Only {', '.join(sorted(LEADS))} name who leads.")


def may_settle_lead(facts: CaseFacts, outcome: str) -> None:
    """The lead is settled when all three name it."""
    named = named_leads(facts)
    disagreeing = sorted(agency for agency in LEADS if named.get(agency) != outcome)
    if disagreeing:
        raise NotNow(
            "no_agreed_lead",
            "Commerce, Customs (Treasury) and Justice must name the same lead first.",
            tuple({"agency": agency, "names": named.get(agency)} for agency in disagreeing),
        )


def demarche_is_delivered(facts: CaseFacts) -> bool:
    """Whether a demarche under this case has been delivered."""
    after = {Stage.REPORT, Stage.ASSESSMENT, Stage.CLOSED}
    return any(child.procedure == "demarche" and child.stage in after for child in facts.children)


def may_take(facts: CaseFacts, name: Milestone, outcome: str, reference: str | None, *, releasable: bool) -> None:
    """What a step after the finding rests on is there.

    Args:
        facts: the case.
        name: the step.
        outcome: what it comes to.
        reference: the paper named with it.
        releasable: whether the owner has found a tear-line releasable.
    """
    match name, outcome:
        case Milestone.SANITISED, "releasable" if not releasable:
            raise NotNow("no_tear_line", "No tear-line has been found releasable by the agency whose it is.")
        case Milestone.DEMARCHE_MADE, "delivered" if not demarche_is_delivered(facts):
            raise NotNow("demarche_not_delivered", "No demarche under this case has been delivered.")
        case Milestone.MEASURES_TAKEN, "denial_order" if reference is None:
            raise Malformed("order_not_named", "Name the denial order: `reference`.")
        case _:
            return


def may_still_decide(facts: CaseFacts, name: Milestone, happened_at: datetime, now: datetime) -> None:
    """After sixty days nobody decides any more: what was submitted is final (EAA 1979, section 10(h)).

    A determination of detriment is made before that; a decision of the partners' was taken before that.
    """
    submitted = [m.happened_at for m in facts.milestones if m.name is Milestone.MULTILATERAL_SUBMITTED]
    stayed = any(m.name is Milestone.DETRIMENT_DETERMINED for m in facts.milestones)
    over = sixty_days_after(submitted[-1]) if submitted and not stayed else None
    decided = now if name is Milestone.DETRIMENT_DETERMINED else happened_at
    if FINAL in facts.time_acts or (over is not None and decided >= over):
        raise NotNow("wait_is_over", "The sixty days are over: what was submitted is final.")
