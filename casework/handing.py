"""Handing a case on: sent back by the approving official, or action transferred to another office."""

from dataclasses import replace

from casework.desk import CaseAct, case_act
from casework.words import REASON, check_line
from db.lists import office_exists
from domain.case import CaseFacts, Transfer
from domain.handing import may_answer_transfer, may_ask_transfer, may_send_back
from domain.refusals import Malformed, NotNow


@case_act(status=201)
async def send_back(act: CaseAct, *, reason: str) -> CaseFacts:
    """Send a cleared text back to the action office, which puts in a new version."""
    facts = act.facts
    office = may_send_back(act.actor, facts)
    await act.record(
        "send_back",
        version=facts.head.number,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return replace(facts, sent_back=facts.sent_back | {facts.head.number})


@case_act(status=201)
async def ask_transfer(act: CaseAct, *, to_office: str, reason: str) -> CaseFacts:
    """Ask that another office take the action; nothing moves until the other side accepts."""
    facts = act.facts
    office = may_ask_transfer(act.actor, facts, to_office)
    if not await office_exists(act.tx, to_office):
        raise Malformed("unknown_office", "There is no office by that code.")
    await act.record(
        "transfer",
        to_office=to_office,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    asked = await act.reread()
    return replace(facts, transfer=asked.transfer)


@case_act(status=200)
async def answer_transfer(act: CaseAct, *, accepted: bool, reason: str) -> CaseFacts:
    """Accept or refuse a transfer of action; an accepted one moves it in the same transaction."""
    asked: Transfer | None = act.facts.transfer
    office = may_answer_transfer(act.actor, act.facts)
    if asked is None:
        raise NotNow("no_transfer_asked", "No transfer of action waits for an answer.")
    await act.record(
        "transfer_answer",
        transfer=asked.id,
        accepted=accepted,
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        office=office,
    )
    return await act.reread()
