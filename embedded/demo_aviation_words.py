"""What the officers of the story `aviation` write: air services with Japan. Invented."""

from typing import Any, Final

Paragraphs = list[dict[str, Any]]  # as the API takes them

TITLE: Final = "Authority to negotiate and conclude a long-term civil aviation agreement with Japan"
TREATY_TITLE: Final = "A treaty on air services, as was first proposed"
NO_TREATY: Final = "An exchange of notes will do; the Senate need not be asked."
FULL_POWERS_FOUND: Final = "As drafted it would go to the Senate: a treaty, under full powers."
FOUND: Final = "An executive agreement under existing law; negotiated first, and signed under a second authority."
MEMORANDUM: Final = "The President's power in foreign affairs and the Federal Aviation Act carry it; no new funds."
HELD_1: Final = "Three days; both heads of delegation were there."

ROUND_1: Final = "Routes and capacity were tabled. Japan asked for a second gateway at once."
HELD_2: Final = "One day."
ROUND_2: Final = "The texts were compared line by line and agreed."
DEPARTURE: Final = "A second gateway in the first year, where the authority has it in the third."
DEPARTED: Final = "Japan makes it a condition. We told them that we would have to ask."
CLEARED: Final = {
    "state.l": "Within the law; the authority is to be read with this.",
    "state": "Worth the cargo rights that come with it.",
    "transportation": "Our carriers gain as many seats.",
    "cab": "No objection on the routes.",
    "justice": "It restrains no competition.",
    "commerce": "It serves the exporters.",
    "defense": "The airlift reserve is not touched.",
    "nsc": "Consistent with the directive.",
}
AD_REFERENDUM: Final = "Accepted ad referendum: the gateway in the first year, against cargo rights."
INITIALLED: Final = "Both heads of delegation have initialled each page."
LEGAL_TEXT: Final = "Form and substance are in order."
CONFORMED: Final = "Both languages say the same; compared by two readers."
CONSULTED: Final = "Both committees were told; nobody objected."
SIGNER: Final = "The Under Secretary signs, on behalf of the United States."
SIGNED: Final = "Exchange of notes."
TO_STATE: Final = "Transmitted with the Japanese text and the memorandum."
IN_FORCE: Final = "On signature, for three years."
TO_CONGRESS: Final = "Sent with the background statement."
DELIVERED: Final = "The head of delegation has it in hand."


def authority() -> Paragraphs:
    """The action memorandum that asks for the authority."""
    return [
        {
            "marking": "S",
            "text": "Authority is asked to negotiate, on the base of the interim arrangement of 7 September 1982, a"
            " long-term agreement on routes, capacity and cargo.",
            "equities": ["transportation", "cab"],
        },
        {
            "marking": "S",
            "text": "Nothing agreed may give up what the exchange of letters secured. A second gateway may be offered"
            " in the third year.",
            "equities": ["transportation", "cab", "commerce"],
        },
    ]


def instruction(number: int) -> Paragraphs:
    """What the delegation is to say in a round."""
    said = {
        1: "Table routes and capacity. Ask for cargo rights beyond Tokyo.",
        2: "Agree the text on the basis of the first round, with the gateway in the first year.",
    }
    return [{"marking": "S", "text": said[number], "equities": ["transportation", "cab"]}]


def fallback() -> Paragraphs:
    """What it may give in the end, and nobody is to know."""
    return [
        {
            "marking": "S",
            "text": "If all else is agreed, capacity may be capped for one year.",
            "equities": ["transportation", "cab"],
        }
    ]


def agreement() -> Paragraphs:
    """The text of the agreement."""
    return [
        {"marking": "C", "text": "Each Party grants the routes set forth in the schedule.", "equities": ["cab"]},
        {
            "marking": "C",
            "text": "Designated airlines shall have a fair and equal opportunity to compete. A second gateway opens in"
            " the first year.",
            "equities": ["transportation"],
        },
        {"marking": "C", "text": "The agreement remains in force for three years.", "equities": []},
    ]


def signing() -> Paragraphs:
    """The second action memorandum: authority to sign the text as initialled."""
    return [{"marking": "C", "text": "Authority is asked to sign the text as initialled.", "equities": []}]
