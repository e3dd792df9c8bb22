"""Guidance for public words: what a mandate would not have said in public, found by reading, flagged for a person.

Source: SEC-5 (yardsticks of performance belong in private; in public speak of roles and missions). A flag is a finding,
not a verdict: whoever reviews the release says with a reason why it may stand, or it goes back.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Lint(StrEnum):
    """What a mandate has its public words read for."""

    NUMERIC_PERFORMANCE = "numeric_performance"
    RANKING = "ranking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A place that was found: paragraph from 1, offsets in code points, and what it was read for."""

    kind: Lint
    paragraph: int
    start: int
    end: int


_NUMBER: Final = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|half|a quarter|a third|dozens?|hundreds?)"
)
_SCALE: Final = r"(?:\s+(?:hundred|thousand|million|billion|trillion))*"
_FORCES: Final = r"aircraft|fighters?|destroyers?|submarines?|ships?|escorts?|divisions?|squadrons?|tanks?|troops|men"
_STOCKS: Final = r"(?:months?|days?) of (?:ammunition|supplies)"
_THINGS: Final = rf"(?:miles|nautical miles|kilometers|{_FORCES}|{_STOCKS})"
_PRODUCT: Final = r"(?:gross national product|national product|GNP|GDP)"
_ORDINAL: Final = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))"
_MOST: Final = r"(?:largest|biggest|highest|strongest|lowest|smallest)"
_PATTERNS: Final = MappingProxyType(
    {
        Lint.NUMERIC_PERFORMANCE: (
            rf"{_NUMBER}{_SCALE}\s*(?:%|per ?cent|percentage points?)",
            rf"(?:share|proportion|fraction|portion) of (?:its|the|Japan's) (?:{_PRODUCT}|budget)",
            rf"\b{_PRODUCT}\b",
            rf"(?:\$|¥|US\$)\s?\d[\d,.]*{_SCALE}",
            rf"\b{_NUMBER}{_SCALE}\s+(?:dollars|yen)\b",
            rf"\b{_NUMBER}{_SCALE}\s+(?:more |additional |new |modern )*{_THINGS}\b",
            r"\b(?:spending|budget|expenditure) (?:target|goal|ceiling|floor|increase)s?\b",
        ),
        Lint.RANKING: (
            rf"\b{_ORDINAL}[- ]{_MOST}\b",
            rf"\b{_MOST}(?: \w+)? of (?:any|all|every)\b",
            r"\b(?:ranks?|ranked|ranking)\b",
            r"\bless than (?:any|every) (?:other )?(?:ally|allies|country|countries)\b",
        ),
    }
)


def flags(kinds: Sequence[Lint], texts: Sequence[str]) -> tuple[Flag, ...]:
    """Read the paragraphs of a text for what the mandate would not have said in public; in order of place."""
    found = {flag for number, text in enumerate(texts, 1) for kind in kinds for flag in _in(kind, number, text)}
    return tuple(sorted(found, key=lambda flag: (flag.paragraph, flag.start, flag.end, flag.kind)))


def _in(kind: Lint, number: int, text: str) -> Iterator[Flag]:
    for pattern in _PATTERNS[kind]:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Flag(kind=kind, paragraph=number, start=match.start(), end=match.end())
