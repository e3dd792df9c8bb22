"""Damage at random over known directives: clauses and marks stay right, or the doubt is told; and nothing is lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.scans.doubts import DoubtKind
from domain.scans.findings import Reading, ReadPortion
from domain.scans.lines import TooMuchError
from domain.scans.reading import read_scan
from tests.domain.scans.noise import damaged
from tests.domain.scans.samples import read, sample, words_added

DIVIDED = frozenset({DoubtKind.DIVISION, DoubtKind.HEADING})
KNOWN = ["bullets", "numbered", "memorandum", "leading_marks", "run_on", "no_gaps"]


def letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower().translate(str.maketrans("015", "ols")))


def same(known: ReadPortion, reading: Reading) -> ReadPortion | None:
    """The clause that begins with the same letters, if there is one."""
    begins = letters(known.text)[:18]
    return next((clause for clause in reading.clauses if begins in letters(clause.text)), None)


@pytest.mark.parametrize("name", KNOWN)
@settings(max_examples=40)
@given(data=st.data())
def test_clauses_and_marks_stay_right_or_the_doubt_is_told(name: str, data: st.DataObject) -> None:
    known = read(name)
    reading = read_scan([data.draw(damaged(sample(name)))])
    divided = any(doubt.kind in DIVIDED for doubt in reading.doubts)
    assert len(reading.clauses) == len(known.clauses) or divided
    for clause in known.clauses:
        found = same(clause, reading)
        assert found is not None or divided
        if found is None or found.level is clause.level:
            continue
        assert found.level is not None
        assert clause.level is not None
        assert found.level > clause.level
        assert any(doubt.about == found.about and doubt.asks_for_determination for doubt in reading.doubts) or divided


@pytest.mark.parametrize("name", KNOWN)
@settings(max_examples=40)
@given(data=st.data())
def test_no_damage_loses_a_line_or_adds_a_word(name: str, data: st.DataObject) -> None:
    text = data.draw(damaged(sample(name), most=15))
    reading = read_scan([text])
    assert lines_told(reading) == written(text)
    assert words_added(reading, text) == []


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_any_text_is_read_without_losing_a_line(text: str) -> None:
    reading = read_scan([text])
    assert lines_told(reading) <= written(text)
    assert {number for number, line in lines(text) if any(map(str.isalnum, line))} <= lines_told(reading)


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "SECRET",
                    "TOP SECRET",
                    "",
                    "",
                    "1.",
                    "2. Keep it.",
                    "- o",
                    "- o Keep it. (S)",
                    "(TS)",
                    "a) b",
                    "I. PURPOSE",
                ),
                *(
                    "The United States will:",
                    "- 2 -",
                    "2",
                    "\f",
                    "word-",
                    "Ronald Reagan",
                    "cc: x",
                    "NSDD-7",
                    "(S",
                    "of the",
                ),
                *(
                    "SUBJECT: x (C)",
                    "MEMORANDUM FOR X",
                    "October 5, 1982",
                    "Keep it ready. (C) - o Rest. (TS)",
                    "\u00ad",
                    "(5)",
                ),
            ]
        ),
        max_size=30,
    )
)
def test_any_order_of_lines_is_read_without_losing_one(parts: list[str]) -> None:
    text = "\n".join(parts)
    reading = read_scan([text])
    assert lines_told(reading) == written(text)
    assert words_added(reading, text) == []


@given(st.binary(max_size=3_000))
def test_garbage_is_read_or_refused(content: bytes) -> None:
    try:
        reading = read_scan([content.decode("latin-1")])
    except TooMuchError:
        return
    assert all(doubt.line > 0 for doubt in reading.doubts)


def lines(text: str) -> list[tuple[int, str]]:
    return list(enumerate(re.split(r"\r\n|\n|\r", text), 1))


def written(text: str) -> set[int]:
    """The lines that have anything on them that can be seen."""
    hidden = re.compile(r"[\s\ufeff\x00-\x1f\x7f-\x9f]*")
    return {number for number, line in lines(text) if not hidden.fullmatch(line)}


def lines_told(reading: Reading) -> set[int]:
    portions = [portion for portion in (reading.title, reading.preamble, *reading.clauses) if portion]
    told = {line for portion in portions for line in portion.lines}
    return told | {line.line for line in reading.control.lines} | {aside.line for aside in reading.set_aside}
