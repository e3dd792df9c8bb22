"""What is written in the story `monitoring`: a watch over measures that Japan has announced. Invented."""

from typing import Any, Final

TITLE_BEFORE: Final = "Announced measures: scorecard of the last quarter"
TITLE: Final = "Announced measures: scorecard of this quarter"
NOTE: Final = "One scorecard a quarter, under ECO-1."
BEFORE: Final[list[dict[str, Any]]] = [
    {"marking": "S", "text": "Of nine measures that Japan has announced, four are met by firms in practice."}
]
NOW: Final[list[dict[str, Any]]] = [
    {
        "marking": "S",
        "text": "Of nine measures that Japan has announced, firms still meet no more than four in practice.",
    },
    {"marking": "S", "text": "Standards are applied at the border in a way that was not announced."},
]
PLAN: Final = {
    "indicator": "Announced measures that firms meet in practice",
    "baseline": "2 of 9 when the watch began",
    "owner": "ustr.japan",
}
PLAN_NOTE: Final = "A measure counts when firms meet it, not when it is announced."
NO_MEASURE: Final = {**PLAN, "baseline": "Improve access."}
TASKED: Final = "What firms have told you this quarter; none is an answer."
COUNTED: Final = "Four of nine are met in practice, as counted for {number}."
RETURNED: Final = "Counted from what firms have reported."
NIL: Final = "Posts have reported nothing this quarter."
COPIED: Final = "It is what it was, word for word; we have not counted anew."
CLOSED: Final = "Everybody asked has returned."
SCORED_BEFORE: Final = "Two more than at first."
SCORED: Final = "No progress in a quarter, and one count that is a copy."
ACCEPTED: Final = "Accepted."
OPEN: Final = "Reviewed with the trade staff: an objection is to be made at the border."
DEMARCHE_TITLE: Final = "Standards at the border: an objection"
DEMARCHE: Final[list[dict[str, Any]]] = [
    {"marking": "S", "text": "The United States objects to the way in which standards are applied at the border."}
]
FOLLOWED_UP: Final = "The objection is being drafted."
STILL_VALID: Final = "The market is not open yet; the watch goes on."
