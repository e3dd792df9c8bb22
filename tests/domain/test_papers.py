"""A paper known by its words alone: its paragraphs, and what a whole is whose parts are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.papers import ORDER, Verdict, best, likeness, paragraphs_in, weakest


@pytest.mark.parametrize(
    ("paper", "paragraphs"),
    [
        ("One line.", ("One line.",)),
        ("One.\nTwo.", ("One.", "Two.")),
        ("(S) One\n goes on.\n\n(TS) Two.", ("One goes on.", "Two.")),
        ("1. (S) One.\r\n\r\n2. (U) Two.", ("One.", "Two.")),
        ("  \n\n ", ()),
        ("(Something) in brackets.", ("(Something) in brackets.",)),
    ],
)
def test_a_paper_has_paragraphs_without_number_and_mark(paper: str, paragraphs: tuple[str, ...]) -> None:
    assert paragraphs_in(paper) == paragraphs


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_mutual_and_between_nought_and_one(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("A quota of ten.", "a quota of TEN", 1.0),
        ("one two", "three four", 0.0),
        ("one two three four", "one two five six", 0.5),
        ("", "", 0.0),
    ],
)
def test_likeness_counts_common_words(one: str, other: str, expected: float) -> None:
    assert likeness(one, other) == expected


@given(st.lists(st.sampled_from(Verdict), min_size=1))
def test_a_whole_is_no_better_than_its_weakest_part(verdicts: list[Verdict]) -> None:
    assert weakest(verdicts) == min(verdicts, key=ORDER.index)
    assert best(verdicts) == max(verdicts, key=ORDER.index)


def test_nothing_was_never_cleared() -> None:
    assert weakest([]) is best([]) is Verdict.NEVER_CLEARED
