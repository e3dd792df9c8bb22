"""The checker: which assertions cannot both be so, what a limit allows, which runs of words two texts share."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assertions import Assertion, Audience, Polarity, flaws_of
from domain.contradictions import (
    RUN,
    Finding,
    Limit,
    against_limit,
    between,
    breaches,
    contradictions,
    private_words,
    shared_runs,
)

AFFIRMS, DENIES = Polarity.AFFIRMS, Polarity.DENIES


def said(
    low: int | None = 1000,
    high: int | None = 1000,
    polarity: Polarity = AFFIRMS,
    unit: str | None = "miles",
    **more: object,
) -> Assertion:
    usual: dict[str, object] = {"issue": "lanes", "measure": "reach", "actor": "japan"}
    bounds = {"low": None if low is None else Decimal(low), "high": None if high is None else Decimal(high)}
    return Assertion(polarity=polarity, unit=unit, **bounds, **{**usual, **more})  # type: ignore[arg-type] # as given


@pytest.mark.parametrize(
    ("one", "other", "finding"),
    [
        (said(), said(), None),
        (said(), said(polarity=DENIES), Finding.OPPOSITE_POLARITY),
        (said(), said(500, 500), Finding.DISJOINT_RANGES),
        (said(), said(500, None), None),
        (said(), said(1001, None), Finding.DISJOINT_RANGES),
        (said(None, None, unit=None), said(None, None, DENIES, unit=None), Finding.OPPOSITE_POLARITY),
        # What one denies and the other affirms of other figures goes together, and so do two denials.
        (said(), said(1001, None, DENIES), None),
        (said(polarity=DENIES), said(500, 500, DENIES), None),
        (said(), said(500, 500, measure="strength"), None),
        (said(), said(500, 500, issue="aid"), None),
        (said(), said(500, 500, actor="korea"), None),
        (said(), said(500, 500, actor=None), Finding.DISJOINT_RANGES),
        (said(), said(1609, 1610, unit="kilometres"), None),
        (said(), said(1609, 1609, unit="kilometres"), Finding.DISJOINT_RANGES),
        (said(), said(500, 500, unit="days"), None),
        (said(until=date(1989, 12, 31)), said(500, 500, since=date(1990, 1, 1)), None),
        (said(until=date(1990, 1, 1)), said(500, 500, since=date(1990, 1, 1)), Finding.DISJOINT_RANGES),
    ],
)
def test_two_assertions_that_cannot_both_be_so(one: Assertion, other: Assertion, finding: Finding | None) -> None:
    assert between(one, other) is finding
    assert between(other, one) is finding


@pytest.mark.parametrize(
    ("ours", "limit", "finding"),
    [
        (said(), said(), None),
        (said(500, 500), said(), Finding.WEAKER_THAN_DIRECTIVE),
        (said(1500, 1500), said(), Finding.AGAINST_GUARDRAIL),
        (said(800, 1200), said(), Finding.AGAINST_GUARDRAIL),
        (said(800, None), said(), None),
        (said(polarity=DENIES), said(), Finding.WEAKER_THAN_DIRECTIVE),
        (said(2000, 2000, DENIES), said(), None),
        (said(), said(None, None, DENIES, unit=None), Finding.AGAINST_GUARDRAIL),
        (said(polarity=DENIES), said(None, None, DENIES, unit=None), None),
        (said(None, None, unit=None), said(), None),
    ],
)
def test_what_the_directive_allows(ours: Assertion, limit: Assertion, finding: Finding | None) -> None:
    assert against_limit(ours, Limit(statement=limit), Audience.PRIVATE) is finding


def test_a_limit_for_the_public_binds_public_texts_only() -> None:
    limit = Limit(statement=said(None, None, DENIES, unit=None), audience=Audience.PUBLIC)
    assert against_limit(said(), limit, Audience.PRIVATE) is None
    (found,) = breaches([said()], [limit], Audience.PUBLIC)
    assert (found.finding, found.ours, found.theirs) == (Finding.AGAINST_GUARDRAIL, said(), limit.statement)


def test_every_pair_is_named() -> None:
    found = list(contradictions([said(), said(500, 500)], [said(polarity=DENIES), said(700, 700)]))
    assert [one.finding for one in found] == [
        Finding.OPPOSITE_POLARITY,
        Finding.DISJOINT_RANGES,
        Finding.DISJOINT_RANGES,
    ]


@pytest.mark.parametrize(
    ("flawed", "flaws"),
    [
        (said(), ()),
        (said(2, 1), ("range_reversed",)),
        (said(unit=None), ("unit_missing",)),
        (said(None, None), ("unit_missing",)),
        (said(since=date(1990, 1, 1), until=date(1989, 1, 1)), ("days_reversed",)),
    ],
)
def test_an_assertion_that_cannot_be_so_by_itself(flawed: Assertion, flaws: tuple[str, ...]) -> None:
    assert flaws_of(flawed) == flaws


figures = st.integers(0, 20)
assertions = st.builds(
    lambda a, b, polarity: said(min(a, b), max(a, b), polarity), figures, figures, st.sampled_from(Polarity)
)


@given(assertions, assertions)
def test_it_agrees_with_counting(one: Assertion, other: Assertion) -> None:
    """Brute force: a world is a figure that is so; both are satisfied by some world, or there is a contradiction."""

    def holds(claim: Assertion, figure: int) -> bool:
        assert claim.low is not None
        assert claim.high is not None
        within = claim.low <= figure <= claim.high
        return within if claim.polarity is AFFIRMS else not within

    together = any(holds(one, figure) and holds(other, figure) for figure in range(-1, 22))
    if one.polarity is other.polarity:
        assert (between(one, other) is None) == (together or one.polarity is DENIES)
    elif between(one, other) is None:
        assert together


@given(st.lists(st.sampled_from("abcdef"), max_size=30), st.lists(st.sampled_from("abcdef"), max_size=30))
def test_shared_runs_are_of_both_texts_and_long_enough(ours: list[str], theirs: list[str]) -> None:
    found = shared_runs(" ".join(ours), " ".join(theirs))
    every = {" ".join(theirs[i : i + RUN]) for i in range(len(theirs) - RUN + 1)}
    for run in found:
        words = run.split()
        assert len(words) >= RUN
        assert f" {run} " in f" {' '.join(ours)} "
        assert all(" ".join(words[i : i + RUN]) in every for i in range(len(words) - RUN + 1))
    expected = any(" ".join(ours[i : i + RUN]) in every for i in range(len(ours) - RUN + 1))
    assert bool(found) == expected


def test_private_words_are_found_whatever_their_case_and_punctuation() -> None:
    private = "We could live with a quota, if it ends within three seasons."
    found = private_words(["They COULD live with a quota if it ends, we hear."], [private])
    assert found is not None
    assert found.words == ("could live with a quota if it ends",)
    assert private_words(["We could live with it."], [private]) is None
