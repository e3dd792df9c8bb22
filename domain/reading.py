"""Readings of a case's facts that are asked for again and again within one act, reckoned once."""

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

F = TypeVar("F")
T = TypeVar("T")

AT_ONCE = 2
"""An act compares the facts before it with those after it."""


def once(read: Callable[[F], T]) -> Callable[[F], T]:
    """Keep what a reading answered for the last two sets of facts, by their identity.

    Facts are frozen, so the same object gives the same answer; equal facts of another object are read anew, which
    costs less than comparing them. What is answered must not be changed by whoever gets it.
    """
    kept: deque[tuple[F, T]] = deque(maxlen=AT_ONCE)

    @wraps(read)
    def reading(facts: F) -> T:
        for of, answer in tuple(kept):
            if of is facts:
                return answer
        answer = read(facts)
        kept.append((facts, answer))
        return answer

    return reading
