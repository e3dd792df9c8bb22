"""What the officers of the story `silence` write: what each of them needs time, a hold or a say for. Invented."""

from typing import Any, Final

TITLE: Final = "Licences for large lathes: a request to look again"
NOTE: Final = "For clearance. Silence clears after receipt and suspense, where it may."
FIRST_ASK: Final = "We ask that licences for large lathes granted since January be looked at again."
SECOND_ASK: Final = "We ask that licences for large lathes granted since March of last year be looked at again."

MORE_TIME: Final = "The plant list has to be compared with our own."
STILL_MORE_TIME: Final = "The comparison found three plants that nobody knew of."
HOLD: Final = "One sentence may let a reader work out how we know."
LIFTS_WHEN: Final = "The sentence was read by those who keep the source."
HOLD_EXTENDED: Final = "They read it on Friday."
LIFTED: Final = "They have read it; it says nothing of the source."
CLAIM: Final = "Lathes are on the list of goods in the trade talks, so the text touches trade."
GRANTED: Final = "They are. USTR clears it from now on."
IMPOSED: Final = "The Joint Chiefs judge what such lathes are good for, and were not asked."
COMMERCE_COMMENT: Final = {
    "kind": "substantive",
    "paragraph": 4,
    "text": "January is arbitrary: the licences that matter were granted from March of last year.",
    "proposed": SECOND_ASK,
}
DISPOSITION: Final = "Commerce has the licences, and is right."
REDRAFT_NOTE: Final = "Takes the words of Commerce in paragraph 4; nothing else is changed."
NOT_AFFECTED: Final = {"kind": "administrative", "text": "No licence of this Department's is at issue."}

INTERLOCUTOR: Final = "Director, Security Export Control, Ministry of International Trade and Industry"
DELIVERED: Final = "Made all points. She will look into the licences herself."
REPORTED: Final = "Eleven licences were found; four are looked at again."
REFERENCE: Final = "TOKYO 20117"
ASSESSED: Final = "Four of eleven in a week. A further call when all are done."


def paragraphs(ask: str, *more: str) -> list[dict[str, Any]]:
    """The text; each paragraph names whose it is, so that a change asks only those anew. The third is `more`'s too."""
    return [
        {
            "marking": "S",
            "text": "Large lathes of the controlled kind have been seen where they should not be.",
            "equities": ["defense", "cia"],
        },
        {
            "marking": "C",
            "text": "The prices that were paid point to public credit.",
            "equities": ["treasury"],
        },
        {
            "marking": "C",
            "text": "This is no part of the trade talks, and neither should wait for the other.",
            "equities": ["state", *more],
        },
        {"marking": "S", "text": ask, "equities": ["commerce"]},
    ]
