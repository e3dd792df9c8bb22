"""Whose response stands for a new version: the policies, and the properties that hold for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.marking import Level
from domain.reclearance import CarryPolicy, Pair, carries, terms_defined
from domain.text import Paragraph

AGENCIES = ("defense", "commerce", "ustr")
texts = st.text(alphabet="abc .,", min_size=1, max_size=12)
paragraphs = st.builds(
    lambda text, marking, equities: Paragraph(text=text, marking=marking, equities=tuple(equities)),
    texts,
    st.sampled_from(Level),
    st.lists(st.sampled_from(AGENCIES), unique=True),
)
pairs = st.one_of(
    st.builds(lambda p: Pair(old=p, new=p), paragraphs),
    st.builds(lambda a, b: Pair(old=a, new=b), paragraphs, paragraphs),
    st.builds(lambda p: Pair(old=p, new=None), paragraphs),
    st.builds(lambda p: Pair(old=None, new=p), paragraphs),
)


def a_pair(old: str, new: str, *equities: str) -> Pair:
    return Pair(
        old=Paragraph(text=old, marking=Level.S, equities=equities),
        new=Paragraph(text=new, marking=Level.S, equities=equities),
    )


@given(st.lists(pairs, max_size=6), st.sampled_from(AGENCIES))
def test_each_policy_lets_less_stand_than_the_one_before(changes: list[Pair], agency: str) -> None:
    assert carries(CarryPolicy.ALWAYS, agency, changes)
    assert not carries(CarryPolicy.NEVER, agency, changes)
    if carries(CarryPolicy.UNCHANGED_PARAGRAPHS, agency, changes):
        assert carries(CarryPolicy.ADMINISTRATIVE_CHANGES, agency, changes)


@given(st.lists(pairs, max_size=6), st.sampled_from(AGENCIES))
def test_an_agency_that_no_paragraph_names_is_asked_at_any_change(changes: list[Pair], agency: str) -> None:
    named = any(side and agency in side.equities for pair in changes for side in (pair.old, pair.new))
    if not named and any(pair.changed for pair in changes):
        assert not carries(CarryPolicy.UNCHANGED_PARAGRAPHS, agency, changes)


def test_a_change_in_anothers_paragraph_leaves_the_response_standing() -> None:
    changes = [a_pair("Ours.", "Ours.", "ustr"), a_pair("Theirs.", "Other words.", "commerce")]
    assert carries(CarryPolicy.UNCHANGED_PARAGRAPHS, "ustr", changes)
    assert not carries(CarryPolicy.UNCHANGED_PARAGRAPHS, "commerce", changes)


def test_a_paragraph_that_names_nobody_is_everybodys() -> None:
    changes = [a_pair("Ours.", "Ours.", "ustr"), a_pair("Opening.", "Another opening.")]
    assert not carries(CarryPolicy.UNCHANGED_PARAGRAPHS, "ustr", changes)


def test_a_term_defined_elsewhere_asks_those_who_use_it() -> None:
    changes = [
        a_pair('"Items" means lathes.', '"Items" means lathes and mills.', "commerce"),
        a_pair("We are concerned by the Items.", "We are concerned by the Items.", "ustr"),
    ]
    assert not carries(CarryPolicy.UNCHANGED_PARAGRAPHS, "ustr", changes)


def test_an_administrative_change_is_case_punctuation_and_spacing() -> None:
    changes = [a_pair("The items, as listed.", "The Items as listed.", "ustr")]
    assert carries(CarryPolicy.ADMINISTRATIVE_CHANGES, "ustr", changes)
    assert not carries(CarryPolicy.UNCHANGED_PARAGRAPHS, "ustr", changes)


def test_a_changed_mark_is_not_administrative() -> None:
    old = Paragraph(text="Same.", marking=Level.S, equities=("ustr",))
    new = Paragraph(text="Same.", marking=Level.C, equities=("ustr",))
    assert not carries(CarryPolicy.ADMINISTRATIVE_CHANGES, "ustr", [Pair(old=old, new=new)])


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ('"Items" means lathes.', {"Items"}),
        ('The lathes and mills (the "Items") are listed.', {"Items"}),
        ("Nothing is defined here.", set()),
    ],
)
def test_terms_are_found_where_they_are_defined(text: str, terms: set[str]) -> None:
    assert terms_defined(text) == terms


@pytest.mark.parametrize(
    ("old", "new", "only_spelling"),
    [
        ("We accept losses > 1,500 tools.", "We accept losses < 1,500 tools.", False),
        ("A fee of $500.", "A fee of 500%.", False),
        ("A change of +5.25% a year.", "A change of -5,25 a year.", False),
        ("They warned us, not Japan.", "They warned US, not Japan.", False),
        ("The Items, as listed.", "the items - as listed", True),
        ("He said so.", "He said: \u201cso\u201d!", True),
    ],
)
def test_figures_signs_and_capitals_that_say_something_are_no_spelling(old: str, new: str, only_spelling: bool) -> None:  # noqa: FBT001 - what is expected
    pair = Pair(old=Paragraph(text=old, marking=Level.S), new=Paragraph(text=new, marking=Level.S))
    assert pair.administrative is only_spelling
