"""What the officers of the story `leak` write: machine tools that went where they should not."""

from typing import Any, Final

TITLE: Final = "Finding: diversion of machine tools of eight axes"
NOTE: Final = "Technical finding, for referral."
KEPT: Final = "The yard works on propellers that are quieter than any before."
TOLD: Final = "Machine tools of eight axes, controlled under the common list, were diverted through a trading house."
FINDING: Final[list[dict[str, Any]]] = [
    {"marking": "TS", "text": KEPT},
    {"marking": "S", "text": TOLD},
    {"marking": "S", "text": "The tools are controlled, and their loss is significant."},
]
LOGGED: Final = "An allegation is on file; its source is under seal."
SOURCE: Final = "A clerk of the trading house, met twice."
NAMES: Final = "On what we have in hand."
SETTLED: Final = "All three name Commerce. No other agency approaches the firm."
TOO_MUCH: Final[list[dict[str, Any]]] = [{"marking": "S", "text": f"{TOLD} {KEPT}"}]
TEAR_LINE: Final[list[dict[str, Any]]] = [{"marking": "S", "text": TOLD}]
REVIEWED: Final = "Nothing in it leads back to the source."
SANITISED: Final = "One portion may be told."

DEMARCHE_TITLE: Final = "Diversion of controlled machine tools"
ASKS: Final = {"marking": "S", "text": "We ask that the ministry look into the licence under its own law."}
FIRST: Final = [{"marking": "S", "text": "We are concerned by a diversion."}, ASKS]
ABOVE: Final = [{"marking": "S", "text": KEPT}, ASKS]
BELOW: Final = [{"marking": "S", "text": TOLD}, ASKS]
REDRAFT_NOTE: Final = "On the tear-line."
INTERLOCUTOR: Final = "Director-General, International Trade Administration Bureau"
DELIVERED: Final = "Made the points of the instruction and left no paper."
MADE: Final = "Delivered under this case."
REFERENCE: Final = "TOKYO 20117"
ASSURED: Final = "The ministry will look into it. No finding yet."
ORDER: Final = "Order denying export privileges, of today"
MEASURES: Final = "The trading house is denied."
SUBMITTED: Final = "Submitted to the partners for review."
