"""The trade action (`domain.md` 8(b) B5; section 4 on USTR's committees): fenced, optioned, agreed, keyed, released.

Sources: PL 97-453 (12 January 1983), 96 Stat. 2482, section 201(e)(1)(D) and (E), for the two determinations and the
tranches; section 3 of the same Act calls Secretary whoever holds that office, so an acting one, by instrument, turns a
key. USTR's interagency role for members, observers and consensus. Where no source gives a number of days it is ours.
"""

from typing import Final

from domain.procedure import ACTION, TOKYO_TIME, ProcedureRules, Step, WayOut
from domain.vocabulary import Capacity, Channel, Grade, Milestone, Place, Stage

STATE: Final = "state"
COMMERCE: Final = "commerce"

ON_THE_RECORD: Final = "on_the_record"
COMPLIES: Final = "complies"
"""Both Secretaries say it of the nation: it complies with the law's purposes, market access among them."""

COUNSEL: Final = {"state": "state.l", "defense": "defense.gc", "commerce": "commerce.gc", "ustr": "ustr.gc"}
"""Agency -> the office whose counsel rules on the legal fence; the database has the same list (`counsel_of`)."""


def _determination(name: Milestone, place: Place, stage: Stage, agency: str, needs: frozenset[str]) -> Step:
    return Step(
        name=name,
        place=place,
        stage=stage,
        capacity=Capacity.APPROVER,
        agency=agency,
        grade=Grade.SECRETARY,
        needs=needs,
        outcomes=frozenset({COMPLIES, "does_not_comply"}),
        passes=frozenset({COMPLIES}),
        optional=place is Place.NOTE,
        by_mandate=True,
    )


TRADE_ACTION: Final = ProcedureRules(
    name="trade_action",
    steps=(
        Step(
            name=Milestone.LEGAL_FENCE,
            place=Place.OPENING,
            stage=Stage.INTAKE,
            capacity=Capacity.COORDINATOR,
            working_days=5,  # our choice: the table says "statute", which differs by petition
            allows=frozenset({"record"}),
            outcomes=frozenset({"policy", ON_THE_RECORD}),
            passes=frozenset({"policy"}),
            walls=frozenset({ON_THE_RECORD}),
        ),
        Step(
            name=Milestone.OPTIONS_TABLED,
            place=Place.OPENING,
            stage=Stage.OPTIONS,
            capacity=Capacity.ACTION_OFFICER,
            needs=frozenset({"option_a", "option_b"}),
            allows=frozenset({"option_c"}),
        ),
        Step(
            name=Milestone.PARTNER_TOLD,
            place=Place.CHECK,
            stage=Stage.CHECKS,
            capacity=Capacity.POST,
            agency=STATE,
            needs=frozenset({"interlocutor"}),
            optional=True,
        ),
        _determination(Milestone.DETERMINED_STATE, Place.KEY, Stage.KEYS, STATE, frozenset()),
        _determination(Milestone.DETERMINED_COMMERCE, Place.KEY, Stage.KEYS, COMMERCE, frozenset()),
        Step(
            name=Milestone.CONSULTATION_OFFERED,
            place=Place.AFTER,
            stage=Stage.CONSULTATION_OFFER,
            capacity=Capacity.POST,
            agency=STATE,
            working_days=5,  # our choice
            calendar=TOKYO_TIME,
            needs=frozenset({"interlocutor"}),
            allows=frozenset({"level", "paper_left"}),
        ),
        Step(
            name=Milestone.NOTICE_PUBLISHED,
            place=Place.AFTER,
            stage=Stage.EXECUTION,
            capacity=Capacity.RELEASER,
            needs=frozenset({"reference"}),
            optional=True,
        ),
        _determination(Milestone.TRANCHE_DETERMINED_STATE, Place.NOTE, Stage.EXECUTION, STATE, frozenset({"ref"})),
        _determination(
            Milestone.TRANCHE_DETERMINED_COMMERCE, Place.NOTE, Stage.EXECUTION, COMMERCE, frozenset({"ref"})
        ),
        Step(
            name=Milestone.TRANCHE_RELEASED,
            place=Place.NOTE,
            stage=Stage.EXECUTION,
            capacity=Capacity.RELEASER,
            needs=frozenset({"ref", "share"}),
            optional=True,
            by_mandate=True,
        ),
        Step(name=Milestone.EXECUTED, place=Place.AFTER, stage=Stage.EXECUTION, capacity=Capacity.ACTION_OFFICER),
        Step(
            name=Milestone.MONITORED,
            place=Place.AFTER,
            stage=Stage.MONITORING,
            capacity=Capacity.ACTION_OFFICER,
            outcomes=frozenset({"return_obtained", "partial_return", "no_return"}),
        ),
    ),
    out=WayOut(
        agency=ACTION,
        capacity=Capacity.RELEASER,
        channels=frozenset({Channel.AGENCY_LETTER, Channel.PUBLIC_NOTICE, Channel.INTERAGENCY_MEMO}),
    ),
)
