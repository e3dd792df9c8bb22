"""A delegation at work, for tests: negotiations and what is cleared under them, each act by the persona whose it is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from casework.circulation import circulate
from casework.desk import Caller
from casework.opening import open_case
from casework.passing import Said, pass_milestone
from casework.releasing import approve, recall, release, withdraw
from casework.signing import CommentLine, sign_off
from domain.marking import Level
from domain.vocabulary import CommentKind, Milestone, Response
from domain.working_days import Precedence
from tests.office import COORDINATORS, RELEASER, Office, View, a_draft, seen

LAWYER, LEGAL_ADVISER, CONGRESS = "state.l", "state.legal-adviser", "state.h"
CLERKS = COORDINATORS | {
    "transportation": "transportation.ia",
    "cab": "cab.bia",
    "justice": "justice.antitrust",
    "acda": "acda.npb",
    "nrc": "nrc.oip",
    "ostp": "ostp.intl",
}
SENIORS = {
    "state.l": LEGAL_ADVISER,
    "state": "state.eb.as",
    "transportation": "transportation.as",
    "cab": "cab.member",
    "justice": "justice.aag",
    "commerce": "commerce.as",
    "defense": "defense.asd",
    "nsc": "nsc.senior",
}
"""For each seat that clears a departure from the aviation authority, who does."""
NO_COMMENT = CommentLine(kind=CommentKind.ADMINISTRATIVE, text="It is not ours.")
KNOW = ("state.e", "state.s-s", "transportation.ia", "cab.bia")
"""The offices that know of a fallback, beside the action office and the Legal Adviser's."""
CHANNELS = {
    "negotiation": "action_memo",
    "signing_authority": "action_memo",
    "instruction": "delegation_instruction",
    "fallback": "delegation_instruction",
    "agreement_text": "signature_copy",
}


@dataclass(frozen=True)
class Delegation:
    """Shorthand for a whole negotiation. Every method returns the case as it is answered."""

    office: Office
    mandate: str = "ECO-11"
    drafter: str = "state.eb"
    head: str = "state.eb.head"
    approver: str = "state.e"
    level: Level = Level.S
    shift: timedelta = timedelta()
    """By how much the clock of the facts is moved."""

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    async def open(
        self, procedure: str = "negotiation", under: View | None = None, *, words: str = "", know: Any = None
    ) -> View:
        return seen(
            await open_case(
                self.office.db,
                Caller(subject=self.drafter),
                mandate=self.mandate,
                procedure=procedure,
                title="Air services",
                classification=self.level,
                draft=a_draft(words or f"The words of this {procedure}.", marking=self.level, equities=()),
                parent=UUID(under["id"]) if under else None,
                need_to_know=know,
            )
        )

    async def determined(self, found: str = "one_step", by: str = LAWYER) -> View:
        """Opened, and L has said what it is."""
        return await self.step(await self.open(), Milestone.AGREEMENT_DETERMINED, by, outcome=found)

    async def step(
        self,
        case: View,
        name: Milestone,
        by: str = "",
        *,
        text: View | None = None,
        at: datetime | None = None,
        **said: Any,
    ) -> View:
        apart = {name: said.pop(name) for name in ("outcome", "ref", "until") if name in said}
        return seen(
            await pass_milestone(
                self.office.db,
                Caller(subject=by or self.drafter),
                UUID(case["id"]),
                name=name,
                happened_at=at or self.now,
                said=Said(
                    note="So it was.",
                    detail=said,
                    text=(UUID(text["id"]), text["text"]["digest"]) if text else None,
                    **apart,
                ),
            )
        )

    async def cleared(self, case: View, **responses: Response) -> View:
        """Circulated, and answered by everyone who must."""
        case = seen(
            await circulate(
                self.office.db,
                Caller(subject=self.drafter),
                UUID(case["id"]),
                precedence=Precedence.ROUTINE,
                suspense=None,
                short_fuse_reason=None,
            )
        )
        for seat in case["round"]["agencies"]:
            if seat["right"] == "must_clear":
                case = await self.sign(case, seat["agency"], responses.get(seat["agency"], Response.CONCUR))
        for beside in case["round"]["offices"]:
            case = await self.office.answer_for(case, beside["office"], by=LEGAL_ADVISER)
        return case

    async def sign(self, case: View, agency: str, response: Response = Response.CONCUR) -> View:
        # Who drafts for the agency does not sign for it.
        by = LAWYER if case["procedure"] == "fallback" and agency == "state" else CLERKS[agency]
        by = f"{agency}.austr" if by == self.drafter else by
        return seen(
            await sign_off(
                self.office.db,
                Caller(subject=by),
                UUID(case["id"]),
                agency=agency,
                response=response,
                digest=case["text"]["digest"],
                comments=() if response is Response.CONCUR else (NO_COMMENT,),
            )
        )

    async def approve(self, case: View, by: str = "") -> View:
        who = Caller(subject=by or self.approver)
        return seen(await approve(self.office.db, who, UUID(case["id"]), digest=case["text"]["digest"]))

    async def release(self, case: View) -> View:
        return seen(
            await release(
                self.office.db,
                Caller(subject=RELEASER),
                UUID(case["id"]),
                digest=case["text"]["digest"],
                channel=CHANNELS[case["procedure"]],
            )
        )

    async def sent(self, case: View, **responses: Response) -> View:
        """Cleared, checked by L where that is asked, approved and released."""
        case = await self.cleared(case, **responses)
        if case["stage"] == "checks" and case["procedure"] == "agreement_text":
            case = await self.step(case, Milestone.FINAL_TEXT_APPROVED, LAWYER, outcome="approved")
        elif case["stage"] == "checks":
            case = await self.step(case, Milestone.MEMORANDUM_OF_LAW, LAWYER, outcome="sufficient", reference="L 82-1")
        return await self.release(await self.approve(case))

    async def authority(self, found: str = "one_step", **responses: Response) -> View:
        """The authority is given: nothing has been negotiated yet."""
        return await self.sent(await self.determined(found), **responses)

    async def instruction(self, under: View) -> View:
        return await self.sent(await self.open("instruction", under))

    async def seated(self, found: str = "one_step", **responses: Response) -> View:
        """With authority and a first instruction."""
        case = await self.authority(found, **responses)
        await self.instruction(case)
        return case

    async def round(self, case: View, number: int = 1) -> View:
        return await self.step(case, Milestone.ROUND_HELD, ref=str(number), report="Both sides spoke.")

    async def departed(self, case: View, ref: str = "D1") -> View:
        return await self.step(case, Milestone.DEPARTED, ref=ref, position="A second gateway.")

    async def clears(self, case: View, seat: str, ref: str = "D1", outcome: str = "cleared", by: str = "") -> View:
        return await self.step(case, Milestone.DEPARTURE_CLEARED, by or SENIORS[seat], ref=ref, outcome=outcome)

    async def initialled(self, case: View, text: View) -> View:
        return await self.step(case, Milestone.INITIALLED, self.head, text=text)

    async def at_the_table(self, found: str = "one_step") -> tuple[View, View]:
        """One round held and its text initialled: the negotiation, and the text."""
        case = await self.round(await self.seated(found))
        text = await self.open("agreement_text", case)
        return await self.initialled(case, text), text

    async def final(self, found: str = "one_step") -> tuple[View, View]:
        """That text cleared, approved by L and let out for signature."""
        case, text = await self.at_the_table(found)
        await self.sent(text)
        return await self.office.look(case), text

    async def authorised(self, case: View, signer: str = "state.e") -> View:
        """Conformed, Congress consulted where that is asked, and the signer named."""
        if case["stage"] == "final_text" and "non_binding" not in found_in(case):
            case = await self.step(case, Milestone.CONFORMED, LAWYER, languages="English, Japanese")
            case = await self.step(case, Milestone.CONGRESS_CONSULTED, CONGRESS, outcome="consulted")
        return await self.step(case, Milestone.SIGNATURE_AUTHORISED, LAWYER, ref=signer)

    async def signed(self, found: str = "one_step") -> View:
        case, _ = await self.final(found)
        return await self.step(await self.authorised(case), Milestone.SIGNED, "state.e")

    async def withdraw(self, case: View) -> View:
        return seen(await withdraw(self.office.db, Caller(subject=self.drafter), UUID(case["id"]), reason="Overtaken."))

    async def recall(self, case: View) -> View:
        return seen(await recall(self.office.db, Caller(subject=RELEASER), UUID(case["id"]), reason="Called back."))


def found_in(case: View) -> list[str]:
    return [m["outcome"] for m in case["milestones"] if m["name"] == "agreement_determined"]
