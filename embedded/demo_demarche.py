"""The story `demarche`: a nonconcurrence changes the words, and only what every agency cleared then goes out."""

from typing import Final

from embedded import demo_words as say
from embedded.pages import agency_name
from embedded.story import DRAFTER, POST, Story

OUTSIDER: Final = "commerce.ita"
FIRST_TO_ANSWER: Final = ("state", "commerce", "cia")
LATE: Final = "treasury"
"""Answers only when the words have changed, and to the old ones."""


class Demarche(Story):
    """Drafted, nonconcurred in, redrafted, cleared by all, approved, released, delivered, assessed."""

    __slots__ = ()

    def tell(self) -> None:
        """The procedure, in order."""
        self.screen.opening("A demarche under NSDD-62, mandate ECO-6a: technology leakage", self.client.url)
        self.drafted()
        self.answered_with_a_nonconcurrence()
        old = self.case["text"]["digest"]
        self.redrafted()
        self.an_old_text_is_not_signed(old)
        self.cleared()
        self.goes_out()
        self.delivered_and_assessed()
        self.looked_up()

    def drafted(self) -> None:
        """The action office opens the case and circulates the first text."""
        self.screen.stage("Drafting")
        self.opens(say.TITLE, say.paragraphs(say.SETTLED_TOO_SOON, say.TRADE_APART), say.NOTE)
        how = {"precedence": "immediate", "captions": ["limdis"], "level": "director_general", "paper": "non_paper"}
        self.instructs(how)
        self.circulates()

    def answered_with_a_nonconcurrence(self) -> None:
        """Some agencies concur; one does not, and says on what ground and in which words it would."""
        self.screen.stage("Clearance, first round")
        with self.round():
            for agency in FIRST_TO_ANSWER:
                self.signs(agency)
            self.signs("ustr", "concur_with_comment", say.USTR_COMMENT)
            self.signs("defense", "nonconcur", say.DEFENSE_COMMENT)
        self.stands_in("clearance")

    def redrafted(self) -> None:
        """The action office answers each comment and puts in a new version."""
        self.screen.stage("Redraft")
        self.disposes({agency: ("accepted", reason) for agency, reason in say.DISPOSITIONS.items()})
        self.redrafts(say.paragraphs(say.SETTLED_ON_FINDINGS, say.TRADE_APART_BOTH_WAYS), say.REDRAFT_NOTE)
        self.stands_in("drafting")

    def an_old_text_is_not_signed(self, old: str) -> None:
        """Earlier responses say nothing of the new words, and nobody can sign the old ones any more."""
        still = [seat["agency"] for seat in self.case["round"]["agencies"] if seat["response"]]
        self.must_be(not still, f"Responses to the earlier text still stand: {', '.join(still)}.")
        self.screen.stand(self.case)
        who = self.coordinators[LATE]
        body = {"agency": LATE, "response": "concur", "digest": old}
        self.is_refused(412, who, f"concurs for {agency_name(LATE)}, with the old text in hand", "/sign-offs", body)

    def cleared(self) -> None:
        """The new text goes round, and every agency that must clear it does."""
        self.screen.stage("Clearance, second round")
        self.circulates()
        with self.round():
            self.sign_the_rest(affected=say.NOT_AFFECTED)
        self.stands_in("checks")
        self.checked()
        self.stands_in("approval")

    def goes_out(self) -> None:
        """The approver approves those very words; only State lets them out."""
        self.screen.stage("Approval and release")
        digest = self.case["text"]["digest"]
        self.approved()
        out = {"digest": digest, "channel": "front_channel_cable"}
        self.is_refused(403, OUTSIDER, "tries to release it for Commerce", "/release", out)
        self.released(digest)

    def delivered_and_assessed(self) -> None:
        """The Embassy delivers and reports; the action office assesses, and the case is closed."""
        self.screen.stage("Delivery, report, assessment")
        at_the_desk = {
            "name": "delivered",
            "at": self.now(),
            "note": say.DELIVERED,
            "interlocutor": say.TOO_LOW,
            "ref": "desk",
        }
        self.is_refused(409, POST, "would deliver it below the rank instructed", "/milestones", at_the_desk)
        self.passes(POST, "deferred", "defers it, with a reason", say.DEFERRED)
        delivered = {"interlocutor": say.INTERLOCUTOR, "level": say.LEVEL, "ref": "director_general"}
        self.passes(POST, "delivered", "delivers it", say.DELIVERED, **delivered)
        self.passes(POST, "reported", f"reports the response, {say.REFERENCE}", say.REPORTED, reference=say.REFERENCE)
        self.passes(DRAFTER, "assessed", "assesses the response: satisfied", say.ASSESSED, outcome="satisfied")
        self.stands_in("closed")
