"""Carrying over: at circulation, which agencies' earlier responses stand for the new version, with the proof."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

import rfc8785

from casework.desk import CaseAct
from casework.redline import aligned
from db import lists, positions
from db.directives import carry_policies
from domain.case import CarriedOver, CaseFacts, SignOff
from domain.marking import Level
from domain.reclearance import CarryPolicy, Pair, carries
from domain.text import Paragraph
from domain.vocabulary import Response, Right

CARRIED = frozenset({Response.CONCUR, Response.CONCUR_WITH_COMMENT, Response.NO_EQUITY})
"""Responses that may stand for a later version; a nonconcurrence survives by itself, silence never does."""


def paragraphs_of(row: lists.Row) -> tuple[Paragraph, ...]:
    """A stored version's paragraphs."""
    words = json.loads(bytes(row["canonical"]))["paragraphs"]
    return tuple(
        Paragraph(text=p["text"], marking=Level[p["marking"]], equities=tuple(equities))
        for p, equities in zip(words, row["equities"], strict=True)
    )


async def carry_over(act: CaseAct, facts: CaseFacts, office: str) -> CaseFacts:
    """Record which responses stand for the version just circulated; the other agencies are asked anew."""
    candidates = _candidates(facts)
    if not candidates:
        return facts
    policies = await carry_policies(act.tx)
    on = facts.rounds[-1]
    head = await _text(act, facts, on.version)
    for sign_off in candidates:
        policy = CarryPolicy(policies[sign_off.agency])
        if not await _rests_alike(act, facts, sign_off.version):
            continue
        signed = await _text(act, facts, sign_off.version)
        places = aligned(signed, head)
        pairs = [Pair(old=_at(signed, old), new=_at(head, new)) for old, new in places]
        if not carries(policy, sign_off.agency, pairs):
            continue
        await act.record(
            "carry_over",
            round=on.number,
            version=on.version,
            digest=on.digest,
            agency=sign_off.agency,
            sign_off=sign_off.id,
            from_version=sign_off.version,
            policy=policy.value,
            proof=proof(sign_off.digest, on.digest, policy, places, pairs),
            office=office,
        )
        carried = CarriedOver(round=on.number, version=on.version, agency=sign_off.agency, sign_off=sign_off.id)
        facts = replace(facts, carried=(*facts.carried, carried))
    return facts


def proof(
    signed: str,
    carried_to: str,
    policy: CarryPolicy,
    places: Sequence[tuple[int | None, int | None]],
    pairs: Sequence[Pair],
) -> str:
    """SHA-256 of what changed between the two texts, paragraph by paragraph, that anyone can compute again."""
    what = {
        "type": "one-voice/carry-over/1",
        "from": signed,
        "to": carried_to,
        "policy": policy.value,
        "paragraphs": [
            {"old": old, "new": new, "changed": pair.changed, "administrative": pair.administrative}
            for (old, new), pair in zip(places, pairs, strict=True)
        ],
    }
    return hashlib.sha256(rfc8785.dumps(what)).hexdigest()


def _candidates(facts: CaseFacts) -> tuple[SignOff, ...]:
    asked = {seat.agency for seat in facts.seats if seat.right is not Right.INFO}
    latest = {sign_off.agency: sign_off for sign_off in facts.sign_offs}
    return tuple(s for s in latest.values() if s.agency in asked and s.response in CARRIED)


async def _rests_alike(act: CaseAct, facts: CaseFacts, signed: int) -> bool:
    """Whether the text signed and the one circulated cite the same positions: on others, words mean something else."""
    old, new = [
        await positions.basis_of_version(act.tx, facts.id, version) for version in (signed, facts.rounds[-1].version)
    ]
    return set(old["cites"]) == set(new["cites"])


async def _text(act: CaseAct, facts: CaseFacts, version: int) -> tuple[Paragraph, ...]:
    row = await lists.version(act.tx, facts.id, version)
    return () if row is None else paragraphs_of(row)


def _at(paragraphs: Sequence[Paragraph], index: int | None) -> Paragraph | None:
    return None if index is None else paragraphs[index]
