"""What the database's refusals about positions mean, in words for the person: nobody reads codes."""

from typing import Final

GATE_WORDS: Final[dict[str, str]] = {
    "not_the_words_of_b": "President B is the other side's words: they are put in first, and decided on then.",
    "position_in_force": "A position is in force on this issue, for this counterpart and this audience: one voice at"
    " a time. Draft a successor that supersedes it, or let this text cite it.",
    "position_not_in_force": "A position that this text rests on, or was to take the place of, is no longer in force.",
    "position_not_cited": "A position of record is in force on this case's issue: put in a version that cites it.",
    "position_superseded": "A position that the released text rests on has ended: it is recalled, or cleared again by"
    " every agency that must clear, before it is delivered.",
    "conflict_open": "Something contradicts this text, and that has not been ruled away.",
    "not_spoken_for": "What becomes the Government's position is answered by each agency itself: nothing carried over,"
    " no silence.",
    "already_adopted": "This very text is, or was, a position already.",
    "in_force_out_of_range": "A position is in force no earlier than its text was approved, and begins before it ends.",
    "nothing_to_reaffirm": "There is no released text here that waits to be cleared again on that position.",
    "holders_differ": "The new text is marked higher, of another mandate, or not known to all who hold the old one.",
    "not_a_holder": "That agency or post does not hold this text.",
}
