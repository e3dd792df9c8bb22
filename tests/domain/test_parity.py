"""Parity: for each consultation of an ally, whether Japan was told no later and no lower (PAR-2)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.parity import Consultation, Partner, Rank, Shortfall, disparities

NOON = datetime(1982, 11, 1, 12, tzinfo=UTC)


def consulted(partner: Partner, rank: Rank, hours: int = 0, issue: str = "export-credits") -> Consultation:
    return Consultation(id=uuid4(), issue=issue, partner=partner, rank=rank, at=NOON + timedelta(hours=hours))


NATO = consulted(Partner.NATO, Rank.MINISTER)


@pytest.mark.parametrize(
    ("japan", "shortfall"),
    [
        ([consulted(Partner.JAPAN, Rank.MINISTER, -1)], None),
        ([consulted(Partner.JAPAN, Rank.MINISTER)], None),
        ([consulted(Partner.JAPAN, Rank.HEAD_OF_GOVERNMENT)], None),
        ([consulted(Partner.JAPAN, Rank.DIRECTOR, -1)], Shortfall.LOWER),
        ([consulted(Partner.JAPAN, Rank.MINISTER, 1)], Shortfall.LATER),
        ([consulted(Partner.JAPAN, Rank.DIRECTOR, -1), consulted(Partner.JAPAN, Rank.MINISTER, 1)], Shortfall.LOWER),
        ([consulted(Partner.JAPAN, Rank.MINISTER, -1, "whaling")], Shortfall.NOT_CONSULTED),
        ([], Shortfall.NOT_CONSULTED),
    ],
)
def test_japan_is_told_no_later_and_no_lower(japan: list[Consultation], shortfall: Shortfall | None) -> None:
    found = disparities([NATO, *japan])
    assert [one.shortfall for one in found] == ([] if shortfall is None else [shortfall])
    assert all(one.with_ally == NATO for one in found)


def test_consulting_japan_alone_is_never_short() -> None:
    assert disparities([consulted(Partner.JAPAN, Rank.DESK)]) == ()


consultations = st.lists(
    st.builds(
        Consultation,
        id=st.builds(UUID, int=st.integers(0, 2**64)),
        issue=st.sampled_from(("a", "b")),
        partner=st.sampled_from(Partner),
        rank=st.sampled_from(Rank),
        at=st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours)),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(consultations, st.randoms())
def test_the_order_of_the_log_does_not_matter(log: list[Consultation], chance: object) -> None:
    shuffled = list(log)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # a random.Random
    assert disparities(shuffled) == disparities(log)


@given(consultations)
def test_telling_japan_first_and_highest_mends_everything(log: list[Consultation]) -> None:
    first = [consulted(Partner.JAPAN, Rank.HEAD_OF_GOVERNMENT, -1, issue) for issue in ("a", "b")]
    assert disparities([*log, *first]) == ()
