"""Re-clearance by equity: whom a new version asks again, and whose response is carried over to it.

Sources: OMB A-19 section 8(e) (a material change reopens clearance), 2 FAM 1211 (clear only where there is an equity).
An agency's own policy decides; what is carried is its response to the version it
signed, with the difference between that version and this one as proof.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.text import Paragraph


class CarryPolicy(StrEnum):
    """When an agency lets its response stand for a new version."""

    ALWAYS = "always"
    UNCHANGED_PARAGRAPHS = "unchanged_paragraphs"
    ADMINISTRATIVE_CHANGES = "administrative_changes"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One paragraph of the signed version beside the one it became; None where it was taken out or put in."""

    old: Paragraph | None
    new: Paragraph | None

    @property
    def changed(self) -> bool:
        """Whether its words or its mark changed."""
        if self.old is None or self.new is None:
            return True
        return (self.old.text, self.old.marking) != (self.new.text, self.new.marking)

    @property
    def administrative(self) -> bool:
        """Whether only case, punctuation or spacing changed (DD 818: administrative).

        Figures with their marks and signs, signs that say something (<, $, %), and capitals that do (US, us) are words.
        """
        if self.old is None or self.new is None or self.old.marking is not self.new.marking:
            return False
        return _words(self.old.text) == _words(self.new.text)


_TOKEN = re.compile(r"[-\u2212+]?\d[\d.,]*\d|[-\u2212+]?\d|\w+|[^\w\s]")
_HARMLESS = frozenset(".,;:!?\"'()[]\u201c\u201d\u2018\u2019\u2013\u2014-")
"""Marks between words."""
_DEFINITION = re.compile(
    r'["“]([^"“”]{2,60})["”]\s+(?:means|shall mean|refers to)|\((?:the|hereafter|each an?)\s+["“]([^"“”]{2,60})["”]\)'
)


def _words(text: str) -> list[str]:
    found = (token for token in _TOKEN.findall(text) if token not in _HARMLESS)
    return [token if len(token) > 1 and token.isupper() else token.casefold() for token in found]


def terms_defined(text: str) -> frozenset[str]:
    """The terms that a paragraph defines: `"the Items" means ...`, or `(the "Items")`."""
    return frozenset(a or b for a, b in _DEFINITION.findall(text))


def is_concerned(agency: str, pair: Pair, *, has_own: bool) -> bool:
    """Whether an agency has an equity in a paragraph.

    An agency that no paragraph names clears the whole text; a paragraph that names nobody is everybody's.
    """
    sides = [side for side in (pair.old, pair.new) if side is not None]
    return not has_own or any(not side.equities or agency in side.equities for side in sides)


def carries(policy: CarryPolicy, agency: str, pairs: Sequence[Pair]) -> bool:
    """Whether the agency's response to the old version stands for the new one, under its policy."""
    if policy is CarryPolicy.NEVER:
        return False
    if policy is CarryPolicy.ALWAYS:
        return True
    has_own = any(side and agency in side.equities for pair in pairs for side in (pair.old, pair.new))
    concerning = [pair for pair in pairs if is_concerned(agency, pair, has_own=has_own)]
    if policy is CarryPolicy.ADMINISTRATIVE_CHANGES:
        return all(not pair.changed or pair.administrative for pair in concerning)
    return not any(pair.changed for pair in concerning) and not _terms_moved(pairs, concerning)


def _terms_moved(pairs: Sequence[Pair], concerning: Sequence[Pair]) -> bool:
    """Whether a term that a paragraph of the agency's uses is defined in a paragraph that changed."""
    moved = {
        term
        for pair in pairs
        if pair.changed
        for side in (pair.old, pair.new)
        if side is not None
        for term in terms_defined(side.text)
    }
    return any(term in pair.new.text for pair in concerning if pair.new is not None for term in moved)
