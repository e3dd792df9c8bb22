"""Readings of a case's facts that are asked for again and again within one act, reckoned once."""

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from domain.case import CaseFacts

T = TypeVar("T")

AT_ONCE = 2
"""An act compares the facts before it with those after it."""


def once(read: Callable[[CaseFacts], T]) -> Callable[[CaseFacts], T]:
    """Keep what a reading answered for the last two sets of facts, by their identity.

    Facts are frozen, so the same object gives the same answer; equal facts of another object are read anew, which
    costs less than comparing them. What is answered must not be changed by whoever gets it.
    """
    kept: deque[tuple[CaseFacts, T]] = deque(maxlen=AT_ONCE)

    @wraps(read)
    def reading(facts: CaseFacts) -> T:
        for of, answer in tuple(kept):
            if of is facts:
                return answer
        answer = read(facts)
        kept.append((facts, answer))
        return answer

    return reading
