"""The story `consultation`: a cycle of the Security Subcommittee, from its opening to the tasked commitments.

What takes months is shown as due; the meeting is brought forward in the end, so that what follows it can be played.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from embedded import demo_consultation_words as say
from embedded.pages import agency_name, words
from embedded.series_pages import both_capitals
from embedded.story import LEVEL, Story

ACTION, APPROVER, RELEASER, NSC = "defense.isa", "defense.usdp", "defense.execsec", "nsc.defense"
SERIES, MINISTERS = "SSC", "DEFENSE-MINISTERS"
SHOWN: Final = ("topic_call", "papers", "book", "press_guidance", "meeting", "conclusions", "commitments")


class Consultation(Story):
    """Opened, planned, moved as a whole, its agenda agreed, cleared, held, recorded, its commitments listed."""

    __slots__ = ()

    def tell(self) -> None:
        """The procedure, in order."""
        self.screen.opening("A cycle of the Security Subcommittee under NSDD-62, mandate SEC-2", self.client.url)
        self.opened()
        self.moved_as_a_whole()
        self.agenda()
        self.book_goes_up()
        self.met()
        self.concluded()
        self.committed()
        self.high_level()
        self.looked_up()

    def opened(self) -> None:
        """A cycle is opened from its series, and the action office opens its case."""
        self.screen.stage("The series, its calendar, and a cycle")
        series = self.client.get(ACTION, f"/consultations/{SERIES}")
        coming = series["next"][0]
        self.screen.quote(f"{series['title']}: next by the calendar, the cycle of {coming['opens_at'][:10]}.")
        meets = self.in_days(75)
        body = {"reason": say.TRIGGERED, "meeting_at": meets}
        series = self.client.act(ACTION, f"/consultations/{SERIES}/cycles", body)
        cycle = series["cycles"][0]
        self.screen.step(ACTION, "opens a cycle beside the calendar", f"meets {cycle['meeting_at'][:10]}")
        self.screen.quote(say.TRIGGERED)
        waiting = [one["cycle"] for one in self.client.get(ACTION, "/inbox")["cycles"]]
        self.must_be(cycle["id"] in waiting, "The action office was not told of its cycle.")
        self.act(
            ACTION,
            "opens its case with the briefing book's first draft",
            "",
            mandate="SEC-2",
            cycle=cycle["id"],
            title=say.TITLE,
            classification=LEVEL,
            paragraphs=say.book(),
            note=say.NOTE,
        )
        self.stands_in("agenda")
        self.planned()

    def in_days(self, days: int) -> str:
        """At ten in the morning of Honolulu, so many days from now."""
        day = (datetime.now(UTC) + timedelta(days=days)).replace(hour=20, minute=0, second=0, microsecond=0)
        return day.isoformat()

    def planned(self) -> None:
        """What the case shows as due."""
        plan = self.case["plan"]
        self.screen.quote(f"Meets {both_capitals(plan['meets_at'])}. No communique here: {not plan['communique']}.")
        for line in plan["milestones"]:
            if line["milestone"] in SHOWN:
                self.screen.quote(f"{words(line['milestone'])} by {both_capitals(line['due_at'])}")

    def moved_as_a_whole(self) -> None:
        """What if it met two weeks later? Then it is moved, and everything planned with it."""
        self.screen.stage("The meeting moves, and the whole plan with it")
        before = {line["milestone"]: line["due_at"] for line in self.case["plan"]["milestones"]}
        to = self.in_days(89)
        what_if = self.look(ACTION, "/plan", meets_at=to)
        self.screen.step(ACTION, "asks what if it met two weeks later", "nothing is written")
        would_be = {line["milestone"]: line["due_at"] for line in what_if["milestones"]}
        self.must_be(self.look(ACTION)["plan"] == self.case["plan"], "A what-if changed the plan.")
        self.act(ACTION, "moves the meeting by two weeks", "/meeting", meets_at=to, reason=say.MOVED)
        self.screen.quote(say.MOVED)
        after = {line["milestone"]: line["due_at"] for line in self.case["plan"]["milestones"]}
        self.must_be(after == would_be, "The plan is not what the what-if said.")
        self.must_be(all(after[step] > before[step] for step in before), "A milestone stayed behind.")
        self.planned()

    def agenda(self) -> None:
        """Topics are called for and proposed; the action office says which are in."""
        self.screen.stage("Topic call and agenda")
        body = {"precedence": "routine"}
        self.is_refused(409, ACTION, "would circulate before the agenda is settled", "/circulation", body)
        until = (datetime.now(UTC) + timedelta(days=5)).isoformat()
        self.passes(ACTION, "topics_called", "calls for topics", say.CALL, until=until)
        for agency, (who, title) in say.TOPICS.items():
            self.act(who, f"proposes a topic for {agency_name(agency)}", "/topics", agency=agency, title=title)
            self.screen.quote(title)
        for topic in self.look(ACTION, "/agenda")["topics"]:
            included = topic["agency"] != "state"
            reason = say.IN if included else say.OUT
            path = f"/topics/{topic['id']}/decision"
            what = f"{agency_name(topic['agency'])}'s topic is {'in' if included else 'out'}"
            self.act(ACTION, what, path, included=included, reason=reason)
        self.passes(ACTION, "agenda_set", "settles the agenda: working level", say.AGENDA, outcome="working_level")
        self.stands_in("drafting")

    def book_goes_up(self) -> None:
        """The book is cleared, approved, and put before the head of delegation."""
        self.screen.stage("The briefing book")
        self.act(ACTION, "circulates the book", "/circulation", precedence="routine")
        with self.round():
            self.sign_the_rest()
        self.act(APPROVER, "approves those very words", "/approval", digest=self.case["text"]["digest"])
        self.released_by(RELEASER, "puts the book before the head of delegation", "briefing_book")
        self.stands_in("press_guidance")

    def released_by(self, who: str, what: str, channel: str) -> None:
        """The action agency's secretariat lets the approved words out."""
        self.act(who, what, "/release", digest=self.case["text"]["digest"], channel=channel)

    def met(self) -> None:
        """The meeting is brought forward to today, held and recorded."""
        self.screen.stage("Press guidance, the meeting, the memcon")
        issued = {"name": "press_guidance", "at": self.now(), "note": "Out.", "outcome": "issued"}
        self.is_refused(409, ACTION, "says that press guidance is out; there is none", "/milestones", issued)
        self.passes(ACTION, "press_guidance", "waives it", say.GUIDANCE_WAIVED, outcome="waived")
        held = {"name": "meeting_held", "at": self.now(), "note": say.HELD, "outcome": "held"}
        self.is_refused(409, ACTION, "records a meeting that is set for another day", "/milestones", held)
        today = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
        self.act(ACTION, "brings the meeting forward", "/meeting", meets_at=today, reason=say.FORWARD)
        self.screen.quote(say.FORWARD)
        self.passes(ACTION, "meeting_held", "holds the meeting", say.HELD, outcome="held", place="Washington")
        self.passes(ACTION, "memcon_filed", "files the memcon", say.MEMCON, reference="SSC memcon")
        self.stands_in("conclusions")

    def concluded(self) -> None:
        """The summary of conclusions is a case of its own, circulated under silence."""
        self.screen.stage("The summary of conclusions, under silence")
        parent = self.case
        self.case = {}
        self.act(
            ACTION,
            "opens the summary as a case under this one",
            "",
            mandate="SEC-2",
            procedure="summary_of_conclusions",
            parent=parent["id"],
            title=say.SUMMARY_TITLE,
            classification=LEVEL,
            paragraphs=[{"marking": "S", "text": say.SUMMARY, "equities": ["state", "jcs"]}],
        )
        body = {"precedence": "immediate"}
        self.is_refused(422, ACTION, "would circulate it without announcing silence", "/circulation", body)
        self.act(ACTION, "circulates it under silence", "/circulation", precedence="immediate", default_clearance=True)
        who = self.coordinators["jcs"]
        self.client.get(who, f"/cases/{self.case['id']}/versions/1")
        self.case = self.look(ACTION)
        clears = next(s["silence_clears_at"] for s in self.case["round"]["agencies"] if s["agency"] == "jcs")
        self.screen.step(who, "opens the text", "received")
        self.screen.quote(f"The silence of JCS would clear it on {both_capitals(clears)}.")
        self.must_be(clears is not None, "Silence was announced, the text was received, and nothing would clear.")
        with self.round():
            self.sign_the_rest()
        self.act(APPROVER, "approves it", "/approval", digest=self.case["text"]["digest"])
        self.released_by(RELEASER, "distributes it", "interagency_memo")
        self.stands_in("closed")
        self.case = self.client.get(ACTION, f"/cases/{parent['id']}")
        self.passes(ACTION, "conclusions_agreed", "records that it is agreed", say.AGREED, outcome="agreed")

    def committed(self) -> None:
        """Commitments are listed with whose they are and by when; one is done."""
        self.screen.stage("Commitments")
        for agency, office, text, days in say.COMMITMENTS:
            due = (datetime.now(UTC) + timedelta(days=days)).isoformat()
            body = {"agency": agency, "text": text, "due_at": due} | ({"office": office} if office else {})
            self.act(ACTION, f"records a commitment of {agency_name(agency)}", "/commitments", **body)
            self.screen.quote(f"{text} By {both_capitals(due)}.")
        self.passes(ACTION, "commitments_tasked", "tasks them, and closes the cycle", say.TASKED, outcome="tasked")
        self.stands_in("closed")
        items = self.look(ACTION, "/commitments")["items"]
        mine = next(item for item in items if item["agency"] == "state")
        self.act("state.ea-j", "reports its own as done", f"/commitments/{mine['id']}/acts", act="done", note=say.DONE)
        listed = self.client.get(ACTION, "/commitments", limit=200)["items"]
        states = {item["agency"]: item["state"] for item in listed if item["case"]["id"] == self.case["id"]}
        self.must_be(states == {"state": "done", "jcs": "open"}, f"The commitments stand otherwise: {states}.")
        self.shown = {"commitments": states}

    def high_level(self) -> None:
        """A meeting of ministers: its book is complete only with a point of the principal's own."""
        self.screen.stage("A high-level book needs the principal's point (SEC-5)")
        finished = self.case
        cycle = self.client.act(ACTION, f"/consultations/{MINISTERS}/cycles", {"reason": say.TRIGGERED})["cycles"][0]
        self.case = {}
        self.act(
            ACTION,
            "opens the ministers' cycle",
            "",
            mandate="SEC-5a",
            cycle=cycle["id"],
            title=say.MINISTERS_TITLE,
            classification=LEVEL,
            paragraphs=say.ministers_book(),
        )
        until = (datetime.now(UTC) + timedelta(days=5)).isoformat()
        self.passes(ACTION, "topics_called", "calls for topics", say.CALL, until=until)
        who, title = say.TOPICS["defense"]
        self.act(who, "proposes a topic", "/topics", agency="defense", title=title)
        topic = self.look(ACTION, "/agenda")["topics"][0]["id"]
        self.act(ACTION, "takes it in", f"/topics/{topic}/decision", included=True, reason=say.IN)
        lower = {"name": "agenda_set", "at": self.now(), "note": say.AGENDA, "outcome": "working_level"}
        self.is_refused(409, ACTION, "would call it working level", "/milestones", lower)
        self.passes(ACTION, "agenda_set", "settles the agenda: high level", say.HIGH_LEVEL_AGENDA, outcome="high_level")
        self.act(ACTION, "circulates the book", "/circulation", precedence="routine")
        with self.round():
            self.sign_the_rest()
        self.stands_in("checks")
        digest = {"digest": self.case["text"]["digest"]}
        self.is_refused(409, APPROVER, "would approve a book without it", "/approval", digest)
        self.passes(NSC, "principals_point", "marks paragraph 2 as the principal's point", say.POINTED, ref="2")
        self.act(APPROVER, "approves the complete book", "/approval", **digest)
        self.released_by(RELEASER, "puts it before the Secretary", "briefing_book")
        self.case = finished
