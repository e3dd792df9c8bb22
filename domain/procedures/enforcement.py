"""The enforcement case (`domain.md` 8(b) B6; section 5): deconflicted, found, sanitised, taken to Japan, acted on.

Sources: Export Administration Act of 1979 (PL 96-72, 93 Stat. 526-528), section 10(e) for the referral of the finding
(the round's preset), 10(g) for the recommendation of the Secretary of Defense and what the President tells Congress,
10(h) for the sixty days of multilateral review. Where no source gives a number of days it is ours.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final

from domain.case import CaseFacts
from domain.procedure import ACTION, ANY, Clock, ProcedureRules, Step, WayOut
from domain.vocabulary import Capacity, Channel, Grade, Milestone, Place, Stage
from domain.working_days import WASHINGTON

STATE: Final = "state"
LEADS: Final = frozenset({"commerce", "treasury", "justice"})
"""Who may lead: Commerce, Customs (which is Treasury's), Justice; nobody approaches a firm before they agree."""

FINAL: Final = "multilateral_wait/final"
"""What time notes when the sixty days are over: what was submitted is final then."""

SIXTY_DAYS: Final = 60

_SUBMITTED = (Milestone.MULTILATERAL_SUBMITTED, frozenset({"submitted"}))


def sixty_days_after(since: datetime) -> datetime:
    """The end, in UTC, of the sixtieth of Washington's days after the one in which `since` lies (section 10(h))."""
    day = since.astimezone(WASHINGTON).date() + timedelta(days=SIXTY_DAYS + 1)
    return datetime.combine(day, time(), WASHINGTON).astimezone(UTC)


def _clocks(facts: CaseFacts) -> Iterator[Clock]:
    """What was submitted becomes final after sixty days without a decision, unless detriment was determined."""
    last = {m.name: m for m in facts.milestones}
    submitted = last.get(Milestone.MULTILATERAL_SUBMITTED)
    over = Milestone.MULTILATERAL_DECIDED in last or Milestone.DETRIMENT_DETERMINED in last
    if submitted is not None and submitted.outcome == "submitted" and not over:
        yield Clock(key=FINAL, at=sixty_days_after(submitted.happened_at))


ENFORCEMENT: Final = ProcedureRules(
    name="enforcement",
    steps=(
        Step(
            name=Milestone.ALLEGATION_LOGGED,
            place=Place.OPENING,
            stage=Stage.INTAKE,
            capacity=Capacity.ACTION_OFFICER,
            admits=LEADS,
        ),
        Step(
            name=Milestone.LEAD_NAMED,
            place=Place.OPENING,
            stage=Stage.DECONFLICTION,
            capacity=Capacity.COORDINATOR,
            agency=ANY,
            outcomes=LEADS,
            passes=LEADS,
            optional=True,
        ),
        Step(
            name=Milestone.DECONFLICTED,
            place=Place.OPENING,
            stage=Stage.DECONFLICTION,
            capacity=Capacity.ACTION_OFFICER,
            working_days=5,  # domain.md B6
            outcomes=LEADS,
        ),
        Step(
            name=Milestone.SANITISED,
            place=Place.AFTER,
            stage=Stage.TEAR_LINE,
            capacity=Capacity.ACTION_OFFICER,
            working_days=10,  # our choice
            outcomes=frozenset({"releasable", "nothing_releasable"}),
        ),
        Step(
            name=Milestone.DEMARCHE_MADE,
            place=Place.AFTER,
            stage=Stage.DEMARCHE,
            capacity=Capacity.ACTION_OFFICER,
            outcomes=frozenset({"delivered", "not_pursued"}),
            only_if=(Milestone.SANITISED, frozenset({"releasable"})),
        ),
        Step(
            name=Milestone.COUNTERPART_ACTED,
            place=Place.AFTER,
            stage=Stage.COUNTERPART_ACTION,
            capacity=Capacity.POST,
            agency=STATE,
            needs=frozenset({"reference"}),
            outcomes=frozenset({"verified", "assurance_only", "declined"}),
            only_if=(Milestone.DEMARCHE_MADE, frozenset({"delivered"})),
        ),
        Step(
            name=Milestone.DEFENSE_RECOMMENDED,
            place=Place.AFTER,
            stage=Stage.MEASURES,
            capacity=Capacity.APPROVER,
            agency="defense",
            grade=Grade.SECRETARY,
            outcomes=frozenset({"disapproval"}),
            optional=True,
        ),
        Step(
            name=Milestone.PRESIDENT_DECIDED,
            place=Place.AFTER,
            stage=Stage.PRESIDENTIAL_DECISION,
            capacity=Capacity.PRESIDENT,
            agency=ANY,
            acting=False,
            outcomes=frozenset({"accepted", "overruled"}),
            only_if=(Milestone.DEFENSE_RECOMMENDED, frozenset({"disapproval"})),
        ),
        Step(
            name=Milestone.CONGRESS_TOLD,
            place=Place.AFTER,
            stage=Stage.CONGRESS,
            capacity=Capacity.NSC_STAFF,
            agency="nsc",
            working_days=5,  # ours: the Act says promptly
            needs=frozenset({"reference"}),
            only_if=(Milestone.PRESIDENT_DECIDED, frozenset({"overruled"})),
        ),
        Step(
            name=Milestone.MEASURES_TAKEN,
            place=Place.AFTER,
            stage=Stage.MEASURES,
            capacity=Capacity.APPROVER,
            agency="commerce",
            allows=frozenset({"reference"}),
            outcomes=frozenset({"denial_order", "other_measures", "none"}),
        ),
        Step(
            name=Milestone.MULTILATERAL_SUBMITTED,
            place=Place.AFTER,
            stage=Stage.MULTILATERAL,
            capacity=Capacity.ACTION_OFFICER,
            agency=STATE,
            office="state.eb",
            allows=frozenset({"reference"}),
            outcomes=frozenset({"submitted", "not_needed"}),
        ),
        Step(
            name=Milestone.DETRIMENT_DETERMINED,
            place=Place.AFTER,
            stage=Stage.MULTILATERAL_WAIT,
            capacity=Capacity.APPROVER,
            agency="commerce",
            grade=Grade.SECRETARY,
            optional=True,
            only_if=_SUBMITTED,
            lapses_with=FINAL,
        ),
        Step(
            name=Milestone.MULTILATERAL_DECIDED,
            place=Place.AFTER,
            stage=Stage.MULTILATERAL_WAIT,
            capacity=Capacity.ACTION_OFFICER,
            agency=STATE,
            office="state.eb",
            allows=frozenset({"reference"}),
            outcomes=frozenset({"agreed", "not_agreed"}),
            only_if=_SUBMITTED,
            lapses_with=FINAL,
        ),
        Step(
            name=Milestone.LESSONS_RECORDED,
            place=Place.AFTER,
            stage=Stage.LESSONS,
            capacity=Capacity.ACTION_OFFICER,
            working_days=10,  # our choice
            needs=frozenset({"lessons"}),
        ),
    ),
    out=WayOut(
        agency=ACTION,
        capacity=Capacity.RELEASER,
        channels=frozenset({Channel.INTERAGENCY_MEMO, Channel.AGENCY_ORDER}),
    ),
    clocks=_clocks,
)
