"""Tranches of an allocation: one after the other, later ones on two keys each, none while a certification is pending.

Sources: PL 97-453 (96 Stat. 2482), section 201(e)(1)(D): after the first release a further one is made only if both
Secretaries determine in writing that the nation complies. Packwood-Magnuson: a certified nation's allocation is cut by
at least half. That the cut is told as a share of the year's allocation is ours.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.case import CaseFacts
from domain.entitlement import apart
from domain.people import Actor, PersonId
from domain.procedures.trade_action import COMPLIES
from domain.refusals import Malformed, NotNow
from domain.vocabulary import Milestone

KEYS: Final = (Milestone.TRANCHE_DETERMINED_STATE, Milestone.TRANCHE_DETERMINED_COMMERCE)
WHOLE: Final = 100
HALVED: Final = 50


class LeverState(StrEnum):
    """What certifications under other mandates do to a lever that a case pulls."""

    FREE = "free"
    PENDING = "pending"
    CERTIFIED = "certified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """A released tranche: its `ref`, such as tranche-2, and its share of the year's allocation in per cent."""

    ref: str
    share: int


def next_ref(facts: CaseFacts) -> str:
    """Which tranche comes next."""
    return f"tranche-{sum(m.name is Milestone.TRANCHE_RELEASED for m in facts.milestones) + 1}"


def determined(facts: CaseFacts, ref: str) -> dict[Milestone, bool]:
    """Key -> whether the latest determination for that tranche says that the nation complies."""
    latest = {m.name: m.outcome == COMPLIES for m in facts.milestones if m.ref == ref and m.name in KEYS}
    return {key: latest.get(key, False) for key in KEYS}


def may_determine_tranche(actor: Actor, facts: CaseFacts, name: Milestone, ref: str) -> None:
    """A Secretary turns one key for the next tranche after the first; nobody turns both."""
    comes = next_ref(facts)
    if comes == "tranche-1":
        raise NotNow("keys_cover_the_first", "The keys turned on the text cover the first tranche: release that.")
    _is_next(ref, comes)
    other = {m.person for m in facts.milestones if m.ref == ref and m.name in KEYS and m.name is not name}
    apart(actor, frozenset[PersonId](other), "turned the other key for this tranche")


def _is_next(ref: str, comes: str) -> None:
    if ref != comes:
        raise NotNow("not_the_next_tranche", f"Tranches go one after the other; {comes} is next.")


def may_release_tranche(
    facts: CaseFacts, ref: str, share: int, released: tuple[Tranche, ...], lever: LeverState
) -> None:
    """A tranche goes out in its turn, on both keys, within the allocation, and never while its lever is held.

    Args:
        facts: the case.
        ref: which tranche.
        share: its share of the year's allocation, in per cent.
        released: those before it.
        lever: what certifications do to the lever.
    """
    if lever is LeverState.PENDING:
        raise NotNow("coordination_pending", "Coordination with another case is pending. Ask the NSC staff.")
    _is_next(ref, next_ref(facts))
    missing = [key for key, complies in determined(facts, ref).items() if not complies]
    if released and missing:
        raise NotNow(
            "determination_missing",
            "For a later tranche both Secretaries determine in writing that the nation complies; one key is not two.",
            tuple({"step": key.value} for key in missing),
        )
    total = sum(tranche.share for tranche in released) + share
    if not 0 < share <= WHOLE or total > WHOLE:
        raise Malformed("share_out_of_range", "Shares are per cent of the year's allocation, together at most 100.")
    if lever is LeverState.CERTIFIED and total > HALVED:
        raise NotNow("allocation_halved", f"The allocation is cut by half: {HALVED} per cent in all may be released.")
