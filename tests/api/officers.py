"""A demarche over HTTP: each function is one act by the persona whose act it usually is, and has to succeed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.vocabulary import Milestone
from tests.api.served import Api, Json, seen
from tests.office import APPROVER, CHECKED, COORDINATORS, COUNTRY_DESK, DRAFTER, FIRST, POST, RELEASER, SECOND


def now(**later: float) -> str:
    """An instant as the API takes it."""
    return (datetime.now(UTC) + timedelta(**later)).isoformat()


def paragraphs(*texts: str, marking: str = "S", equities: tuple[str, ...] = ("ustr",)) -> list[Json]:
    return [{"text": t, "marking": marking, "equities": list(equities)} for t in texts or (FIRST, SECOND)]


def a_case(**given: object) -> Json:
    """What opens a case."""
    usual = {"mandate": "ECO-6a", "title": "Machine tools", "classification": "S", "paragraphs": paragraphs()}
    return {**usual, **given}


def a_critical_comment(text: str = "This goes beyond what the law allows.", **given: object) -> Json:
    return {"kind": "critical", "text": text, "paragraph": 1, "ground": "law", **given}


def a_hold(agency: str = "defense", **given: object) -> Json:
    usual = {"agency": agency, "kind": "policy", "reason": "Talks are under way.", "lifts_when": "They are over."}
    return {**usual, "until": now(days=3), **given}


@dataclass(frozen=True)
class Officers:
    """Officers at work through one API."""

    api: Api

    def open(self, by: str = DRAFTER, **given: object) -> Json:
        return seen(self.api.as_(by).post("/cases", a_case(**given)))

    def act(self, case: Json, what: str, body: object, by: str) -> Json:
        return seen(self.api.as_(by).post(f"/cases/{case['id']}/{what}", body))

    def redraft(self, case: Json, *texts: str, by: str = DRAFTER) -> Json:
        return self.act(case, "versions", {"paragraphs": paragraphs(*texts), "note": "Shorter."}, by)

    def circulate(self, case: Json, by: str = DRAFTER, **given: object) -> Json:
        return self.act(case, "circulation", given, by)

    def circulated(self, **opening: object) -> Json:
        return self.circulate(self.open(**opening))  # type: ignore[arg-type] # `by` is among them or not

    def sign(self, case: Json, agency: str, response: str = "concur", *comments: Json, by: str | None = None) -> Json:
        asked = {"agency": agency, "response": response, "digest": case["text"]["digest"], "comments": comments}
        return self.act(case, "sign-offs", asked, by or COORDINATORS[agency])

    def nonconcur(self, case: Json, agency: str) -> Json:
        return self.sign(case, agency, "nonconcur", a_critical_comment())

    def clear(self, case: Json, *, but: str = "") -> Json:
        case = self.check(case)
        for seat in case["round"]["agencies"]:
            if seat["right"] == "must_clear" and seat["agency"] != but:
                case = self.sign(case, seat["agency"])
        return case

    def check(self, case: Json) -> Json:
        """The country desk reads the current text for its tone and for what the allies were told."""
        for step in case["steps"]:
            if step["place"] == "check" and not step["taken"]:
                happened = {
                    "name": step["name"],
                    "at": now(),
                    "note": "Read.",
                    "outcome": CHECKED[Milestone(step["name"])],
                }
                case = self.act(case, "milestones", happened, COUNTRY_DESK)
        return case

    def approve(self, case: Json, by: str = APPROVER) -> Json:
        return self.act(case, "approval", {"digest": case["text"]["digest"]}, by)

    def release(self, case: Json, by: str = RELEASER) -> Json:
        return self.act(case, "release", {"digest": case["text"]["digest"]}, by)

    def released(self) -> Json:
        return self.release(self.approve(self.clear(self.circulated())))

    def deliver(self, case: Json) -> Json:
        happened = {"name": "delivered", "at": now(), "note": "As instructed.", "interlocutor": "Director"}
        return self.act(case, "milestones", happened, POST)

    def report(self, case: Json) -> Json:
        happened = {"name": "reported", "at": now(), "note": "By cable.", "reference": "TOKYO 18928"}
        return self.act(case, "milestones", happened, POST)

    def assess(self, case: Json) -> Json:
        happened = {"name": "assessed", "at": now(), "note": "It was enough.", "outcome": "satisfied"}
        return self.act(case, "milestones", happened, DRAFTER)

    def finish(self, case: Json) -> Json:
        return self.assess(self.report(self.deliver(case)))
