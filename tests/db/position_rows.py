"""Rows of positions, for direct SQL: what a version stands on, adoptions, contradictions, what was said, holders."""

from typing import Final
from uuid import uuid4

from psycopg.types.json import Jsonb

from tests.db.direct_sql import Row, exact, on
from tests.office import View

DRAFTED_BY: Final = "state.oes"


def _version(case: View) -> Row:
    return {"version": case["text"]["version"]}


def an_assertion(case: View, **changed: object) -> Row:
    statement = Jsonb({"measure": "coastal-quota", "polarity": "affirms"})
    row = on(case, **_version(case), ordinal=1, issue="whaling", statement=statement, office=DRAFTED_BY)
    return row | changed


def a_position_draft(case: View, **changed: object) -> Row:
    parts: Row = {"bottom_line": [1], "talking_points": [], "fallback": [], "do_not_say": [], "fallback_access": []}
    return on(case, **exact(case), audience="private", **parts, office=DRAFTED_BY) | changed


def an_adoption(case: View, **changed: object) -> Row:
    return on(case, **exact(case), office=DRAFTED_BY) | changed


def a_retirement(case: View, position: object, **changed: object) -> Row:
    return on(case, position=position, reason="Overtaken by events.", office=DRAFTED_BY) | changed


def a_cite(case: View, position: object, **changed: object) -> Row:
    return on(case, **_version(case), position=position, office=DRAFTED_BY) | changed


def a_reaffirmation(case: View, agency: str, position: object, **changed: object) -> Row:
    return on(case, **exact(case), agency=agency, position=position, office="commerce.ita") | changed


def a_conflict(case: View, position: object, **changed: object) -> Row:
    row = on(case, **exact(case), kind="disjoint_ranges", level=1, with_position=position, likeness="0" * 64)
    return row | {"detail": Jsonb({}), "office": DRAFTED_BY} | changed


def a_conflict_ruling(case: View, conflict: object, **changed: object) -> Row:
    row = on(case, conflict=conflict, outcome="no_contradiction", reason="They agree.", office="nsc.apnsa")
    return row | changed


def a_report(case: View, **changed: object) -> Row:
    said = {"interlocutor": "Director", "words": Jsonb({"paragraphs": []}), "assertions": Jsonb({"items": []})}
    return on(case, happened_at="1982-11-01T00:00:00Z", **said, office="embassy.tokyo") | changed


def a_drift(case: View, said: object, position: object, **changed: object) -> Row:
    row = on(case, said=said, position=position, kind="other_words", level=1, detail=Jsonb({}))
    return row | {"office": "embassy.tokyo"} | changed


def a_page_change(case: View, by_case: object, **changed: object) -> Row:
    return on(case, by_case=by_case, paragraphs=[1], reason="A sentence was left out.", office=DRAFTED_BY) | changed


def an_acknowledgement(case: View, notice: object, holder: str, **changed: object) -> Row:
    return on(case, notice=notice, holder=holder, done="destroyed", office="commerce.ita") | changed


def an_exception_answer(case: View, about: object, **changed: object) -> Row:
    return on(case, about=about, kind="correction", note="Corrected.", office=DRAFTED_BY) | changed


def rows_of_positions(case: View, agency: str, office: str) -> dict[str, Row]:
    """One row for each of these tables, as one office would forge it."""
    nothing, mine = uuid4(), {"office": office}
    rows = {
        "assertion": an_assertion(case),
        "position_draft": a_position_draft(case),
        "adoption": an_adoption(case),
        "retirement": a_retirement(case, nothing),
        "cite": a_cite(case, nothing),
        "reaffirmation": a_reaffirmation(case, agency, nothing),
        "conflict": a_conflict(case, nothing),
        "conflict_ruling": a_conflict_ruling(case, nothing),
        "said": a_report(case),
        "drift": a_drift(case, nothing, nothing),
        "page_change": a_page_change(case, nothing),
        "acknowledgement": an_acknowledgement(case, nothing, agency),
        "exception_answer": an_exception_answer(case, nothing),
    }
    return {table: row | mine for table, row in rows.items()}
