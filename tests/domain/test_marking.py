"""Levels and their marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.marking import Level, UnknownMarkingError, banner, highest, parse_level, portion_mark

LEVELS = st.sampled_from(Level)


@given(LEVELS)
def test_a_mark_is_read_as_it_is_written(level: Level) -> None:
    assert parse_level(portion_mark(level)) is level
    assert parse_level(level.name) is level


@pytest.mark.parametrize("mark", ["", "ts", " TS", "(TS", "TS)", "((TS))", "R", "OUO", "3", "TOP SECRET", "S\n"])
def test_what_is_no_portion_mark_is_refused_and_not_quoted(mark: str) -> None:
    with pytest.raises(UnknownMarkingError) as refused:
        parse_level(mark)
    assert refused.value.code == "unknown_marking"
    assert refused.value.detail == "Not a portion mark: write TS, S, C or U."


def test_banners_are_written_in_full() -> None:
    assert [banner(level) for level in Level] == ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET"]


@given(st.lists(LEVELS), LEVELS)
def test_the_whole_is_marked_as_high_as_its_highest_portion_and_never_lowered(
    portions: list[Level], declared: Level
) -> None:
    derived = highest([declared, *portions])
    assert all(derived >= level for level in [declared, *portions])
    assert derived in {declared, *portions}


def test_a_whole_without_portions_is_unclassified() -> None:
    assert highest([]) is Level.U
