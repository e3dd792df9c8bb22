"""What a person is shown of a directive: its clauses, the mandates drawn from them, and how each one stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from casework.desk import reading
from casework.views import instant
from db import directives
from db.engine import Database
from db.mandate_standing import SHOWN, cases_under
from db.monitoring import last_checks
from db.series import every_series, series_of
from domain.idle import without_action
from domain.mandates import check_due
from domain.marking import Level
from domain.next_dates import DateKind, NextDate, next_date
from domain.refusals import NotThere
from domain.series_schedule import coming, is_paused
from domain.working_days import WASHINGTON

View = dict[str, object]
Row = directives.Row
AHEAD = timedelta(days=366)
"""How far ahead a series is asked for its next cycle: each opens at least yearly."""


async def one_directive(db: Database, subject: str, directive: str) -> View:
    """A directive's newest edition: the clauses and mandates at or below the person's clearance, and how they stand.

    Its id is in capitals; people write it in small letters too. A case that the person may not see is in no count, is
    no action and has no date.
    """
    async with reading(db, subject) as (tx, _):
        found = await directives.newest_edition(tx, directive.upper())
        if found is None:
            raise NotThere
        cases = await cases_under(tx, [row["code"] for row in found.mandates])
        series = await every_series(tx)
        checked = await last_checks(tx, found.edition["directive"])
    edition, now = found.edition, found.edition["now"]
    cycles = tuple(_cycles((row for row in series if row["directive"] == edition["directive"]), now))
    return {
        "id": edition["directive"],
        "edition": edition["edition"],
        "dated": edition["dated"].isoformat(),
        "handling_note": edition["handling_note"],
        "control": edition["control"],
        "title": _clause(_only(found.clauses, "title"), found.mandates),
        "preamble": _clause(_only(found.clauses, "preamble"), found.mandates),
        "clauses": [
            _clause(row, found.mandates) for row in found.clauses if row["section"] not in ("title", "preamble")
        ],
        "mandates": [
            _mandate(row)
            | _standing(
                row,
                [case for case in cases if case["mandate"] == row["code"]],
                [cycle for mandate, cycle in cycles if mandate == row["code"]],
                checked.get(row["code"]),
                now,
            )
            for row in found.mandates
        ],
        "levers": [{name: row[name] for name in ("name", "mandates", "certifies")} for row in found.levers],
    }


def _only(rows: Iterable[Row], section: str) -> Row | None:
    return next((row for row in rows if row["section"] == section), None)


def _clause(row: Row | None, mandates: Iterable[Row]) -> View | None:
    if row is None:
        return None
    return {
        "code": row["code"],
        "ordinal": row["ordinal"],
        "section": row["section"],
        "marking": Level(row["level"]).name,
        "summary": row["summary"],
        "text": row["text"],
        "marked": row["marked"],
        "mandates": [mandate["code"] for mandate in mandates if row["code"] in mandate["clauses"]],
    }


def _mandate(row: Row) -> View:
    return {
        **{key: row[key] for key in directives.MANDATE_FIELDS.split() if key != "level"},
        "marking": Level(row["level"]).name,
        "equities": row["equities"],
        "deadlines": row["deadlines"],
        "steps": list(row["steps"]),
        "lint": list(row["lint"]),
        "non_voting": list(row["non_voting"]),
    }


def _standing(
    mandate: Row, cases: Sequence[Row], cycles: Iterable[NextDate], checked: datetime | None, now: datetime
) -> View:
    """What has been done under a mandate, what comes next, whether it lies idle, and whether it still holds."""
    check = check_due(checked, since=mandate["loaded_at"])
    of_all: Mapping[str, object] = cases[0] if cases else {"in_all": 0, "open_cases": 0}
    last = cases[0]["last_action"] if cases else None
    yearly = NextDate(kind=DateKind.CHECK, name="", at=check, day=check.astimezone(WASHINGTON).date())
    dates = [*_waited_for(cases), *_deadlines(mandate["deadlines"]), *cycles, *([yearly] if check <= now else [])]
    coming_next = next_date(dates, now) or yearly
    return {
        "cases": [_case(case) for case in cases if case["place"] <= SHOWN],
        "cases_in_all": of_all["in_all"],
        "open_cases": of_all["open_cases"],
        "last_action_at": instant(last),
        "next": _next(coming_next, now),
        "without_action": without_action(last, now, since=mandate["loaded_at"]),
        "checked_at": instant(checked),
        "check_due_at": instant(check),
    }


def _case(case: Row) -> View:
    waited_for = next(_waited_for([case]), None)
    return {
        "id": str(case["id"]),
        "number": case["number"],
        "procedure": case["procedure"],
        "title": case["title"],
        "classification": Level(case["level"]).name,
        "stage": case["stage"],
        "last_action_at": instant(case["acted_at"]),
        "next_at": instant(waited_for.at if waited_for else None),
    }


def _next(one: NextDate, now: datetime) -> View:
    return {
        "kind": one.kind.value,
        "name": one.name,
        "at": instant(one.at),
        "day": one.day.isoformat(),
        "case": str(one.case) if one.case else None,
        "late": one.at <= now,
    }


def _waited_for(cases: Iterable[Row]) -> Iterator[NextDate]:
    """The date of each open case that has one: its suspense or planned milestone, or a clock that runs out before."""
    for case in cases:
        suspense, clock = case["suspense"], case["clock_at"]
        if not case["is_open"] or suspense is clock is None:
            continue
        is_clock = suspense is None or (clock is not None and clock < suspense)
        at: datetime = clock if is_clock else suspense
        yield NextDate(
            kind=DateKind.CLOCK if is_clock else DateKind.SUSPENSE,
            name=case["due_key"] if is_clock else case["stage"],
            at=at,
            day=at.astimezone(WASHINGTON).date(),
            case=case["id"],
        )


def _deadlines(deadlines: Iterable[Row]) -> Iterator[NextDate]:
    """The days that the mandate sets, each at its end in Washington."""
    for one in deadlines:
        day = date.fromisoformat(one["date"])
        end = datetime.combine(day + timedelta(days=1), time(), WASHINGTON).astimezone(UTC)
        yield NextDate(kind=DateKind.DEADLINE, name=one["name"], at=end, day=day)


def _cycles(rows: Iterable[Row], now: datetime) -> Iterator[tuple[str, NextDate]]:
    """The next cycle of each series that is not paused, with its mandate."""
    for row in rows:
        series = series_of(row)
        ahead = () if is_paused(series.acts) else coming(series.calendar, series.acts, now, now + AHEAD)
        for one in ahead[:1]:
            day = one.opens_at.astimezone(WASHINGTON).date()
            yield series.mandate, NextDate(kind=DateKind.CYCLE, name=series.code, at=one.opens_at, day=day)
