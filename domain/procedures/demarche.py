"""The demarche (`domain.md` 8(b) B2, after 5 FAH-1 H-613): delivered, reported and assessed after its release."""

from typing import Final

from domain.procedure import TOKYO_TIME, ProcedureRules, Step, WayOut
from domain.vocabulary import Capacity, Channel, Milestone, Place, Stage

STATE: Final = "state"
"""Only State may instruct a post (5 FAH-1 H-613), wherever the content comes from."""

COUNTRY_DESK: Final = "state.ea-j"
"""The desk that reads every outgoing text for its tone (PAR-1) and knows what Japan was told when (PAR-2)."""

DEMARCHE: Final = ProcedureRules(
    name="demarche",
    steps=(
        Step(
            name=Milestone.SENSITIVITY_CHECKED,
            place=Place.CHECK,
            stage=Stage.CHECKS,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=COUNTRY_DESK,
            outcomes=frozenset({"fit", "change_advised"}),
            passes=frozenset({"fit"}),
            by_mandate=True,
        ),
        Step(
            name=Milestone.PARITY_CHECKED,
            place=Place.CHECK,
            stage=Stage.CHECKS,
            capacity=Capacity.COORDINATOR,
            agency=STATE,
            office=COUNTRY_DESK,
            outcomes=frozenset({"allies_not_consulted", "on_par", "behind_allies"}),
            passes=frozenset({"allies_not_consulted", "on_par"}),
            by_mandate=True,
        ),
        Step(
            name=Milestone.DEFERRED,
            place=Place.NOTE,
            stage=Stage.DELIVERY,
            capacity=Capacity.POST,
            agency=STATE,
        ),
        Step(
            name=Milestone.DELIVERED,
            place=Place.AFTER,
            stage=Stage.DELIVERY,
            capacity=Capacity.POST,
            agency=STATE,
            working_days=5,  # our choice: "as soon as possible" has no number
            calendar=TOKYO_TIME,
            needs=frozenset({"interlocutor"}),
            allows=frozenset({"level", "paper_left", "ref"}),  # ref: the rank approached, where one is instructed
        ),
        Step(
            name=Milestone.REPORTED,
            place=Place.AFTER,
            stage=Stage.REPORT,
            capacity=Capacity.POST,
            agency=STATE,
            working_days=2,  # our choice
            calendar=TOKYO_TIME,
            needs=frozenset({"reference"}),
        ),
        Step(
            name=Milestone.ASSESSED,
            place=Place.AFTER,
            stage=Stage.ASSESSMENT,
            capacity=Capacity.ACTION_OFFICER,
            working_days=10,  # domain.md B2
            outcomes=frozenset({"satisfied", "follow_up", "escalate"}),
        ),
    ),
    out=WayOut(agency=STATE, capacity=Capacity.RELEASER, channels=frozenset({Channel.FRONT_CHANNEL_CABLE})),
)
