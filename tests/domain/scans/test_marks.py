"""Portion marks at the end, at the beginning and in the midst of a text, whole and damaged."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.marking import Level
from domain.scans.marks import bracketed_at_end, mark_at_end, mark_at_start, marks_within

TS, S, C, U = Level.TS, Level.S, Level.C, Level.U


@pytest.mark.parametrize(
    ("text", "rest", "level", "sure"),
    [
        ("Its capability.(TS)", "Its capability.", TS, True),
        ("A word. (S)", "A word.", S, True),
        ("A word. (S) .", "A word.", S, True),
        ("A word. (S/NF)", "A word.", S, True),
        ("A word. (TS//SI/NOFORN)", "A word.", TS, True),
        ("Skies (S-NF)", "Skies", S, True),
        ("A word. (SECRET)", "A word.", S, True),
        ("A word. (TOP SECRET/NOFORN)", "A word.", TS, True),
        ("A word. (FOUO)", "A word.", U, True),
        ("(C)", "", C, True),
        ("A word. (TS )", "A word.", TS, False),
        ("A word. ( S )", "A word.", S, False),
        ("A word. (T S)", "A word.", TS, False),
        ("A word. (s)", "A word.", S, False),
        ("A word. [S]", "A word.", S, False),
        ("A word. {S}", "A word.", S, False),
        ("A word. (S}", "A word.", S, False),
        ("A word. (5)", "A word.", S, False),
        ("A word. (8)", "A word.", S, False),
        ("A word. (T5)", "A word.", TS, False),
        ("A word. (IS)", "A word.", TS, False),
        ("A word. (1S)", "A word.", TS, False),
        ("A word. (lS)", "A word.", TS, False),
        ("A word. (G)", "A word.", C, False),
        ("A word. (0)", "A word.", C, False),
        ("A word. (TS/5I)", "A word.", TS, False),
        ("A word. (S", "A word.", S, False),
        ("A word. TS)", "A word.", TS, False),
        ("A word. S)", "A word.", TS, False),
        ("A word. TS", "A word.", TS, False),
        ("RELATIONS(S)", "RELATIONS", S, False),
    ],
)
def test_a_mark_at_the_end_is_read_as_the_highest_that_it_can_be(
    text: str, rest: str, level: Level, *, sure: bool
) -> None:
    left, mark = mark_at_end(text)
    assert mark is not None
    assert (left, mark.level, mark.sure) == (rest, level, sure)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "see paragraph (5)",
            "in Phase (II)",
            "in the department(s)",
            "aid (U.S.)",
            "by C-130 (C-130)",
            "x (C Street)",
        ),
        *("in the U. S.", "in (NATO)", "(a foo). x)", "x (1982)", "Phase (1)", "with our allies (US)", "", "A word."),
        *("the alliance (A)", "A list (1, 2 and 5)", "x (S. 1234)", "x (S/N F)"),
    ],
)
def test_what_is_no_mark_is_left_where_it_stands(text: str) -> None:
    assert mark_at_end(text) == (text, None)


def test_a_titles_mark_follows_no_full_stop() -> None:
    assert mark_at_end("PORTS OF REFUGE (5)")[1] is None
    rest, mark = mark_at_end("PORTS OF REFUGE (5)", of_title=True)
    assert (rest, mark and mark.level) == ("PORTS OF REFUGE", S)


@pytest.mark.parametrize(
    ("text", "rest", "level", "sure"),
    [
        ("(S) The word", "The word", S, True),
        ("(C/NF) The word", "The word", C, True),
        ("[S] The word", "The word", S, False),
        ("(T5) The word", "The word", TS, False),
        ("(IS) The word", "The word", TS, False),
        ("(TS The word", "The word", TS, False),
        ("(S The word", "The word", S, False),
        ("TS) The word", "The word", TS, False),
        ("S) The word", "The word", TS, False),
    ],
)
def test_a_mark_at_the_beginning_is_read(text: str, rest: str, level: Level, *, sure: bool) -> None:
    left, mark = mark_at_start(text)
    assert mark is not None
    assert (left, mark.level, mark.sure) == (rest, level, sure)


@pytest.mark.parametrize(
    "text", ["(5) The word", "(US) The word", "(A) The word", "(S)", "The (S) word", "(S curves)", "(A The"]
)
def test_a_number_or_a_letter_at_the_beginning_is_no_mark(text: str) -> None:
    assert mark_at_start(text) == (text, None)


def test_marks_in_the_midst_are_those_behind_a_sentence() -> None:
    text = "One. (S) Two of (C) kinds. (TS) - o Three. (C)"
    assert [(text[:at][-3:], mark.level) for at, mark in marks_within(text)] == [("(S)", S), ("TS)", TS)]


def test_what_stands_in_short_brackets_at_the_end_is_named() -> None:
    assert bracketed_at_end("with our allies (US)") == "(US)"
    assert bracketed_at_end("with our allies (in the Pacific)") is None


@given(st.text(alphabet="TSCU5I1 ()[]{}/.,-aN\"'", max_size=40))
def test_no_text_breaks_the_reading_and_no_word_is_made_up(text: str) -> None:
    rest, mark = mark_at_end(text)
    assert text.startswith(rest)
    assert mark is None or mark.written in text
    left, leading = mark_at_start(text)
    assert text.endswith(left)
    assert leading is None or leading.written in text


@given(st.sampled_from(["TS", "S", "C", "U"]), st.text(alphabet="()[]{} 5TSIl1O0G/", max_size=3), st.integers(0, 4))
def test_only_a_mark_that_is_written_whole_is_sure(mark: str, noise: str, at: int) -> None:
    whole = f"({mark})"
    read = mark_at_end(f"A word. {whole[:at]}{noise}{whole[at:]}")[1]
    if read is not None and read.sure:
        parts = re.fullmatch(r"\((TS|S|C|U)([ /](SI|OC))?\)", read.written)  # the caveats that the noise can spell
        assert parts is not None
        assert read.level is Level[parts[1]]


@given(st.sampled_from(["(T5)", "(IS)", "(1S)", "(TS", "TS)", "[TS]", "(TS )", "(T S)", "(ts)"]))
def test_what_can_have_been_top_secret_is_taken_for_it(damaged: str) -> None:
    read = mark_at_end(f"A word. {damaged}")[1]
    assert read is not None
    assert (read.level, read.sure) == (TS, False)
