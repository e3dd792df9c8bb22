"""Bullets, numbers, letters and Roman numerals before an item."""

import pytest

from domain.scans.labels import Series, is_bullet_alone, label_of


@pytest.mark.parametrize(
    ("text", "written", "rest"),
    [
        ("- o Maintain", "- o", "Maintain"),
        ("- O Use", "- O", "Use"),
        ("- Accept", "-", "Accept"),
        ("o Answer", "o", "Answer"),
        ("0 Press", "0", "Press"),
        ("e Press", "e", "Press"),
        ("• Press", "•", "Press"),
        ("\uf0b7 Press", "\uf0b7", "Press"),
        ("-- by sending", "--", "by sending"),
        ("-oMaintain", "-", "oMaintain"),
        ("1. Keep", "1.", "Keep"),
        ("1.Keep", "1.", "Keep"),
        ("1) Keep", "1)", "Keep"),
        ("(1) Keep", "(1)", "Keep"),
        ("l. Keep", "l.", "Keep"),
        ("a. keep", "a.", "keep"),
        ("(iv) keep", "(iv)", "keep"),
        ("II. RULES", "II.", "RULES"),
        ("2.1 Keep", "2.1", "Keep"),
        ("1. (S) Keep", "1.", "(S) Keep"),
        ("3.", "3.", ""),
        ("1 . Keep", "1 .", "Keep"),
        ("2 KEEP IT", "2", "KEEP IT"),
        ("•", "•", ""),
    ],
)
def test_a_label_is_told_from_its_item(text: str, written: str, rest: str) -> None:
    label = label_of(text)
    assert label is not None
    assert (label.written, label.rest) == (written, rest)


@pytest.mark.parametrize(
    "text",
    [
        "I, the President, have",
        "1.5 billion",
        "A.I.D. programs",
        "Maintain",
        "1982. The",
        "1 May 1983 is the day",
        "12 Nations",
        "",
        "of",
        "---",
        "- - -",
        "(US) x",
    ],
)
def test_what_only_looks_like_a_label_is_none(text: str) -> None:
    label = label_of(text)
    assert label is None or Series().place(label, apart=True, closed=True) is None


def test_a_bullet_may_stand_alone_on_its_line() -> None:
    assert all(map(is_bullet_alone, ("-", "•", "o", "- o")))
    assert not any(map(is_bullet_alone, ("--", "1.", "a", "_")))


def depths(*texts: str) -> list[int | None]:
    series = Series()
    found: list[int | None] = []
    for text in texts:
        label = label_of(text)
        placed = series.place(label, apart=True, closed=True) if label else None
        found.append(placed.depth if placed else None)
    return found


def test_lists_lie_within_lists() -> None:
    assert depths("1. A", "a. B", "b. C", "(1) D", "(2) E", "c. F", "2. G") == [0, 1, 1, 2, 2, 1, 0]
    assert depths("I. A", "A. B", "B. C", "1) D", "2) E", "II. F") == [0, 1, 1, 2, 2, 0]
    assert depths("1. A", "- B", "o C", "2. D") == [0, 1, 1, 0]
    assert depths("h. A") == [None]


def test_i_is_a_letter_behind_h_and_a_numeral_at_the_beginning() -> None:
    assert depths("g. A", "i. B") == [None, 0]
    assert depths(*(f"{letter}. A" for letter in "abcdefghij")) == [0] * 10
    assert depths("i. A", "ii. B", "iii. C") == [0, 0, 0]


def oddity(*texts: str, apart: bool = True) -> str | None:
    series = Series()
    placed = None
    for text in texts:
        label = label_of(text)
        placed = series.place(label, apart=apart, closed=apart) if label else None
    return placed.oddity if placed else None


def test_a_gap_in_the_numbers_is_odd() -> None:
    assert oddity("1. A", "2. B") is None
    assert "after 1: it leaves a gap" in str(oddity("1. A", "3. B"))
    assert "goes back" in str(oddity("1. A", "2. B", "3. C", "2. D"))
    assert "begins with number 4" in str(oddity("4. A"))
    assert oddity("1. A", "2. B", "1. C") is None


def test_a_number_without_its_stop_is_one_only_where_it_follows_and_stands_apart() -> None:
    assert depths("1 KEEP IT", "2 SELL IT") == [0, 0]
    assert depths("7 Nations") == [None]
    assert oddity("1 KEEP IT", apart=False) is None


def test_letters_for_digits_are_odd() -> None:
    assert "taken for 1" in str(oddity("l. A"))
    assert "taken for 10" in str(oddity(*(f"{n}. A" for n in range(1, 10)), "1O. B"))


def test_running_text_does_not_begin_an_item_except_the_next_one() -> None:
    series = Series()
    first, second, year = label_of("1. A"), label_of("2. B"), label_of("25. The")
    assert first is not None
    assert second is not None
    assert year is not None
    assert series.place(first, apart=False, closed=False) is None
    assert series.place(first, apart=True, closed=False) is not None
    assert series.place(year, apart=False, closed=False) is None
    placed = series.place(second, apart=False, closed=False)
    assert placed is not None
    assert placed.oddity is not None
