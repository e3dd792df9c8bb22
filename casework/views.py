"""What a person is shown of a case: one JSON-ready value from its row and its facts."""

from collections.abc import Iterable
from datetime import datetime

from casework.calendars import working_days_between
from casework.standing import is_overdue, standing_of
from db.facts import CaseRow
from domain.case import CaseFacts, Round, Seat
from domain.clearance import clearance_obstacles, nonconcurring, office_standing, open_holds, standing
from domain.consultation import is_done, meeting_of
from domain.gate import gate
from domain.ladder import NAMES, Rung
from domain.marking import banner
from domain.meeting_plan import Planned
from domain.positions import Basis, needs_reclear, not_cited, position_lacks, stopped
from domain.procedure import ACTION, belongs, passed
from domain.procedures.registry import rules_of
from domain.silence import bar_to_silence, lapsed_without_meaning, lapses_at, received, suspense_of
from domain.stages import awaited
from domain.vocabulary import ENDED, Milestone, Place, Right
from domain.working_days import WASHINGTON


def instant(at: datetime | None) -> str | None:
    """An instant as RFC 3339 in UTC with `Z`."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def case_view(row: CaseRow, facts: CaseFacts, now: datetime, recorded: int = 0) -> dict[str, object]:
    """The Case of the API. `recorded` counts the facts written since the row was read."""
    stands = standing_of(facts)
    obstacles = () if stands.stage in ENDED or facts.release else gate(facts)
    return {
        "id": str(facts.id),
        "number": row.number,
        "directive": row.directive,
        "directive_edition": row.edition,
        "mandate": row.mandate,
        "issue": row.issue,
        "counterpart": row.counterpart,
        "procedure": facts.procedure,
        "title": row.title,
        "classification": row.level.name,
        "banner": banner(row.level),
        "stage": stands.stage.value,
        "action_agency": facts.action_agency,
        "action_office": facts.action_office,
        "opened_at": instant(facts.opened_at),
        "parent": str(row.parent) if row.parent else None,
        "text": {"version": facts.head.number, "digest": facts.head.digest, "flags": facts.head.flags},
        "instruction": _instruction_view(facts),
        "steps": _steps_view(facts),
        "round": _round_view(facts, now),
        "holds": [
            {
                "id": str(hold.id),
                "agency": hold.agency,
                "kind": hold.kind.value,
                "since": instant(hold.placed_at),
                "until": instant(hold.until),
                "becomes": hold.becomes.value,
                "extensions": hold.extensions,
                "working_days_so_far": working_days_between(hold.placed_at, now),
                "cycles_so_far": sum(hold.placed_at < on.suspense <= now for on in facts.rounds),
            }
            for hold in open_holds(facts)
        ],
        "split": _split_view(facts),
        "blocked_by": [o.told() for o in obstacles]
        + [{"lack": lack, "agency": ""} for lack in position_lacks(facts, row.basis)],
        "approvals": [
            {"version": a.version, "digest": a.digest, "office": a.office, "at": instant(a.at)} for a in facts.approvals
        ],
        "release": None
        if facts.release is None
        else {
            "id": str(facts.release.id),
            "version": facts.release.version,
            "digest": facts.release.digest,
            "channel": facts.release.channel,
            "at": instant(facts.release.at),
        },
        "basis": _basis_view(facts, row.basis),
        "milestones": [
            {
                "name": m.name.value,
                "at": instant(m.happened_at),
                "recorded_at": instant(m.at),
                "version": m.version,
                "agency": m.agency,
                "outcome": m.outcome,
                "ref": m.ref,
                "until": instant(m.until),
            }
            for m in facts.milestones
        ],
        "due": None if stands.due_at is None else {"key": stands.due_key, "at": instant(stands.due_at)},
        "overdue": is_overdue(facts, now),
        "plan": _plan_view(row, facts, now) if facts.procedure == "consultation" else None,
        "version": row.ledger_seq + recorded,
    }


def _instruction_view(facts: CaseFacts) -> dict[str, object] | None:
    told = facts.instruction
    if told is None:
        return None
    return {
        "precedence": told.precedence.value,
        "captions": [caption.value for caption in told.captions],
        "level": told.level.name.lower() if told.level else None,
        "paper": told.paper.value,
        "deliver_by": instant(told.deliver_by),
    }


def _steps_view(facts: CaseFacts) -> list[dict[str, object]]:
    """The steps of this case beside the clearance of its text: who takes each, and whether it is taken."""
    waiting = awaited(facts)
    return [
        {
            "name": step.name.value,
            "place": step.place.value,
            "stage": step.stage.value,
            "capacity": step.capacity.value,
            "agency": facts.action_agency if step.agency == ACTION else step.agency,
            "office": step.office,
            "optional": step.optional or step.place is Place.NOTE,
            "taken": passed(facts, step),
            "next": step is waiting,
        }
        for step in rules_of(facts).steps
        if belongs(facts, step)
    ]


def _plan_view(row: CaseRow, facts: CaseFacts, now: datetime) -> dict[str, object]:
    """What is planned of a consultation, as it was reckoned when the meeting was set last."""
    meeting = meeting_of(facts)
    return {
        "series": row.series,
        "cycle": str(row.cycle) if row.cycle else None,
        "high_level": facts.high_level,
        "communique": row.communique,
        "meets_at": instant(meeting.meets_at) if meeting else None,
        "times_moved": max(len(facts.meetings) - 1, 0),
        "milestones": [
            {
                "milestone": step.value,
                "due_at": instant(at),
                "done": is_done(facts, step),
                "late": at <= now and not is_done(facts, step),
            }
            for step, at in (meeting.plan if meeting else ())
        ],
    }


def plan_lines(facts: CaseFacts, planned: Iterable[Planned], now: datetime) -> list[dict[str, object]]:
    """A plan line by line: the day on its own calendar, from where a holiday moved it, and what it is as set now."""
    meeting = meeting_of(facts)
    return [
        {
            "milestone": one.step.value,
            "day": one.day.isoformat(),
            "due_at": instant(one.at),
            "moved_from": one.moved_from.isoformat() if one.moved_from else None,
            "now_due_at": instant(meeting.due(one.step)) if meeting else None,
            "done": is_done(facts, one.step),
            "late": one.at <= now and not is_done(facts, one.step),
        }
        for one in planned
    ]


def _basis_view(facts: CaseFacts, basis: Basis) -> dict[str, object]:
    """What the current text rests on; words, assertions and contradictions are at `/basis`."""
    return {
        "rests_on": [
            {
                "position": str(rest.position),
                "cited": rest.cited,
                "in_force": rest.in_force,
                "successor": str(rest.successor) if rest.successor else None,
            }
            for rest in basis.rests
        ],
        "not_cited": [str(position) for position in not_cited(facts, basis)],
        "needs_reclear": needs_reclear(facts, basis),
        "stopped": stopped(facts, basis, delivered=facts.passed(Milestone.DELIVERED)),
        "conflicts": [{"id": str(one.id), "kind": one.finding.value} for one in basis.conflicts],
        "drafted_as_position": basis.drafted.value if basis.drafted else None,
        "position": str(basis.position) if basis.position else None,
    }


def _split_view(facts: CaseFacts) -> dict[str, object] | None:
    """The open split, or the ruled one that binds the current text."""
    split = facts.split or (facts.splits[-1] if facts.binding else None)
    if split is None:
        return None
    ruling = split.standing_ruling
    return {
        "id": str(split.id),
        "version": split.version,
        "track": split.track.value,
        **rung_names(split.rung),
        "opened_at": instant(split.opened_at),
        "since": instant(split.moves[-1].at),
        "positions": sorted({agency for agency, _ in split.positions}),
        "ruling": None if ruling is None else ruling.outcome.value,
        "reclama_at": instant(split.reclama_at),
        "dissents": list(nonconcurring(facts)),
    }


def rung_names(rung: Rung) -> dict[str, str]:
    """What a rung was called in 1982, and is called today."""
    then, today = NAMES[rung]
    return {"rung": rung.value, "name_1982": then, "name_today": today}


def _round_view(facts: CaseFacts, now: datetime) -> dict[str, object] | None:
    if not facts.rounds:
        return None
    on = facts.rounds[-1]
    return {
        "number": on.number,
        "version": on.version,
        "stale": on.version != facts.head.number,
        "precedence": on.precedence,
        "circulated_at": instant(on.circulated_at),
        "suspense": instant(on.suspense),
        "announced": {"at": in_washington(on.suspense), "city": "Washington"},
        "default_clearance": on.default_clearance,
        "silence_excluded": on.silence_excluded,
        "preset": on.preset,
        "clear": not clearance_obstacles(facts),
        "agencies": [_seat_view(facts, on, seat, now) for seat in facts.seats],
        "offices": [_office_view(facts, on, office) for office in on.offices],
    }


def in_washington(at: datetime) -> str:
    """An instant as Washington's clocks show it, with their distance from UTC: the hour that was announced."""
    return at.astimezone(WASHINGTON).isoformat()


def _office_view(facts: CaseFacts, on: Round, office: str) -> dict[str, object]:
    """One office asked beside its agency. Its silence never clears, and nothing of it is carried over."""
    answer = office_standing(facts).get(office)
    return {
        "office": office,
        "response": answer.response.value if answer else None,
        "ground": answer.ground if answer else None,
        "since": instant(answer.at if answer else on.circulated_at),
    }


def _seat_view(facts: CaseFacts, on: Round, seat: Seat, now: datetime) -> dict[str, object]:
    """One agency in the round.

    `silence_clears_at` if its silence may clear and the text was received; `silence_barred_by` if it may not;
    `lapsed` if it clears only if affected and let its time go by, which means nothing.
    """
    bar = bar_to_silence(facts, seat.agency) if seat.right is Right.MUST_CLEAR else None
    answer = standing(facts).get(seat.agency)
    latest = next((s for s in reversed(facts.sign_offs) if s.agency == seat.agency), None)
    carried = answer is not None and answer.version != facts.head.number
    receipt = received(facts, seat.agency)
    return {
        "agency": seat.agency,
        "right": seat.right.value,
        "response": answer.response.value if answer else None,
        "version": latest.version if latest else None,
        "carried_over": carried,
        "suspense": instant(suspense_of(facts, seat.agency) or on.suspense),
        "since": instant(answer.at if answer else on.circulated_at),
        "received_at": instant(receipt.at if receipt else None),
        "silence_clears_at": instant(lapses_at(facts, seat.agency)),
        "silence_barred_by": bar.value if bar else None,
        "lapsed": lapsed_without_meaning(facts, seat.agency, now),
    }
