"""Splits: brought to decision, argued in each agency's own words, ruled on at a rung, reconsidered once."""

import json
from dataclasses import replace
from uuid import uuid4

from casework.desk import CaseAct, case_act
from casework.words import COMMENT, REASON, check_line, check_optional
from db import lists
from domain.case import CaseFacts, Move, Ruling, Split
from domain.ladder import LADDERS, Rung, next_down, next_up, track_for
from domain.refusals import NotNow
from domain.splits import (
    NOT_THE_WORDS_OF_B,
    holds_words_of_b,
    may_file_position,
    may_make_reclama,
    may_open_split,
    may_rule,
    open_split,
)
from domain.vocabulary import Outcome

QUESTION = 500


def _with(facts: CaseFacts, split: Split) -> CaseFacts:
    return replace(facts, splits=tuple(split if s.id == split.id else s for s in facts.splits))


@case_act(status=201)
async def bring_to_decision(act: CaseAct, *, question: str) -> CaseFacts:
    """Open a split: the question in one sentence, on the ladder that belongs to the subject, at its foot."""
    facts = act.facts
    office = may_open_split(act.actor, facts, act.now)
    track = track_for(action_agency=facts.action_agency, clause=act.row.mandate, procedure=facts.procedure)
    split_id, foot = uuid4(), LADDERS[track][0]
    at = await act.record(
        "split",
        id=split_id,
        version=facts.head.number,
        digest=facts.head.digest,
        track=track.value,
        question=check_line("question", question, limit=QUESTION),
        office=office,
    )
    moved_at = await act.record(
        "split_move", split=split_id, rung=foot.value, cause="opened", due_at=None, office=office
    )
    split = Split(
        id=split_id,
        version=facts.head.number,
        track=track,
        opened_at=at,
        moves=(Move(rung=foot, at=moved_at),),
    )
    return replace(facts, splits=(*facts.splits, split))


@case_act(status=201)
async def file_position(act: CaseAct, *, agency: str, recommendation: str, alternative: str | None = None) -> CaseFacts:
    """Say what an agency recommends, and the words that it would have instead."""
    facts = act.facts
    office = may_file_position(act.actor, facts, agency)
    split = open_split(facts)
    await act.record(
        "split_position",
        split=split.id,
        agency=agency,
        recommendation=check_line("recommendation", recommendation, limit=REASON, multiline=True),
        alternative=check_optional("alternative", alternative, limit=COMMENT),
        office=office,
    )
    return _with(facts, replace(split, positions=(*split.positions, (agency, act.actor.person))))


@case_act(status=201)
async def rule(
    act: CaseAct,
    *,
    outcome: Outcome,
    reason: str,
    digest: str | None = None,
    clauses: tuple[str, ...] = (),
    notational: bool = False,
) -> CaseFacts:
    """Rule on the open split at the rung where it stands.

    What binds a text (a controlling clause, the President's decision) binds it to the letter; a compromise sends it
    back to be redrafted and cleared; a remand or a referral moves the split. Dissents stay in the record.
    """
    facts = act.facts
    named = digest or facts.head.digest
    office = may_rule(act.actor, facts, outcome, named, clauses)
    split = open_split(facts)
    if outcome is Outcome.PRESIDENT_B:
        await _must_say_b(act, split)
    ruling_id = uuid4()
    at = await act.record(
        "ruling",
        id=ruling_id,
        split=split.id,
        rung=split.rung.value,
        outcome=outcome.value,
        version=facts.head.number,
        digest=facts.head.digest,
        clauses=list(clauses),
        reason=check_line("reason", reason, limit=REASON, multiline=True),
        notational=notational,
        office=office,
    )
    ruling = Ruling(
        id=ruling_id,
        outcome=outcome,
        rung=split.rung,
        version=facts.head.number,
        digest=facts.head.digest,
        at=at,
    )
    split = replace(split, rulings=(*split.rulings, ruling))
    rung = _goes_to(split, outcome)
    if rung is not None:
        moved_at = await act.record(
            "split_move", split=split.id, rung=rung.value, cause=outcome.value, due_at=None, office=office
        )
        split = replace(split, moves=(*split.moves, Move(rung=rung, at=moved_at)))
    return _with(facts, split)


async def _must_say_b(act: CaseAct, split: Split) -> None:
    """The text that is bound as B holds the alternative that an agency filed, to the letter."""
    filed = await lists.alternatives(act.tx, split.id)
    row = await lists.version(act.tx, act.facts.id, act.facts.head.number)
    words = [] if row is None else [p["text"] for p in json.loads(bytes(row["canonical"]))["paragraphs"]]
    if not holds_words_of_b(filed, words):
        raise NotNow("not_the_words_of_b", NOT_THE_WORDS_OF_B)


def _goes_to(split: Split, outcome: Outcome) -> Rung | None:
    if outcome is Outcome.REFER_UP:
        return next_up(split.track, split.rung)
    return next_down(split.track, split.rung) if outcome is Outcome.REMAND else None


@case_act(status=201)
async def make_reclama(act: CaseAct, *, agency: str, argument: str) -> CaseFacts:
    """Ask once that a ruling be reconsidered; until it is ruled again nothing goes out."""
    office, split = may_make_reclama(act.actor, act.facts, agency)
    at = await act.record(
        "reclama",
        split=split.id,
        agency=agency,
        argument=check_line("argument", argument, limit=REASON, multiline=True),
        office=office,
    )
    return _with(act.facts, replace(split, reclama_at=at))
