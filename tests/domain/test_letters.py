"""The white list of characters, and the reasons given for the rest."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.letters import LISTED, FlawCode, code_point, name, why_not

REASONS = [
    ("\u0430", FlawCode.OTHER_SCRIPT, "looks like a: write it in Latin letters and the digits 0 to 9."),
    (
        "\u65e5",
        FlawCode.OTHER_SCRIPT,
        "is of another script: write it in Latin letters and the digits 0 to 9.",
    ),
    ("\u0663", FlawCode.OTHER_SCRIPT, "looks like 3: write it in Latin letters and the digits 0 to 9."),
    ("\u212a", FlawCode.NOT_NFC, "looks like K: type the usual character in its place."),
    ("\u0374", FlawCode.NOT_NFC, "type the usual character in its place."),
    ("\u2026", FlawCode.LOOK_ALIKE, "looks like ...: write ..., or say it otherwise."),
    ("\u2011", FlawCode.LOOK_ALIKE, "looks like -: write -, or say it otherwise."),
    ("\ufb01", FlawCode.LOOK_ALIKE, "looks like fi: write fi, or say it otherwise."),
    ("\u0131", FlawCode.LOOK_ALIKE, "looks like i: write i, or say it otherwise."),
    ("\u1d0b", FlawCode.LOOK_ALIKE, "looks like K: write K, or say it otherwise."),
    ("\u0250", FlawCode.UNLISTED_LETTER, "is not on the list of letters: spell it otherwise."),
    ("\U0001f600", FlawCode.SYMBOL, "is not on the list of signs: say it in words."),
    ("\u202e", FlawCode.BIDI, "changes the order in which words are shown: remove it."),
    ("\u00ad", FlawCode.INVISIBLE, "cannot be seen: remove it."),
    ("\x00", FlawCode.CONTROL, "does something and shows nothing: remove it."),
    ("\u00a0", FlawCode.SPACE, "is not the plain space: type a plain space."),
    ("\ue000", FlawCode.PRIVATE_USE, "means something else on each machine: remove it."),
    ("\ud800", FlawCode.SURROGATE, "is half a character: remove it."),
    ("\ufdd0", FlawCode.UNASSIGNED, "stands for nothing: remove it."),
]


@pytest.mark.parametrize(("character", "code", "reason"), REASONS, ids=[code_point(row[0]) for row in REASONS])
def test_each_kind_of_character_is_refused_for_its_own_reason(character: str, code: FlawCode, reason: str) -> None:
    assert why_not(character, "x") == (code, reason)


def test_a_mark_apart_from_its_letter_is_told_from_one_that_has_no_letter() -> None:
    assert why_not("\u0301", "e")[0] is FlawCode.NOT_NFC
    assert why_not("\u0301", "k\u0301")[0] is FlawCode.COMBINING_MARK
    assert why_not("\u0301", "")[0] is FlawCode.COMBINING_MARK


@given(st.characters().filter(lambda character: character not in LISTED), st.characters())
def test_every_character_that_is_not_listed_has_a_name_a_reason_and_a_remedy(character: str, before: str) -> None:
    code, reason = why_not(character, before)
    assert code in FlawCode
    assert reason.endswith(".")
    assert set(name(character) + reason) <= LISTED


@given(st.text(st.sampled_from(sorted(LISTED))))
def test_whatever_is_made_of_listed_characters_is_in_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", text)


def test_a_letter_on_the_list_is_latin_and_is_nothing_but_an_accented_letter_or_a_letter_of_its_own() -> None:
    letters = [c for c in LISTED if unicodedata.category(c).startswith("L") and not c.isascii()]
    assert all(name(letter).startswith("LATIN ") for letter in letters)
    assert not [letter for letter in letters if unicodedata.decomposition(letter).startswith("<")]


def test_names_of_europe_and_romanised_japanese_can_be_written() -> None:
    honest = "Ōhira Masayoshi, Tōkyō, Kyūshū, Genscher und Strauß, François, Wałęsa, Dvořák, Ñuñoa, P'yŏngyang"
    assert set(honest) <= LISTED
