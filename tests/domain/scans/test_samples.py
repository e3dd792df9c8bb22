"""Whole scans: what is found in each, that nothing is lost, and that no word is added."""

from datetime import date

import pytest

from domain.marking import Level
from domain.scans.doubts import DoubtKind
from domain.scans.findings import Reading
from domain.scans.reading import read_scan
from tests.domain.scans.samples import NAMES, marks, read, sample, words_added

EXPECTED = {
    "bullets": ("NSDD-901", "POLAR STATIONS AND THEIR SUPPLY", Level.C, Level.S, "S S C C C TS U"),
    "damaged": ("NSDD-914", "PORTS OF REFUGE", Level.S, Level.S, "TS S TS TS S S U TS TS"),
    "double_spaced": ("NSDD-905", "Fishing Grounds off the Banks", Level.C, Level.C, "C S C"),
    "leading_marks": ("PDD-91", "Rules for Orbital Debris", Level.U, Level.U, "C U C U TS"),
    "memorandum": (
        None,
        "Radio relay in the northern islands and the use of its towers by others",
        Level.C,
        Level.C,
        "S S S",
    ),
    "no_gaps": ("NSDD-988", "UNITED STATES POLICY TOWARD THE SMALL ISLANDS", Level.S, Level.S, "C TS C C U"),
    "nothing_marked": ("PPD-99", "Water for the Camps", None, None, "? ? ? ? U"),
    "numbered": ("NSDD-902", "Grain Reserves and the Merchant Fleet", Level.U, None, "U C C C C U U"),
    "parentheses": ("NSSD-9", "TIDAL POWER", Level.S, None, "S S S S S S"),
    "run_on": ("NSDD-906", "STUDIES OF THE WINTER ROADS", Level.TS, Level.TS, "TS TS TS TS C U"),
    "unmarked": ("NSDD-903", "VISITS BY SCIENTISTS", Level.U, Level.U, "U U U"),
}


def doubts(reading: Reading, kind: DoubtKind) -> list[tuple[int, str]]:
    return [(doubt.line, doubt.about) for doubt in reading.doubts if doubt.kind is kind]


def test_every_sample_is_looked_at() -> None:
    assert sorted(EXPECTED) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_scan_gives_its_clauses_with_their_marks(name: str) -> None:
    reading = read(name)
    identity, title, title_level, preamble, levels = EXPECTED[name]
    assert reading.id == identity
    assert reading.title is not None
    assert (reading.title.text, reading.title.level) == (title, title_level)
    assert (reading.preamble.level if reading.preamble else None) == preamble
    assert marks(reading) == levels
    assert [clause.ordinal for clause in reading.clauses] == list(range(1, len(reading.clauses) + 1))


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_in_a_portion_or_a_control_line_or_set_aside_with_its_reason(name: str) -> None:
    reading = read(name)
    portions = [portion for portion in (reading.title, reading.preamble, *reading.clauses) if portion]
    told = [line for portion in portions for line in portion.lines]
    told += [line.line for line in reading.control.lines] + [aside.line for aside in reading.set_aside]
    written = [number for number, line in enumerate(sample(name).split("\n"), 1) if line.strip()]
    assert sorted(set(told)) == written
    assert all(aside.reason for aside in reading.set_aside)


@pytest.mark.parametrize("name", NAMES)
def test_every_word_stands_in_the_scan_in_that_order(name: str) -> None:
    assert words_added(read(name), sample(name)) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("old", "new"), [("\n", "\r\n"), ("\n", "\r"), ("\n\n", "\n \t \n"), ("", "\ufeff")])
def test_line_ends_and_blanks_do_not_count(name: str, old: str, new: str) -> None:
    text = new + sample(name) if not old else sample(name).replace(old, new)
    assert read_scan([text]) == read(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_doubtful_level_asks_for_a_determination_and_a_sure_one_does_not(name: str) -> None:
    reading = read(name)
    asked = {doubt.about for doubt in reading.doubts if doubt.asks_for_determination}
    for clause in reading.clauses:
        if clause.marked is None and reading.level is not Level.U:
            assert clause.about in asked
        if clause.level is None:
            assert clause.about in asked


def test_the_bulleted_scan_is_read_to_the_letter() -> None:
    reading = read("bullets")
    assert reading.preamble is not None
    assert reading.preamble.text.startswith(
        "I have weighed the findings of NSSD-14 on the polar stations and approve them"
    )
    assert reading.study == "NSSD-14"
    assert reading.clauses[3].text == (
        "Hold the runway at the inland station open for all scientific parties, whatever their flag."
    )
    assert [clause.label for clause in reading.clauses] == ["- o", "- o", "-", "- O", "- o", "- o", "o"]
    assert [clause.introduced_by for clause in reading.clauses if clause.introduced_by] == [
        ("With regard to supply, the United States will:",),
        ("With regard to inspection, the United States will:",),
    ]
    assert reading.clauses[1].lines == (23, 24, 25)
    assert doubts(reading, DoubtKind.HYPHENATION) == [(30, "clause 4")]
    assert doubts(reading, DoubtKind.MARK) == [(48, "clause 6")]
    assert doubts(reading, DoubtKind.DIVISION) == []


def test_the_bulleted_scans_control_data_are_found() -> None:
    control = read("bullets").control
    assert control.log_number == "SYSTEM II 90412"
    assert control.copy == "3 of 15"
    assert control.declassify == "OADR"
    assert control.date == date(1984, 3, 9)
    assert [(line.line, line.kind) for line in control.lines] == [
        (3, "log number"),
        (4, "file"),
        (8, "date"),
        (10, "name"),
        (34, "declassification"),
        (38, "copy"),
        (57, "copy"),
    ]


def test_what_stands_round_the_text_is_set_aside_with_its_reason() -> None:
    aside = {line.text: line.reason for line in read("bullets").set_aside}
    assert aside["60117"] == "number alone"
    assert aside["THE WHITE HOUSE"] == "letterhead"
    assert aside["FAR OFFICE"] == "stamp"
    assert aside["SECRET"] == "banner SECRET"
    assert aside["Lauchlin Abernethy"].startswith("stands behind the last clause: a signature")


def test_a_gap_in_the_numbers_and_damage_in_the_head_are_doubts() -> None:
    reading = read("numbered")
    assert doubts(reading, DoubtKind.DIVISION) == [(42, "clause 7")]
    assert doubts(reading, DoubtKind.HEADING) == [(12, "id")]
    assert [line for line, _ in doubts(reading, DoubtKind.BANNER)] == [5, 31]
    assert reading.clauses[5].text == (
        "A first report is due on January 15, 1986. It names each ship, and the reasons for any delay."
    )
    assert reading.pages == 2


def test_a_memorandums_addressees_are_its_distribution() -> None:
    reading = read("memorandum")
    listed = [aside.text for aside in reading.set_aside if "distribution" in aside.reason]
    assert listed[0] == "MEMORANDUM FOR THE VICE PRESIDENT"
    assert listed[-1] == "Director, Office of Management and Budget"
    assert reading.clauses[1].marked == "(S/NF)"
    assert reading.control.log_number == "NSC/ICS 402277"


def test_each_damaged_mark_is_a_doubt_and_the_highest_that_it_can_have_been() -> None:
    reading = read("damaged")
    assert [clause.marked for clause in reading.clauses] == [
        *("(T5)", "(5)", "(IS)", "(TS )", "[S]", "(S/NF)", "(U}", "S)"),
        None,
    ]
    assert doubts(reading, DoubtKind.MARK) == [
        *((5, "title"), (8, "preamble"), (13, "clause 1"), (15, "clause 2"), (17, "clause 3"), (20, "clause 4")),
        *((22, "clause 5"), (26, "clause 7"), (28, "clause 8"), (30, "clause 9")),
    ]


def test_where_nothing_tells_the_level_it_stays_open() -> None:
    reading = read("nothing_marked")
    assert reading.level is None
    assert {about for _, about in doubts(reading, DoubtKind.MARK)} == {
        *("title", "clause 1", "clause 2", "clause 3", "clause 4")
    }


def test_several_marks_in_one_paragraph_count_as_the_highest() -> None:
    reading = read("run_on")
    assert reading.preamble is not None
    assert reading.preamble.marked == "(S) (TS)"
    assert (6, "preamble") in doubts(reading, DoubtKind.MARK)


def test_a_lead_in_that_bears_a_mark_is_told() -> None:
    assert (10, "page") in doubts(read("no_gaps"), DoubtKind.DIVISION)


def test_an_unclassified_banner_may_be_a_stamp_of_release() -> None:
    assert doubts(read("unmarked"), DoubtKind.BANNER) == [(1, "page")]
    assert not doubts(read("unmarked"), DoubtKind.MARK)


def test_a_page_without_words_is_a_doubt() -> None:
    reading = read_scan([sample("no_gaps"), " \n", "4. And report it. (C)"])
    assert doubts(reading, DoubtKind.PAGE) == [(24, "page")]
    assert reading.pages == 3


def test_text_without_a_clause_gives_none() -> None:
    assert read_scan(["SECRET\n\nTHE WHITE HOUSE\n"]).clauses == ()
    assert read_scan([""]).clauses == ()
