"""The story `press`: guidance for the press, flagged, reviewed, cleared the same day, used, deviated from, retired."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from embedded import demo_press_words as say
from embedded.story import POST, Story

REVIEWER: Final = "state.cdc"
SPOKESMAN: Final = "state.pa.spokesman"


class Press(Story):
    """A yardstick is found and taken out; what is said later otherwise than cleared is an exception for the NSC."""

    __slots__ = ()

    mandate: ClassVar[str] = "SEC-5b"
    procedure: ClassVar[str] = "public_statement"
    drafter: ClassVar[str] = "state.pa"
    approver: ClassVar[str] = "state.p"
    releaser: ClassVar[str] = SPOKESMAN
    channel: ClassVar[str] = "press_guidance"
    precedence: ClassVar[str] = "flash"

    def tell(self) -> None:
        """The procedure, in order."""
        self.screen.opening(
            "Press guidance under NSDD-62, mandate SEC-5b: roles and missions, no yardsticks", self.client.url
        )
        self.needed()
        self.flagged()
        self.unclassified()
        self.cleared_the_same_day()
        self.reviewed()
        self.used()
        self.retired()
        self.looked_up()

    def needed(self) -> None:
        """The press office says what it needs the words for, and until when they hold."""
        self.screen.stage("Need")
        self.opens(say.TITLE, say.paragraphs(say.WITH_A_YARDSTICK), say.NOTE)
        self.stands_in("intake")
        until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        self.passes(
            self.drafter, "use_set", "to be used if asked, for 30 days", say.UNTIL_NOTE, outcome="if_asked", until=until
        )
        self.stands_in("drafting")

    def flagged(self) -> None:
        """The directive's guidance is read against the draft."""
        self.screen.stage("What the mandate would not have said in public")
        found = self.look(self.drafter, "/flags")["items"]
        self.must_be(len(found) > 1, "Nothing was flagged in a text with a yardstick.")
        for flag in found:
            self.screen.quote(f"Paragraph {flag['paragraph']}, {flag['kind'].replace('_', ' ')}: {flag['words']}")
        self.circulates("circulates it for the same day")
        body = {"name": "release_reviewed", "at": self.now(), "note": say.REVIEWED, "outcome": "releasable"}
        self.is_refused(409, REVIEWER, "would call it releasable as it stands", "/milestones", body)
        self.passes(REVIEWER, "release_reviewed", "not releasable", say.REVIEWED_WITH, outcome="not_releasable")

    def unclassified(self) -> None:
        """Other words; and nothing marked above (U) goes round as public words."""
        self.screen.stage("Redraft")
        self.redrafts(say.paragraphs(say.ROLES_AND_MISSIONS, "C"), say.REDRAFT_NOTE)
        body = {"precedence": "flash"}
        self.is_refused(409, self.drafter, "would circulate a paragraph marked (C)", "/circulation", body)
        self.redrafts(say.paragraphs(say.ROLES_AND_MISSIONS), say.REDRAFT_NOTE)
        self.must_be(self.case["text"]["flags"] == 0, "Something is still flagged.")

    def cleared_the_same_day(self) -> None:
        """State, Defense and the White House press office clear."""
        self.screen.stage("Clearance, the same day")
        self.circulates("circulates it for the same day")
        with self.round():
            self.sign_the_rest(affected=say.NOT_AFFECTED)
        self.stands_in("checks")

    def reviewed(self) -> None:
        """What is unclassified is read against what it was drawn from."""
        self.screen.stage("Release review and release")
        self.passes(REVIEWER, "release_reviewed", "releasable", say.REVIEWED, outcome="releasable")
        digest = self.case["text"]["digest"]
        self.approved()
        self.released(digest)
        self.stands_in("in_use")

    def used(self) -> None:
        """The words are used; what is said otherwise does not stay unseen."""
        self.screen.stage("Use")
        self.passes(POST, "counterpart_synced", "the counterpart has the same words", say.SYNCED, outcome="same_words")
        briefing = {"forum": "Daily briefing"}
        self.passes(self.drafter, "used", "used as cleared", say.USED, outcome="as_cleared", **briefing)
        self.passes(self.drafter, "used", "used, and gone beyond", say.DEVIATED, outcome="deviated", **briefing)
        seen = self.client.get("nsc.asia", "/cases", exception="deviation")["items"]
        self.must_be(any(one["id"] == self.case["id"] for one in seen), "The NSC does not see the deviation.")
        self.passes(self.drafter, "corrected", "corrected", say.CORRECTED)

    def retired(self) -> None:
        """A stale line is not used again."""
        self.screen.stage("Retirement")
        self.passes(self.drafter, "retired", "retires it", say.RETIRED)
        self.stands_in("closed")
