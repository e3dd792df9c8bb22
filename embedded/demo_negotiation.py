"""What a story of a negotiation plays again and again: a case under it, cleared, let out, and back to the table."""

from abc import ABC
from typing import Final

from embedded import demo_aviation_words as say
from embedded.client import Json
from embedded.pages import washington, words
from embedded.story import APPROVER, DRAFTER, LEVELS, RELEASER, Story

LAWYER: Final = "state.l"


class UnderNegotiation(Story, ABC):
    """A negotiation, and the cases that are opened under it."""

    __slots__ = ()

    mandate, procedure, channel = "ECO-11", "negotiation", "action_memo"

    def memorandum(self, reference: str) -> None:
        """The Legal Adviser's office has looked into the law."""
        what = "memorandum of law: sufficient"
        self.passes(LAWYER, "memorandum_of_law", what, say.MEMORANDUM, outcome="sufficient", reference=reference)

    def may_not(self, name: str, who: str, what: str, why: str, **detail: str) -> None:
        """A milestone that is refused."""
        report = {"report": say.HELD_1} if name == "round_held" else {}
        body = {"name": name, "at": self.now(), "note": why.capitalize() + ".", **report, **detail}
        self.is_refused(409, who, what, "/milestones", body)

    def sent(self, procedure: str, title: str, paragraphs: say.Paragraphs, **opening: object) -> Json:
        """A case under the negotiation, cleared and sent to the delegation; then the negotiation goes on."""
        above, self.case = self.case, {}
        self.opened_under(above, procedure, title, paragraphs, **opening)
        self.cleared_and_out("delegation_instruction")
        self.passes(DRAFTER, "delivered", "hands it to the delegation", say.DELIVERED)
        return self.back_to(above)

    def opened_under(
        self, above: Json, procedure: str, title: str, paragraphs: say.Paragraphs, **opening: object
    ) -> None:
        """The action office opens a case under the negotiation."""
        asked = {"parent": above["id"], **opening}
        level = max((part["marking"] for part in paragraphs), key=LEVELS.index)
        self.act(
            DRAFTER,
            f"opens under it: {title}",
            "",
            mandate=self.mandate,
            procedure=procedure,
            title=title,
            classification=level,
            paragraphs=paragraphs,
            **asked,
        )

    def cleared_and_out(self, channel: str) -> None:
        """Everyone who must has cleared; L has looked into it where that is asked; it is approved and goes out."""
        self.circulates("circulates it")
        with self.round():
            self.sign_the_rest()
        if self.case["procedure"] == "agreement_text":
            what, found = "approves the final text", {"outcome": "approved"}
            self.passes(LAWYER, "final_text_approved", what, say.LEGAL_TEXT, **found)
        elif self.case["stage"] == "checks":
            self.memorandum("L 82-115")
        digest = {"digest": self.case["text"]["digest"]}
        self.act(APPROVER, "approves it", "/approval", **digest)
        self.act(RELEASER, f"lets it out: {words(channel)}", "/release", **digest, channel=channel)

    def back_to(self, above: Json) -> Json:
        """The negotiation as it stands now; returns the case under it that the play comes from."""
        under, self.case = self.case, self.client.get(DRAFTER, f"/cases/{above['id']}")
        return under

    def clocks(self, prefix: str) -> list[Json]:
        """The clocks that run, as the negotiation's view shows them."""
        found = [one for one in self.look(DRAFTER, "/negotiation")["clocks"] if one["key"].startswith(prefix)]
        self.must_be(bool(found), f"No clock {prefix} runs.")
        for clock in found:
            at = washington(clock["at"], "%-d %b %Y")
            self.screen.quote(f"{words(clock['key'])}: {at}, {words(clock['state'])}")
        return found
