"""What the officers of the story `two-voices` write: sea lanes, in words of our own; everything here is invented."""

from typing import Any, Final

ISSUE: Final = "defense-roles-and-missions"
MEASURE: Final = "sea-lane-protection"

TITLE: Final = "Shipping lanes: what we ask of Japan"
NOTE: Final = "To be the position of record for the consultations of this year."
BOTTOM_LINE: Final = (
    "The United States asks Japan to be able, within this decade, to protect its shipping lanes out to 1,000 miles."
)
POINT: Final = (
    "We speak of the defense of Japan by Japan: of its islands, the sea and the air around them, and the lanes it"
    " lives by."
)
FALLBACK: Final = (
    "If Tokyo asks for time, we can accept that the first 500 miles come first, with the rest in a dated plan."
)
NEVER: Final = "Do not speak of forces that could fight on for long far from Japan."

OTHER_TITLE: Final = "Answer to the ministry's question about shipping lanes"
OTHER_NOTE: Final = "The ministry asked how far is far enough."
OTHER_LINE: Final = (
    "The United States would see Japan's part in the protection of shipping lanes as ending at 500 miles."
)
OTHER_POINT: Final = "What lies beyond is for the United States alone."
TRANSFER: Final = "The question came to the country desk, and the answer goes by front channel."
TAKEN: Final = "The desk takes it."
SUPPORT: Final = "The desk's view of what Tokyo can do."

RULING: Final = (
    "The directive says 1,000 miles, and so does the position that all have cleared. A text that says 500 is another"
    " voice:"
    " it yields."
)
LINE: Final = (
    "The answer to the question how far is far enough is the one that was given: 1,000 miles, within this decade."
)
DELIVERED: Final = "Said to the director as instructed."
SAID: Final = "We told the director that 1,000 miles remain the aim, and that 500 would be a welcome beginning."
INTERLOCUTOR: Final = "Director, Security Division, Ministry of Foreign Affairs"
REPORTED: Final = "The director took note and will tell the minister."
REFERENCE: Final = "TOKYO 20117"
ASSESSED: Final = "The same answer at both tables."
DRIFT_NOTE: Final = "The embassy was told that a beginning is not the aim, and corrected it the same day."

SETTLED: Final = "It was said, and the matter is settled."


def paragraphs() -> list[dict[str, Any]]:
    """The text of Defense, which is to become the position."""
    texts = (BOTTOM_LINE, POINT, FALLBACK, NEVER)
    return [{"marking": "S", "text": text} for text in texts]


def position() -> dict[str, Any]:
    """Which of its paragraphs are which parts of the position."""
    return {
        "audience": "private",
        "bottom_line": [1],
        "talking_points": [2],
        "fallback": [3],
        "do_not_say": [4],
        "fallback_access": ["defense", "state"],
    }


def assertion(miles: int) -> dict[str, Any]:
    """How far the lanes are to be protected."""
    return {
        "measure": MEASURE,
        "polarity": "affirms",
        "low": miles,
        "high": miles,
        "unit": "miles",
        "actor": "japan",
        "paragraph": 1,
    }


def other_paragraphs() -> list[dict[str, Any]]:
    """The text of State's desk, which says something else."""
    return [{"marking": "S", "text": text} for text in (OTHER_LINE, OTHER_POINT)]


def other_position() -> dict[str, Any]:
    """As which that text would be a second position on the same issue."""
    return {"audience": "private", "bottom_line": [1], "talking_points": [2]}
