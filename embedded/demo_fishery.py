"""The story `fishery`: two keys for fish; a tranche that waits while whales are certified, and the NSC sees why."""

from typing import Final

from embedded import demo_fishery_words as say
from embedded.client import Json
from embedded.pages import agency_name, words
from embedded.story import APPROVER, POST, RELEASER, Story

FISHERIES: Final = "state.oes"
COUNSEL: Final = "state.l"
NOAA: Final = "commerce.noaa"
NSC: Final = "nsc.asia"
KEYS: Final = (("state", "state.secretary"), ("commerce", "commerce.secretary"))


class Fishery(Story):
    """Fenced, optioned, agreed, keyed, released, tranche by tranche; held by a certification under another mandate."""

    __slots__ = ()

    def tell(self) -> None:
        """The procedure, in order."""
        title = "A trade action under NSDD-62, mandate ECO-8, and a certification under ECO-9b: fish and whales"
        self.screen.opening(title, self.client.url)
        self.fenced_and_optioned()
        self.agreed()
        self.one_key_is_not_two()
        self.released_and_told()
        whaling = self.certification_opened()
        self.second_tranche_waits()
        self.the_nsc_sees_it(whaling)
        self.decided_and_let_go(whaling)
        self.carried_out()
        self.looked_up()

    def fenced_and_optioned(self) -> None:
        """Counsel rules that it is policy; the lead tables options that differ."""
        self.screen.stage("The legal fence, and the options")
        about = {"mandate": "ECO-8", "title": say.TITLE, "classification": "C", "note": say.NOTE}
        self.act(FISHERIES, "opens a case", "", paragraphs=say.PARAGRAPHS, **about)
        self.screen.quote(f"{self.case['number']}, {self.case['banner']}: {self.case['title']}")
        self.is_refused(409, FISHERIES, "would circulate it at once", "/circulation", {})
        self.passes(COUNSEL, "legal_fence", "rules: policy, not on the record", say.FENCE, outcome="policy")
        self.passes(FISHERIES, "options_tabled", "tables three options", say.OPTIONS_NOTE, **say.OPTIONS)
        self.stands_in("drafting")

    def agreed(self) -> None:
        """Members decide by consensus; who observes is told, and blocks nothing."""
        self.screen.stage("The committee: consensus")
        self.act(FISHERIES, "circulates it", "/circulation", precedence="priority")
        with self.round():
            self.sign_the_rest()
        seats = self.look(NSC, "/trade-action")["seats"]
        observers = [agency_name(seat["agency"]) for seat in seats if seat["seat"] != "member"]
        self.screen.quote(f"Observers, who block nothing: {', '.join(observers)}")
        self.act(APPROVER, "approves those very words", "/approval", digest=self.case["text"]["digest"])
        self.stands_in("keys")

    def one_key_is_not_two(self) -> None:
        """Both Secretaries determine in writing, on the exact text; one of them is not enough."""
        self.screen.stage("Two keys")
        out = {"digest": self.case["text"]["digest"], "channel": "agency_letter"}
        for agency, secretary in KEYS:
            self.is_refused(409, RELEASER, "would release it", "/release", out)
            what = f"determines for {agency_name(agency)}: complies"
            self.passes(secretary, f"determined_{agency}", what, say.COMPLIES, outcome="complies")
        self.stands_in("release")

    def released_and_told(self) -> None:
        """The action goes out; the partner is told before any notice; the first tranche is covered by the keys."""
        self.screen.stage("Release, consultation, the first tranche")
        digest = self.case["text"]["digest"]
        self.act(RELEASER, "releases it by agency letter", "/release", digest=digest, channel="agency_letter")
        what = "offers consultations"
        self.passes(POST, "consultation_offered", what, say.CONSULTED, interlocutor=say.INTERLOCUTOR)
        self.tranche(1, say.FIRST_TRANCHE)

    def tranche(self, number: int, note: str) -> None:
        """A tranche is released."""
        what = f"releases tranche {number}, 25 per cent"
        self.passes(RELEASER, "tranche_released", what, note, ref=f"tranche-{number}", share=25)

    def certification_opened(self) -> Json:
        """Under another mandate Commerce opens a certification on the same lever."""
        self.screen.stage("Meanwhile, under ECO-9b")
        fish, self.case = self.case, {}
        about = {"mandate": "ECO-9b", "procedure": "trade_action", "title": say.WHALING_TITLE, "classification": "C"}
        self.act(NOAA, "opens a case", "", paragraphs=say.WHALING, **about)
        what = "opens a certification, Packwood-Magnuson"
        self.act(NOAA, what, "/certifications", statute="packwood_magnuson", reason=say.OPENED)
        self.screen.quote(say.OPENED)
        whaling, self.case = self.case, fish
        return whaling

    def second_tranche_waits(self) -> None:
        """Each later tranche has two keys of its own; and none goes while the certification is pending."""
        self.screen.stage("The second tranche: two keys again, and it waits")
        body = {"name": "tranche_released", "note": say.SECOND_TRANCHE, "ref": "tranche-2", "share": 25}
        determined = {"ref": "tranche-2", "outcome": "complies"}
        for agency, secretary in KEYS:
            name = f"tranche_determined_{agency}"
            self.passes(secretary, name, f"determines for {agency_name(agency)}", say.SECOND_KEYS, **determined)
        self.is_refused(409, RELEASER, "would release tranche 2", "/milestones", {**body, "at": self.now()})
        self.must_be(self.refused[-1]["code"] == "coordination_pending", "It was refused for another reason.")

    def the_nsc_sees_it(self, whaling: Json) -> None:
        """The desk is told only that coordination is pending; the NSC sees both cases and the lever."""
        self.screen.stage("What the NSC sees")
        found = self.client.get(NSC, "/cases", exception="conflict")["items"]
        numbers = {line["number"] for line in found}
        self.must_be({self.case["number"], whaling["number"]} <= numbers, "The NSC does not see the conflict.")
        for line in found:
            self.screen.quote(f"In conflict: {line['number']}, {line['title']}")
        levers = self.look(NSC, "/links")["levers"]
        self.shown = {"conflict": sorted(numbers), "levers": levers}
        for one in levers[0]["certifications"]:
            self.screen.quote(f"Lever {levers[0]['name']}: {one['case']['number']}, {words(one['finding'])}")
        hidden = self.look(FISHERIES, "/links")["levers"][0]["certifications"]
        self.must_be(all(one["case"]["id"] != whaling["id"] for one in hidden), "The desk sees what it may not.")
        self.screen.quote("The desk at State, which was not asked in the other case, is told nothing of it.")

    def decided_and_let_go(self, whaling: Json) -> None:
        """The Secretary decides; the lever is free."""
        self.screen.stage("The certification is decided")
        fish, self.case = self.case, whaling
        pending = self.look(NOAA, "/certifications")["items"][-1]["id"]
        path = f"/certifications/{pending}/decision"
        self.act(
            "commerce.secretary", "decides: not certified", path, finding="not_certified", reason=say.NOT_CERTIFIED
        )
        self.screen.quote(say.NOT_CERTIFIED)
        self.case = fish
        self.tranche(2, say.SECOND_TRANCHE)

    def carried_out(self) -> None:
        """It is carried out, and what came back is on record."""
        self.screen.stage("Carried out, and what came back")
        self.passes(FISHERIES, "executed", "has carried it out", say.EXECUTED)
        self.passes(FISHERIES, "monitored", "partial return", say.MONITORED, outcome="partial_return")
        self.stands_in("closed")
