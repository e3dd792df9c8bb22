"""How lines come together: over line ends, pages, banners and hyphens; and where a paragraph ends."""

import pytest

from domain.scans.doubts import DoubtKind
from domain.scans.findings import Reading
from domain.scans.lines import LONGEST_LINE, MOST_LINES, TooMuchError, scan_lines
from domain.scans.reading import read_scan
from tests.domain.scans.samples import marks

HEAD = "SECRET\n\nNATIONAL SECURITY DECISION DIRECTIVE NUMBER 7\n\nA TITLE (S)\n\nThis is why it is so ordered. (S)\n\n"


def body(text: str) -> Reading:
    return read_scan([HEAD + text])


def texts(reading: Reading) -> list[str]:
    return [clause.text for clause in reading.clauses]


def told(reading: Reading, kind: DoubtKind) -> list[str]:
    return [doubt.message for doubt in reading.doubts if doubt.kind is kind]


@pytest.mark.parametrize(
    ("lines", "word", "joined"),
    [
        ("develop-\nment of it", "development", "development"),
        ("develop\u00ad\nment of it", "development", "development"),
        ("develop¬\nment of it", "development", "development"),
        ("develop-\n\nSECRET\n\nment of it", "development", "development"),
        ("US-\nJapan ties", "US-Japan", None),
        ("non-\nsubsidized credit", "non-subsidized", None),
        ("high-\ntechnology firms and high-technology goods", "high-technology", None),
        ("high-\ntechnology firms and hightechnology goods", "hightechnology", "hightechnology"),
        ("it costs 5-\n10 dollars", "5- 10", None),
    ],
)
def test_a_word_that_a_line_end_broke_is_joined_and_told(lines: str, word: str, joined: str | None) -> None:
    reading = body(f"1. Seek the {lines}. (S)\n\n2. Rest. (S)")
    assert word in reading.clauses[0].text
    assert [doubt.joined for doubt in reading.doubts if doubt.joined] == ([joined] if joined else [])
    assert len(reading.clauses) == 2


def test_a_hyphen_that_ocr_lost_is_told_and_left() -> None:
    reading = body("1. Press hightechnology firms. (S)\n\n2. Sell high-technology goods. (S)")
    assert "hightechnology" in reading.clauses[0].text
    assert "'hightechnology' is 'high-technology' elsewhere" in told(reading, DoubtKind.HYPHENATION)[0]


@pytest.mark.parametrize(
    "between",
    [
        "\n",
        "\nSECRET\n",
        "\n\nSECRET\n\fSECRET\n\n",
        "\n\nSECRET\nDeclassify: OADR\n\nFAR OFFICE\n\n. cy 1 of 12 copies\n\nSECRET\n\n",
        "\n\n- 2 -\n\n",
        "\n\n2\n\n",
        "\n\n",
    ],
)
def test_a_paragraph_goes_on_over_lines_and_pages(between: str) -> None:
    reading = body(f"- o Keep the icebreakers ready through{between}each southern summer. (S)\n\n- o Rest. (C)")
    assert texts(reading)[0] == "Keep the icebreakers ready through each southern summer."
    assert marks(reading) == "S C"


def test_going_on_with_a_capital_letter_over_a_page_is_told() -> None:
    reading = body("- o Talk to the Government of\n\nSECRET\n\nJapan of what it wants. (S)")
    assert texts(reading) == ["Talk to the Government of Japan of what it wants."]
    assert "with a capital letter" in told(reading, DoubtKind.DIVISION)[0]


def test_a_banner_behind_a_full_stop_does_not_part_what_has_no_mark_yet() -> None:
    reading = body("- o Keep it ready.\nSECRET\nIt is needed. (S)\n\n- o Rest. (C)")
    assert texts(reading)[0] == "Keep it ready. It is needed."
    assert told(reading, DoubtKind.DIVISION)


def test_an_item_goes_on_over_a_page_behind_a_full_stop_until_its_mark() -> None:
    edge = "\n\nSECRET\nDeclassify: OADR\n\fSECRET\n\n"
    reading = body(f"- o Keep it ready.{edge}It is needed. (S)\n\n- o Rest. (C)")
    assert texts(reading) == ["Keep it ready. It is needed.", "Rest."]
    assert "taken to go on" in told(reading, DoubtKind.DIVISION)[0]
    led = body(f"- o Keep it ready.{edge}On the other front, we will:\n\n- o Rest. (C)\n\n- o Go. (C)")
    assert texts(led) == ["Keep it ready.", "Rest.", "Go."]


def test_a_mark_ends_a_portion_even_without_a_gap() -> None:
    reading = body("Keep it ready. (S)\nThe fuel is shared. (C)\nRest. (U)")
    assert texts(reading) == ["Keep it ready.", "The fuel is shared.", "Rest."]


def test_an_item_that_begins_behind_anothers_mark_on_the_same_line_is_its_own() -> None:
    reading = body("- o Keep it ready. (TS) - o Share the fuel. (C)\n\n- o Rest. (U)")
    assert marks(reading) == "TS C U"
    assert reading.clauses[0].lines == reading.clauses[1].lines == (9,)


def test_a_mark_may_stand_on_the_next_line_or_apart() -> None:
    assert marks(body("- o Keep it ready.\n(TS)\n\n- o Rest. (C)")) == "TS C"
    apart = body("- o Keep it ready.\n\n(TS)\n\n- o Rest. (C)")
    assert marks(apart) == "TS C"
    assert told(apart, DoubtKind.DIVISION) == ["its mark stands apart from it"]


def test_a_bullet_or_a_number_may_stand_alone_on_its_line() -> None:
    assert texts(body("•\nKeep it ready. (S)\n\n•\n\nRest. (C)")) == ["Keep it ready.", "Rest."]
    assert texts(body("1.\nKeep it ready. (S)\n2.\nRest. (C)")) == ["Keep it ready.", "Rest."]


def test_a_year_at_the_beginning_of_a_line_is_no_number() -> None:
    reading = body(
        "1. Keep what was agreed in October\n25. All else is void since\n1982. It is so. (S)\n\n2. Rest. (S)"
    )
    assert len(reading.clauses) == 2
    assert reading.clauses[0].text.endswith("since 1982. It is so.")


def test_headings_lead_ins_and_names_are_set_aside_and_words_are_not() -> None:
    reading = body(
        "Military Strategy\n\nThe fleet will:\n\n- o Keep ready. (S)\n\nIt does so at its own cost. (C)\n\n"
        "stray word\n\n- o Rest. (U)\n\nRuth Osgood Penhallow\n\ncc: The Vice President\nThe Attorney General"
    )
    assert texts(reading) == ["Keep ready.", "It does so at its own cost.", "Rest."]
    assert reading.clauses[0].introduced_by == ("Military Strategy", "The fleet will:")
    reasons = {aside.text: aside.reason for aside in reading.set_aside}
    assert reasons["stray word"] == "stray words"
    assert "signature" in reasons["Ruth Osgood Penhallow"]
    assert "distribution" in reasons["The Attorney General"]
    assert "set aside as stray words: 'stray word'" in told(reading, DoubtKind.DIVISION)


def test_a_lead_in_without_clauses_is_a_clause() -> None:
    assert texts(body("- o Keep ready. (S)\n\nThe rest is settled as the annex says, item by item:")) == [
        "Keep ready.",
        "The rest is settled as the annex says, item by item:",
    ]


def test_a_heading_without_anything_below_it_is_a_clause() -> None:
    assert texts(body("1. Increase Trade\n\n2. Expand Aid")) == ["Increase Trade", "Expand Aid"]


def test_text_begins_under_a_heading_in_capitals_without_a_gap() -> None:
    reading = body("I. PURPOSE\nThe fleet is kept ready. (S)\n\nII. COST\n(C) It is shared.")
    assert texts(reading) == ["The fleet is kept ready.", "It is shared."]
    assert marks(reading) == "S C"


def test_one_paragraph_is_a_clause_and_no_preamble() -> None:
    reading = read_scan(["SECRET\n\nNSDD-7\n\nA TITLE\n\nThe fleet is kept ready, come what may."])
    assert reading.preamble is None
    assert len(reading.clauses) == 1


def test_characters_that_cannot_be_seen_are_told_and_part_words() -> None:
    reading = body("1. Keep the ic\u200bebreakers\x07 ready\ufffd. (S)\n\n2. Rest. (S)")
    assert reading.clauses[0].text == "Keep the ic ebreakers ready\ufffd."
    assert [doubt.line for doubt in reading.doubts if doubt.kind is DoubtKind.CHARACTER] == [9]
    assert "U+200B, U+0007, U+FFFD" in told(reading, DoubtKind.CHARACTER)[0]


def test_form_feeds_part_pages_and_no_lines() -> None:
    lines, _ = scan_lines(["One\n\fTwo\nThree\fFour\n\n\f\n\nFive"])
    assert [(line.number, line.page, line.text, line.top) for line in lines] == [
        (1, 1, "One", True),
        (2, 2, "Two", True),
        (3, 2, "Three", False),
        (3, 3, "Four", True),
        (7, 4, "Five", True),
    ]


@pytest.mark.parametrize("text", ["a\n" * (MOST_LINES + 1), "a" * (LONGEST_LINE + 1)])
def test_what_is_longer_than_any_directive_is_refused(text: str) -> None:
    with pytest.raises(TooMuchError):
        read_scan([text])
