"""The story `monitoring`: two quarters of a scorecard; a nil return, a copied one, and what the NSC has opened."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from embedded import demo_monitoring_words as say
from embedded.client import Json
from embedded.pages import agency_name, words
from embedded.story import DRAFTER, Story

SCORER: Final = "ustr.austr"
NSC: Final = "nsc.asia"
COMMERCE: Final = "commerce.ita"
STATE: Final = "state.ea"


class Monitoring(Story):
    """ECO-1b: a measure counts as done when firms meet it in practice, not when it is announced."""

    __slots__ = ()

    mandate: ClassVar[str] = "ECO-1b"
    procedure: ClassVar[str] = "monitoring"
    drafter: ClassVar[str] = "ustr.japan"
    approver: ClassVar[str] = "ustr.deputy"
    releaser: ClassVar[str] = "ustr.exec"
    channel: ClassVar[str] = "interagency_memo"

    def tell(self) -> None:
        """The procedure, in order."""
        title = "A watch under NSDD-62, mandate ECO-1b: what has become of measures that Japan announced"
        self.screen.opening(title, self.client.url)
        self.last_quarter()
        self.planned()
        self.tasked_and_returned()
        self.assessed()
        self.reviewed()
        self.followed_up()
        self.checked_for_the_year()
        self.looked_up()

    def last_quarter(self) -> None:
        """The quarter before, in short: counted, cleared, accepted."""
        self.screen.stage("The last quarter")
        self.opens(say.TITLE_BEFORE, say.BEFORE, say.NOTE)
        self.passes(self.drafter, "plan_set", "sets the plan", say.PLAN_NOTE, **say.PLAN)
        self.asks("commerce")
        self.returns(COMMERCE, "value", say.RETURNED, value=say.COUNTED.format(**self.case))
        self.passes(self.drafter, "returns_closed", "closes the returns", say.CLOSED, outcome="complete")
        self.goes_round("on_track", say.SCORED_BEFORE)
        self.passes(NSC, "reviewed", "accepts it", say.ACCEPTED, outcome="accepted")
        self.stands_in("closed")
        self.shown, self.case = {"last_quarter": self.case}, {}

    def planned(self) -> None:
        """This quarter: what is watched, by which measure, and whose it is."""
        self.screen.stage("The plan")
        self.opens(say.TITLE, say.NOW, say.NOTE)
        vague = {"name": "plan_set", "at": self.now(), "note": say.PLAN_NOTE, **say.NO_MEASURE}
        self.is_refused(422, self.drafter, "would only improve", "/milestones", vague)
        self.passes(self.drafter, "plan_set", "sets indicator, baseline and owner", say.PLAN_NOTE, **say.PLAN)
        self.stands_in("tasking")

    def tasked_and_returned(self) -> None:
        """Agencies are asked; nil is a return; a copy of the last quarter is called one."""
        self.screen.stage("Returns")
        self.asks("commerce")
        self.asks("state")
        self.is_refused(409, self.drafter, "would circulate it without returns", "/circulation", {})
        self.returns(STATE, "nil", say.NIL)
        words_then = say.COUNTED.format(**self.shown["last_quarter"])
        copied = {"name": "returned", "note": say.RETURNED, "outcome": "value", "value": words_then, "at": self.now()}
        self.is_refused(409, COMMERCE, "returns last quarter's words as new ones", "/milestones", copied)
        self.returns(COMMERCE, "unchanged", say.COPIED, value=words_then)
        self.passes(self.drafter, "returns_closed", "closes the returns", say.CLOSED, outcome="complete")
        for one in self.look(NSC, "/assessment")["returns"]:
            stale = ", a stale copy" if one["stale_copy"] else ""
            self.screen.quote(f"{agency_name(one['agency'])}: {words(one['outcome'])}{stale}")

    def asks(self, agency: str) -> None:
        """The action office asks an agency for its return, within ten days."""
        until = (datetime.now(UTC) + timedelta(days=10)).isoformat()
        said = {"ref": agency, "outcome": "asked", "until": until}
        self.passes(self.drafter, "tasked", f"asks {agency_name(agency)}", say.TASKED, **said)

    def returns(self, who: str, outcome: str, note: str, **value: str) -> None:
        """An agency returns."""
        self.passes(who, "returned", f"returns: {words(outcome)}", note, outcome=outcome, **value)

    def assessed(self) -> None:
        """The assessment is cleared like any other text, scored to the letter, and goes to the agencies alone."""
        self.screen.stage("The scorecard: at risk")
        self.goes_round("at_risk", say.SCORED)
        self.stands_in("nsc_review")

    def goes_round(self, score: str, note: str) -> None:
        """Cleared, scored, approved, released."""
        self.circulates()
        with self.round():
            self.sign_the_rest()
        self.passes(SCORER, "scored", f"scores it: {words(score)}", note, outcome=score)
        digest = self.case["text"]["digest"]
        self.approved()
        self.released(digest)

    def reviewed(self) -> None:
        """The NSC does not leave it at reading."""
        self.screen.stage("The NSC's review")
        self.passes(NSC, "reviewed", "has a demarche opened", say.OPEN, outcome="open_demarche")
        self.stands_in("follow_up")
        early = {"name": "followed_up", "at": self.now(), "note": say.FOLLOWED_UP}
        self.is_refused(409, self.drafter, "would say it is done", "/milestones", early)

    def followed_up(self) -> None:
        """The demarche is a case of its own under this one, under the mandate for objections."""
        self.screen.stage("What it set off, under ECO-1c")
        scorecard, self.case = self.case, {}
        about: Json = {"mandate": "ECO-1c", "title": say.DEMARCHE_TITLE, "classification": "S"}
        about |= {"procedure": "demarche", "parent": scorecard["id"]}
        self.act(DRAFTER, "opens a demarche under the scorecard", "", paragraphs=say.DEMARCHE, **about)
        self.screen.quote(f"{self.case['number']}, {self.case['banner']}: {self.case['title']}")
        self.shown |= {"demarche": self.case}
        self.case = scorecard
        self.passes(self.drafter, "followed_up", "has followed up", say.FOLLOWED_UP)
        self.stands_in("closed")

    def checked_for_the_year(self) -> None:
        """Once a year the adviser's staff says whether the mandate still holds."""
        self.screen.stage("Does the mandate still hold?")
        asked = {"verdict": "still_valid", "reason": say.STILL_VALID}
        check = self.client.act(NSC, f"/mandates/{self.mandate}/checks", asked)
        self.shown |= {"check": check}
        self.screen.quote(f"{check['mandate']}, {words(check['verdict'])}: {check['reason']}")
