"""What may be in a text that is signed, and its signed form."""

import json
import unicodedata

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.letters import LISTED, FlawCode
from domain.marking import Level
from domain.text import MOST_FLAWS, Paragraph, UndermarkedError, body, flaws, line_flaws
from tests.domain.variants import SENTENCE, Variant, variants

WORDS = st.text(st.sampled_from(sorted(LISTED - {" "})), min_size=1, max_size=12)
HONEST = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
ANYTHING = st.text(st.one_of(st.sampled_from(sorted(LISTED)), st.characters()), max_size=12)
PARAGRAPHS = st.lists(
    st.builds(Paragraph, text=st.one_of(HONEST, ANYTHING), marking=st.sampled_from(Level)), max_size=4
).map(tuple)


def a_text(*texts: str, marking: Level = Level.S) -> tuple[Paragraph, ...]:
    """Build paragraphs of one mark."""
    return tuple(Paragraph(text=text, marking=marking) for text in texts)


def signed(paragraphs: tuple[Paragraph, ...], classification: Level) -> bytes:
    """Return the bytes that are signed."""
    return rfc8785.dumps(body(paragraphs, classification))  # type: ignore[arg-type]  # object stands for JSON


def codes(*texts: str) -> list[tuple[int, int, str]]:
    """Return paragraph, offset and code of each flaw."""
    return [(flaw.paragraph, flaw.offset, flaw.code) for flaw in flaws(a_text(*texts))]


def test_the_honest_sentence_has_no_flaw() -> None:
    assert flaws(a_text(SENTENCE, SENTENCE)) == ()


def test_there_are_99_variants_of_it() -> None:
    assert len({variant.text.encode("utf-8", "surrogatepass") for variant in variants()} - {SENTENCE}) == 99


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.name)
def test_a_variant_that_looks_the_same_is_refused_at_its_place(variant: Variant) -> None:
    (flaw,) = flaws(a_text(SENTENCE, variant.text))
    assert (flaw.paragraph, flaw.offset) == (2, variant.offset)
    assert flaw.code_point == f"U+{ord(variant.text[variant.offset]):04X}"
    assert f"Paragraph 2, character {variant.offset + 1}: " in flaw.message
    assert "Société" not in flaw.message


@given(HONEST)
def test_words_of_listed_letters_between_single_spaces_are_accepted(text: str) -> None:
    assert flaws(a_text(text)) == ()


@given(PARAGRAPHS)
def test_what_is_accepted_is_listed_in_nfc_and_spaced_by_single_spaces(
    paragraphs: tuple[Paragraph, ...],
) -> None:
    assume(not flaws(paragraphs))
    for paragraph in paragraphs:
        assert set(paragraph.text) <= LISTED
        assert unicodedata.is_normalized("NFC", paragraph.text)
        assert " ".join(paragraph.text.split()) == paragraph.text != ""


@given(HONEST, st.characters().filter(lambda c: c not in LISTED), st.data())
def test_one_character_that_is_not_listed_is_refused_at_its_place(text: str, wrong: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text) - 1))
    spoiled = text[:offset] + wrong + text[offset + 1 :]
    assert (offset, f"U+{ord(wrong):04X}") in {(f.offset, f.code_point) for f in flaws(a_text(spoiled))}


@given(PARAGRAPHS)
def test_flaws_come_in_reading_order_and_never_more_than_a_hundred(paragraphs: tuple[Paragraph, ...]) -> None:
    found = flaws(paragraphs)
    assert [(f.paragraph, f.offset) for f in found] == sorted((f.paragraph, f.offset) for f in found)
    assert len(found) <= MOST_FLAWS


def test_each_space_too_many_is_named() -> None:
    assert codes("  two  words ", " ") == [
        (1, 0, "space"), (1, 1, "space"), (1, 6, "space"), (1, 12, "space"), (2, 0, "space"),
    ]  # fmt: skip


def test_an_empty_paragraph_and_a_text_without_paragraphs_are_flaws() -> None:
    assert codes("a", "") == [(2, 0, "empty_paragraph")]
    assert codes() == [(1, 0, "empty")]


def test_a_flood_of_marks_is_answered_with_a_hundred_flaws() -> None:
    found = codes("a" + "\u0301" * 19_999)
    assert found[:2] == [(1, 1, "not_nfc"), (1, 2, "combining_mark")]
    assert len(found) == MOST_FLAWS


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (["a" * 20_000], None),
        (["a" * 20_001], (1, 20_000, "too_long")),
        (["a"] * 500, None),
        (["a"] * 1_000_000, (501, 0, "too_long")),
        (["a" * 20_000] * 20, None),
        (["a" * 20_000] * 20 + ["a"], (21, 0, "too_long")),
    ],
    ids=["paragraph", "long paragraph", "500", "million", "text", "long text"],
)
def test_the_limits_are_met_exactly(texts: list[str], place: tuple[int, int, str] | None) -> None:
    assert codes(*texts) == ([place] if place else [])


def test_a_text_that_is_too_large_is_not_read_further() -> None:
    assert codes("\u200b" * 10_000_000) == [(1, 20_000, "too_long"), (1, 400_000, "too_long")]


@given(st.one_of(HONEST, ANYTHING))
def test_a_line_keeps_the_rules_of_a_paragraph(value: str) -> None:
    assume(value)
    of_line = [(f.offset, f.code_point, f.code) for f in line_flaws("title", value, limit=1000)]
    assert of_line == [(f.offset, f.code_point, f.code) for f in flaws(a_text(value))]


def test_a_line_names_its_field() -> None:
    (flaw,) = line_flaws("title", "On\u200bly", limit=5)
    assert (flaw.field, flaw.paragraph, flaw.offset, flaw.code) == ("title", 0, 2, FlawCode.INVISIBLE)
    assert flaw.message == "Title, character 3: ZERO WIDTH SPACE (U+200B) cannot be seen: remove it."


def test_a_line_may_be_neither_empty_nor_too_long() -> None:
    assert [flaw.code for flaw in line_flaws("note", "", limit=5)] == ["empty"]
    assert [(flaw.code, flaw.offset) for flaw in line_flaws("note", "abcdef", limit=5)] == [("too_long", 5)]


@pytest.mark.parametrize(
    ("value", "offsets"),
    [
        ("one\ntwo\n\nthree", []),
        ("\none", [0]),
        ("one\n", [3]),
        ("one\n\n\ntwo", [5]),
        ("one \ntwo", [3]),
        ("one\n two", [4]),
        ("one\r\ntwo", [3]),
    ],
)
def test_a_comment_may_have_lines_but_no_space_that_is_not_seen(value: str, offsets: list[int]) -> None:
    found = line_flaws("comment", value, limit=100, multiline=True)
    assert [(flaw.offset, flaw.code) for flaw in found] == [(offset, FlawCode.SPACE) for offset in offsets]


def test_a_line_break_in_a_title_is_refused() -> None:
    assert [flaw.offset for flaw in line_flaws("title", "one\ntwo", limit=100)] == [3]


def test_the_body_holds_words_and_marks_and_no_routing() -> None:
    words = (Paragraph(text="Stop.", marking=Level.S, equities=("commerce",)),)
    assert signed(words, Level.TS).decode() == (
        '{"classification":"TS","paragraphs":[{"marking":"S","text":"Stop."}],"type":"one-voice/text/1"}'
    )


@given(PARAGRAPHS)
def test_the_body_of_what_is_accepted_round_trips(paragraphs: tuple[Paragraph, ...]) -> None:
    assume(not flaws(paragraphs))
    value = json.loads(signed(paragraphs, Level.TS))
    assert value == body(paragraphs, Level.TS)
    read = [(part["text"], Level[part["marking"]]) for part in value["paragraphs"]]
    assert read == [(paragraph.text, paragraph.marking) for paragraph in paragraphs]


def test_a_text_is_not_signed_below_its_highest_portion() -> None:
    with pytest.raises(UndermarkedError) as refused:
        body(a_text("Stop.", marking=Level.TS), Level.S)
    assert refused.value.code == "undermarked"
