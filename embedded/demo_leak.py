"""The story `leak`: who leads, a source under seal, what may be told, and the demarche that tells no more."""

from typing import Final

from embedded import demo_leak_words as say
from embedded.client import Json
from embedded.pages import agency_name, washington
from embedded.story import APPROVER, COUNTRY_DESK, DRAFTER, POST, RELEASER, Story

ITA: Final = "commerce.ita"
NSC: Final = "nsc.asia"
LEADS: Final = (("commerce", "commerce.as"), ("treasury", "treasury.customs"), ("justice", "justice.criminal"))


class Leak(Story):
    """An enforcement case and the demarche under it, up to the sixty days of multilateral review."""

    __slots__ = ()

    def tell(self) -> None:
        """The procedure, in order."""
        self.screen.opening("An enforcement case under NSDD-62, mandate ECO-6b, and its demarche", self.client.url)
        self.logged_and_sealed()
        self.deconflicted()
        self.found()
        self.torn()
        self.told()
        self.answered_and_acted_on()
        self.waits_for_the_partners()
        self.looked_up()

    def logged_and_sealed(self) -> None:
        """The allegation is on file; of its source nobody reads but who sealed it and whose it is."""
        self.screen.stage("The allegation, and its source")
        about = {"mandate": "ECO-6b", "title": say.TITLE, "classification": "TS", "note": say.NOTE}
        self.act(ITA, "opens a case", "", paragraphs=say.FINDING, **about)
        self.screen.quote(f"{self.case['number']}, {self.case['banner']}: {self.case['title']}")
        self.act(ITA, "seals the source", "/sources", owner="cia", source=say.SOURCE)
        self.must_be(len(self.look(ITA, "/sources")["items"]) == 1, "Who sealed the source does not read it.")
        for other in (NSC, "auditor", "president"):
            self.must_be(not self.look(other, "/sources")["items"], f"{other} reads a sealed source.")
        self.screen.quote("The NSC, the auditor and the President are told of no source.")
        self.passes(ITA, "allegation_logged", "logs the allegation", say.LOGGED)
        self.stands_in("deconfliction")

    def deconflicted(self) -> None:
        """Two agencies do not approach one firm: all three name who leads before anybody does."""
        self.screen.stage("Who leads")
        for agency, who in LEADS:
            lead = "justice" if agency == "justice" else "commerce"
            self.names(agency, who, lead)
        settled = {"name": "deconflicted", "note": say.SETTLED, "outcome": "commerce"}
        self.is_refused(409, ITA, "would lead", "/milestones", {**settled, "at": self.now()})
        self.names("justice", "justice.criminal", "commerce")
        self.passes(ITA, "deconflicted", "leads", say.SETTLED, outcome="commerce")

    def names(self, agency: str, who: str, lead: str) -> None:
        """One of the three names who leads."""
        what = f"{agency_name(agency)} names {agency_name(lead)}"
        self.passes(who, "lead_named", what, say.NAMES, outcome=lead)

    def found(self) -> None:
        """The technical finding is referred to the agencies, approved and released."""
        self.screen.stage("The technical finding")
        self.act(ITA, "refers the finding", "/circulation", precedence="routine")
        with self.round():
            self.sign_the_rest()
        self.act("commerce.usit", "approves it", "/approval", digest=self.case["text"]["digest"])
        out = {"digest": self.case["text"]["digest"], "channel": "interagency_memo"}
        self.act("commerce.exec", "releases it by interagency memorandum", "/release", **out)
        self.stands_in("tear_line")

    def torn(self) -> None:
        """The owner says what may be told: nothing from above the line, and another of its people reads it."""
        self.screen.stage("The tear-line")
        too_much = {"owner": "cia", "paragraphs": say.TOO_MUCH}
        self.is_refused(409, "cia.di", "puts in what stands above the line", "/tear-lines", too_much)
        self.act("cia.di", "puts in one portion", "/tear-lines", owner="cia", paragraphs=say.TEAR_LINE)
        review = {"releasable": True, "reason": say.REVIEWED}
        self.is_refused(403, "cia.di", "would review it alone", "/tear-lines/1/review", review)
        self.act("cia.oea", "reviews it: releasable", "/tear-lines/1/review", "", **review)
        self.screen.quote(say.REVIEWED)
        self.passes(ITA, "sanitised", "one portion may be told", say.SANITISED, outcome="releasable")

    def told(self) -> None:
        """A demarche under this case, a case of its own, says what the tear-line says."""
        self.screen.stage("The demarche under it")
        above, self.case = self.case, {}
        about = {"mandate": "ECO-6a", "title": say.DEMARCHE_TITLE, "classification": "S", "parent": above["id"]}
        self.act(DRAFTER, "opens a demarche under the case", "", paragraphs=say.FIRST, **about)
        self.is_refused(409, DRAFTER, "would circulate it without the tear-line", "/circulation", {})
        spilled = {"paragraphs": say.ABOVE}
        self.is_refused(409, DRAFTER, "puts in what stands above the line", "/versions", spilled)
        self.redrafts(say.BELOW, say.REDRAFT_NOTE)
        self.circulates()
        with self.round():
            self.sign_the_rest()
        self.checked()
        self.act(APPROVER, "approves it", "/approval", digest=self.case["text"]["digest"])
        out = {"digest": self.case["text"]["digest"], "channel": "front_channel_cable"}
        self.act(RELEASER, "releases it by front-channel cable", "/release", **out)
        self.passes(POST, "delivered", "delivers it", say.DELIVERED, interlocutor=say.INTERLOCUTOR)
        self.shown = {"demarche": self.case}
        self.case = above

    def answered_and_acted_on(self) -> None:
        """Japan's answer is an assurance only; Commerce denies."""
        self.screen.stage("Their action, and ours")
        self.passes(ITA, "demarche_made", "the demarche was made", say.MADE, outcome="delivered")
        assured = {"outcome": "assurance_only", "reference": say.REFERENCE}
        self.passes(POST, "counterpart_acted", "an assurance only", say.ASSURED, **assured)
        denied = {"outcome": "denial_order", "reference": say.ORDER}
        self.passes("commerce.usit", "measures_taken", "denies export privileges", say.MEASURES, **denied)

    def waits_for_the_partners(self) -> None:
        """Sixty days, then it is final; time notes it."""
        self.screen.stage("The partners have sixty days")
        self.passes(DRAFTER, "multilateral_submitted", "submits it to COCOM", say.SUBMITTED, outcome="submitted")
        due: Json = self.look(COUNTRY_DESK)["due"]
        self.must_be(due["key"] == "multilateral_wait/final", "The sixty days are not running.")
        self.screen.quote(f"Final without their decision: {washington(due['at'])}")
        self.stands_in("multilateral_wait")
