"""The story `silence`: what silence would clear and when, and all by which an agency speaks before it does."""

from datetime import UTC, datetime, timedelta
from typing import Final

from embedded import demo_silence_words as say
from embedded.client import Json
from embedded.pages import agency_name, parsed, washington
from embedded.story import DRAFTER, POST, Story

APNSA: Final = "apnsa"
FIRST_ASKS, OUTRANKS_THEM = "defense.isa", "defense.asd"
RECEIVES: Final = ("treasury", "state")
"""One whose silence may clear, and the country desk, whose silence never does."""

CARRIED: Final = ("defense", "treasury", "ustr")
"""Whose paragraphs the redraft leaves alone, and whose policy is that their response stands then."""

MINUTE: Final = "%a %d %b %H:%M %Z"


class Silence(Story):
    """Announced, received, put off, stopped, widened, carried over; then all answer, and it goes out."""

    __slots__ = ()

    def tell(self) -> None:
        """The procedure, in order."""
        self.screen.opening("Silence, holds and equities under NSDD-62, mandate ECO-6a", self.client.url)
        self.announced()
        self.received()
        self.given_more_time()
        self.held()
        self.asked_of_more_agencies()
        self.answered()
        self.carried_over()
        self.goes_out()
        self.looked_up()

    def announced(self) -> None:
        """The action office says at circulation that silence will clear."""
        self.screen.stage("Default clearance is announced")
        self.opens(say.TITLE, say.paragraphs(say.FIRST_ASK), say.NOTE)
        self.circulates("circulates it, and announces default clearance", default_clearance=True)
        self.screen.quote(f"Suspense: {washington(self.case['round']['suspense'], MINUTE)}. Nobody has the text yet.")
        clears = [seat["agency"] for seat in self.case["round"]["agencies"] if seat["silence_clears_at"]]
        self.must_be(not clears, f"Silence would clear without receipt: {', '.join(clears)}.")

    def received(self) -> None:
        """The clock starts when somebody who may answer for the agency has opened the text."""
        self.screen.stage("Receipt: the clock starts when the text is opened")
        for agency in RECEIVES:
            who = self.coordinators[agency]
            self.look(who, f"/versions/{self.case['text']['version']}")
            self.case = self.look(DRAFTER)
            at = self.seat(agency)["silence_clears_at"]
            self.screen.step(who, "opens the text", "received")
            when = f"clears {washington(at, MINUTE)}" if at else "never clears"
            self.screen.quote(f"The silence of {agency_name(agency)} {when}.")
        clears = {agency: self.seat(agency)["silence_clears_at"] for agency in RECEIVES}
        self.must_be(clears["treasury"] is not None, "Treasury received the text, and its silence clears nothing.")
        self.must_be(clears["state"] is None, "The country desk's silence would clear.")
        self.shown = {"silence_clears_at": clears}

    def seat(self, agency: str) -> Json:
        """Where one agency stands in the round."""
        found: Json = next(seat for seat in self.case["round"]["agencies"] if seat["agency"] == agency)
        return found

    def given_more_time(self) -> None:
        """An agency has its time extended, the second time by an official of higher grade only."""
        self.screen.stage("More time, by two grades")
        first = {"agency": "defense", "until": self.later("defense"), "reason": say.MORE_TIME}
        self.act(FIRST_ASKS, "asks for two days more", "/extensions", **first)
        self.screen.quote(say.MORE_TIME)
        second = {"agency": "defense", "until": self.later("defense"), "reason": say.STILL_MORE_TIME}
        self.is_refused(403, FIRST_ASKS, "asks again", "/extensions", second)
        self.act(OUTRANKS_THEM, "asks instead, as Assistant Secretary", "/extensions", **second)
        self.screen.quote(f"Defense has until {washington(self.seat('defense')['suspense'], MINUTE)}; nobody else has.")

    def later(self, agency: str) -> str:
        """Two days after an agency's own suspense."""
        return (parsed(self.seat(agency)["suspense"]) + timedelta(days=2)).isoformat()

    def held(self) -> None:
        """A hold says why, what would lift it, when it ends and what it becomes then; it may be kept for longer."""
        self.screen.stage("A hold")
        now = datetime.now(UTC)
        self.act(
            self.coordinators["cia"],
            "places a hold for two days",
            "/holds",
            agency="cia",
            kind="intelligence",
            reason=say.HOLD,
            lifts_when=say.LIFTS_WHEN,
            until=(now + timedelta(days=2)).isoformat(),
            becomes="nonconcurrence",
        )
        self.screen.quote(f"{say.HOLD} Lifted when: {say.LIFTS_WHEN}")
        path = f"/holds/{self.case['holds'][0]['id']}/extension"
        until = (now + timedelta(days=4)).isoformat()
        self.act(self.coordinators["cia"], "keeps it for two days more", path, until=until, reason=say.HOLD_EXTENDED)
        ends = washington(self.case["holds"][0]["until"], MINUTE)
        self.screen.quote(f"{say.HOLD_EXTENDED} Unless it is lifted by {ends}, it becomes a nonconcurrence.")

    def asked_of_more_agencies(self) -> None:
        """An agency that was only informed claims an equity; the NSC has another one asked."""
        self.screen.stage("Equities: claimed and granted, and imposed")
        claimed = {"agency": "ustr", "act": "claimed", "reason": say.CLAIM}
        granted = {"agency": "ustr", "act": "granted", "reason": say.GRANTED}
        imposed = {"agency": "jcs", "act": "imposed", "reason": say.IMPOSED}
        self.act(self.coordinators["ustr"], "claims an equity for USTR", "/equities", **claimed)
        self.screen.quote(say.CLAIM)
        self.act(DRAFTER, "grants it", "/equities", **granted)
        self.screen.quote(say.GRANTED)
        self.act(APNSA, "has the Joint Chiefs asked too", "/equities", **imposed)
        self.screen.quote(say.IMPOSED)
        must = {seat["agency"] for seat in self.case["round"]["agencies"] if seat["right"] == "must_clear"}
        self.must_be({"ustr", "jcs"} <= must, "USTR and the Joint Chiefs need not clear.")

    def answered(self) -> None:
        """Before any silence clears, most answer, and the hold is lifted."""
        self.screen.stage("Answers")
        with self.round():
            for agency in CARRIED:
                self.signs(agency)
            self.signs("commerce", "concur_with_comment", say.COMMERCE_COMMENT)
            hold = self.case["holds"][0]["id"]
            self.ends(self.coordinators["cia"], "lifts its hold", f"/holds/{hold}", say.LIFTED)
            self.screen.quote(say.LIFTED)

    def carried_over(self) -> None:
        """A redraft asks anew only those whose words changed, or who want to be asked each time."""
        self.screen.stage("Redraft: who is asked again, and whose response stands")
        self.disposes({"commerce": ("accepted", say.DISPOSITION)})
        self.redrafts(say.paragraphs(say.SECOND_ASK, "ustr"), say.REDRAFT_NOTE)
        self.circulates("circulates it again", default_clearance=True)
        carried = [seat["agency"] for seat in self.case["round"]["agencies"] if seat["carried_over"]]
        self.must_be(sorted(carried) == sorted(CARRIED), f"Carried over were: {', '.join(carried) or 'none'}.")
        proofs = [item for item in self.look(DRAFTER, "/timeline")["items"] if item["what"] == "carry_over"]
        for proof in proofs:
            self.screen.quote(f"{proof['sentence']}.")
        with self.round():
            self.sign_the_rest(affected=say.NOT_AFFECTED)
        self.stands_in("checks")
        self.checked()
        self.stands_in("approval")

    def goes_out(self) -> None:
        """The words that all cleared are approved, released, delivered, reported on and assessed."""
        self.screen.stage("Approval, release, delivery, report, assessment")
        self.approved()
        self.released(self.case["text"]["digest"])
        self.passes(POST, "delivered", "delivers it", say.DELIVERED, interlocutor=say.INTERLOCUTOR)
        self.passes(POST, "reported", f"reports, {say.REFERENCE}", say.REPORTED, reference=say.REFERENCE)
        self.passes(DRAFTER, "assessed", "assesses the response: follow up", say.ASSESSED, outcome="follow_up")
        self.stands_in("closed")
