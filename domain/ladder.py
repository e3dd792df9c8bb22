"""The ladder that a split climbs: its rungs by subject, who decides at each, for how long it may stay there.

Sources: domain.md section 3 (SIG/IG structure of January 1982, SIG-IEP, TPSC-TPRG-TPC; today's IPC, DC, PC) and
"Escalation timings". No time limit is published for the trade committees: theirs here is our own choice, like all
marked [M].
"""

from enum import StrEnum
from typing import Final


class Rung(StrEnum):
    """A body that may settle a split."""

    WORKING_GROUP = "working_group"
    IG = "ig"
    SIG_FP = "sig_fp"
    SIG_DP = "sig_dp"
    SIG_IEP = "sig_iep"
    TPSC = "tpsc"
    TPRG = "tprg"
    TPC = "tpc"
    NSC = "nsc"
    PRESIDENT = "president"


class Track(StrEnum):
    """Which ladder belongs to the subject."""

    FOREIGN_POLICY = "foreign_policy"
    DEFENSE_POLICY = "defense_policy"
    ECONOMIC_POLICY = "economic_policy"
    TRADE = "trade"


LADDERS: Final[dict[Track, tuple[Rung, ...]]] = {
    Track.FOREIGN_POLICY: (Rung.WORKING_GROUP, Rung.IG, Rung.SIG_FP, Rung.NSC, Rung.PRESIDENT),
    Track.DEFENSE_POLICY: (Rung.WORKING_GROUP, Rung.IG, Rung.SIG_DP, Rung.NSC, Rung.PRESIDENT),
    Track.ECONOMIC_POLICY: (Rung.WORKING_GROUP, Rung.IG, Rung.SIG_IEP, Rung.NSC, Rung.PRESIDENT),
    Track.TRADE: (Rung.TPSC, Rung.TPRG, Rung.TPC, Rung.NSC, Rung.PRESIDENT),
}

NAMES: Final[dict[Rung, tuple[str, str]]] = {
    Rung.WORKING_GROUP: ("Desk working group", "Desk working group"),
    Rung.IG: ("Interdepartmental Group", "Interagency Policy Committee"),
    Rung.SIG_FP: ("Senior Interdepartmental Group, Foreign Policy", "Deputies Committee"),
    Rung.SIG_DP: ("Senior Interdepartmental Group, Defense Policy", "Deputies Committee"),
    Rung.SIG_IEP: ("Senior Interdepartmental Group, International Economic Policy", "Deputies Committee"),
    Rung.TPSC: ("Trade Policy Staff Committee", "Trade Policy Staff Committee"),
    Rung.TPRG: ("Trade Policy Review Group", "Trade Policy Review Group"),
    Rung.TPC: ("Trade Policy Committee", "Principals Committee"),
    Rung.NSC: ("National Security Council", "Principals Committee"),
    Rung.PRESIDENT: ("The President", "The President"),
}
"""Rung -> (its name in 1982, its name today)."""

WORKING_DAYS: Final[dict[Rung, int]] = {
    Rung.WORKING_GROUP: 2,
    Rung.IG: 5,
    Rung.SIG_FP: 5,
    Rung.SIG_DP: 5,
    Rung.SIG_IEP: 5,
    Rung.TPSC: 5,
    Rung.TPRG: 5,
    Rung.TPC: 5,
    Rung.NSC: 10,
    Rung.PRESIDENT: 10,
}
"""How long a split stays at a rung before time refers it up."""

TOTAL_DAYS: Final = 90
"""Calendar days after which a split is before the NSC, wherever it was (15 CFR 750.4(a) as anchor)."""

CHAIRS: Final[dict[Rung, str]] = {
    Rung.IG: "ig.japan",
    Rung.SIG_FP: "sig.fp",
    Rung.SIG_DP: "sig.dp",
    Rung.SIG_IEP: "sig.iep",
    Rung.TPSC: "tpsc.chair",
    Rung.TPRG: "tprg.chair",
    Rung.TPC: "tpc.chair",
}
"""The office whose chair speaks for the body; at the NSC the Assistant to the President, above him the President."""


def next_up(track: Track, rung: Rung) -> Rung | None:
    """The next rung; None at the top."""
    ladder = LADDERS[track]
    at = ladder.index(rung)
    return ladder[at + 1] if at + 1 < len(ladder) else None


def next_down(track: Track, rung: Rung) -> Rung | None:
    """The rung below; None at the bottom."""
    ladder = LADDERS[track]
    at = ladder.index(rung)
    return ladder[at - 1] if at > 0 else None


def below_nsc(track: Track, rung: Rung) -> bool:
    """Whether the rung is below the NSC."""
    ladder = LADDERS[track]
    return ladder.index(rung) < ladder.index(Rung.NSC)


def track_for(*, action_agency: str, clause: str, procedure: str = "") -> Track:
    """The ladder of a mandate: by its clause's front; trade for a trade action, or where USTR has the action.

    A trade action has one ladder, TPSC to TPRG to the principals, and no second forum beside it (domain.md B5).
    """
    if action_agency == "ustr" or procedure == "trade_action":
        return Track.TRADE
    if clause.startswith("SEC"):
        return Track.DEFENSE_POLICY
    return Track.ECONOMIC_POLICY if clause.startswith("ECO") else Track.FOREIGN_POLICY
