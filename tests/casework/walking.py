"""Acts for random walks through clearance: who usually does each, how it is done, and what it leaves in the ledger."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from casework import reading
from casework.answering_for_office import answer_for_office
from casework.desk import Answer, Caller
from casework.equities import equity
from casework.extending import extend
from casework.handing import answer_transfer, ask_transfer, send_back
from casework.holding import extend_hold, lift_hold, place_hold
from casework.passing import Said, pass_milestone
from casework.releasing import recall, withdraw
from casework.signing import CommentLine, dispose
from casework.splitting import bring_to_decision, file_position, make_reclama, rule
from domain.rights import LEGAL_ADVISER
from domain.vocabulary import (
    CommentKind,
    Disposition,
    EquityAct,
    Ground,
    HoldBecomes,
    HoldKind,
    Milestone,
    Outcome,
    Response,
)
from tests.office import APPROVER, CHECKED, COORDINATORS, COUNTRY_DESK, RELEASER, Office, View

REASON = "For reasons of its own."
WORDS = ("We ask for a prompt answer.", "We ask for an early answer.", "The licence is of March.")
HIGHER = {"defense": "defense.asd", "commerce": "commerce.as"}
OFFICES = ("state.eb", "state.ea-j", "state.oes")
PERSONAS = (
    *COORDINATORS.values(),
    *("state.eb", "state.oes", "state.e", "state.s-s", "state.l", "defense.asd", "commerce.as"),
    *("apnsa", "president", "ig.japan", "sig.iep", "auditor", "embassy.tokyo"),
)
LINE = CommentLine(kind=CommentKind.SUBSTANTIVE, text="Name the firm.", paragraph=1)
CRITICAL = CommentLine(kind=CommentKind.CRITICAL, text="The law forbids it.", paragraph=1, ground=Ground.LAW)
COMMENTS = {
    Response.NONCONCUR: (CRITICAL, LINE),
    Response.CONCUR_WITH_COMMENT: (LINE,),
    Response.NO_EQUITY: (LINE,),
}


@dataclass(frozen=True)
class Moment:
    """What an act sees: the case as it stands, an agency drawn for it, and the clock."""

    office: Office
    case: View
    agency: str
    now: datetime
    rng: Random
    how: str = ""
    """How the act is to come out; empty where chance says it."""

    @property
    def id(self) -> UUID:
        return UUID(self.case["id"])

    @property
    def hold(self) -> UUID:
        return UUID(self.case["holds"][0]["id"]) if self.case["holds"] else uuid4()


Doing = Callable[[Moment, Caller], Awaitable[Answer | View]]


@dataclass(frozen=True)
class Deed:
    """An act: who usually does it, how, and the kinds of fact that it leaves (a pattern)."""

    usually: Callable[[Moment], str]
    do: Doing
    leaves: str


def _action(m: Moment) -> str:
    return str(m.case["action_office"])


def _agency(m: Moment) -> str:
    return COORDINATORS[m.agency]


def _holder(m: Moment) -> str:
    return COORDINATORS[m.case["holds"][0]["agency"]] if m.case["holds"] else _agency(m)


def _chair(m: Moment) -> str:
    at = {"working_group": _action(m), "ig": "ig.japan", "sig_iep": "sig.iep", "nsc": "apnsa", "president": "president"}
    return at[m.case["split"]["rung"]] if m.case["split"] else "apnsa"


async def _sign(m: Moment, by: Caller) -> View:
    response = Response(m.how) if m.how else m.rng.choice((*(Response.CONCUR,) * 10, *Response))
    comments = COMMENTS.get(response, ())
    return await m.office.sign(m.case, m.agency, response, *comments, by=by.subject)


async def _dispose(m: Moment, by: Caller) -> Answer:
    lines = (await reading.the_matrix(m.office.db, "auditor", m.id))["items"]
    ids = [UUID(line["id"]) for line in lines if line["disposition"] is None] or [uuid4()]  # type: ignore[attr-defined] # a view
    return await dispose(
        m.office.db, by, m.id, m.rng.choice(ids), disposition=m.rng.choice(list(Disposition)), reason=REASON
    )


async def _hold(m: Moment, by: Caller) -> Answer:
    return await place_hold(
        m.office.db,
        by,
        m.id,
        agency=m.agency,
        kind=m.rng.choice(list(HoldKind)),
        reason=REASON,
        lifts_when=REASON,
        until=m.now + timedelta(hours=m.rng.choice((1, 30, 200))),
        becomes=m.rng.choice(list(HoldBecomes)),
    )


async def _extend_hold(m: Moment, by: Caller) -> Answer:
    until = m.now + timedelta(days=m.rng.choice((1, 10)))
    return await extend_hold(m.office.db, by, m.id, m.hold, until=until, reason=REASON)


async def _extend(m: Moment, by: Caller) -> Answer:
    due = datetime.fromisoformat(m.case["round"]["suspense"]) if m.case["round"] else m.now
    until = due + timedelta(days=m.rng.choice((1, 3, 20)))
    return await extend(m.office.db, by, m.id, agency=m.agency, until=until, reason=REASON)


async def _equity(m: Moment, by: Caller) -> Answer:
    acts = {
        EquityAct.CLAIMED: Caller(subject=COORDINATORS["energy"]),
        EquityAct.IMPOSED: Caller(subject="apnsa"),
        EquityAct.GRANTED: by,
        EquityAct.REFUSED: by,
    }
    what = m.rng.choice(list(acts))
    return await equity(m.office.db, acts[what], m.id, agency="energy", what=what, reason=REASON)


async def _rule(m: Moment, by: Caller) -> Answer:
    chances = (Outcome.REFER_UP, Outcome.REFER_UP, Outcome.PRESIDENT_A, *Outcome)
    outcome = Outcome(m.how) if m.how else m.rng.choice(chances)
    clauses = m.rng.choice(((), ("ECO-6",)))
    digest = m.case["text"]["digest"]
    return await rule(m.office.db, by, m.id, outcome=outcome, reason=REASON, digest=digest, clauses=clauses)


async def _circulate(m: Moment, by: Caller) -> View:
    silence = m.how == "silence" or (not m.how and m.rng.random() < 0.7)
    offices = (LEGAL_ADVISER,) if m.how == "office" else ()
    return await m.office.circulate(m.case, by=by.subject, default_clearance=silence, offices=offices)


async def _answer_for(m: Moment, by: Caller) -> Answer:
    response = Response(m.how) if m.how else m.rng.choice((Response.CONCUR, Response.NONCONCUR))
    ground = Ground.LAW if response is Response.NONCONCUR else None
    return await answer_for_office(
        m.office.db,
        by,
        m.id,
        office=LEGAL_ADVISER,
        response=response,
        digest=m.case["text"]["digest"],
        ground=ground,
        opinion=REASON,
    )


async def _check(m: Moment, by: Caller) -> Answer:
    waiting = [step["name"] for step in m.case["steps"] if step["place"] == "check" and not step["taken"]]
    name = Milestone(waiting[0]) if waiting else m.rng.choice(list(CHECKED))
    said = Said(note=REASON, outcome=CHECKED[name])
    return await pass_milestone(m.office.db, by, m.id, name=name, happened_at=m.now, said=said)


def _reclaims(m: Moment) -> str:
    return HIGHER.get(m.agency, COORDINATORS[m.agency])


DEEDS: dict[str, Deed] = {
    "circulate": Deed(_action, _circulate, r"clearance_round( carry_over)*"),
    "answer_for": Deed(lambda _: LEGAL_ADVISER, _answer_for, "office_clearance"),
    "redraft": Deed(
        _action, lambda m, by: m.office.redraft(m.case, *m.rng.sample(WORDS, 2), by=by.subject), "text_version"
    ),
    "read": Deed(_agency, lambda m, by: m.office.read(m.case, by.subject), r"(receipt)?( receipt)*"),
    "sign": Deed(_agency, _sign, r"sign_off( comment)*"),
    "dispose": Deed(_action, _dispose, "comment_disposition"),
    "hold": Deed(_agency, _hold, "hold"),
    "lift": Deed(_holder, lambda m, by: lift_hold(m.office.db, by, m.id, m.hold, reason=REASON), "hold_end"),
    "extend_hold": Deed(_holder, _extend_hold, "hold_extension"),
    "extend": Deed(_agency, _extend, "extension"),
    "equity": Deed(_action, _equity, "equity_act"),
    "split": Deed(
        _action, lambda m, by: bring_to_decision(m.office.db, by, m.id, question="Shall it?"), "split split_move"
    ),
    "position": Deed(
        _agency,
        lambda m, by: file_position(m.office.db, by, m.id, agency=m.agency, recommendation=REASON),
        "split_position",
    ),
    "rule": Deed(_chair, _rule, r"ruling( split_move)?"),
    "reclama": Deed(
        _reclaims, lambda m, by: make_reclama(m.office.db, by, m.id, agency=m.agency, argument=REASON), "reclama"
    ),
    "check": Deed(lambda _: COUNTRY_DESK, _check, "milestone"),
    "approve": Deed(lambda _: APPROVER, lambda m, by: m.office.approve(m.case, by=by.subject), "approval"),
    "send_back": Deed(lambda _: APPROVER, lambda m, by: send_back(m.office.db, by, m.id, reason=REASON), "send_back"),
    "release": Deed(lambda _: RELEASER, lambda m, by: m.office.release(m.case, by=by.subject), "release"),
    "withdraw": Deed(_action, lambda m, by: withdraw(m.office.db, by, m.id, reason=REASON), "withdrawal"),
    "recall": Deed(lambda _: RELEASER, lambda m, by: recall(m.office.db, by, m.id, reason=REASON), "recall"),
    "ask_transfer": Deed(
        _action,
        lambda m, by: ask_transfer(m.office.db, by, m.id, to_office=m.rng.choice(OFFICES), reason=REASON),
        "transfer",
    ),
    "answer_transfer": Deed(
        lambda m: m.rng.choice(OFFICES),
        lambda m, by: answer_transfer(m.office.db, by, m.id, accepted=m.rng.random() < 0.5, reason=REASON),
        "transfer_answer",
    ),
}

LIKELY: dict[str, str] = {
    "drafting": "circulate circulate circulate redraft",
    "clearance": "sign sign sign sign sign sign sign sign read read hold lift lift"
    " extend extend equity split dispose dispose answer_for",
    "split": "rule rule rule position sign redraft",
    "checks": "check check check check hold send_back",
    "approval": "approve approve approve approve approve approve hold send_back reclama",
    "release": "release release release release hold",
}
"""By stage, what moves a case on; everything else is tried now and then, by anybody."""
