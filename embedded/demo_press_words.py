"""The words of the story `press`: guidance for the press on Japan's defense, with and without a yardstick."""

from typing import Final

Paragraphs = list[dict[str, object]]

TITLE: Final = "Guidance for the daily briefing: Japan's defense"
NOTE: Final = "For the briefing after the consultations in Honolulu."
REDRAFT_NOTE: Final = "Roles and missions only."
UNTIL_NOTE: Final = "If asked, until the next consultations."

WITH_A_YARDSTICK: Final = (
    "Q: Is Japan doing enough? A: Japan spends less than one percent of its gross national product on defense,"
    " the lowest share of any ally."
)
ROLES_AND_MISSIONS: Final = (
    "Q: Is Japan doing enough? A: Japan decides on its own defense. We have talked about the roles and missions"
    " that fall to each of us, and we are encouraged by that discussion."
)
NOTHING_SOUGHT: Final = (
    "Q: Did you ask for a larger navy? A: The consultations produce no agreements and no communique; we do not"
    " describe what is said in them."
)
REVIEWED_WITH: Final = "The first answer names a share of national product: back to the desk."
REVIEWED: Final = "Read against the talking papers; nothing in it lets a reader infer what was said."
USED: Final = "Asked at noon; answered as cleared."
DEVIATED: Final = "Asked again on the way out; said more than the guidance does."
SYNCED: Final = "The Ministry has the text and will use the same words."
CORRECTED: Final = "The transcript carries the cleared words."
RETIRED: Final = "The next consultations have their own guidance."
NOT_AFFECTED: Final = {"kind": "substantive", "text": "Nothing here touches our equities."}


def paragraphs(first: str, marking: str = "U") -> Paragraphs:
    """The guidance, with one answer or another to the first question."""
    return [
        {"marking": marking, "text": first, "equities": ["defense"]},
        {"marking": "U", "text": NOTHING_SOUGHT, "equities": []},
    ]
