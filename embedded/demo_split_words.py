"""What the officers of the story `split` write: the disagreement of September 1982, in words of our own."""

from typing import Any, Final

TITLE: Final = "Consultations with Japan on the security of high technology"
NOTE: Final = "For clearance before the autumn consultations."
SENTENCE: Final = (
    "The active help of the Administration, from the President on down, is needed in the high-level consultations with"
    " Japan."
)
DEFENSE_COMMENT: Final = {
    "kind": "critical",
    "ground": "policy",
    "paragraph": 3,
    "text": "Without help from the very top the consultations will stay at the level of desks, and nothing will move.",
    "proposed": SENTENCE,
}
QUESTION: Final = "Shall the text say that the help of the Administration, from the President on down, is needed?"
DEFENSE_POSITION: Final = "Add the sentence. Tokyo acts on these matters when it hears of them from the top."
STATE_POSITION: Final = (
    "Leave it out. We have no objection in substance; in form, it is not for the President to refer to himself in a"
    " text that goes out on his own authority."
)
WORKING_GROUP: Final = "We agree on the substance and not on the form. It is not for the desks to settle."
GROUP: Final = "A Department nonconcurs; this group does not rule over a Department."
SENIOR_GROUP: Final = "Both views were heard again and both were kept. For the NSC."
APNSA_TRIES: Final = "Defense is right on the substance, and the matter is small."
FOR_THE_PRESIDENT: Final = "All concur but Defense. Both texts are before the President."
REDRAFT_NOTE: Final = "Carries the words of Defense, so that they can be decided on to the letter."
DECISION: Final = "The sentence stays in. The substance counts for more than the form."

INTERLOCUTOR: Final = "Director-General, North American Affairs Bureau, Ministry of Foreign Affairs"
DELIVERED: Final = "Made all points. He asked at what level the first talks would be held."
REPORTED: Final = "The ministry proposes talks at the level of Vice-Minister in November."
REFERENCE: Final = "TOKYO 19604"
ASSESSED: Final = "The level is right. The November talks are prepared together with Defense."


def paragraphs(*more: str) -> list[dict[str, Any]]:
    """The text as all agencies but one concur in it, and what else is to stand in its third paragraph."""
    third = " ".join(("High-level consultations with Japan on these controls should begin this autumn.", *more))
    return [
        {"marking": "C", "text": "Objective: that Japan and the United States protect high technology together."},
        {
            "marking": "S",
            "text": "The United States sees in the loss of controlled technology a danger to the security of both"
            " countries, and would meet it with Japan as with an ally.",
        },
        {"marking": "S", "text": third},
        {"marking": "C", "text": "Deliver as soon as possible, at the level of Director-General, and report at once."},
    ]
