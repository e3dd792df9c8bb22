"""Circulating a text: who is asked with what right, until when, and whether silence clears."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from casework.asking import seats_now, step_now
from casework.calendars import all_reminders, suspense_after
from casework.carrying import carry_over, paragraphs_of
from casework.checking import open_conflicts
from casework.desk import CaseAct, case_act
from casework.flagging import PUBLIC
from casework.tear_lines import keep_below_the_line
from casework.views import instant
from casework.words import REASON, check_line
from db.directives import agencies_of
from db.lists import office_exists, version
from db.practice import practice_in_force
from domain.acts import may_circulate
from domain.case import CaseFacts, Round, Seat
from domain.instructing import captions_admit, informs
from domain.marking import Level, highest
from domain.practice import EVERY_REMINDER, Practice
from domain.procedures.registry import rules_of
from domain.referral import thirty_days_after
from domain.refusals import Malformed, NotNow
from domain.vocabulary import Exclusion, Preset, Right
from domain.working_days import Allowed, Precedence, ReminderKind

LONGEST_ROUND = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the action office would have the round run.

    Attributes:
        suspense: named, instead of what the precedence gives.
        short_fuse_reason: why it is shorter than that.
        default_clearance: announce that silence clears.
        silence_excluded: why at this step no silence clears.
        offices: offices whose own clearance is asked beside their agency's.
        preset: the statute that sets the times, and announces by itself that silence clears.
    """

    precedence: Precedence = Precedence.ROUTINE
    suspense: datetime | None = None
    short_fuse_reason: str | None = None
    default_clearance: bool = False
    silence_excluded: Exclusion | None = None
    offices: tuple[str, ...] = ()
    preset: Preset | None = None

    @property
    def by_silence(self) -> bool:
        """Whether silence is to clear."""
        return self.default_clearance or self.preset is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Until when a round runs, by what it was given, and what is told before."""

    due: datetime
    allowed: Allowed | None
    reminders: tuple[tuple[str, datetime], ...]


def times_for(asked: Asked, practice: Practice, now: datetime) -> Times:
    """The round's times: by statute, as named, or by its precedence under the practice in force.

    Raises:
        Malformed: a suspense in the past, beyond a year, or shorter than customary without a reason; or one named
            where a statute sets it.
    """
    if asked.preset is Preset.LICENSING_REFERRAL:
        if asked.suspense is not None or asked.short_fuse_reason is not None:
            raise Malformed("preset_sets_the_time", "The statute gives thirty days: name no suspense with it.")
        due = thirty_days_after(now)
        return Times(due=due, allowed=None, reminders=_told(now, due, EVERY_REMINDER))
    pace = practice.under(asked.precedence)
    customary = suspense_after(now, pace.allowed)
    due = _named(asked, now, customary)
    allowed = pace.allowed if due == customary else None
    return Times(due=due, allowed=allowed, reminders=_told(now, due, pace.reminders))


def _told(now: datetime, due: datetime, kinds: tuple[ReminderKind, ...]) -> tuple[tuple[str, datetime], ...]:
    return tuple((kind, at) for kind, at in all_reminders(now, due) if kind in kinds)


def _named(asked: Asked, now: datetime, customary: datetime) -> datetime:
    due = asked.suspense
    if due is None:
        return customary
    if due <= now:
        raise Malformed("suspense_in_the_past", "The suspense must lie ahead.")
    if due > now + LONGEST_ROUND:
        raise Malformed("suspense_too_far", f"A round runs at most {LONGEST_ROUND.days} days.")
    if due < customary and asked.short_fuse_reason is None:
        raise Malformed(
            "short_fuse_needs_reason",
            f"The customary suspense for {asked.precedence} is {instant(customary)};"
            " an earlier one needs short_fuse_reason.",
        )
    return due


async def _step(act: CaseAct, facts: CaseFacts, asked: Asked) -> tuple[Exclusion | None, tuple[str, ...]]:
    """Why no silence clears in this round, if so, and which offices it asks beside their agencies."""
    excluded, offices = await step_now(act.tx, facts, asked.silence_excluded, frozenset(asked.offices))
    if excluded is not None and asked.by_silence:
        raise NotNow("silence_excluded", f"No silence clears at this step: {excluded}.")
    for office in offices:
        if not await office_exists(act.tx, office):
            raise Malformed("unknown_office", "There is no office by that code.")
    return excluded, offices


async def _public_words_are_unclassified(act: CaseAct, facts: CaseFacts) -> None:
    row = await version(act.tx, facts.id, facts.head.number) if facts.procedure == PUBLIC else None
    if row is not None and highest(p.marking for p in paragraphs_of(row)) > Level.U:
        raise NotNow("not_unclassified", "Words for the public are marked (U), each paragraph, before they circulate.")


async def _all_listed(act: CaseAct, seats: tuple[Seat, ...]) -> None:
    """Nobody is asked who may not know of the case."""
    if not act.facts.need_to_know:
        return
    listed = await agencies_of(act.tx, act.facts.need_to_know)
    if unlisted := sorted({seat.agency for seat in seats} - listed):
        raise Malformed(
            "not_on_the_list",
            "An agency with an equity has no office on the list of those who know.",
            tuple({"agency": agency} for agency in unlisted),
        )


@case_act(status=201)
async def circulate(
    act: CaseAct,
    *,
    precedence: Precedence,
    suspense: datetime | None,
    short_fuse_reason: str | None,
    default_clearance: bool = False,
    silence_excluded: Exclusion | None = None,
    offices: tuple[str, ...] = (),
    preset: Preset | None = None,
) -> CaseFacts:
    """Open a clearance round on the current text.

    Those asked: the mandate's list and every agency with an equity in a paragraph. A shorter suspense than
    the precedence's custom needs a written reason (State's action-memo rule on short fuses). Default clearance is
    announced here or not at all, and at no step that excludes it (domain.md section 5).

    Raises:
        NotNow: the text is circulated already, was sent back, or silence does not clear at this step.
        Malformed: an unsound suspense; an office that does not exist.
    """
    asked = Asked(
        precedence=precedence,
        suspense=suspense,
        short_fuse_reason=short_fuse_reason,
        default_clearance=default_clearance,
        silence_excluded=silence_excluded,
        offices=offices,
        preset=preset,
    )
    return await open_round(act, asked)


async def open_round(act: CaseAct, asked: Asked) -> CaseFacts:
    """Write the round as it was asked for, and what is carried over into it."""
    facts = act.facts
    office = may_circulate(act.actor, facts)
    if asked.short_fuse_reason is not None:
        check_line("short_fuse_reason", asked.short_fuse_reason, limit=REASON, multiline=True)
    times = times_for(asked, await practice_in_force(act.tx), act.now)
    if rules_of(facts).by_silence and not asked.default_clearance:
        raise Malformed("silence_not_announced", "It is circulated under silence: say so with default_clearance.")
    await _public_words_are_unclassified(act, facts)
    await keep_below_the_line(act)
    excluded, offices = await _step(act, facts, asked)
    seats = await seats_now(act.tx, facts)
    await _all_listed(act, seats)
    captions_admit(facts, frozenset(seat.agency for seat in seats if seat.right is Right.MUST_CLEAR))
    opened = Round(
        number=len(facts.rounds) + 1,
        version=facts.head.number,
        digest=facts.head.digest,
        circulated_by=act.actor.person,
        circulated_at=act.now,
        suspense=times.due,
        precedence=asked.precedence.value,
        seats=tuple(seat for seat in seats if seat.right is not Right.INFO or informs(facts)),
        default_clearance=asked.by_silence,
        silence_excluded=excluded,
        offices=offices,
        preset=asked.preset,
        allowed=times.allowed,
        reminders=times.reminders,
    )
    at = await act.record("clearance_round", **_row(opened), short_fuse_reason=asked.short_fuse_reason, office=office)
    opened = replace(opened, circulated_at=at)
    await open_conflicts(act, facts.head.number, office)
    return await carry_over(act, replace(facts, rounds=(*facts.rounds, opened)), office)


def _row(on: Round) -> dict[str, object]:
    """A round's columns, beside who circulated it and why so soon."""
    asked = {right.value: [seat.agency for seat in on.seats if seat.right is right] for right in Right}
    return {
        **asked,
        "round": on.number,
        "version": on.version,
        "digest": on.digest,
        "precedence": on.precedence,
        "suspense": on.suspense,
        "default_clearance": on.default_clearance,
        "silence_excluded": on.silence_excluded.value if on.silence_excluded else None,
        "offices": list(on.offices),
        "preset": on.preset.value if on.preset else None,
        "working_days": on.allowed.working_days if on.allowed else None,
        "hours": on.allowed.hours if on.allowed else None,
        "reminders": [[kind, instant(when)] for kind, when in on.reminders or ()],
    }
