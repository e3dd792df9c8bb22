"""The rules that verification holds each case against: a name, the rule in words, what it counts, what breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from casework.verification_action import (
    OF_ACTION_OFFICE,
    action_breaks,
    equity_breaks,
    recall_breaks,
    send_back_breaks,
    transfer_breaks,
)
from casework.verification_acts import order_breaks, round_breaks, standing_breaks, text_breaks, time_act_breaks
from casework.verification_carrying import carry_breaks
from casework.verification_certifications import certification_breaks, sequencing_breaks
from casework.verification_consultation import FACTS, consultation_breaks
from casework.verification_duties import (
    SIGNED_AS,
    approval_breaks,
    opening_breaks,
    sign_off_breaks,
    signature_breaks,
)
from casework.verification_enforcement import enforcement_breaks, enforcement_facts
from casework.verification_gate import release_breaks
from casework.verification_instruction import instruction_breaks
from casework.verification_kin import kin_breaks
from casework.verification_ladder import split_breaks
from casework.verification_ledger import chain_breaks, fact_breaks, pointer_breaks, time_breaks
from casework.verification_monitoring import monitoring_breaks, monitoring_facts
from casework.verification_negotiation import negotiation_breaks
from casework.verification_offices import office_breaks
from casework.verification_positions import (
    WITH_VERSION,
    adoption_breaks,
    aftermath_breaks,
    conflict_breaks,
    foundation_breaks,
)
from casework.verification_record import Record
from casework.verification_rounds import terms_breaks
from casework.verification_rulings import reclama_breaks, ruling_breaks
from casework.verification_silence import default_breaks, extension_breaks, hold_breaks, silences
from casework.verification_steps import step_breaks
from casework.verification_trade import trade_breaks, trade_facts
from db.evidence_register import Register


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
        name="terms",
        rule="Silence clears at no step that excludes it; the Legal Adviser is asked at the steps that need him, and no"
        " office asked once is left out later; a licensing referral has its thirty days.",
        counts=_kinds("clearance_round"),
        finds=terms_breaks,
    ),
    CaseRule(
        name="offices_beside",
        rule="An office asked beside its agency answers on the current, circulated text, by one of its own"
        " coordinators, cleared for it, who wrote and approved none of it and fills no other seat.",
        counts=_kinds("office_clearance"),
        finds=office_breaks,
    ),
    CaseRule(
        name="offices",
        rule="Drafts, circulations, what is carried over, dispositions and withdrawals are by people appointed to the"
        " office that had the action at that instant.",
        counts=_kinds(*OF_ACTION_OFFICE),
        finds=action_breaks,
    ),
    CaseRule(
        name="transfers",
        rule="The action moves only when the one office asks and the other accepts, each by its action officers.",
        counts=_kinds("transfer", "transfer_answer"),
        finds=transfer_breaks,
    ),
    CaseRule(
        name="equities",
        rule="Equities are claimed by their agency, granted or refused by the action office, imposed by the NSC.",
        counts=_kinds("equity_act"),
        finds=equity_breaks,
    ),
    CaseRule(
        name="sent_back",
        rule="A text is sent back while it is current, by a person appointed approver in the action agency.",
        counts=_kinds("send_back"),
        finds=send_back_breaks,
    ),
    CaseRule(
        name="holds",
        rule="Holds are placed, extended at most twice and lifted by their agency's coordinators, or end by time: not"
        " before their hour, and as announced.",
        counts=_kinds("hold", "hold_extension", "hold_end"),
        finds=hold_breaks,
    ),
    CaseRule(
        name="extensions",
        rule="An agency's time is extended before its suspense, for its own coordinator, at most twice, the second"
        " time by a higher grade; by statute once, by its head. A receipt is a coordinator's, and gives the full time.",
        counts=_kinds("extension", "receipt"),
        finds=extension_breaks,
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
        name="default_clearances",
        rule="Silence clears by time alone, as announced, after proven receipt, the agency's full time and its"
        " suspense, never for the NSC or the action agency, not for an agency that spoke or holds, and not while a"
        " split or a critical comment is open (invariant 7).",
        counts=lambda case: len(silences(case)),
        finds=default_breaks,
    ),
    CaseRule(
        name="carried_over",
        rule="What is carried over is the agency's latest response, a positive one, under its policy, with a proof"
        " that comes out the same when it is made again from the stored texts.",
        counts=_kinds("carry_over"),
        finds=carry_breaks,
    ),
    CaseRule(
        name="signatures",
        rule="A signature has the grade of an appointment in force at its instant and is for whom that says; time's"
        " has neither.",
        counts=_kinds(*SIGNED_AS),
        finds=signature_breaks,
    ),
    CaseRule(
        name="splits",
        rule="A split is brought up for a disagreement or a delay, argued by those who may clear, and climbs its own"
        " ladder rung by rung: by a ruling, or by time when that is due.",
        counts=_kinds("split", "split_position", "split_move"),
        finds=split_breaks,
    ),
    CaseRule(
        name="rulings",
        rule="Each is of an open split, at the rung where it stands, on the current text, by whoever speaks for that"
        " rung; only the President decides over a Department.",
        counts=_kinds("ruling"),
        finds=ruling_breaks,
    ),
    CaseRule(
        name="reclamas",
        rule="Each is the first of a split that was ruled on, by the losing agency, by an official of higher grade than"
        " signed its losing position.",
        counts=_kinds("reclama"),
        finds=reclama_breaks,
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
        rule="At its instant every agency with an equity, and every office asked beside its agency, had cleared that"
        " very text, none held or opposed it, or a"
        " ruling on that text had settled it; no split was open, it was not sent back, every critical comment was"
        " answered, it was approved, and State released it (invariant 1).",
        counts=_kinds("release"),
        finds=release_breaks,
    ),
    CaseRule(
        name="steps",
        rule="Each step of the procedure was taken by whom its table names, in its place and of the text then current;"
        " nothing was circulated or approved before the steps that come first.",
        counts=_kinds("milestone"),
        finds=step_breaks,
    ),
    CaseRule(
        name="trade_actions",
        rule="Counsel rules on the legal fence; who sits without a vote clears nothing; a reserve lapses within"
        " fourteen days, once a round; the partner is told before a notice; each later tranche has two determinations"
        " by two Secretaries.",
        counts=lambda case: len(trade_facts(case)),
        finds=trade_breaks,
    ),
    CaseRule(
        name="enforcement_cases",
        rule="Who leads was agreed by all three; a tear-line is its owner's, below its case, reviewed by another of"
        " theirs, and there before anything is told by it; nothing is decided after the sixty days.",
        counts=lambda case: len(enforcement_facts(case)),
        finds=enforcement_breaks,
    ),
    CaseRule(
        name="assessments",
        rule="Tasked agencies alone return, after the plan and until the returns are closed; complete is what nobody"
        " owes, incomplete what was due; what is incomplete is not on track; nobody reviews what they wrote. Only an"
        " assessment may have nobody to clear it.",
        counts=lambda case: len(monitoring_facts(case)),
        finds=monitoring_breaks,
    ),
    CaseRule(
        name="certifications",
        rule="Each is opened by the action office of a mandate that certifies, one at a time, decided by the head of"
        " its agency, who did not open it, and not taken back while it is pending.",
        counts=_kinds("certification", "certification_decision"),
        finds=certification_breaks,
    ),
    CaseRule(
        name="sequencings",
        rule="Only the NSC sequences, a demarche that has not gone.",
        counts=_kinds("sequencing"),
        finds=sequencing_breaks,
    ),
    CaseRule(
        name="instructions",
        rule="How a text is delivered was said by the action office before it circulated; no caption was broken, and"
        " post delivered at the rank named or above.",
        counts=_kinds("instruction"),
        finds=instruction_breaks,
    ),
    CaseRule(
        name="negotiations",
        rule="Rounds are held under an authority and on instructions; nothing is accepted, initialled or signed over an"
        " open departure; the text initialled is the one that is cleared, approved and signed, by the signer named.",
        counts=lambda case: len(case.of("milestone")) if case.opening.row["procedure"] == "negotiation" else 0,
        finds=negotiation_breaks,
    ),
    CaseRule(
        name="kin",
        rule="What is let out under another case has that one's text out before it, or its own text initialled there;"
        " what was initialled is not changed any more.",
        counts=lambda case: 1 if case.family.above else 0,
        finds=kin_breaks,
    ),
    CaseRule(
        name="consultations",
        rule="A plan follows from its meeting; agenda, principal's point, meeting and commitments are as the rules have"
        " them, by those entitled; a summary of conclusions is circulated under silence.",
        counts=_kinds(*FACTS),
        finds=consultation_breaks,
    ),
    CaseRule(
        name="recalls",
        rule="What was released is recalled by its releasers or the action office, before its first step outside.",
        counts=_kinds("recall"),
        finds=recall_breaks,
    ),
    CaseRule(
        name="endings",
        rule="After release come only delivery and what follows it; after the end nothing.",
        counts=lambda _: 1,
        finds=order_breaks,
    ),
    CaseRule(
        name="time",
        rule="Time does nothing before it is due, nobody acts in its name, and what is not time's is somebody's.",
        counts=lambda case: len(case.facts),
        finds=time_act_breaks,
    ),
    CaseRule(
        name="foundations",
        rule="What a version rests on, asserts, and would become as a position is declared with it by the action"
        " office,"
        " before it is circulated.",
        counts=_kinds(*WITH_VERSION),
        finds=foundation_breaks,
    ),
    CaseRule(
        name="adoptions",
        rule="A position comes into force of the current text, drafted to be one, approved, and answered by every"
        " agency"
        " that must clear in its own words; its action office ends it.",
        counts=_kinds("adoption", "retirement"),
        finds=adoption_breaks,
    ),
    CaseRule(
        name="conflicts",
        rule="Nothing goes out over a contradiction that is open; a chair, the Assistant to the President or the"
        " President"
        " rules on it, and that a text stands the President alone.",
        counts=_kinds("conflict", "conflict_ruling"),
        finds=conflict_breaks,
    ),
    CaseRule(
        name="aftermath",
        rule="Post or action office file what was said, those who must clear do so again, the action office changes"
        " pages,"
        " holders answer for their own copies, the NSC sees to drifts.",
        counts=_kinds("said", "drift", "reaffirmation", "page_change", "acknowledgement", "exception_answer"),
        finds=aftermath_breaks,
    ),
    CaseRule(
        name="standing",
        rule="A case's stage, current text, suspense, action office and access follow from its facts.",
        counts=lambda _: 1,
        finds=standing_breaks,
    ),
)
