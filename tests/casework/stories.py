"""Whole cases with time, equities, splits and transfers in them, for tests of verification."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from casework.desk import Caller
from casework.extending import extend
from casework.handing import answer_transfer, ask_transfer, send_back
from casework.holding import extend_hold
from casework.opening import add_version
from casework.receiving import open_version
from casework.splitting import make_reclama
from casework.timekeeping import keep_time
from db.engine import Database
from domain.vocabulary import EquityAct, Exclusion, Ground, HoldBecomes, Outcome, Preset, Response
from tests.casework.test_equity import act, redrafted, set_policy, two_paragraphs
from tests.casework.test_split import (
    SENTENCE,
    before_the_president,
    but_three,
    by_clause,
    nonconcurred,
    opened,
    position,
    ruled,
)
from tests.casework.test_time_in_clearance import announced, hold, instant, more_time, received, seat, set_clock
from tests.office import APPROVER, COORDINATORS, DRAFTER, FIRST, SECOND, Office, View, a_draft, seen

TOLD_IN_OTHER_PROCEDURES = (
    *("case_link", "case_link_end", "certification", "certification_decision", "sequencing", "source_seal"),
    *("tear_line", "tear_line_review", "meeting", "topic", "topic_decision", "topic_link"),
    *("commitment", "commitment_act"),
)
"""Kinds of fact that only trade actions, enforcement cases and consultations have: their own tests tell them."""

TOLD_IN_STORIES = (
    "extension",
    "receipt",
    "hold_extension",
    "equity_act",
    "carry_over",
    "split",
    "split_position",
    "split_move",
    "ruling",
    "reclama",
    "send_back",
    "transfer",
    "transfer_answer",
    "office_clearance",
)
"""Kinds of fact that come in these stories and not in a plain demarche."""

DEFENSE = Caller(subject=COORDINATORS["defense"])


@dataclass(frozen=True)
class Stories:
    """Each method is a story, and returns the case at its end. The clock is right again then."""

    office: Office
    worker: Database
    owner: Database

    async def at(self, case: View, moment: datetime) -> View:
        """The case as it is when time has done what is due by that moment."""
        await set_clock(self.owner, moment)
        await keep_time(self.worker, UUID(case["id"]))
        await self.reset()
        return await self.office.look(case)

    async def reset(self) -> None:
        async with self.owner.begin() as tx:
            await tx.exec_driver_sql("UPDATE sec.clock SET shift = '0'")

    async def go_out(self, case: View) -> View:
        return await self.office.release(await self.office.approve(case))

    async def silence(self) -> View:
        """Defense received the text and said nothing."""
        case = await received(self.office, await announced(self.office))
        return await self.at(case, instant(seat(case, "defense")["silence_clears_at"]) + timedelta(seconds=1))

    async def imposed_silence(self) -> View:
        """Agriculture, asked only because the NSC imposed it, received the text and said nothing."""
        case = await announced(self.office, but="")
        case = await act(self.office, case, "agriculture", EquityAct.IMPOSED, by="apnsa")
        await open_version(self.office.db, "agriculture.fas", UUID(case["id"]), 1, None)
        case = await self.office.look(case)
        return await self.at(case, instant(seat(case, "agriculture")["silence_clears_at"]) + timedelta(seconds=1))

    async def silence_after_a_critical_comment(self) -> View:
        """Defense is silent; time waits until the action office has answered Commerce's critical comment."""
        case = await received(self.office, await announced(self.office))
        case = await self.office.nonconcur(case, "commerce")
        due = instant(case["round"]["suspense"]) + timedelta(days=20)
        case = await self.at(case, due)
        assert seat(case, "defense")["silence_barred_by"] == "critical_comment_open"
        case = await self.office.dispose_all(case)
        case = await self.at(case, due)
        return await self.office.sign(case, "commerce")

    async def referral(self) -> View:
        """A licensing referral: the Secretary of Defense has thirty days more, and says nothing in them."""
        case = await self.office.circulate(await self.office.open(), preset=Preset.LICENSING_REFERRAL)
        case = await received(self.office, await self.office.clear(case, but="defense"))
        by = Caller(subject="defense.secdef")
        case = seen(await extend(self.office.db, by, UUID(case["id"]), agency="defense", until=None, reason="More."))
        return await self.at(case, instant(seat(case, "defense")["silence_clears_at"]) + timedelta(seconds=1))

    async def legal_adviser(self) -> View:
        """Full powers: no silence clears, and the Legal Adviser, asked beside State, concurs at the second version."""
        case = await self.office.circulate(await self.office.open(), silence_excluded=Exclusion.FULL_POWERS)
        case = await self.office.answer_for(case, "state.l", Response.NONCONCUR, Ground.LAW)
        case = await self.office.clear(await self.office.circulate(await self.office.redraft(case, "Within the law.")))
        return await self.office.answer_for(case, "state.l")

    async def legal_adviser_overruled(self) -> View:
        """The Legal Adviser does not concur; the President decides."""
        case = await self.office.clear(await self.office.circulate(await self.office.open(), offices=("state.l",)))
        case = await opened(self.office, await self.office.answer_for(case, "state.l", Response.NONCONCUR, Ground.LAW))
        case = await before_the_president(self.office, case)
        return await ruled(self.office, case, Outcome.PRESIDENT_A, "president")

    async def more_time_twice(self) -> View:
        case = await self.office.circulated()
        due = instant(case["round"]["suspense"])
        case = await more_time(self.office, case, due + timedelta(days=1))
        return await more_time(self.office, case, due + timedelta(days=2), by="defense.asd")

    async def hold_that_became_a_nonconcurrence(self) -> View:
        """Extended once; it became a nonconcurrence at its end."""
        case = await hold(self.office, await self.office.cleared(), becomes=HoldBecomes.NONCONCURRENCE)
        until = instant(case["holds"][0]["until"]) + timedelta(days=1)
        held = UUID(case["holds"][0]["id"])
        await extend_hold(self.office.db, DEFENSE, UUID(case["id"]), held, until=until, reason="They meet on Friday.")
        return await self.at(case, until + timedelta(seconds=1))

    async def answered_anew_and_carried_over(self) -> View:
        """Defense lifted that nonconcurrence by concurring, and its concurrence stands for the next version too."""
        await set_policy(self.owner, "always", "defense")
        case = await self.office.sign(await self.hold_that_became_a_nonconcurrence(), "defense")
        return await self.office.clear_missing(await redrafted(self.office, case, a_draft("Quite other words.")))

    async def equities(self) -> View:
        """Claimed by Energy and granted, imposed on Agriculture; both cleared."""
        case = await self.office.cleared()
        case = await act(self.office, case, "energy", EquityAct.CLAIMED, by="energy.ia")
        case = await act(self.office, case, "energy", EquityAct.GRANTED, by=DRAFTER)
        case = await act(self.office, case, "agriculture", EquityAct.IMPOSED, by="apnsa")
        case = await self.office.sign(case, "agriculture", by="agriculture.fas")
        return await self.office.sign(case, "energy")

    async def carried_over(self) -> View:
        """A second version for which the responses of USTR and Defense stand; cleared."""
        await set_policy(self.owner, "unchanged_paragraphs", "ustr", "defense", "commerce", "treasury")
        case = await self.office.clear(await self.office.circulated(draft=two_paragraphs()))
        case = await redrafted(self.office, case, two_paragraphs(second="We ask for a look into the licence."))
        return await self.office.clear_missing(case)

    async def before_him(self) -> View:
        """Defense nonconcurs; the split stands before the President, argued by both sides."""
        case = await opened(self.office, await nonconcurred(self.office))
        case = await position(self.office, case, "defense", "defense.isa", "Add the sentence.", SENTENCE)
        case = await position(self.office, case, "state", DRAFTER, "Leave it as it is.")
        return await before_the_president(self.office, case)

    async def decided_for_other_words(self) -> View:
        """The President decides for a version that was never circulated."""
        case = await self.office.redraft(await self.before_him(), FIRST, SECOND, SENTENCE)
        return await ruled(self.office, case, Outcome.PRESIDENT_B, "president")

    async def decided_as_it_stands(self) -> View:
        case = await ruled(self.office, await self.before_him(), Outcome.PRESIDENT_A, "president")
        return await self.office.dispose_all(case)

    async def reclama(self) -> View:
        """Decided, argued again by Defense, and decided again."""
        case = await self.decided_as_it_stands()
        by = Caller(subject="defense.asd")
        await make_reclama(self.office.db, by, UUID(case["id"]), agency="defense", argument="New facts.")
        return await ruled(self.office, await self.office.look(case), Outcome.PRESIDENT_A, "president")

    async def clause_over_cia(self) -> View:
        """A chair rules that a clause controls over CIA, which is no Department."""
        case = await opened(self.office, await nonconcurred(self.office, "cia"))
        case = await ruled(self.office, case, Outcome.REFER_UP, DRAFTER)
        case = await ruled(self.office, case, Outcome.CLAUSE_CONTROLS, "ig.japan", "ECO-6")
        return await self.office.dispose_all(case)

    async def clause_before_two_answered(self) -> View:
        """The same while USTR and the NSC have not answered, in a time that is not over."""
        return await by_clause(self.office, await but_three(self.office))

    async def clause_over_a_delay(self) -> View:
        """The same when USTR has let its time go by, by statute thirty days since receipt; the NSC answers after it."""
        case = await received(self.office, await but_three(self.office, preset=Preset.LICENSING_REFERRAL), "ustr")
        await set_clock(self.owner, instant(case["round"]["suspense"]) + timedelta(days=1))
        case = await self.office.sign(await by_clause(self.office, case), "nsc")
        await self.reset()
        return case

    async def objections_after_a_clause(self) -> View:
        """The same when all have answered; CIA and USTR object afterwards."""
        case = await self.office.sign(await self.office.sign(await but_three(self.office), "ustr"), "nsc")
        case = await by_clause(self.office, case)
        for agency in ("cia", "ustr"):
            case = await self.office.dispose_all(await self.office.nonconcur(case, agency))
        return case

    async def compromise(self) -> View:
        """Referred up by time, sent down by the chair, settled by a compromise, and cleared anew."""
        case = await opened(self.office, await nonconcurred(self.office))
        case = await self.at(case, instant(case["due"]["at"]) + timedelta(seconds=1))
        case = await ruled(self.office, case, Outcome.REMAND, "ig.japan")
        case = await ruled(self.office, case, Outcome.COMPROMISE, DRAFTER)
        case = await self.office.circulate(await self.office.redraft(case, "Words that all can live with."))
        return await self.office.clear(case)

    async def delay(self) -> View:
        """A split over an office that delays, taken back by the NSC; it stands in clearance."""
        case = await self.office.clear(await self.office.circulated(), but="treasury")
        await set_clock(self.owner, instant(case["round"]["suspense"]) + timedelta(seconds=1))
        case = await opened(self.office, case, by="nsc.asia")
        await self.reset()
        return await ruled(self.office, case, Outcome.WITHDRAWN, "nsc.asia")

    async def sent_back(self) -> View:
        case = await self.office.cleared()
        by = Caller(subject=APPROVER)
        return seen(await send_back(self.office.db, by, UUID(case["id"]), reason="Too long."))

    async def transferred(self) -> View:
        """Refused once, accepted the second time; the desk circulates."""
        case = await self.office.open()
        for accepted in (False, True):
            await self.transfer(case, "state.ea-j", accepted=accepted)
        return await self.office.circulate(await self.office.look(case), by="state.ea-j")

    async def transferred_to_another_agency(self) -> View:
        """Commerce takes the action after circulation, writes anew, and its own approver lets it out."""
        case = await self.office.circulated()
        await self.transfer(case, "commerce.ita", accepted=True)
        by = Caller(subject="commerce.ita")
        case = seen(await add_version(self.office.db, by, UUID(case["id"]), a_draft("Commerce's words.")))
        case = await self.office.circulate(case, by="commerce.ita")
        case = await self.office.sign(await self.office.clear(case, but="commerce"), "commerce", by="commerce.as")
        return await self.office.release(await self.office.approve(case, by="commerce.usit"))

    async def transfer(self, case: View, to: str, *, accepted: bool) -> None:
        """The drafter's office asks that another take the action, and that one answers."""
        case_id = UUID(case["id"])
        await ask_transfer(self.office.db, Caller(subject=DRAFTER), case_id, to_office=to, reason="It is theirs.")
        await answer_transfer(self.office.db, Caller(subject=to), case_id, accepted=accepted, reason="So.")
