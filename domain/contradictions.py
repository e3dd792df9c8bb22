"""The checker: what cannot both be so, what the directive does not allow, and private words in public.

Pure: the same values always give the same findings. It judges what was declared, not what words mean; that stays with
the people who clear. Sources: `domain.md` "one-voice invariants" 1 and 2, row 12 of its features; the directive's
guardrails.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.assertions import Assertion, Audience, Polarity, bounds, ranges_meet, same_subject

RUN: Final = 6
"""Words in a row that two texts do not share by chance. Ours: fewer catch set phrases, more let a sentence through."""

_WORD: Final = re.compile(r"[^\W_]+")


class Finding(StrEnum):
    """What is wrong between a text and something else."""

    OPPOSITE_POLARITY = "opposite_polarity"
    DISJOINT_RANGES = "disjoint_ranges"
    PRIVATE_WORDS = "private_words"
    WEAKER_THAN_DIRECTIVE = "weaker_than_directive"
    AGAINST_GUARDRAIL = "against_guardrail"
    RAISED = "raised"


class ConflictOutcome(StrEnum):
    """What became of a contradiction."""

    NO_CONTRADICTION = "no_contradiction"
    TEXT_YIELDS = "text_yields"
    TEXT_STANDS = "text_stands"


OPEN_AFTER: Final = frozenset({ConflictOutcome.TEXT_YIELDS})
"""Rulings after which that very text still may not go out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a guardrail says as a value; it holds for texts to `audience`, or to anyone."""

    statement: Assertion
    audience: Audience | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """One finding: our assertion and theirs; for words, the runs that both texts share."""

    finding: Finding
    ours: Assertion | None = None
    theirs: Assertion | None = None
    words: tuple[str, ...] = ()


def between(ours: Assertion, theirs: Assertion) -> Finding | None:
    """Whether two assertions cannot both be so.

    One that affirms what the other denies, for a figure that both cover; or two that affirm figures that do not meet.
    Two denials never contradict each other.
    """
    if ours.issue != theirs.issue or not same_subject(ours, theirs):
        return None
    if ours.polarity is not theirs.polarity:
        return Finding.OPPOSITE_POLARITY if ranges_meet(ours, theirs) else None
    if ours.polarity is Polarity.AFFIRMS and not ranges_meet(ours, theirs):
        return Finding.DISJOINT_RANGES
    return None


def against_limit(ours: Assertion, limit: Limit, audience: Audience) -> Finding | None:
    """Whether an assertion is weaker than the directive asks, or goes beyond what it allows.

    What the directive denies may not be affirmed. Of what it affirms a text asks no less (weaker) and no more
    (against).
    """
    if limit.audience not in (None, audience) or not same_subject(ours, limit.statement):
        return None
    if limit.statement.polarity is Polarity.DENIES:
        affirmed = ours.polarity is Polarity.AFFIRMS and ranges_meet(ours, limit.statement)
        return Finding.AGAINST_GUARDRAIL if affirmed else None
    if ours.polarity is Polarity.DENIES:
        return Finding.WEAKER_THAN_DIRECTIVE if ranges_meet(ours, limit.statement) else None
    (low, high), (least, most) = bounds(ours), bounds(limit.statement)
    if ours.bounded and high < least:
        return Finding.WEAKER_THAN_DIRECTIVE
    if ours.bounded and (low > most or (ours.high is not None and high > most)):
        return Finding.AGAINST_GUARDRAIL
    return None


def contradictions(ours: Iterable[Assertion], theirs: Sequence[Assertion]) -> Iterator[Contradiction]:
    """Every pair that cannot both be so, in reading order."""
    for one in ours:
        for other in theirs:
            finding = between(one, other)
            if finding is not None:
                yield Contradiction(finding=finding, ours=one, theirs=other)


def breaches(ours: Iterable[Assertion], limits: Sequence[Limit], audience: Audience) -> Iterator[Contradiction]:
    """Every assertion that a limit does not allow."""
    for one in ours:
        for limit in limits:
            finding = against_limit(one, limit, audience)
            if finding is not None:
                yield Contradiction(finding=finding, ours=one, theirs=limit.statement)


def words_of(text: str) -> list[str]:
    """A text's words without case and punctuation."""
    return _WORD.findall(text.casefold())


def shared_runs(public: str, private: str, run: int = RUN) -> tuple[str, ...]:
    """The longest runs of at least so many words that a text shares with another one, in the order of the first."""
    ours, theirs = words_of(public), words_of(private)
    known = {tuple(theirs[i : i + run]) for i in range(len(theirs) - run + 1)}
    hits = [i for i in range(len(ours) - run + 1) if tuple(ours[i : i + run]) in known]
    runs: list[tuple[int, int]] = []
    for start in hits:
        if runs and start <= runs[-1][1] - run + 1:
            runs[-1] = (runs[-1][0], start + run)
        else:
            runs.append((start, start + run))
    return tuple(" ".join(ours[start:end]) for start, end in runs)


def private_words(public: Sequence[str], private: Sequence[str]) -> Contradiction | None:
    """Words that were cleared for private use and stand in a public text, paragraph by paragraph."""
    runs = dict.fromkeys(run for ours in public for theirs in private for run in shared_runs(ours, theirs))
    return Contradiction(finding=Finding.PRIVATE_WORDS, words=tuple(runs)) if runs else None
