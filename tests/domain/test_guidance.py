"""Public words: yardsticks are found, roles and missions are not; every finding stands where it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.guidance import Lint, flags

EVERY = tuple(Lint)

FLAGGED = [
    ("Japan spends less than 1 percent of its GNP.", {"1 percent", "GNP"}),
    ("It will buy 155 F-15 aircraft and sixty destroyers.", set()),
    ("We asked for twenty-five more destroyers, or 10 new submarines.", {"10 new submarines"}),
    ("A defense of sea lanes out to 1,000 miles.", {"1,000 miles"}),
    ("Some $11 billion a year, or 2.8 trillion yen.", {"$11 billion", "2.8 trillion yen"}),
    ("There is no spending target.", {"spending target"}),
    ("The eighth largest budget; it ranks low.", {"eighth largest", "ranks"}),
    ("The lowest share of any ally.", {"lowest share of any"}),
]
PLAIN = [
    "Japan decides on its own defense; we spoke of roles and missions.",
    "The second round of talks was held on the 7th of September 1982.",
    "One of us will speak tomorrow.",
]


@pytest.mark.parametrize(("text", "words"), FLAGGED)
def test_yardsticks_and_rankings_are_found(text: str, words: set[str]) -> None:
    found = {text[flag.start : flag.end] for flag in flags(EVERY, [text])}
    assert words <= found


@pytest.mark.parametrize("text", PLAIN)
def test_roles_and_missions_are_not(text: str) -> None:
    assert flags(EVERY, [text]) == ()


def test_only_what_the_mandate_asks_for_is_looked_for() -> None:
    assert flags([], ["1 percent of GNP"]) == ()
    assert {flag.kind for flag in flags([Lint.RANKING], ["The third largest, at 1 percent."])} == {Lint.RANKING}


@given(st.lists(st.text(max_size=200), max_size=5))
def test_every_flag_stands_in_its_paragraph(texts: list[str]) -> None:
    for flag in flags(EVERY, texts):
        assert 0 <= flag.start < flag.end <= len(texts[flag.paragraph - 1])
