"""What the officers of the story `consultation` write: a cycle of the Security Subcommittee. Invented."""

from typing import Any, Final

TRIGGERED: Final = "Both sides want to meet before the budget is drafted."
TITLE: Final = "Security Subcommittee: roles and missions"
NOTE: Final = "Scope paper and talking papers, for clearance."
MOVED: Final = "The Diet sits until the end of the month; they ask for two weeks."
FORWARD: Final = "Their delegation is in Washington for another matter and asks to meet today."
CALL: Final = "Topics for the agenda, with a line on what you want of each."
TOPICS: Final = {
    "defense": ("defense.isa", "Sea lane defense: the study, and who does it"),
    "jcs": ("jcs.j5", "Interoperability of air defense"),
    "state": ("state.ea-j", "What is said in public of burden sharing"),
}
IN: Final = "Both sides can say something new on it."
OUT: Final = "It is for the desk, not for this table."
AGENDA: Final = "Two topics; the ministers do not sit."
HIGH_LEVEL_AGENDA: Final = "The Secretary sits himself."

SCOPE: Final = "Scope: agree who studies what on sea lanes, and no more than that; nothing is signed here."
SEA_LANES: Final = "We welcome a joint study of sea lanes out to one thousand miles."
AIR_DEFENSE: Final = "The two air defense systems should be able to pass each other a track by 1985."
GUIDANCE_WAIVED: Final = "The forum issues nothing; the desk has one line if asked, already cleared."
HELD: Final = "Both topics were taken. They offer to host the study."
MEMCON: Final = "Notes of both note-takers agree."
SUMMARY_TITLE: Final = "Summary of conclusions, Security Subcommittee"
SUMMARY: Final = "Both sides will study sea lanes jointly; Japan hosts; terms of reference follow."
AGREED: Final = "Nobody broke the silence in substance; all answered."
COMMITMENTS: Final = (
    ("state", "state.ea-j", "To send the terms of reference through the embassy.", 30),
    ("jcs", None, "To name the members of the study group.", 45),
)
TASKED: Final = "Two commitments, each with its owner and its day."
DONE: Final = "Sent this afternoon."

MINISTERS_TITLE: Final = "The Secretary's meeting with the Director-General"
POINT: Final = "The President asked me to say that he follows this himself."
POINTED: Final = "Paragraph 2 is the Secretary's own to make."


def book() -> list[dict[str, Any]]:
    """The Subcommittee's briefing book, each paragraph with its mark and its equities."""
    return [
        {"marking": "S", "text": SCOPE, "equities": ["state"]},
        {"marking": "S", "text": SEA_LANES, "equities": ["state", "jcs"]},
        {"marking": "C", "text": AIR_DEFENSE, "equities": ["jcs"]},
    ]


def ministers_book() -> list[dict[str, Any]]:
    """The book of a high-level meeting."""
    return [
        {"marking": "S", "text": SCOPE, "equities": ["state"]},
        {"marking": "S", "text": POINT, "equities": []},
    ]
