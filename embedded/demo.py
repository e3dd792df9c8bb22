"""The demo: a whole demarche of NSDD-62 played through the HTTP API by the personas, refusals included."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from embedded import demo_words as say
from embedded.client import ApiRefused, Client, Json, personas
from embedded.demo_screen import RESPONSE_STYLES, Screen, text_name
from embedded.pages import agency_name, console, words

DRAFTER: Final = "state.eb"
APPROVER: Final = "state.e"
RELEASER: Final = "state.s-s"
POST: Final = "embassy.tokyo"
OUTSIDER: Final = "commerce.ita"
LEVELS: Final = ("U", "C", "S", "TS")
LEVEL: Final = "S"
DESKS: Final = ("justice.criminal",)
"""Where an agency has several coordinators: the desk whose subject this is."""

FIRST_TO_ANSWER: Final = ("state", "commerce", "cia")
LATE: Final = "treasury"
"""Answers only when the words have changed, and to the old ones."""


class Unexpected(Exception):  # noqa: N818 - the product did what it must not; said as it is
    """The play went another way than it must."""


def play(client: Client, *, as_json: bool, pause: float) -> int:
    """Plays a demarche from draft to assessment.

    Args:
        client: of the running embedded stack.
        as_json: print nothing but one JSON document at the end.
        pause: seconds between two steps.

    Returns:
        The exit code: 0, or 1 if anything went another way than it must.
    """
    story = Story(client=client, screen=Screen(quiet=as_json, pause=pause), coordinators=coordinators())
    try:
        story.tell()
    except (ApiRefused, Unexpected) as error:
        console(stderr=True).print(f"The demo stopped after {len(story.steps)} steps. {error}", markup=False)
        return 1
    if as_json:
        json.dump(story.as_json(), sys.stdout, indent=2)
        sys.stdout.write("\n")
    return 0


def coordinators() -> dict[str, str]:
    """For each agency the persona who signs for it: cleared for the text, and the right desk if there are several."""
    able = [person for person in personas() if LEVELS.index(person["clearance"]) >= LEVELS.index(LEVEL)]
    signs = [
        (held["agency"], person["subject"])
        for person in sorted(able, key=lambda person: person["subject"] not in DESKS)
        for held in person["appointments"]
        if held["capacity"] == "coordinator"
    ]
    return dict(reversed(signs))


@dataclass(slots=True, kw_only=True)
class Story:
    """The case as it was last answered, and what was done and refused on the way."""

    client: Client
    screen: Screen
    coordinators: Mapping[str, str]
    case: Json = field(default_factory=dict)
    steps: list[Json] = field(default_factory=list)
    refused: list[Json] = field(default_factory=list)
    timeline: list[Json] = field(default_factory=list)
    ledger: list[Json] = field(default_factory=list)

    def tell(self) -> None:
        """The procedure, in order."""
        self.screen.opening(self.client.url)
        self.drafted()
        self.answered_with_a_nonconcurrence()
        old = self.case["text"]["digest"]
        self.redrafted()
        self.an_old_text_is_not_signed(old)
        self.cleared()
        self.released()
        self.delivered_and_assessed()
        self.looked_up()

    def as_json(self) -> Json:
        """The document of `onevoice demo --json`."""
        return {
            "case": self.case,
            "steps": self.steps,
            "timeline": self.timeline,
            "refused": self.refused,
            "ledger": {"entries": len(self.ledger), "last_hash": self.ledger[-1]["hash"]},
        }

    def drafted(self) -> None:
        """The action office opens the case and circulates the first text."""
        self.screen.stage("Drafting")
        text = say.paragraphs(say.SETTLED_TOO_SOON, say.TRADE_APART)
        self._act(
            DRAFTER,
            f"opens a case with {len(text)} marked paragraphs",
            "",
            mandate="ECO-6a",
            title=say.TITLE,
            classification=LEVEL,
            paragraphs=text,
            note=say.NOTE,
        )
        self.screen.quote(f"{self.case['number']}, {self.case['banner']}: {self.case['title']}")
        self._circulates()

    def answered_with_a_nonconcurrence(self) -> None:
        """Some agencies concur; one does not, and says on what ground and in which words it would."""
        self.screen.stage("Clearance, first round")
        with self.screen.round(self.case):
            for agency in FIRST_TO_ANSWER:
                self._signs(agency)
            self._signs("ustr", "concur_with_comment", say.USTR_COMMENT)
            self._signs("defense", "nonconcur", say.DEFENSE_COMMENT)
        self._stands_in("clearance")

    def redrafted(self) -> None:
        """The action office answers each comment and puts in a new version."""
        self.screen.stage("Redraft")
        for comment in self.client.get(DRAFTER, f"/cases/{self.case['id']}/comment-matrix")["items"]:
            agency = comment["agency"]
            reason = say.DISPOSITIONS[agency]
            what = f"accepts the {comment['kind']} comment of {agency_name(agency)}"
            self._act(DRAFTER, what, f"/comments/{comment['id']}/disposition", disposition="accepted", reason=reason)
        text = say.paragraphs(say.SETTLED_ON_FINDINGS, say.TRADE_APART_BOTH_WAYS)
        self._act(DRAFTER, "puts in other words", "/versions", paragraphs=text, note=say.REDRAFT_NOTE)
        self.screen.redline(self.client.get(DRAFTER, f"/cases/{self.case['id']}/versions/2", compare=1))
        self._stands_in("drafting")

    def an_old_text_is_not_signed(self, old: str) -> None:
        """Earlier responses say nothing of the new words, and nobody can sign the old ones any more."""
        still = [seat["agency"] for seat in self.case["round"]["agencies"] if seat["response"]]
        if still:
            raise Unexpected(f"Responses to the earlier text still stand: {', '.join(still)}.")
        self.screen.stand(self.case)
        who = self.coordinators[LATE]
        body = {"agency": LATE, "response": "concur", "digest": old}
        self._is_refused(412, who, f"concurs for {agency_name(LATE)}, with the old text in hand", "/sign-offs", body)

    def cleared(self) -> None:
        """The new text goes round, and every agency that must clear it does."""
        self.screen.stage("Clearance, second round")
        self._circulates()
        with self.screen.round(self.case):
            for seat in self.case["round"]["agencies"]:
                if seat["right"] == "must_clear":
                    self._signs(seat["agency"])
                elif seat["right"] == "clear_if_affected":
                    self._signs(seat["agency"], "no_equity")
        self._stands_in("approval")

    def released(self) -> None:
        """The approver approves those very words; only State lets them out."""
        self.screen.stage("Approval and release")
        digest = self.case["text"]["digest"]
        self._act(APPROVER, "approves the cleared words", "/approval", digest=digest)
        self._stands_in("release")
        out = {"digest": digest, "channel": "front_channel_cable"}
        self._is_refused(403, OUTSIDER, "tries to release it for Commerce", "/release", out)
        self._act(RELEASER, "releases it by front-channel cable", "/release", **out)
        if self.case["release"]["digest"] != digest:
            raise Unexpected("Other words were released than were approved.")

    def delivered_and_assessed(self) -> None:
        """The Embassy delivers and reports; the action office assesses, and the case is closed."""
        self.screen.stage("Delivery, report, assessment")
        self._passes(POST, "delivered", "delivers it", say.DELIVERED, interlocutor=say.INTERLOCUTOR, level=say.LEVEL)
        self._passes(POST, "reported", f"reports the response, {say.REFERENCE}", say.REPORTED, reference=say.REFERENCE)
        self._passes(DRAFTER, "assessed", "assesses the response: satisfied", say.ASSESSED, outcome="satisfied")
        self._stands_in("closed")

    def looked_up(self) -> None:
        """The record, as anyone with access may read it."""
        self.timeline, self.ledger = self._all("timeline"), self._all("ledger")
        text = self.client.get(DRAFTER, f"/cases/{self.case['id']}/versions/{self.case['release']['version']}")
        self.screen.record(self.case, text, self.timeline, self.ledger)

    def _circulates(self) -> None:
        self._act(DRAFTER, "circulates it, precedence priority", "/circulation", precedence="priority")
        self._stands_in("clearance")

    def _signs(self, agency: str, response: str = "concur", *comments: Json) -> None:
        who = self.coordinators.get(agency)
        if who is None:
            raise Unexpected(f"No persona may sign for {agency}.")
        digest = self.case["text"]["digest"]
        body = {"agency": agency, "response": response, "digest": digest, "comments": list(comments)}
        self._act(
            who,
            f"{agency_name(agency)}: {words(response)}",
            "/sign-offs",
            RESPONSE_STYLES.get(response, "green"),
            **body,
        )
        for comment in comments:
            ground = f", ground {comment['ground']}" if "ground" in comment else ""
            self.screen.quote(f"Paragraph {comment['paragraph']}, {comment['kind']}{ground}: {comment['text']}")
            self.screen.quote(f"Proposed: {comment['proposed']}")

    def _passes(self, who: str, name: str, what: str, note: str, **detail: str) -> None:
        self._act(who, what, "/milestones", name=name, at=datetime.now(UTC).isoformat(), note=note, **detail)
        self.screen.quote(note)

    def _act(self, who: str, what: str, path: str, style: str = "", **body: object) -> None:
        of_case = f"/{self.case['id']}" if self.case else ""
        self.case = self.client.act(who, f"/cases{of_case}{path}", body)
        text = self.case["text"]
        self.steps.append({"who": who, "what": what, "status": 201, "stage": self.case["stage"], **text})
        self.screen.seats(self.case)
        self.screen.step(who, what, text_name(text["version"], text["digest"]), style=style)

    def _is_refused(self, status: int, who: str, what: str, path: str, body: Json) -> None:
        try:
            self.client.act(who, f"/cases/{self.case['id']}{path}", body)
        except ApiRefused as refusal:
            if refusal.status != status:
                raise
            said = {"who": who, "what": what, "status": status, "code": refusal.code}
            self.steps.append({**said, "stage": self.case["stage"], **self.case["text"]})
            self.refused.append({**said, "detail": refusal.problem["detail"]})
            self.screen.step(who, what, f"refused: {status} {refusal.code}", refused=True)
            self.screen.quote(refusal.problem["detail"])
        else:
            raise Unexpected(f"{who} {what}, and was let.")

    def _stands_in(self, stage: str) -> None:
        if self.case["stage"] != stage:
            raise Unexpected(f"The case stands in {self.case['stage']}, where {stage} was due.")

    def _all(self, what: str) -> list[Json]:
        items: list[Json] = []
        after: int | None = 0
        while after is not None:
            page = self.client.get(DRAFTER, f"/cases/{self.case['id']}/{what}", after=after)
            items += page["items"]
            after = page["next"]
        return items
