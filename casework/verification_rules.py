"""The rules that verification holds each case against: a name, the rule in words, what it counts, what breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from casework.verification_acts import order_breaks, round_breaks, standing_breaks, text_breaks, time_act_breaks
from casework.verification_duties import (
    OF_ACTION_OFFICE,
    approval_breaks,
    office_breaks,
    opening_breaks,
    sign_off_breaks,
)
from casework.verification_gate import release_breaks
from casework.verification_ledger import chain_breaks, fact_breaks, pointer_breaks, time_breaks
from casework.verification_record import Record
from db.evidence import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule:
    """One rule. `counts`: how many things of a case it is held against. `finds`: what broke it."""

    name: str
    rule: str
    counts: Callable[[Record], int]
    finds: Callable[[Record, Register], Iterator[str]]


def _kinds(*kinds: str) -> Callable[[Record], int]:
    return lambda case: sum(len(case.of(kind)) for kind in kinds)


CASE_RULES: Final = (
    CaseRule(
        name="ledger_chain",
        rule="A case's entries are numbered from 1 without a gap, each follows from the one before it by hash, and"
        " the case names the last one (invariant 3).",
        counts=lambda case: len(case.entries),
        finds=chain_breaks,
    ),
    CaseRule(
        name="ledger_times",
        rule="Within a case each entry is later than the one before it.",
        counts=lambda case: len(case.entries),
        finds=time_breaks,
    ),
    CaseRule(
        name="ledger_facts",
        rule="Every fact has one ledger entry and every entry its fact, by the same person, at the same instant,"
        " saying the same (invariant 3).",
        counts=lambda case: len(case.facts),
        finds=fact_breaks,
    ),
    CaseRule(
        name="pointers",
        rule="What a fact refers to is of its own case and was there before it.",
        counts=lambda case: len(case.facts),
        finds=pointer_breaks,
    ),
    CaseRule(
        name="openings",
        rule="A case has its mandate's action office, procedure and equities, and was opened by that office.",
        counts=lambda _: 1,
        finds=opening_breaks,
    ),
    CaseRule(
        name="texts",
        rule="Versions are numbered from 1; a digest is the SHA-256 of the stored bytes; these are a text in RFC 8785"
        " form, marked no higher than its case.",
        counts=_kinds("text_version"),
        finds=text_breaks,
    ),
    CaseRule(
        name="circulations",
        rule="Rounds are numbered from 1, each on the text current at that time.",
        counts=_kinds("clearance_round"),
        finds=round_breaks,
    ),
    CaseRule(
        name="offices",
        rule="Drafts, circulations, dispositions and withdrawals are by people appointed to the action office at that"
        " instant; holds are placed and lifted by their agency's coordinators, or lapse at their end.",
        counts=_kinds(*OF_ACTION_OFFICE, "hold", "hold_end"),
        finds=office_breaks,
    ),
    CaseRule(
        name="sign_offs",
        rule="Each is on the current, circulated text, for an agency with a right of clearance, by a person appointed"
        " its coordinator at that instant, cleared for the text, who wrote none of it; one human, one seat"
        " (invariant 4).",
        counts=_kinds("sign_off"),
        finds=sign_off_breaks,
    ),
    CaseRule(
        name="approvals",
        rule="Each is of the current text, by a person appointed approver at that instant in the action agency, who"
        " wrote none of it.",
        counts=_kinds("approval"),
        finds=approval_breaks,
    ),
    CaseRule(
        name="releases",
        rule="At its instant every agency with an equity had cleared that very text, none held or opposed it, every"
        " critical comment was answered, it was approved, and State released it (invariant 1).",
        counts=_kinds("release"),
        finds=release_breaks,
    ),
    CaseRule(
        name="endings",
        rule="After release come only delivery and what follows it; after the end nothing.",
        counts=lambda _: 1,
        finds=order_breaks,
    ),
    CaseRule(
        name="time",
        rule="Time does nothing before it is due, and nobody acts in its name.",
        counts=_kinds("time_act"),
        finds=time_act_breaks,
    ),
    CaseRule(
        name="standing",
        rule="A case's stage, current text, suspense and access follow from its facts.",
        counts=lambda _: 1,
        finds=standing_breaks,
    ),
)
