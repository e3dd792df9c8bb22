"""The steps that procedures share. Each means "see to it that": look, go on if it is so, else wait and look again.

The workflow decides nothing and holds nothing that matters: facts are in PostgreSQL, and a wake only says
"look again". So a lost, doubled or late wake changes nothing, and a workflow started anew walks its steps up
to where the facts are.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

from temporalio import workflow
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from domain.vocabulary import Stage

from workflows.contracts import KEEP_TIME, LOOK, WAKE, CaseRef, Look, TimeKept, workflow_name
from workflows.options import A_MOMENT, FOR_EVER, KEEP_TIME_TIMEOUT, LOOK_RETRY_IN_TASK, LOOK_TIMEOUT

PROCEDURE = SearchAttributeKey.for_keyword("Procedure")
STAGE = SearchAttributeKey.for_keyword("Stage")
ACTION_OFFICE = SearchAttributeKey.for_keyword("ActionOffice")
SUSPENSE = SearchAttributeKey.for_datetime("Suspense")

ON_PAPER = (
    *(Stage.DRAFTING, Stage.CLEARANCE, Stage.SPLIT, Stage.CHECKS),
    *(Stage.APPROVAL, Stage.KEYS, Stage.RELEASE),
)
"""The stages of a text that has not left."""

ROLL_OVER_AT = 2_000
"""Events after which a run is continued as new; a clean demarche stays under sixty."""


class Procedure:
    """One case on its way. Subclasses say in `run` which steps follow each other."""

    def __init__(self, case: CaseRef) -> None:
        self._case = case
        self._woken = True
        self._seen: Look | None = None
        self._timer: asyncio.Task[None] | None = None
        self._timer_ends = workflow.now()
        self._started: set[str] = set()

    @workflow.signal(name=WAKE, description="Something about the case changed: look again")
    def wake(self) -> None:
        """Look again. Carries nothing, so it can be lost or doubled without harm."""
        self._woken = True

    async def ended(self) -> str:
        """See to it that the case has ended; the stage in which it did.

        However a case got to the end of its walk: while it is open its workflow runs, and time keeps its hours.
        """
        while not (look := await self._look()).ended:
            await self._let_time_pass(look)
        return look.stage

    async def past(self, *stages: str) -> None:
        """See to it that the case has left these stages, letting time do what comes due meanwhile."""
        while (look := await self._look()).stage in stages:
            await self._let_time_pass(look)

    async def _let_time_pass(self, look: Look) -> None:
        """Let time do what is due, or wait until something is or somebody has done something."""
        if look.due_in == timedelta():
            await self._keep_time()
        else:
            await self._until_woken_or(look)

    async def cleared_and_let_out(self) -> None:
        """See to it that the text is drafted, cleared, checked, approved, keyed and released, as often as it changes.

        A split, an objection or new words send it back; whatever the way, the walk goes on when it has left the paper.
        """
        while await self.in_any(*ON_PAPER):
            await self.past(Stage.DRAFTING)
            await self.past(Stage.CLEARANCE, Stage.SPLIT)
            await self.past(Stage.CHECKS, Stage.APPROVAL)
            await self.past(Stage.KEYS, Stage.RELEASE)

    async def in_any(self, *stages: str) -> bool:
        """Whether the case stands in one of these stages now."""
        return (await self._look()).stage in stages

    async def _look(self) -> Look:
        """Read the facts, unless nothing has happened since the last time."""
        if self._seen is not None and not self._woken:
            return self._seen
        self._woken = False
        look: Look = await workflow.execute_local_activity(
            LOOK,
            self._case,
            result_type=Look,
            start_to_close_timeout=LOOK_TIMEOUT,
            retry_policy=FOR_EVER,
            local_retry_threshold=LOOK_RETRY_IN_TASK,
        )
        self._show(look)
        self._seen = look
        for child in look.to_start:
            await self._start(child)
        return look

    async def _start(self, child: CaseRef) -> None:
        """Start the workflow of a case under this one, once a run; it goes its own way whatever becomes of this one.

        A parent is continued as new, cancelled by an operator, or ends, and its children go on: each is a case like any
        other. Whoever started one first has started it; the id is the case's, so there are never two.
        """
        if child.case_id in self._started:
            return
        self._started.add(child.case_id)
        with suppress(WorkflowAlreadyStartedError):
            await workflow.start_child_workflow(
                workflow_name(child.procedure),
                child,
                id=child.case_id,
                cancellation_type=workflow.ChildWorkflowCancellationType.ABANDON,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                search_attributes=first_attributes(child),
            )

    async def _keep_time(self) -> None:
        await workflow.execute_activity(
            KEEP_TIME,
            self._case,
            result_type=TimeKept,
            start_to_close_timeout=KEEP_TIME_TIMEOUT,
            retry_policy=FOR_EVER,
            summary=self._seen.due_key if self._seen and self._seen.due_key else None,
        )
        self._woken = True

    async def _until_woken_or(self, look: Look) -> None:
        """Wait for a wake, or for the next due moment. One timer at a time; an earlier one is left to ring.

        A timer that rings early only makes the workflow look again, and costs fewer events than cancelling
        it and setting another at every change.
        """
        if look.due_in is not None:
            self._set_timer(max(look.due_in, A_MOMENT), look.due_key or "")
        await workflow.wait_condition(lambda: self._woken)
        if workflow.info().get_current_history_length() > ROLL_OVER_AT:
            workflow.continue_as_new(self._case)

    def _set_timer(self, wait: timedelta, summary: str) -> None:
        ends = workflow.now() + wait
        if self._timer is not None and not self._timer.done():
            if self._timer_ends <= ends:
                return
            self._timer.cancel()
        self._timer_ends = ends
        self._timer = asyncio.create_task(self._ring(wait, summary))

    async def _ring(self, wait: timedelta, summary: str) -> None:
        await workflow.sleep(wait, summary=summary)
        self._woken = True

    def _show(self, look: Look) -> None:
        """Let operators see stage and suspense: ids and counts, never content."""
        before = self._seen
        workflow.set_current_details(
            f"{look.stage}; round {look.round}: {look.answered} of {look.asked} answered; "
            f"next: {look.due_key or 'nothing due'}"
        )
        if before is None or (before.stage, before.suspense) != (look.stage, look.suspense):
            workflow.upsert_search_attributes(
                [
                    PROCEDURE.value_set(self._case.procedure),
                    STAGE.value_set(look.stage),
                    ACTION_OFFICE.value_set(look.action_office),
                    SUSPENSE.value_set(look.suspense) if look.suspense else SUSPENSE.value_unset(),
                ]
            )


def first_attributes(case: CaseRef) -> TypedSearchAttributes:
    """What a workflow can be found by from its first event."""
    return TypedSearchAttributes([SearchAttributePair(PROCEDURE, case.procedure)])
