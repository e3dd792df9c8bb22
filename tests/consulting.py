"""Consultations at work, for tests: each method is one act of casework, by the persona whose act it usually is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from casework import agenda, commitments, meeting, reading, series, series_views
from casework.circulation import circulate
from casework.desk import Caller
from casework.opening import open_case
from casework.passing import Said, pass_milestone
from casework.releasing import approve, release
from casework.series_time import open_due_cycle
from db.engine import Database
from domain.marking import Level
from domain.vocabulary import Milestone
from domain.working_days import Precedence
from tests.office import COORDINATORS, Office, View, a_draft, seen

ISA, USDP, EXECSEC = "defense.isa", "defense.usdp", "defense.execsec"
SCOPE = "Scope: what we want from the meeting, and where we stop."
TALKING = "We welcome the study of sea lanes out to one thousand miles."
CLEARERS = {"state": "state.ea-j", "jcs": "jcs.j5", "nsc": "nsc.asia"}
"""Who must clear under SEC-2, run by Defense."""


@dataclass(frozen=True)
class Consulting:
    """Shorthand for a cycle of the Security Subcommittee, unless another series is named."""

    office: Office
    worker: Database
    owner: Database

    @property
    def db(self) -> Database:
        return self.office.db

    async def now(self) -> datetime:
        async with self.owner.begin() as tx:
            found: datetime = (await tx.exec_driver_sql("SELECT sec.now()")).scalar_one()
        return found

    async def set_clock(self, moment: datetime) -> None:
        async with self.owner.begin() as tx:
            await tx.exec_driver_sql(
                "UPDATE sec.clock SET shift = %(to)s - clock_timestamp()", {"to": moment.astimezone(UTC)}
            )

    async def series_id(self, code: str = "SSC") -> UUID:
        async with self.owner.begin() as tx:
            query = "SELECT id FROM series WHERE code = %(code)s"
            found: UUID = (await tx.exec_driver_sql(query, {"code": code})).scalar_one()
        return found

    async def series(self, code: str = "SSC", by: str = ISA) -> View:
        return await series_views.one_series(self.db, by, code)

    async def trigger(
        self, code: str = "SSC", *, by: str = ISA, opens_at: datetime | None = None, meeting_at: datetime | None = None
    ) -> View:
        return seen(
            await series.open_or_plan(
                self.db, Caller(subject=by), code, opens_at=opens_at, meeting_at=meeting_at, reason="They have agreed."
            )
        )

    async def due(self, code: str, scheduled_at: datetime) -> str:
        """Time's way in, as the opener's activity takes it."""
        return await open_due_cycle(self.worker, await self.series_id(code), scheduled_at)

    async def open(
        self,
        cycle: str | None,
        *,
        by: str = ISA,
        mandate: str = "SEC-2",
        level: Level = Level.S,
        parent: str | None = None,
        procedure: str | None = None,
    ) -> View:
        return seen(
            await open_case(
                self.db,
                Caller(subject=by),
                mandate=mandate,
                procedure=procedure,
                title="Roles and missions",
                classification=level,
                draft=a_draft(SCOPE, TALKING, equities=()),
                parent=UUID(parent) if parent else None,
                cycle=UUID(cycle) if cycle else None,
            )
        )

    async def opened(self, code: str = "SSC", **opening: Any) -> View:
        """A case of a cycle that somebody has just opened."""
        found = await self.trigger(code, by=opening.get("by", ISA))
        return await self.open(found["cycles"][0]["id"], **opening)

    async def meets(self, case: View, at: datetime, by: str = ISA, reason: str = "They asked for it.") -> View:
        return seen(
            await meeting.set_meeting(self.db, Caller(subject=by), UUID(case["id"]), meets_at=at, reason=reason)
        )

    async def topic(self, case: View, agency: str = "defense", *links: str, by: str | None = None) -> View:
        who = by or {**COORDINATORS, "jcs": "jcs.j5"}[agency]
        linked = tuple(map(UUID, links))
        return seen(
            await agenda.propose_topic(
                self.db, Caller(subject=who), UUID(case["id"]), agency=agency, title="Sea lanes", links=linked
            )
        )

    async def decide(self, case: View, by: str = ISA, *, included: bool = True) -> View:
        """Decide on every topic that is open."""
        found: Any = await agenda.the_agenda(self.db, by, UUID(case["id"]))
        for one in found["topics"]:
            if one["included"] is None:
                case = seen(
                    await agenda.decide_topic(
                        self.db,
                        Caller(subject=by),
                        UUID(case["id"]),
                        UUID(one["id"]),
                        included=included,
                        reason="It is what they come for.",
                    )
                )
        return case

    async def passes(
        self,
        case: View,
        name: Milestone,
        by: str = ISA,
        *,
        at: datetime | None = None,
        until: datetime | None = None,
        outcome: str | None = None,
        ref: str | None = None,
        **detail: str,
    ) -> View:
        return seen(
            await pass_milestone(
                self.db,
                Caller(subject=by),
                UUID(case["id"]),
                name=name,
                happened_at=at or await self.now(),
                said=Said(note="So recorded.", detail=detail, outcome=outcome, ref=ref, until=until),
            )
        )

    async def called(self, case: View, by: str = ISA) -> View:
        until = await self.now() + timedelta(days=5)
        return await self.passes(case, Milestone.TOPICS_CALLED, by, until=until)

    async def agreed(self, case: View, outcome: str = "working_level", by: str = ISA) -> View:
        """From the topic call to the agenda: one topic of the action agency's own."""
        case = await self.topic(await self.called(case, by), case["action_agency"], by=by)
        return await self.passes(await self.decide(case, by), Milestone.AGENDA_SET, by, outcome=outcome)

    async def circulate(self, case: View, by: str = ISA, *, silence: bool = False) -> View:
        return seen(
            await circulate(
                self.db,
                Caller(subject=by),
                UUID(case["id"]),
                precedence=Precedence.ROUTINE,
                suspense=None,
                short_fuse_reason=None,
                default_clearance=silence,
            )
        )

    async def clear(self, case: View, **others: str) -> View:
        signs = {**COORDINATORS, **CLEARERS, **others}
        for seat in case["round"]["agencies"]:
            if seat["right"] == "must_clear" and seat["response"] is None:
                case = await self.office.sign(case, seat["agency"], by=signs[seat["agency"]])
        return case

    async def approve(self, case: View, by: str = USDP) -> View:
        return seen(await approve(self.db, Caller(subject=by), UUID(case["id"]), digest=case["text"]["digest"]))

    async def release(self, case: View, by: str = EXECSEC, channel: str = "briefing_book") -> View:
        return seen(
            await release(self.db, Caller(subject=by), UUID(case["id"]), digest=case["text"]["digest"], channel=channel)
        )

    async def book_up(self, case: View) -> View:
        """From the opened case to the book before the principal."""
        case = await self.clear(await self.circulate(await self.agreed(case)))
        return await self.release(await self.approve(case))

    async def held(self, case: View) -> View:
        """From the book to the meeting, which is brought forward to now."""
        case = await self.passes(case, Milestone.PRESS_GUIDANCE, outcome="waived")
        case = await self.meets(case, await self.now() + timedelta(hours=1))
        return await self.passes(case, Milestone.MEETING_HELD, outcome="held", place="Honolulu")

    async def summary(self, case: View) -> View:
        """The summary of conclusions under a consultation, circulated under silence, cleared and distributed."""
        child = await self.open(None, parent=case["id"], procedure="summary_of_conclusions")
        child = await self.clear(await self.circulate(child, silence=True))
        return await self.release(await self.approve(child), channel="interagency_memo")

    async def commit(self, case: View, agency: str = "state", owner: str | None = None, days: int = 30) -> View:
        return seen(
            await commitments.record_commitment(
                self.db,
                Caller(subject=ISA),
                UUID(case["id"]),
                agency=agency,
                owner=owner,
                text="To send the study's terms of reference.",
                due_at=await self.now() + timedelta(days=days),
            )
        )

    async def finish(self, case: View) -> View:
        """From the held meeting to the end: memcon, summary, one commitment."""
        case = await self.passes(case, Milestone.MEMCON_FILED, reference="SSC-14 memcon")
        await self.summary(case)
        case = await self.passes(case, Milestone.CONCLUSIONS_AGREED, outcome="agreed")
        case = await self.commit(case)
        return await self.passes(case, Milestone.COMMITMENTS_TASKED, outcome="tasked")

    async def look(self, case: View, by: str = ISA) -> View:
        return await reading.one_case(self.db, by, UUID(case["id"]))
