"""What is wrong with something that was given by file, and where in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Place = tuple[str | int, ...]
"""Field names and list positions that lead from the whole to a value: `("mandates", 3, "info")`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that cannot be so, and where."""

    path: Place
    message: str


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'state'?` for the closest known word, or nothing if none is close."""
    close = get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
