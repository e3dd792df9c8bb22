"""The redline between two versions of a text: paragraphs aligned, changes shown by whole words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from diff_match_patch import diff_match_patch

from domain.text import Paragraph

# A word keeps what stands inside it (high-technology, don't, 1,000), so that a number is replaced as a
# whole: from 1,000 to 1.000 is not the change of a comma.
_WORDS = re.compile(r"\w+(?:[-'\u2019.,]\w+)*|\s|[^\w\s]")
# Two paragraphs that share fewer of their words than this are one taken out and another put in.
_SAME_PARAGRAPH = 0.4
# Seconds for a whole redline, shared out by length. After them it is coarser, not wrong.
_PATIENCE = 2.0
# The private planes of Unicode: room for 131,072 different words, three times what two paragraphs can hold.
_ALPHABET = 0xF0000


class Op(StrEnum):
    """What happened to a run of words."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


_OPS = {0: Op.EQUAL, 1: Op.INSERT, -1: Op.DELETE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words, never parts of words, that were kept, put in or taken out together."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineParagraph:
    """One paragraph of the redline.

    The equal and inserted runs joined are the new paragraph, the equal and deleted ones the old.

    Attributes:
        old: Its number in the old text, counted from 1; None where it was put in.
        new: Its number in the new text, counted from 1; None where it was taken out.
        marking_change: Old and new portion mark, such as `("S", "TS")`, where they differ.
        runs: In reading order.
    """

    old: int | None
    new: int | None
    marking_change: tuple[str, str] | None
    runs: tuple[Run, ...]


def redline(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[RedlineParagraph]:
    """Return the changes from one text to another, in reading order, each paragraph of both exactly once.

    A paragraph that moved is shown as taken out in one place and put in in the other. Equities are routing,
    not words, and are not compared. Source: domain.md (d) row 20.
    """
    length = sum(len(paragraph.text) for paragraph in (*old, *new))
    return [_changes(old, new, pair, _PATIENCE / (length or 1)) for pair in aligned(old, new)]


_Pair = tuple[int | None, int | None]


def _changes(
    old: Sequence[Paragraph], new: Sequence[Paragraph], pair: _Pair, seconds_a_letter: float
) -> RedlineParagraph:
    ours, theirs = pair
    before = None if ours is None else old[ours]
    after = None if theirs is None else new[theirs]
    old_text, new_text = before.text if before else "", after.text if after else ""
    marking_change = None
    if before and after and before.marking is not after.marking:
        marking_change = (before.marking.name, after.marking.name)
    return RedlineParagraph(
        old=None if ours is None else ours + 1,
        new=None if theirs is None else theirs + 1,
        marking_change=marking_change,
        runs=_runs(old_text, new_text, seconds_a_letter * len(old_text + new_text)),
    )


def aligned(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[_Pair]:
    """Pair the paragraphs, each by its index from 0, keeping the order of both texts."""
    return list(_pairs(old, new))


def _pairs(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[_Pair]:
    blocks = SequenceMatcher(None, [p.text for p in old], [p.text for p in new], autojunk=False).get_opcodes()
    for op, old_from, old_to, new_from, new_to in blocks:
        ours, theirs = range(old_from, old_to), range(new_from, new_to)
        if op == "equal":
            yield from zip(ours, theirs, strict=True)
        else:
            yield from _most_alike(old, new, ours, theirs)


def _most_alike(old: Sequence[Paragraph], new: Sequence[Paragraph], ours: range, theirs: range) -> Iterator[_Pair]:
    """Pair what was rewritten so that as many words as can be are kept, by dynamic programming."""
    old_words = [frozenset(_WORDS.findall(old[i].text)) for i in ours]
    new_words = [frozenset(_WORDS.findall(new[j].text)) for j in theirs]
    alike = [[_alike(a, b) for b in new_words] for a in old_words]
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i in reversed(range(len(ours))):
        for j in reversed(range(len(theirs))):
            paired = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(ours) and j < len(theirs):
        if best[i][j] == best[i + 1][j]:
            yield ours[i], None
            i += 1
        elif best[i][j] == best[i][j + 1]:
            yield None, theirs[j]
            j += 1
        else:
            yield ours[i], theirs[j]
            i, j = i + 1, j + 1
    yield from ((index, None) for index in ours[i:])
    yield from ((None, index) for index in theirs[j:])


def _alike(old: frozenset[str], new: frozenset[str]) -> float:
    """Return the share of words two paragraphs have in common, 0 where they are different paragraphs."""
    share = 2 * len(old & new) / (len(old) + len(new) or 1)
    return share if share >= _SAME_PARAGRAPH else 0.0


def _runs(old: str, new: str, seconds: float) -> tuple[Run, ...]:
    """Compare word by word: each different word becomes one letter of a private alphabet."""
    old_words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    words = {chr(_ALPHABET + number): word for number, word in enumerate(dict.fromkeys(old_words + new_words))}
    letters = {word: letter for letter, word in words.items()}
    engine = diff_match_patch()
    engine.Diff_Timeout = seconds
    spelled = ("".join(letters[word] for word in text) for text in (old_words, new_words))
    diffs: list[tuple[int, str]] = engine.diff_main(*spelled, False)
    engine.diff_cleanupSemantic(diffs)
    return tuple(Run(op=_OPS[op], text="".join(words[letter] for letter in part)) for op, part in diffs if part)
