"""What is published of a trade action, and that the partner is told of it first (`domain.md` 8(b) B5 stage 8)."""

from domain.case import CaseFacts
from domain.refusals import NotNow
from domain.vocabulary import Channel, Milestone


def _refuse() -> None:
    raise NotNow("partner_not_told", "The partner is told before the notice: have the post record that first.")


def may_publish(facts: CaseFacts, channel: str) -> None:
    """A trade action is released by public notice only in words of which the partner has been told."""
    told = {(m.version, m.digest) for m in facts.milestones if m.name is Milestone.PARTNER_TOLD}
    published = facts.procedure == "trade_action" and channel == Channel.PUBLIC_NOTICE
    if published and (facts.head.number, facts.head.digest) not in told:
        _refuse()


def may_give_notice(facts: CaseFacts) -> None:
    """After release, notice follows the offer of consultation."""
    if not facts.passed(Milestone.CONSULTATION_OFFERED):
        _refuse()
