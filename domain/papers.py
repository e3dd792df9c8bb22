"""What a paper is of which only the words are known: in force, superseded, sent out, nearly that, or never cleared."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from domain.contradictions import words_of


class Verdict(StrEnum):
    """What a text is, the weakest first."""

    DO_NOT_SAY = "do_not_say"
    NEVER_CLEARED = "never_cleared"
    NEARLY = "nearly"
    RECALLED = "recalled"
    SUPERSEDED = "superseded"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    RELEASED = "released"
    IN_FORCE = "in_force"


ORDER: Final = tuple(Verdict)
NEARLY_FROM: Final = 0.5
"""From which share of common words on two texts are versions of one another. Ours."""
MOST_PARAGRAPHS: Final = 60
LONGEST_PAPER: Final = 100_000

_MARK: Final = re.compile(r"\A\s*(?:\d+\.\s*)?\((?:TS|S|C|U)\)\s*")


def paragraphs_in(paper: str) -> tuple[str, ...]:
    """A paper's paragraphs, one a line or divided by empty lines, without number and portion mark in front."""
    blocks = re.split(r"\n[ \t]*\n", paper.replace("\r\n", "\n").strip())
    lines = blocks if len(blocks) > 1 else paper.splitlines()
    bare = (_MARK.sub("", " ".join(line.split())) for line in lines)
    return tuple(line for line in bare if line)


def likeness(one: str, other: str) -> float:
    """The share of words, each counted as often as it stands there, that two texts have in common (0 to 1)."""
    ours, theirs = words_of(one), words_of(other)
    left = list(theirs)
    common = 0
    counts: dict[str, int] = {}
    for word in left:
        counts[word] = counts.get(word, 0) + 1
    for word in ours:
        if counts.get(word, 0):
            counts[word] -= 1
            common += 1
    return 2 * common / (len(ours) + len(theirs) or 1)


def weakest(verdicts: Iterable[Verdict]) -> Verdict:
    """What a paper is whose parts are these: no better than its weakest part."""
    return min(verdicts, key=ORDER.index, default=Verdict.NEVER_CLEARED)


def best(verdicts: Iterable[Verdict]) -> Verdict:
    """What words are that stand in several texts: the best of what they are there."""
    return max(verdicts, key=ORDER.index, default=Verdict.NEVER_CLEARED)
