"""The story `two-voices`: two departments are about to say different things about sea lanes; only one of them does."""

from typing import Any, Final

from embedded import demo_two_voices_words as say
from embedded.client import Json
from embedded.pages import words
from embedded.position_pages import assertion
from embedded.story import POST, RELEASER, Story

DEFENSE: Final = "defense.isa"
DEFENSE_APPROVER: Final = "defense.usdp"
DESK: Final = "state.ea-j"
DESK_APPROVER: Final = "state.p"
DECIDER: Final = "apnsa"
WATCHER: Final = "nsc.asia"
SEATS: Final = {"state": "state.l", "jcs": "jcs.j5", "nsc": "nsc.asia"}
"""Who clears a text of this mandate where the country desk drafts."""


class TwoVoices(Story):
    """One position by Defense; a second voice at State, stopped by the database and the checker, and ruled on."""

    __slots__ = ("source",)
    source: Json

    def tell(self) -> None:
        """The procedure, in order."""
        title = "Two departments are about to say different things about sea-lane defense (NSDD-62, mandate SEC-2)"
        self.screen.opening(title, self.client.url)
        position = self.one_position()
        self.what_may_be_said()
        second = self.another_voice()
        self.stopped_by_the_database()
        self.found_by_the_checker(position)
        self.ruled()
        self.says_the_same(second, position)
        self.goes_out()
        self.drifts()
        self.looked_up()
        self.proven(position)
        self.retired()

    def retired(self) -> None:
        """Once the matter is settled Defense ends it: no text on the issue has to rest on it any more."""
        played, self.case = self.case, self.source
        body = {"position": self.case["basis"]["position"], "reason": say.SETTLED}
        self.act(DEFENSE, "ends the position", "/position/end", **body)
        self.screen.quote(say.SETTLED)
        self.must_be(not self.voices(), "A voice is left.")
        self.case = played

    def one_position(self) -> str:
        """Defense drafts what is to be the position; all clear it as that; it comes into force."""
        self.screen.stage("One position: Defense, cleared by State, JCS and the NSC")
        self.case = {}
        # Played before on this stack: the new position takes the place of that one.
        before = [{"supersedes": one["id"]} for one in self.voices()]
        position = say.position() | (before[0] if before else {})
        self.asks(DEFENSE, say.TITLE, say.NOTE, say.paragraphs(), say.assertion(1000), position)
        self.cleared(DEFENSE, DEFENSE_APPROVER)
        self.act(
            DEFENSE, "brings it into force as the position", "/position", "bold", digest=self.case["text"]["digest"]
        )
        adopted: str = self.case["basis"]["position"]
        self.source = self.case
        self.screen.quote(f"Position {adopted[:8]}: {say.BOTTOM_LINE}")
        return adopted

    def voices(self) -> list[Json]:
        """Every position in force on the issue: one at most."""
        found = self.client.get(WATCHER, "/positions", issue=say.ISSUE, counterpart="japan", audience="private")
        items: list[Json] = found["items"]
        return items

    def asks(self, who: str, title: str, note: str, paragraphs: list[Json], said: Json, position: Json) -> None:
        """A case is opened whose text is drafted to become a position."""
        self.act(
            who,
            f"opens a case with {len(paragraphs)} paragraphs",
            "",
            mandate="SEC-2",
            procedure="demarche",
            title=title,
            classification="TS",
            note=note,
            paragraphs=paragraphs,
            assertions=[said],
            position=position,
        )
        self.screen.quote(f"{self.case['number']}, asserts {assertion({**said, 'issue': say.ISSUE})}")

    def cleared(self, drafter: str, approver: str) -> None:
        """Circulated, cleared by every agency that must, approved."""
        self.act(drafter, "circulates it, precedence priority", "/circulation", precedence="priority")
        with self.round():
            for seat in self.case["round"]["agencies"]:
                if seat["right"] == "must_clear":
                    self.concurs(seat["agency"])
        self.act(approver, "approves those very words", "/approval", digest=self.case["text"]["digest"])

    def concurs(self, agency: str) -> None:
        """An agency's coordinator clears the current words."""
        body = {"agency": agency, "response": "concur", "digest": self.case["text"]["digest"]}
        self.act(SEATS.get(agency, agency), f"clears for {agency}", "/sign-offs", "green", **body)

    def what_may_be_said(self) -> None:
        """Who asks is told the cleared words; the fallback only if they are on its list."""
        self.screen.stage("What may I say?")
        for who in ("embassy.tokyo", "jcs.j5"):
            said = self.client.get(who, "/positions/say", issue=say.ISSUE, counterpart="japan", audience="private")
            fallback = "with the fallback" if said["fallback"] else "without a fallback"
            self.screen.step(who, f"is told {len(said['say'])} paragraphs, {fallback}", said["digest"][:12])

    def another_voice(self) -> str:
        """The question comes to State's desk, which takes the action on a second case and writes other words."""
        self.screen.stage("Another voice: State's desk takes a second case over, and says 500")
        self.case = {}
        position = say.other_position() | {"talking_points": []}
        self.asks(DEFENSE, say.OTHER_TITLE, say.OTHER_NOTE, say.paragraphs()[:1], say.assertion(1000), position)
        self.act(DEFENSE, "asks that the country desk take it", "/transfer", to_office=DESK, reason=say.TRANSFER)
        self.act(DESK, "takes it", "/transfer/answer", accepted=True, reason=say.TAKEN)
        self.rewrites("puts in words of its own", say.other_paragraphs(), position=say.other_position(), assertions=[])
        self.screen.quote(say.OTHER_LINE)
        second: str = self.case["id"]
        return second

    def rewrites(self, what: str, paragraphs: list[Json], **stands_on: Any) -> None:  # Any: JSON
        """The desk puts in another version, and says what it stands on."""
        self.act(DESK, what, "/versions", paragraphs=paragraphs, note=say.SUPPORT, **stands_on)

    def stopped_by_the_database(self) -> None:
        """Nobody who cleared it had both papers side by side, and it declares no figure; the database has one voice."""
        self.screen.stage("The database stops the second voice")
        self.cleared(DESK, DESK_APPROVER)
        digest = self.case["text"]["digest"]
        self.is_refused(409, DESK, "would make it the position", "/position", {"digest": digest})
        self.must_be(self.refused[-1]["code"] == "position_in_force", "The database did not stop the second voice.")
        self.is_refused(409, RELEASER, "would release it past the position", "/release", {"digest": digest})

    def found_by_the_checker(self, position: str) -> None:
        """What contradicts what is found as soon as the words come in with what they assert; it blocks them."""
        self.screen.stage("The checker finds why")
        self.rewrites(
            "cites the position, and declares what it says",
            say.other_paragraphs(),
            assertions=[say.assertion(500)],
            cites=[position],
        )
        for found in self.basis()["conflicts"]:
            against = found["with_mandate"] or f"position {(found['with_position'] or '')[:8]}"
            self.screen.step("checker", f"{words(found['kind'])}, against {against}", found["id"][:8], style="bold red")
            for side in ("ours", "theirs"):
                self.screen.quote(f"{side}: {assertion(found['detail'][side])}")
        kinds = {found["kind"] for found in self.basis()["conflicts"]}
        self.must_be({"disjoint_ranges", "weaker_than_directive"} <= kinds, "The checker did not find both.")
        self.cleared(DESK, DESK_APPROVER)
        digest = self.case["text"]["digest"]
        self.is_refused(409, RELEASER, "would release it all the same", "/release", {"digest": digest})

    def basis(self) -> Json:
        """What the current text rests on, with its contradictions."""
        return self.look(WATCHER, "/basis")

    def ruled(self) -> None:
        """The desk that wrote it cannot rule; the Assistant to the President says which of the two yields."""
        self.screen.stage("It is ruled")
        conflicts = self.case["basis"]["conflicts"]
        ruling = {"outcome": "text_stands", "reason": say.RULING}
        path = f"/conflicts/{conflicts[0]['id']}/ruling"
        self.is_refused(403, DECIDER, "would let the text stand", path, ruling)
        for found in conflicts:
            body = {"outcome": "text_yields", "reason": say.RULING}
            self.act(DECIDER, "rules: the text yields", f"/conflicts/{found['id']}/ruling", "bold", **body)
        self.screen.quote(say.RULING)

    def says_the_same(self, second: str, position: str) -> None:
        """The desk writes again, on the position; the precedent is found if somebody tries once more."""
        self.screen.stage("One voice: the desk says what the position says")
        self.must_be(self.case["id"] == second, "Another case was ruled on.")
        line = [{"marking": "S", "text": say.LINE}]
        self.rewrites("puts in the same answer", line, assertions=[say.assertion(1000)], cites=[position])
        version = self.case["text"]["version"]
        self.screen.redline(self.look(DESK, f"/versions/{version}", compare=version - 1))
        self.must_be(not self.case["basis"]["conflicts"], "The same answer is still held to contradict.")
        self.cleared(DESK, DESK_APPROVER)

    def goes_out(self) -> None:
        """Released, delivered and reported on."""
        self.screen.stage("Release, delivery, report")
        self.released(self.case["text"]["digest"])
        self.passes(POST, "delivered", "delivers it", say.DELIVERED, interlocutor=say.INTERLOCUTOR)

    def drifts(self) -> None:
        """What was said at the table is held against the position too."""
        self.screen.stage("What was said is held against it too")
        said = {"at": self.case["milestones"][-1]["at"], "interlocutor": say.INTERLOCUTOR, "words": [say.SAID]}
        self.act(POST, "files what was said", "/said", **said, assertions=[say.assertion(500)])
        self.screen.quote(say.SAID)
        found = self.client.get(WATCHER, "/exceptions", kind="drift")["items"]
        mine = [one for one in found if one["case"] == self.case["id"]]
        self.must_be(any(one["what"] == "disjoint_ranges" for one in mine), "The drift is no exception.")
        for one in mine:
            answer = {"about": one["about"], "kind": "drift", "note": say.DRIFT_NOTE}
            self.act(WATCHER, f"sees to the drift: {words(one['what'])}", "/exception-answers", **answer)
        self.passes(POST, "reported", f"reports, {say.REFERENCE}", say.REPORTED, reference=say.REFERENCE)
        self.passes(DESK, "assessed", "assesses the response: satisfied", say.ASSESSED, outcome="satisfied")
        self.stands_in("closed")

    def proven(self, position: str) -> None:
        """The record says which voice there was, who tried another, and who ruled."""
        self.screen.stage("Provable afterwards")
        self.must_be([one["id"] for one in self.voices()] == [position], "There is not one voice.")
        kinds = [item["what"] for item in self.timeline]
        self.must_be({"conflict", "conflict_ruling", "cite", "release"} <= set(kinds), "The record lacks a part.")
        self.shown = {"position": self.client.get(WATCHER, f"/positions/{position}"), "basis": self.basis()}
        self.screen.quote(f"One position in force on {say.ISSUE}: {position}")
