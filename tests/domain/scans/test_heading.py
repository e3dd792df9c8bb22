"""The head of a directive: which one it is, its title, and where its text begins."""

import pytest

from domain.marking import Level
from domain.scans.doubts import DoubtKind
from domain.scans.reading import read_scan

BODY = "\n\nThis is why it is so ordered and not otherwise.\n\n1. Keep it ready. (S)\n\n2. Rest. (S)\n"


@pytest.mark.parametrize(
    ("head", "identity", "sure"),
    [
        ("NATIONAL SECURITY DECISION DIRECTIVE NUMBER 62", "NSDD-62", True),
        ("NATIONAL SECURITY DECISION DIRECTIVE 62", "NSDD-62", True),
        ("NATIONAL SECURITY DECISION\nDIRECTIVE NUMBER 75", "NSDD-75", True),
        ("NATIONALSECURITYDECISIONDIRECTIVENUMBER62", "NSDD-62", True),
        ("NATIONAL SECURITY DECISI0N DIRECTIVE NUMBER 62", "NSDD-62", True),
        ("NATIONAL SECUR1TY DECISION DIRECTIVE NO. 62", "NSDD-62", True),
        ("National Security Decision Directive Number 62", "NSDD-62", True),
        ("NATIONAL SECURITY DECISION DIRECTIVE NUMBER l4", "NSDD-14", False),
        ("NATIONAL SECURITY STUDY DIRECTIVE 6-82", "NSSD-6", False),
        ("National Security Study Memorandum 39", "NSSM-39", True),
        ("NATIONAL SECURITY DECISION MEMORANDUM 242", "NSDM-242", True),
        ("NATIONAL SECURITY ACTION MEMORANDUM NO. 263", "NSAM-263", True),
        ("NATIONAL SECURITY DIRECTIVE 26", "NSD-26", True),
        ("NATIONAL SECURITY REVIEW 12", "NSR-12", True),
        ("PRESIDENTIAL DECISION DIRECTIVE/NSC-25", "PDD-25", True),
        ("PRESIDENTIAL DIRECTIVE/NSC-59", "PD-59", True),
        ("NATIONAL SECURITY PRESIDENTIAL DIRECTIVE/NSPD-9", "NSPD-9", True),
        ("PRESIDENTIAL POLICY DIRECTIVE/PPD-8", "PPD-8", True),
        ("NSDD-75", "NSDD-75", True),
        ("PDD/NSC 39", "PDD-39", True),
        ("NATIONAL SECURITY DECISION DIRECTIVE NUMBER __", None, False),
        ("A MEMORANDUM", None, None),
    ],
)
def test_a_directive_is_told_by_its_name(head: str, identity: str | None, *, sure: bool | None) -> None:
    reading = read_scan([f"SECRET\n\n{head}\n\nA TITLE IN CAPITALS (S){BODY}"])
    assert reading.id == identity
    about_id = [doubt for doubt in reading.doubts if doubt.about == "id"]
    assert bool(about_id) is (sure is False)
    assert len(reading.clauses) == 2


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("NSDD-7\n\nU.S. POLICY TOWARD THE\nHIGH LATITUDES (S)", "U.S. POLICY TOWARD THE HIGH LATITUDES"),
        ("NSDD-7\nU.S. POLICY TOWARD THE HIGH LATITUDES (S)", "U.S. POLICY TOWARD THE HIGH LATITUDES"),
        (
            "NSDD-7\n\nPolicy toward southern islands and their neighbors (S)",
            "Policy toward southern islands and",
        ),
        ("NSDD-7\n\nSUBJECT: Islands (S)", "Islands"),
        ("MEMORANDUM FOR THE VICE PRESIDENT\n\nSUBJECT: Islands (S)", "Islands"),
        ("THE ISLANDS AND WE (S)", "THE ISLANDS AND WE"),
    ],
)
def test_a_title_is_what_stands_behind_the_name(head: str, title: str) -> None:
    reading = read_scan([f"SECRET\n\n{head}{BODY}"])
    assert reading.title is not None
    assert reading.title.text.startswith(title)
    assert reading.title.marked == "(S)"
    assert reading.preamble is not None


def test_text_may_begin_with_a_line_that_has_hardly_a_small_word() -> None:
    preamble = "The President has read what the Under Secretaries\nhave written of it."
    reading = read_scan([f"NSDD-7\n\nA TITLE (S)\n\n{preamble}\n\n1. Go. (S)"])
    assert reading.preamble is not None
    assert reading.preamble.text == preamble.replace("\n", " ")


def test_a_title_may_bear_its_mark_at_the_beginning() -> None:
    reading = read_scan([f"NSDD-7\n\n(S) A Title of Few Words{BODY}"])
    assert reading.title is not None
    assert (reading.title.text, reading.title.marked) == ("A Title of Few Words", "(S)")
    both = read_scan([f"NSDD-7\n\n(TS) A Title of Few Words (U){BODY}"])
    assert both.title is not None
    assert (both.title.level, both.title.marked) == (Level.TS, "(TS) (U)")
    assert any(doubt.about == "title" and doubt.asks_for_determination for doubt in both.doubts)


def test_a_directive_without_a_title_has_none() -> None:
    reading = read_scan([f"NSDD-7{BODY}"])
    assert reading.title is None
    assert reading.preamble is not None


def test_a_title_without_a_name_is_a_doubt() -> None:
    reading = read_scan([f"THE ISLANDS AND WE (S){BODY}"])
    assert [doubt.about for doubt in reading.doubts if doubt.kind is DoubtKind.HEADING] == ["title"]


def test_a_directive_that_the_text_names_is_not_this_one() -> None:
    reading = read_scan([f"SUBJECT: Islands (S){BODY}\n3. It replaces\n\nNSDD-39\n\nin all of its parts. (S)"])
    assert reading.id is None
    assert reading.clauses


def test_words_above_the_name_are_set_aside_and_told() -> None:
    note = "Some words that came along with this paper"
    reading = read_scan([f"{note}\n\nNATIONAL SECURITY DECISION DIRECTIVE NUMBER 7\n\nA TITLE (S){BODY}"])
    assert reading.id == "NSDD-7"
    assert len(reading.clauses) == 2
    assert (1, "stands above the text") in [(aside.line, aside.reason) for aside in reading.set_aside]
    assert (1, DoubtKind.HEADING) in [(doubt.line, doubt.kind) for doubt in reading.doubts]
