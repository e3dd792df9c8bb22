"""What a person is shown of a case: one JSON-ready value from its row and its facts."""

from datetime import datetime

from casework.calendars import working_days_between
from casework.standing import is_overdue, standing_of
from db.facts import CaseRow
from domain.case import CaseFacts, Round, Seat
from domain.clearance import clearance_obstacles, gate, nonconcurring, open_holds, standing
from domain.ladder import NAMES, Rung
from domain.marking import banner
from domain.positions import Basis, needs_reclear, not_cited, position_lacks, stopped
from domain.silence import lapses_at, suspense_of
from domain.vocabulary import ENDED, Milestone


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
        "text": {"version": facts.head.number, "digest": facts.head.digest},
        "round": _round_view(facts),
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
            }
            for hold in open_holds(facts)
        ],
        "split": _split_view(facts),
        "blocked_by": [{"lack": o.lack.value, "agency": o.agency} for o in obstacles]
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
            {"name": m.name.value, "at": instant(m.happened_at), "recorded_at": instant(m.at)} for m in facts.milestones
        ],
        "due": None if stands.due_at is None else {"key": stands.due_key, "at": instant(stands.due_at)},
        "overdue": is_overdue(facts, now),
        "version": row.ledger_seq + recorded,
    }


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


def _round_view(facts: CaseFacts) -> dict[str, object] | None:
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
        "default_clearance": on.default_clearance,
        "clear": not clearance_obstacles(facts),
        "agencies": [_seat_view(facts, on, seat) for seat in facts.seats],
    }


def _seat_view(facts: CaseFacts, on: Round, seat: Seat) -> dict[str, object]:
    """One agency in the round; `silence_clears_at` if its silence may clear and the text was received."""
    answer = standing(facts).get(seat.agency)
    latest = next((s for s in reversed(facts.sign_offs) if s.agency == seat.agency), None)
    carried = answer is not None and answer.version != facts.head.number
    received = next((r for r in facts.receipts if (r.round, r.agency) == (on.number, seat.agency)), None)
    return {
        "agency": seat.agency,
        "right": seat.right.value,
        "response": answer.response.value if answer else None,
        "version": latest.version if latest else None,
        "carried_over": carried,
        "suspense": instant(suspense_of(facts, seat.agency) or on.suspense),
        "since": instant(answer.at if answer else on.circulated_at),
        "received_at": instant(received.at if received else None),
        "silence_clears_at": instant(lapses_at(facts, seat.agency)),
    }
