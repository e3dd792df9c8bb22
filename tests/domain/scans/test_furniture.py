"""What a line is that stands on its page beside the text, and what only looks so."""

from datetime import date

import pytest

from domain.marking import Level
from domain.scans.control import control_data
from domain.scans.dates import date_parts
from domain.scans.doubts import DoubtKind
from domain.scans.furniture import furniture, furniture_in
from domain.scans.kinds import FurnitureKind as Kind
from domain.scans.lines import scan_lines
from domain.scans.surroundings import candidates, certain


def kind(text: str) -> Kind | None:
    found = furniture(text)
    return found.kind if found else None


@pytest.mark.parametrize(
    ("text", "level", "plain"),
    [
        ("TOP SECRET", Level.TS, True),
        ("TOPSECRET", Level.TS, True),
        ("-TOP-SECRET-", Level.TS, True),
        ("S E C R E T", Level.S, True),
        ("SECRET/NOFORN", Level.S, True),
        ("SECRET GDS", Level.S, True),
        ("SECRET SENSITIVE", Level.S, True),
        ("TOP SECRET WITH TOP SECRET ATTACHMENT", Level.TS, True),
        ("CONFIDENTIAL", Level.C, True),
        ("UNCLASSIFIED", Level.U, True),
        ("TOP SEGRET", Level.TS, False),
        ("T0P SECRET", Level.TS, False),
        ("OP SECRET", Level.TS, False),
        ("SEORET", Level.S, False),
        ("CONFIDENTlAL", Level.C, False),
        ("UNCLASSlFIED", Level.U, False),
        ("Secret", Level.S, False),
    ],
)
def test_a_banner_is_told_with_its_level(text: str, level: Level, *, plain: bool) -> None:
    found = furniture(text)
    assert found is not None
    assert (found.kind, found.level, found.doubt is None) == (Kind.BANNER, level, plain)


@pytest.mark.parametrize(
    ("text", "expected", "value"),
    [
        ("cy 1 of 12 copies", Kind.COPY, "1 of 12"),
        (". Cy 1 of 12 copies", Kind.COPY, "1 of 12"),
        ("cy1of12copies", Kind.COPY, "1 of 12"),
        ("COPY NO. 3 OF 10", Kind.COPY, "3 of 10"),
        ("copy l of I2", Kind.COPY, "1 of 12"),
        ("TOD OFFICE Cy 1 of 12 copies", Kind.COPY, "1 of 12"),
        ("cy__of_/2_copies", Kind.COPY, ""),
        ("SYSTEM II 90754", Kind.LOG_NUMBER, "SYSTEM II 90754"),
        ("SYSTEM II90754", Kind.LOG_NUMBER, "SYSTEM II 90754"),
        ("SYSTEM 11 9O754", Kind.LOG_NUMBER, "SYSTEM 11 90754"),
        ("NSC/ICS-40010", Kind.LOG_NUMBER, "NSC/ICS 40010"),
        ("Declassify: OADR", Kind.DECLASSIFY, "OADR"),
        ("Declassify:OADR", Kind.DECLASSIFY, "OADR"),
        ("DECLASSIFY ON: October 5, 1988", Kind.DECLASSIFY, "October 5, 1988"),
        ("Declassify on: 0ADR", Kind.DECLASSIFY, "OADR"),
        ("Dec1assify: OADR", Kind.DECLASSIFY, "OADR"),
        ("Review on October 4, 2002", Kind.DECLASSIFY, "October 4, 2002"),
        ("CLASSIFIED BY: MULTIPLE SOURCES", Kind.AUTHORITY, "CLASSIFIED BY: MULTIPLE SOURCES"),
        ("CHRON FILE", Kind.FILE, "CHRON FILE"),
        ("EYES ONLY", Kind.HANDLING, "EYES ONLY"),
        ("October 25, 1982", Kind.DATE, "October 25, 1982"),
    ],
)
def test_control_data_are_told_with_what_they_say(text: str, expected: Kind, value: str) -> None:
    found = furniture(text)
    assert found is not None
    assert (found.kind, found.value) == (expected, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("THE WHITE HOUSE", Kind.LETTERHEAD),
        ("THE WH1TE HOUSE", Kind.LETTERHEAD),
        ("WASHINGTON, D.C. 20506", Kind.LETTERHEAD),
        ("FAR OFFICE", Kind.STAMP),
        ("DECLASSIFIED LOS INSTANTOP SECRET", Kind.STAMP),
        ("NLRR M02-003 #1234", Kind.STAMP),
        ("BY CN NARA DATE 4/2/07", Kind.STAMP),
        ("Authority E.O. 12958", Kind.STAMP),
        ("- 2 -", Kind.PAGE_NUMBER),
        ("Page 2 of 9", Kind.PAGE_NUMBER),
        ("NSDD-75 page 2", Kind.RUNNING_HEAD),
        ("_____", Kind.NO_WORDS),
    ],
)
def test_what_else_stands_on_a_page_is_told(text: str, expected: Kind) -> None:
    assert kind(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        *("A copy of this NSDD", "a copy of the", "by October 25, 1982", "DIRECTIVE ON SECRET WRITING", "Secretary"),
        *("SECRETARY OF STATE", "The Secretary shall declassify on request: all", "Expand trade with China", "I", "o"),
        *(
            "Japan shall hold 1 of 12 copies of the treaty which it has signed with us",
            "Military Secret",
        ),
        "x" * 200,
    ],
)
def test_text_is_no_furniture(text: str) -> None:
    assert furniture(text) is None


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        (("SECRET", "March 9, 1984"), [Kind.BANNER, Kind.DATE]),
        (("SECRET March 9, 1984",), [Kind.BANNER, Kind.DATE]),
        (("CONFIDENTIAL", "2"), [Kind.BANNER, Kind.PAGE_NUMBER]),
        (("SECRET", "and other words"), []),
        (("Declassify on: OADR", "cy 2 of 8 copies"), [Kind.DECLASSIFY, Kind.COPY]),
        (("DECLASSIFIED LOS INSTANTOP SECRET",), [Kind.STAMP]),
    ],
)
def test_a_line_in_parts_is_furniture_if_each_part_is(cells: tuple[str, ...], kinds: list[Kind]) -> None:
    assert [what.kind for what in furniture_in(cells)] == kinds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("October 25, 1982", (1982, 10, 25, True)),
        ("25 October 1982", (1982, 10, 25, True)),
        ("October25,1982", (1982, 10, 25, True)),
        ("0ctober 25, l982", (1982, 10, 25, False)),
        ("Oct. 25, 1982", (1982, 10, 25, True)),
        ("Octopus 25, 1982", None),
        ("October", None),
    ],
)
def test_a_date_is_read_as_it_may_have_been_written(text: str, expected: tuple[int, int, int, bool] | None) -> None:
    assert date_parts(text) == expected


def lines_told(text: str, body: int = 0) -> list[int]:
    lines, _ = scan_lines([text])
    return sorted(certain(lines, candidates(lines), body))


def test_a_paragraphs_own_line_is_not_furniture_though_it_looks_so() -> None:
    text = "A report is due by\nOctober 25, 1982.\n\nIt says more than\nNSDD-39\ndid of it."
    assert lines_told(text) == []
    assert lines_told("A report is due.\n\nOctober 25, 1982\n\nIt says more.") == [3]


def test_a_banner_is_furniture_wherever_it_stands() -> None:
    assert lines_told("It holds until\nTOP SECRET\nthe end.") == [2]


def test_a_number_alone_is_a_pages_at_its_edge_and_text_within() -> None:
    assert lines_told("It takes\n1000\nmen.") == []
    assert lines_told("It ends.\nSECRET\n2\nIt begins.") == [2, 3]
    assert lines_told("It ends.\n\n2\n\nIt begins.") == [3]


def test_control_data_are_furniture_wherever_they_stand() -> None:
    lines, _ = scan_lines(["It is so\nSECRET\nDeclassify on: OADR          cy 2 of 8 copies\n\nin the end."])
    assert sorted(certain(lines, candidates(lines), 0)) == [2, 3]


def test_a_registry_system_and_its_number_may_stand_on_two_lines() -> None:
    lines, _ = scan_lines(["SYSTEM II\n90754\n\nText that goes on."])
    control, _ = control_data(lines, certain(lines, candidates(lines), 2))
    assert control.log_number == "SYSTEM II 90754"
    assert [line.line for line in control.lines] == [1, 2]


def test_a_line_that_comes_again_at_the_edges_of_pages_is_a_running_head() -> None:
    text = "First words.\n\nSECRET\n\fPolar Stations 2\n\nMore words.\n\nSECRET\n\fPolar Stations 3\n\nThe last."
    assert lines_told(text) == [3, 4, 8, 9]


def control_of(text: str) -> tuple[object, list[tuple[DoubtKind, int]]]:
    lines, _ = scan_lines([text])
    control, doubts = control_data(lines, certain(lines, candidates(lines), len(lines)))
    return control, [(doubt.kind, doubt.line) for doubt in doubts]


def test_control_data_that_contradict_each_other_are_doubts() -> None:
    _, doubts = control_of("cy 1 of 12 copies\n\ncy 2 of 12 copies\n\nDeclassify: OADR\n\nDeclassify on: May 5, 1990")
    assert doubts == [(DoubtKind.CONTROL, 3), (DoubtKind.CONTROL, 7)]


def test_a_date_that_is_no_day_is_a_doubt() -> None:
    lines, _ = scan_lines(["February 31, 1984"])
    control, doubts = control_data(lines, certain(lines, candidates(lines), 1))
    assert control.date is None
    assert [doubt.line for doubt in doubts] == [1]


def test_a_sure_value_counts_before_a_damaged_one() -> None:
    lines, _ = scan_lines(["cy l of I2 copies\n\ncy 1 of 12 copies\n\n0ctober 4, 1984"])
    control, doubts = control_data(lines, certain(lines, candidates(lines), 3))
    assert control.copy == "1 of 12"
    assert control.date == date(1984, 10, 4)
    assert [doubt.line for doubt in doubts] == [1, 5]
