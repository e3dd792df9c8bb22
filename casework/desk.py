"""The edge of every act: one transaction, entered as one person or as time, answered once and kept."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from casework.gate_words import GATE_WORDS
from casework.standing import settle
from casework.views import case_view
from db import acts, context
from db.engine import Database, DatabaseUnavailableError, GateRefusedError
from db.facts import CaseRow, Found, case_for_person, enter_case, lock_case
from domain.case import CaseFacts
from domain.people import Actor
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotThere, NotYours


class Unavailable(Exception):  # noqa: N818 - said to the person as "ask again", not a fault of theirs
    """The database could not decide just now: nothing was done, or it is unknown; the same key settles it."""


class NobodyError(Exception):
    """The bearer of this token is not in the register of people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, and under which idempotency key for which request.

    Attributes:
        subject: the OIDC subject.
        key: `Idempotency-Key`, at most 255 characters, or None.
        route: method and path, to which the key is bound.
        body_sha256: of the request's body, to which the key is bound.
        if_version: act only if the case's ledger still has that many entries.
    """

    subject: str
    key: str | None = None
    route: str = ""
    body_sha256: bytes = b""
    if_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person is answered: a status and the case as a JSON text; `replayed` if it was answered before."""

    status: int
    body: str
    replayed: bool = False

    @property
    def version(self) -> int:
        """The case's version in the answer. It stands last in the view, so that it is found without parsing."""
        return int(self.body.rpartition(":")[2].rstrip("}"))


@dataclass(slots=True, kw_only=True)
class Act:
    """One transaction in which one person does one thing."""

    tx: AsyncConnection
    actor: Actor
    caller: Caller
    answered: Answer | None = None
    found: Found = None

    async def case(self, case_id: UUID) -> "CaseAct":
        """Lock the case and read it.

        Raises:
            NotThere: no such case, or not for this person to know.
        """
        found, self.found = self.found, None  # read once: later it may have changed
        if found is None and await lock_case(self.tx, case_id):
            found = await case_for_person(self.tx, case_id)
        if found is None:
            raise NotThere
        row, facts, now = found
        return CaseAct(tx=self.tx, actor=self.actor, row=row, facts=facts, now=now)

    async def answer(self, status: int, body: object) -> Answer:
        """Keep the answer under the caller's key, in this very transaction, and give it."""
        text = json.dumps(body, separators=(",", ":"))
        if self.caller.key is not None:
            await context.keep_answer(
                self.tx,
                self.actor,
                key=self.caller.key,
                route=self.caller.route,
                body_sha256=self.caller.body_sha256,
                status=status,
                body=text,
            )
        return Answer(status=status, body=text)


@dataclass(slots=True, kw_only=True)
class CaseAct:
    """One person doing one thing to one case, whose row is locked and whose facts were just read.

    Attributes:
        row: what the case is called and how it is marked.
        facts: what the rules look at.
        now: the database's instant.
        recorded: how many facts were written since.
    """

    tx: AsyncConnection
    actor: Actor
    row: CaseRow
    facts: CaseFacts
    now: datetime
    recorded: int = 0

    async def record(self, table: str, **columns: object) -> datetime:
        """Insert one fact of this case; returns the instant that the database gave it."""
        self.recorded += 1
        return await acts.record(self.tx, table, case_id=self.facts.id, **columns)

    async def reread(self) -> CaseFacts:
        """The facts as they are now, where the database itself changed more than was inserted."""
        found = await case_for_person(self.tx, self.facts.id)
        if found is None:
            raise NotThere
        return found[1]


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Say in the rules' words what the database refused or could not do."""
    try:
        yield
    except GateRefusedError as refused:
        if refused.code in _HIDDEN:
            raise NotThere from refused
        raise _REFUSED.get(refused.code, NotNow)(
            refused.code, GATE_WORDS.get(refused.code, "The database refused this: " + refused.code)
        ) from refused
    except DatabaseUnavailableError as error:
        raise Unavailable from error


_REFUSED: dict[str, type[NotNow | NotYours | ChangedUnderYou]] = {
    "not_the_current_text": ChangedUnderYou,
    "duties_separated": NotYours,
    "one_human_one_seat": NotYours,
    "not_coordinator": NotYours,
    "not_approver": NotYours,
    "not_cleared_for_text": NotYours,
    "no_clearance_right": NotYours,
    "only_state_releases": NotYours,
    "not_action_office": NotYours,
    "not_nsc": NotYours,
    "not_post": NotYours,
    "not_releaser": NotYours,
    "not_the_decider": NotYours,
    "only_the_president": NotYours,
    "not_your_sign_off": NotYours,
    "not_your_transfer": NotYours,
    "not_counsel": NotYours,
    "not_the_secretary": NotYours,
    "not_deconflicting": NotYours,
    "office_not_asked": NotYours,
    "only_the_head": NotYours,
    "higher_grade_needed": NotYours,
    "did_not_lose": NotYours,
    "not_as_appointed": NotYours,
    "not_the_text_of_the_split": ChangedUnderYou,
    "not_custodian": NotYours,
    "key_record_moved": ChangedUnderYou,
    **dict.fromkeys(("not_cleared_for_issue", "not_your_office", "above_your_clearance", "not_your_copy"), NotYours),
    **dict.fromkeys(("not_your_report",), NotYours),
}
_HIDDEN = frozenset(
    {
        *("no_such_case", "no_such_comment", "no_such_hold", "not_as_mandated", "no_such_key", "no_such_checkpoint"),
        *("no_such_position", "no_such_conflict", "no_such_contact", "no_such_notice", "no_such_exception"),
        *("no_such_link", "no_such_certification", "no_such_tear_line"),
    }
)


@asynccontextmanager
async def acting(
    db: Database, caller: Caller, case_id: UUID | None = None, *, only_look: bool = False
) -> AsyncIterator[Act]:
    """A transaction for one person's act; with `case_id`, that case is locked and read already.

    If the caller's key was answered before, `answered` holds that answer and nothing else is to be done.

    Raises:
        NobodyError: the subject is not in the register.
        Malformed: the key was used for another request.
        Refusal: whatever the rules refuse inside; nothing is written then.
        Unavailable: the database cannot decide now.
    """
    async with translated(), db.begin(only_look=only_look) as tx:
        found: Found = None
        if case_id is None:
            entered = await context.enter(tx, caller.subject, caller.key)
        else:
            entered, found = await enter_case(tx, caller.subject, caller.key, case_id)
        if entered is None:
            raise NobodyError
        actor, before = entered
        act = Act(tx=tx, actor=actor, caller=caller, found=found)
        if before is not None:
            if (before.route, before.body_sha256) != (caller.route, caller.body_sha256):
                raise Malformed("idempotency_key_reused", "That Idempotency-Key was used for another request.")
            act.answered = Answer(status=before.status, body=before.body, replayed=True)
        yield act


@asynccontextmanager
async def reading(db: Database, subject: str) -> AsyncIterator[tuple[AsyncConnection, Actor]]:
    """A transaction in which one person only looks: whatever was written in it is gone at its end."""
    async with acting(db, Caller(subject=subject), only_look=True) as act:
        yield act.tx, act.actor


P = ParamSpec("P")
Rule = Callable[Concatenate[CaseAct, P], Awaitable[CaseFacts]]
Door = Callable[Concatenate[Database, Caller, UUID, P], Awaitable[Answer]]


def case_act(*, status: int) -> Callable[[Rule[P]], Door[P]]:
    """Make of "what one act does to one case" a function that is one transaction.

    Around the act: enter, give the stored answer if there is one, lock and read; afterwards write the stage
    and the next due moment if the row does not say so (which wakes the workflow), keep the answer, and give it.
    """

    def wrap(rule: Rule[P]) -> Door[P]:
        @wraps(rule)
        async def door(db: Database, caller: Caller, case_id: UUID, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
            async with acting(db, caller, case_id) as act:
                if act.answered:
                    return act.answered
                on = await act.case(case_id)
                if caller.if_version not in (None, on.row.ledger_seq):
                    raise ChangedUnderYou("case_changed", "The case changed since you read it. Read it again.")
                after = await rule(on, *args, **kwargs)
                await settle(act.tx, on.row.stood, after)
                return await act.answer(status, case_view(on.row, after, on.now, on.recorded))

        return door

    return wrap
