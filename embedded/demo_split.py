"""The story `split`: September 1982, all concur but Defense; up the ladder to the President, who alone decides."""

from typing import Final

from embedded import demo_split_words as say
from embedded.client import Json
from embedded.pages import agency_name, words
from embedded.story import DRAFTER, POST, Story

DISSENTER: Final = "defense"
STATE: Final = "state"
PRESIDENT: Final = "president"
APNSA: Final = "apnsa"
LADDER: Final = (
    (DRAFTER, say.WORKING_GROUP),
    ("ig.japan", say.GROUP),
    ("sig.iep", say.SENIOR_GROUP),
)
"""Who refers the split up from the foot of the ladder, and with what words."""


class SplitOfSeptember(Story):
    """Nonconcurred in by one Department, argued in each agency's words, decided by the President, released."""

    __slots__ = ()

    def tell(self) -> None:
        """The procedure, in order."""
        title = "The split of September 1982, as a demarche under NSDD-62, mandate ECO-6a"
        self.screen.opening(title, self.client.url)
        self.all_concur_but_one()
        self.brought_to_decision()
        self.up_the_ladder()
        self.only_the_president_decides()
        self.decided()
        self.goes_out()
        self.both_sides_stay()
        self.looked_up()

    def all_concur_but_one(self) -> None:
        """Every agency concurs; Defense would have one more sentence."""
        self.screen.stage("Clearance: all concur but Defense")
        self.opens(say.TITLE, say.paragraphs(), say.NOTE)
        self.circulates()
        with self.round():
            self.sign_the_rest(but=DISSENTER)
            self.signs(DISSENTER, "nonconcur", say.DEFENSE_COMMENT)
        self.stands_in("clearance")

    def brought_to_decision(self) -> None:
        """The action office opens the split; both sides say in their own words what they recommend."""
        self.screen.stage("The split")
        self.act(DRAFTER, "brings it to decision", "/split", question=say.QUESTION)
        self.screen.quote(say.QUESTION)
        self.stands_in("split")
        self.files(self.coordinators[DISSENTER], DISSENTER, say.DEFENSE_POSITION, alternative=say.SENTENCE)
        self.files(DRAFTER, STATE, say.STATE_POSITION)

    def files(self, who: str, agency: str, recommendation: str, **more: str) -> None:
        """An agency's position is filed."""
        body = {"agency": agency, "recommendation": recommendation, **more}
        self.act(who, f"files the position of {agency_name(agency)}", "/split/positions", **body)
        self.screen.quote(recommendation)

    def up_the_ladder(self) -> None:
        """Each body refers it to the next."""
        self.screen.stage("Up the ladder")
        self.stands_before()
        for who, reason in LADDER:
            self.refers_up(who, reason)

    def refers_up(self, who: str, reason: str) -> None:
        """Whoever speaks for a body refers the split to the next one."""
        self.act(who, "refers it up", "/rulings", outcome="refer_up", reason=reason)
        self.screen.quote(reason)
        self.stands_before()

    def stands_before(self) -> None:
        """Say before whom the split is, as it was called then and is called today."""
        split = self.case["split"]
        today = "" if split["name_1982"] == split["name_today"] else f" (today: {split['name_today']})"
        self.screen.quote(f"Now before: {split['name_1982']}{today}")

    def only_the_president_decides(self) -> None:
        """The Assistant to the President prepares the decision, and may not take it."""
        self.screen.stage("The Assistant to the President prepares decisions; he takes none")
        body = {"outcome": "president_b", "reason": say.APNSA_TRIES, "digest": self.case["text"]["digest"]}
        self.is_refused(403, APNSA, "tries to decide for Defense's text", "/rulings", body)
        self.refers_up(APNSA, say.FOR_THE_PRESIDENT)
        self.must_be(self.case["split"]["rung"] == PRESIDENT, "The split is not before the President.")
        self.screen.paper("The memo, as it lies before the President", self.argued()["memo"])

    def argued(self) -> Json:
        """The split as the President sees it."""
        found: Json = self.look(PRESIDENT, "/splits")["items"][0]
        return found

    def decided(self) -> None:
        """The words are put in to the letter, and the President decides on those."""
        self.screen.stage("The decision")
        self.redrafts(say.paragraphs(say.SENTENCE), say.REDRAFT_NOTE)
        self.stands_in("split")
        digest = self.case["text"]["digest"]
        self.act(
            PRESIDENT,
            "decides: B, the words of Defense",
            "/rulings",
            "bold",
            outcome="president_b",
            reason=say.DECISION,
            digest=digest,
        )
        self.screen.quote(say.DECISION)
        self.must_be(self.argued()["rulings"][-1]["digest"] == digest, "The decision binds other words.")
        self.stands_in("approval")

    def goes_out(self) -> None:
        """Those very words are approved, released, delivered, reported on and assessed."""
        self.screen.stage("Approval, release, delivery, report, assessment")
        self.approved()
        self.released(self.case["text"]["digest"])
        self.passes(POST, "delivered", "delivers it", say.DELIVERED, interlocutor=say.INTERLOCUTOR)
        self.passes(POST, "reported", f"reports, {say.REFERENCE}", say.REPORTED, reference=say.REFERENCE)
        self.passes(DRAFTER, "assessed", "assesses the response: satisfied", say.ASSESSED, outcome="satisfied")
        self.stands_in("closed")

    def both_sides_stay(self) -> None:
        """Whoever reads the case later finds both positions, each rung and the decision."""
        split = self.argued()
        self.shown = {"split": split}
        self.screen.stage("Both sides stay in the record")
        for position in split["positions"]:
            self.screen.quote(f"{agency_name(position['agency'])}: {position['recommendation']}")
        for ruling in split["rulings"]:
            self.screen.quote(f"{ruling['name_1982']}, {words(ruling['outcome'])}: {ruling['reason']}")
        dissents = self.case["split"]["dissents"]
        self.must_be(dissents == [DISSENTER], "The record does not keep who did not concur.")
        self.screen.quote(f"On record as not concurring: {', '.join(map(agency_name, dissents))}.")
