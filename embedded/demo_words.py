"""What the officers of the demo write: a demarche of ECO-6a, the comments on it and what becomes of it. Invented."""

from typing import Any, Final

Paragraphs = list[dict[str, Any]]  # as the API takes them

TITLE: Final = "Exports of controlled machine tools to the Soviet Union"
NOTE: Final = "For clearance. The Embassy hopes to call this week."
SETTLED_TOO_SOON: Final = (
    "We ask that the licences at issue be examined. The United States will regard the matter as settled once it has an"
    " answer."
)
SETTLED_ON_FINDINGS: Final = (
    "We ask that the licences at issue be examined, and that it be established where the machine tools now stand."
    " The United States will regard the matter as settled once it has the findings on both."
)
TRADE_APART: Final = "This approach is no part of our trade consultations. It is not meant to hinder lawful trade."
TRADE_APART_BOTH_WAYS: Final = (
    "This approach is no part of our trade consultations, and neither should wait for the other."
    " It is not meant to hinder lawful trade."
)

DEFENSE_COMMENT: Final = {
    "kind": "critical",
    "ground": "policy",
    "paragraph": 3,
    "text": "Calling the matter settled on receipt of any answer gives up the question of end use before it is put.",
    "proposed": SETTLED_ON_FINDINGS,
}
USTR_COMMENT: Final = {
    "kind": "substantive",
    "paragraph": 4,
    "text": "Say it both ways, so that the trade talks are not held back for this either.",
    "proposed": TRADE_APART_BOTH_WAYS,
}
NOT_AFFECTED: Final = {"kind": "administrative", "text": "No licence of this Department's is at issue."}
DISPOSITIONS: Final = {
    "defense": "The mandate is about leakage, not about a reply. Defense's words are taken as proposed.",
    "ustr": "Agreed; USTR's words are taken as proposed.",
}
REDRAFT_NOTE: Final = "Takes the words of Defense (paragraph 3) and of USTR (paragraph 4)."

INTERLOCUTOR: Final = "Director-General, Economic Affairs Bureau, Ministry of Foreign Affairs"
LEVEL: Final = "Minister-Counselor"
TOO_LOW: Final = "Desk officer, First North America Division"
DEFERRED: Final = (
    "The Director-General is in Osaka until tomorrow; only the desk officer was free, below what is instructed."
)
DELIVERED: Final = "Made all points as instructed. He took notes and asked which licences were meant."
REPORTED: Final = "The ministries will look at the licences together and answer within the month."
REFERENCE: Final = "TOKYO 18928"
ASSESSED: Final = (
    "Heard at the right level; the ministries have taken up the licences. A further call once they answer."
)


def paragraphs(settlement: str, trade: str) -> Paragraphs:
    """The text of the demarche with one wording or another of the two paragraphs that agencies differ on."""
    return [
        {
            "marking": "C",
            "text": "Objective: that Japan, under its own law, examine exports of certain large machine tools and"
            " review such exports more closely from now on.",
        },
        {
            "marking": "S",
            "text": "The United States has concluded that machine tools which the Coordinating Committee controls have"
            " gone to plants that serve the Soviet armed forces. We speak of it to Japan in confidence, as to a partner"
            " with the same interest in these controls.",
        },
        {"marking": "S", "text": settlement},
        {"marking": "S", "text": trade, "equities": ["ustr"]},
        {
            "marking": "C",
            "text": "Deliver as soon as possible, at the level of Director-General. A non-paper that follows paragraphs"
            " 2 to 4 may be left. Report the response at once.",
        },
    ]
