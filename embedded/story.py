"""A story on the running stack: personas' requests in order, what was answered and refused, and the record."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Final

from embedded.client import ApiRefused, Client, Json, personas
from embedded.demo_screen import RESPONSE_STYLES, Screen, text_name
from embedded.pages import agency_name, words

LEVELS: Final = ("U", "C", "S", "TS")
LEVEL: Final = "S"
DRAFTER: Final = "state.eb"
APPROVER: Final = "state.e"
RELEASER: Final = "state.s-s"
POST: Final = "embassy.tokyo"
COUNTRY_DESK: Final = "state.ea-j"
CHECKS: Final = (
    ("sensitivity_checked", "fit", "Nothing in it shames; it asks Japan to act under its own law."),
    ("parity_checked", "on_par", "The allies were told on Monday, by ambassadors; Japan is told this week, likewise."),
)
"""PAR-1 and PAR-2: the check, what was found, and why."""
DESKS: Final = ("justice.criminal",)
"""Where an agency has several coordinators: the desk whose subject this is."""


class Unexpected(Exception):  # noqa: N818 - the product did what it must not; said as it is
    """The play went another way than it must."""


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
class Story(ABC):
    """The case as it was last answered, and what was done and refused on the way."""

    mandate: ClassVar[str] = "ECO-6a"
    procedure: ClassVar[str] = "demarche"
    level: ClassVar[str] = LEVEL
    drafter: ClassVar[str] = DRAFTER
    approver: ClassVar[str] = APPROVER
    releaser: ClassVar[str] = RELEASER
    channel: ClassVar[str] = "front_channel_cable"
    precedence: ClassVar[str] = "priority"

    client: Client
    screen: Screen
    coordinators: Mapping[str, str] = field(default_factory=coordinators)
    case: Json = field(default_factory=dict)
    steps: list[Json] = field(default_factory=list)
    refused: list[Json] = field(default_factory=list)
    timeline: list[Json] = field(default_factory=list)
    ledger: list[Json] = field(default_factory=list)
    shown: Json = field(default_factory=dict)

    @abstractmethod
    def tell(self) -> None:
        """The procedure, in order."""

    def as_json(self) -> Json:
        """The document of `onevoice demo --json`."""
        return {
            "case": self.case,
            "steps": self.steps,
            "timeline": self.timeline,
            "refused": self.refused,
            "ledger": {"entries": len(self.ledger), "last_hash": self.ledger[-1]["hash"]},
            **self.shown,
        }

    def look(self, who: str, what: str = "", **query: str | int) -> Json:
        """What a persona is shown of the case."""
        return self.client.get(who, f"/cases/{self.case['id']}{what}", **query)

    def opens(self, title: str, paragraphs: list[Json], note: str) -> None:
        """The action office opens the case."""
        self.act(
            self.drafter,
            f"opens a case with {len(paragraphs)} marked paragraphs",
            "",
            mandate=self.mandate,
            procedure=self.procedure,
            title=title,
            classification=self.level,
            paragraphs=paragraphs,
            note=note,
        )
        self.screen.quote(f"{self.case['number']}, {self.case['banner']}: {self.case['title']}")

    def circulates(self, what: str = "circulates it, precedence priority", *, default_clearance: bool = False) -> None:
        """The action office asks the agencies."""
        self.act(self.drafter, what, "/circulation", precedence=self.precedence, default_clearance=default_clearance)
        self.stands_in("clearance")

    def instructs(self, how: Json) -> None:
        """The action office says how the text is to be delivered; that is cleared with the words."""
        self.act(self.drafter, "says how it is to be delivered", "/instruction", "", **how)

    def checked(self) -> None:
        """The country desk reads the current words for their tone, and for what the allies were told."""
        for name, outcome, note in CHECKS:
            self.passes(COUNTRY_DESK, name, f"{words(name)}: {words(outcome)}", note, outcome=outcome)

    def round(self) -> AbstractContextManager[None]:
        """While it is open the agencies are shown as they answer."""
        return self.screen.round(self.case)

    def signs(self, agency: str, response: str = "concur", *comments: Json) -> None:
        """The agency's coordinator answers to the current words."""
        who = self.coordinators.get(agency)
        if who is None:
            raise Unexpected(f"No persona may sign for {agency}.")
        digest = self.case["text"]["digest"]
        body = {"agency": agency, "response": response, "digest": digest, "comments": list(comments)}
        self.act(
            who,
            f"{agency_name(agency)}: {words(response)}",
            "/sign-offs",
            RESPONSE_STYLES.get(response, "green"),
            **body,
        )
        for comment in comments:
            ground = f", ground {comment['ground']}" if "ground" in comment else ""
            where = f"Paragraph {comment['paragraph']}, " if "paragraph" in comment else ""
            self.screen.quote(f"{where}{comment['kind']}{ground}: {comment['text']}")
            if "proposed" in comment:
                self.screen.quote(f"Proposed: {comment['proposed']}")

    def sign_the_rest(self, *, but: str = "", affected: Json | None = None) -> None:
        """Every agency that has not answered does: those that must clear concur, the others declare no equity."""
        for seat in self.case["round"]["agencies"]:
            if seat["agency"] == but or seat["response"] is not None or seat["right"] == "info":
                continue
            if seat["right"] == "must_clear":
                self.signs(seat["agency"])
            elif affected is not None:
                self.signs(seat["agency"], "no_equity", affected)

    def disposes(self, dispositions: Mapping[str, tuple[str, str]]) -> None:
        """The action office answers each comment, by agency with a disposition and a reason."""
        for comment in self.look(self.drafter, "/comment-matrix")["items"]:
            agency = comment["agency"]
            disposition, reason = dispositions[agency]
            what = f"{words(disposition)}: the {comment['kind']} comment of {agency_name(agency)}"
            path = f"/comments/{comment['id']}/disposition"
            self.act(self.drafter, what, path, disposition=disposition, reason=reason)
            self.screen.quote(reason)

    def redrafts(self, paragraphs: list[Json], note: str) -> None:
        """The action office puts in a new version, and the change is shown."""
        old = self.case["text"]["version"]
        self.act(self.drafter, "puts in other words", "/versions", paragraphs=paragraphs, note=note)
        self.screen.redline(self.look(self.drafter, f"/versions/{old + 1}", compare=old))

    def approved(self) -> None:
        """The approver approves the words as they stand."""
        self.act(self.approver, "approves those very words", "/approval", digest=self.case["text"]["digest"])
        self.stands_in("release")

    def released(self, digest: str) -> None:
        """State lets the approved words out."""
        what = f"releases it by {words(self.channel).replace('front channel', 'front-channel')}"
        self.act(self.releaser, what, "/release", digest=digest, channel=self.channel)
        if self.case["release"]["digest"] != digest:
            raise Unexpected("Other words were released than were approved.")

    def passes(self, who: str, name: str, what: str, note: str, **detail: str | int) -> None:
        """A milestone after release is recorded."""
        self.act(who, what, "/milestones", "", name=name, at=self.now(), note=note, **detail)
        self.screen.quote(note)

    @staticmethod
    def now() -> str:
        """This instant, as the API takes it."""
        return datetime.now(UTC).isoformat()

    def looked_up(self) -> None:
        """The record, as anyone with access may read it."""
        self.timeline, self.ledger = self._all("timeline"), self._all("ledger")
        text = self.look(self.drafter, f"/versions/{self.case['release']['version']}")
        self.screen.record(self.case, text, self.timeline, self.ledger)

    def act(self, who: str, what: str, path: str, style: str = "", **body: object) -> None:
        """One act of a persona; the case is as it is answered then."""
        of_case = f"/{self.case['id']}" if self.case else ""
        self._did(who, what, style, lambda: self.client.act(who, f"/cases{of_case}{path}", body))

    def ends(self, who: str, what: str, path: str, reason: str) -> None:
        """A persona ends something that stays in the record."""
        self._did(who, what, "", lambda: self.client.end(who, f"/cases/{self.case['id']}{path}", {"reason": reason}))

    def _did(self, who: str, what: str, style: str, do: Callable[[], Json]) -> None:
        self.case = do()
        text = self.case["text"]
        self.steps.append({"who": who, "what": what, "status": 201, "stage": self.case["stage"], **text})
        self.screen.seats(self.case)
        self.screen.step(who, what, text_name(text["version"], text["digest"]), style=style)

    def is_refused(self, status: int, who: str, what: str, path: str, body: Json) -> None:
        """An act that must be refused, with that status."""
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

    def stands_in(self, stage: str) -> None:
        """Stop the play if the case stands elsewhere."""
        self.must_be(self.case["stage"] == stage, f"The case stands in {self.case['stage']}, where {stage} was due.")

    @staticmethod
    def must_be(so: bool, otherwise: str) -> None:  # noqa: FBT001 - a condition is what it takes
        """Stop the play if something is not so."""
        if not so:
            raise Unexpected(otherwise)

    def _all(self, what: str) -> list[Json]:
        items: list[Json] = []
        after: int | None = 0
        while after is not None:
            page = self.look(self.drafter, f"/{what}", after=after)
            items += page["items"]
            after = page["next"]
        return items
