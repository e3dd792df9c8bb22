"""The story `aviation`: a negotiation, from the question whether it binds to the watch over its end."""

from datetime import UTC, datetime, timedelta
from typing import Final

from embedded import demo_aviation_words as say
from embedded.client import ApiRefused, Json
from embedded.demo_negotiation import LAWYER, UnderNegotiation
from embedded.pages import agency_name, words
from embedded.story import APPROVER, DRAFTER

HEAD: Final = "state.eb.head"
LEGAL_ADVISER, CONGRESS = "state.legal-adviser", "state.h"
CLERKS: Final = {"transportation": "transportation.ia", "cab": "cab.bia", "justice": "justice.antitrust"}
SENIORS: Final = {
    "state.l": LEGAL_ADVISER,
    "state": "state.eb.as",
    "transportation": "transportation.as",
    "cab": "cab.member",
    "justice": "justice.aag",
    "commerce": "commerce.as",
    "defense": "defense.asd",
    "nsc": "nsc.senior",
}
"""Who clears a departure for the Legal Adviser and for each interested agency."""
KNOW: Final = ["state.e", "state.s-s", "transportation.ia", "cab.bia"]
"""The offices that know of the fallback, beside the action office and the Legal Adviser's."""
OUTSIDE: Final = ("auditor", "apnsa", "commerce.ita")
"""Two who watch over everything, and one who clears the instruction itself."""
OLD_SUNSET: Final = "interim_arrangement_ends"
IN_FORCE: Final = timedelta(days=3 * 365 + 1)


class Aviation(UnderNegotiation):
    """Authorised, instructed, held to the authority, initialled, authorised again, signed, reported and watched."""

    __slots__ = ()

    def tell(self) -> None:
        """The procedure, in order."""
        self.coordinators = {**self.coordinators, **CLERKS}
        self.screen.opening("A negotiation under NSDD-62, mandate ECO-11: air services with Japan", self.client.url)
        self.what_a_treaty_would_take()
        self.authority()
        self.first_instruction()
        self.first_round()
        self.departure_cleared()
        self.second_round()
        text = self.initialled()
        self.final_text(text)
        self.signed()
        self.reported()
        self.watched()
        self.looked_up()

    def what_a_treaty_would_take(self) -> None:
        """Were it a treaty, nobody could give the authority for the Secretary."""
        self.screen.stage("What is it? The Legal Adviser says")
        self.opens(say.TREATY_TITLE, say.authority(), "First draft.")
        found = {"outcome": "full_powers"}
        self.passes(LAWYER, "agreement_determined", "finds: full powers", say.FULL_POWERS_FOUND, **found)
        needed = self.look(DRAFTER, "/negotiation")["authority"]["approval"]
        self.must_be(needed["in_person"], "Full powers could be given by somebody who acts for the Secretary.")
        self.screen.quote("Full powers: by the Secretary or the President in person; nobody acts for them.")
        self.act(DRAFTER, "withdraws it", "/withdrawal", reason=say.NO_TREATY)
        self.screen.quote(say.NO_TREATY)
        self.case = {}

    def authority(self) -> None:
        """Circular 175: no talks before the authority, and none is given without the memorandum of law."""
        self.screen.stage("Authority under Circular 175")
        self.opens(say.TITLE, say.authority(), "With a memorandum of law, to follow.")
        self.is_refused(409, DRAFTER, "would circulate before L has spoken", "/circulation", {})
        self.passes(LAWYER, "agreement_determined", "finds: two steps", say.FOUND, outcome="two_steps")
        self.circulates()
        with self.round():
            self.sign_the_rest()
        self.stands_in("checks")
        digest = {"digest": self.case["text"]["digest"]}
        self.is_refused(409, APPROVER, "would approve without the memorandum of law", "/approval", digest)
        self.memorandum("L 82-114")
        self.approved()
        self.may_not("round_held", DRAFTER, "would open talks", "the authority is approved and not given", ref="1")
        self.released(self.case["text"]["digest"])
        self.stands_in("negotiation")

    def first_instruction(self) -> None:
        """A delegation sits down with instructions in hand; what it may fall back on is for those on its list."""
        self.screen.stage("Instructions for the first round, and a fallback on a narrower list")
        self.may_not("round_held", DRAFTER, "would hold the first round", "there is no instruction", ref="1")
        instruction = self.instructed(1)
        opening = {"parent": instruction["id"], "need_to_know": KNOW}
        self.coordinators = {**self.coordinators, "state": LAWYER}  # who drafts for State does not sign for it
        fallback = self.sent("fallback", "Fallback for the first round", say.fallback(), **opening)
        self.coordinators = {**self.coordinators, "state": "state.ea-j"}
        self.screen.quote(f"{fallback['number']} is there for {', '.join(KNOW)}, the desk and L.")
        for who in OUTSIDE:
            self.hidden_from(who, fallback)
        seen = self.look("nsc.asia", "/negotiation")["instructions"]
        self.must_be(not seen[0]["fallbacks"], "The NSC's staff is shown a fallback that is not for it.")

    def hidden_from(self, who: str, case: Json) -> None:
        """The case is not there for that persona."""
        try:
            self.client.get(who, f"/cases/{case['id']}")
        except ApiRefused as refusal:
            if refusal.status != 404:
                raise
            self.screen.step(who, "asks for the fallback", f"refused: 404 {refusal.code}", refused=True)
            self.refused.append({"who": who, "what": "asks for the fallback", "status": 404, "code": refusal.code})
        else:
            self.must_be(so=False, otherwise=f"{who} is shown the fallback.")

    def instructed(self, number: int) -> Json:
        """The instruction for a round is cleared, sent, and in the delegation's hand."""
        return self.sent("instruction", f"Instruction for round {number}", say.instruction(number))

    def first_round(self) -> None:
        """Japan asks for more than the authority has."""
        self.screen.stage("The first round, and a departure from authority")
        self.passes(DRAFTER, "round_held", "holds round 1", say.HELD_1, ref="1", report=say.ROUND_1, venue="Tokyo")
        self.passes(DRAFTER, "departed", "records a departure", say.DEPARTED, ref="D1", position=say.DEPARTURE)
        self.screen.quote(say.DEPARTURE)
        self.may_not("accepted_ad_referendum", DRAFTER, "would accept it all the same", "it is open", ref="1")

    def departure_cleared(self) -> None:
        """The Legal Adviser and the interested Assistant Secretaries clear it; then, and not before, it is accepted."""
        self.screen.stage("Who clears a departure: the Legal Adviser and the interested Assistant Secretaries")
        body = {"name": "departure_cleared", "at": self.now(), "note": "No objection.", "ref": "D1"}
        low = {**body, "outcome": "cleared"}
        self.is_refused(403, "cab.bia", "would clear it for CAB at desk level", "/milestones", low)
        for seat in self.look(DRAFTER, "/negotiation")["departures"][0]["missing"]:
            name = "the Legal Adviser" if seat == "state.l" else agency_name(seat)
            done = {"ref": "D1", "outcome": "cleared"}
            self.passes(SENIORS[seat], "departure_cleared", f"clears it for {name}", say.CLEARED[seat], **done)
        self.must_be(not self.look(DRAFTER, "/negotiation")["departures"][0]["open"], "The departure is still open.")
        self.passes(DRAFTER, "accepted_ad_referendum", "accepts it ad referendum", say.AD_REFERENDUM, ref="1")

    def second_round(self) -> None:
        """A new instruction, and the text is agreed."""
        self.screen.stage("The second round")
        self.instructed(2)
        self.passes(
            DRAFTER, "round_held", "holds round 2", say.ROUND_2, ref="2", report=say.ROUND_2, venue="Washington"
        )

    def initialled(self) -> Json:
        """The head of the delegation initials one text, to the letter; nobody changes it any more."""
        self.screen.stage("Initialling freezes the text")
        above, self.case = self.case, {}
        self.opened_under(above, "agreement_text", "Civil Air Transport Agreement", say.agreement())
        text = self.back_to(above)
        of = {"case": text["id"], "digest": text["text"]["digest"]}
        body: Json = {"name": "initialled", "at": self.now(), "note": say.INITIALLED, "text": of}
        self.is_refused(403, DRAFTER, "would initial it at desk level", "/milestones", body)
        self.act(HEAD, "initials it for the delegation", "/milestones", "", **body)
        self.screen.quote(say.INITIALLED)
        above, self.case = self.case, text
        changed = {"paragraphs": say.agreement()[:2], "note": "Without its last article."}
        self.is_refused(409, DRAFTER, "would leave out an article", "/versions", changed)
        self.back_to(above)
        return text

    def final_text(self, text: Json) -> None:
        """The initialled text is cleared and conformed; authority to negotiate is no authority to sign."""
        self.screen.stage("The final text, and the authority to sign it")
        above, self.case = self.case, self.client.get(DRAFTER, f"/cases/{text['id']}")
        self.cleared_and_out("signature_copy")
        self.back_to(above)
        languages = "English, Japanese"
        self.passes(LAWYER, "conformed", "has the languages conformed", say.CONFORMED, languages=languages)
        self.passes(CONGRESS, "congress_consulted", "has consulted Congress", say.CONSULTED, outcome="consulted")
        self.may_not(
            "signature_authorised", LAWYER, "would name who signs", "the second step is missing", ref="state.e"
        )
        above, self.case = self.case, {}
        self.opened_under(above, "signing_authority", "Authority to sign the agreement", say.signing())
        self.cleared_and_out("action_memo")
        self.back_to(above)
        self.passes(LAWYER, "signature_authorised", "names who signs", say.SIGNER, ref="state.e")
        self.stands_in("signature")

    def signed(self) -> None:
        """By the office that the authority names, and by no other."""
        self.screen.stage("Signature")
        body = {"name": "signed", "at": self.now(), "note": say.SIGNED}
        self.is_refused(403, "state.p", "would sign", "/milestones", body)
        self.passes(APPROVER, "signed", "signs", say.SIGNED, venue="Tokyo")
        self.clocks("case_act/state")

    def reported(self) -> None:
        """The Case Act: twenty days to State, sixty days to Congress after it enters into force."""
        self.screen.stage("The Case Act's days")
        reference = {"reference": "L/T 82-903"}
        self.passes(DRAFTER, "transmitted_to_state", "transmits it to State's treaty office", say.TO_STATE, **reference)
        until = (datetime.now(UTC) + IN_FORCE).isoformat()
        what, found = "records that it is in force", {"outcome": "with_end", "until": until}
        self.passes(LAWYER, "entered_into_force", what, say.IN_FORCE, **found)
        self.clocks("case_act/congress")
        reference = {"reference": "H 82-41"}
        self.passes(LAWYER, "transmitted_to_congress", "sends it to Congress", say.TO_CONGRESS, **reference)
        self.stands_in("watch")

    def watched(self) -> None:
        """What it replaces ended on 7 September 1985; what has an end itself is watched."""
        self.screen.stage("The watch over its end")
        watch = self.clocks("watch")
        found = self.client.get(DRAFTER, "/directives/NSDD-62")["mandates"]
        mandate = next(one for one in found if one["code"] == self.mandate)
        ended = next(one for one in mandate["deadlines"] if one["name"] == OLD_SUNSET)
        self.screen.quote(f"The interim arrangement's own end: {ended['date']}. {ended['note']}.")
        coming = mandate["next"]
        self.screen.quote(f"Next date under ECO-11: {coming['day']}, {words(coming['name'])}.")
        self.must_be(coming["at"] <= watch[0]["at"], "The directive shows a later date than the watch's first.")
        self.must_be(not mandate["without_action"], "A mandate acted under today is said to lie idle.")
        self.shown = {"clocks": [one["key"] for one in watch], "interim_arrangement_ends": ended["date"]}
