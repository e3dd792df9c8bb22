"""Lists of cases: filtered, searched and paged, and only of what one may see."""

import base64
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from casework.timekeeping import keep_time
from db.engine import Database
from tests.api.officers import Officers, a_hold, paragraphs
from tests.api.served import Api, As, Json, code


def numbers(who: As, **query: str | int) -> set[str]:
    return {case["number"] for case in who.look("/cases", **query)["items"]}


def pages(who: As, **query: str | int) -> list[Json]:
    """Every item of a list, page by page, with a case more after the first page."""
    found: list[Json] = []
    cursor = ""
    while True:
        page = who.look("/cases", **query, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = page["next"]


def test_pages_are_complete_and_in_order(api: Api) -> None:
    officers = Officers(api)
    opened = [officers.open(title=f"Case {n}")["id"] for n in range(7)]
    auditor = api.as_("auditor")
    for limit in (1, 2, 3, 7, 200):
        assert [case["id"] for case in pages(auditor, limit=limit)] == opened[::-1]


def test_a_case_opened_between_two_pages_moves_nothing(api: Api) -> None:
    officers = Officers(api)
    opened = [officers.open()["id"] for _ in range(4)]
    auditor = api.as_("auditor")
    first = auditor.look("/cases", limit=2)
    officers.open()
    second = auditor.look("/cases", limit=2, cursor=first["next"])
    assert [case["id"] for case in first["items"] + second["items"]] == opened[::-1]
    assert second["next"] is None


def test_a_cursor_is_one_that_was_given_out(api: Api) -> None:
    def written(place: str) -> str:
        return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")

    for cursor in (
        "x",
        "-",
        "é",
        "=",
        written(""),
        written("|"),
        written(f"2026-01-01|{uuid4()}"),
        written(f"2026-01-01T00:00:00+09:00|{uuid4()}"),
        written(f"2026-01-01T00:00:00|{uuid4()}"),
        written(f"0001-01-01T00:00:00+14:00|{uuid4()}"),
        written(f"9999-12-31T23:59:59-14:00|{uuid4()}"),
        written(f"2026-01-01T00:00:00+00:00|{uuid4().hex}"),
        written("2026-01-01T00:00:00+00:00|' OR true"),
    ):
        assert code(api.as_("auditor").get("/cases", cursor=cursor)) == (422, "cursor_not_ours"), cursor


def test_a_search_is_for_part_of_the_title_to_the_letter(api: Api) -> None:
    officers = Officers(api)
    tools, steel = officers.open(title="Machine tools, 5% share")["number"], officers.open(title="Steel_bars")["number"]
    auditor = api.as_("auditor")
    assert numbers(auditor, q="TOOLS") == {tools}
    assert numbers(auditor, q="%") == {tools}
    assert numbers(auditor, q="_") == {steel}
    assert numbers(auditor, q="s") == {tools, steel}
    assert numbers(auditor, q="' OR true --") == set()
    assert code(auditor.get("/cases", q="t\u043eols")) == (422, "words_not_allowed"), (
        "a Cyrillic letter finds nothing here"
    )


def test_filters_name_stage_mandate_procedure_and_agency(api: Api) -> None:
    officers = Officers(api)
    drafted = officers.open(mandate="ECO-4", classification="C", paragraphs=paragraphs("A.", marking="C", equities=()))
    circulated = officers.circulated()
    auditor = api.as_("auditor")
    assert numbers(auditor) == {drafted["number"], circulated["number"]}
    assert numbers(auditor, stage="drafting") == {drafted["number"]}
    assert numbers(auditor, mandate="ECO-6a") == {circulated["number"]}
    assert numbers(auditor, procedure="demarche") == {drafted["number"], circulated["number"]}
    assert numbers(auditor, procedure="consultation") == set()
    assert numbers(auditor, agency="state") == {drafted["number"], circulated["number"]}
    assert numbers(auditor, agency="defense") == {circulated["number"]}
    assert numbers(auditor, agency="defense", stage="drafting") == set()


def test_exceptions_are_split_hold_and_needs_reclear(api: Api) -> None:
    officers = Officers(api)
    auditor = api.as_("auditor")
    plain = officers.circulated()
    split = officers.nonconcur(officers.circulated(), "defense")
    held = officers.act(officers.circulated(), "holds", a_hold(), "defense.isa")
    redrafted = officers.redraft(officers.circulated(), "Other words.")
    found = {name: numbers(auditor, exception=name) for name in ("split", "hold", "needs_reclear", "overdue")}
    assert found == {
        "split": {split["number"]},
        "hold": {held["number"]},
        "needs_reclear": {redrafted["number"]},
        "overdue": set(),
    }
    officers.sign(split, "defense")
    officers.api.as_("defense.isa").delete(f"/cases/{held['id']}/holds/{held['holds'][0]['id']}", {"reason": "Over."})
    officers.circulate(redrafted)
    assert [numbers(auditor, exception=name) for name in found] == [set()] * 4
    assert plain["number"] in numbers(auditor)


async def pass_time(owner_db: Database, days: float) -> None:
    async with owner_db.begin() as tx:
        await tx.execute(text("UPDATE sec.clock SET shift = make_interval(secs => :s)"), {"s": days * 86_400})


@pytest.mark.asyncio
async def test_overdue_is_what_has_passed_its_suspense(api: Api, owner_db: Database, worker_db: Database) -> None:
    officers = Officers(api)
    late, soon = officers.circulate(officers.open(), precedence="flash"), officers.circulated()
    auditor = api.as_("auditor")
    await pass_time(owner_db, 2)
    assert numbers(auditor, exception="overdue") == {late["number"]}, "before time's own worker has seen it"
    await keep_time(worker_db, UUID(late["id"]))
    assert auditor.look(f"/cases/{late['id']}")["overdue"] is True
    await pass_time(owner_db, 9)
    assert numbers(auditor, exception="overdue") == {late["number"]}, "a reminder that is due is not a case overdue"
    assert auditor.look(f"/cases/{soon['id']}")["overdue"] is False
    await pass_time(owner_db, 40)
    assert numbers(auditor, exception="overdue") == {late["number"], soon["number"]}
    officers.redraft(late, "Other words.")
    assert numbers(auditor, exception="overdue") == {soon["number"]}


def test_one_sees_the_cases_of_ones_agency_at_ones_level(api: Api) -> None:
    officers = Officers(api)
    draft = officers.open()
    asked = officers.circulated()
    secret = officers.circulated(classification="TS", paragraphs=paragraphs(marking="TS"))
    assert numbers(api.as_("auditor")) == {draft["number"], asked["number"], secret["number"]}
    assert numbers(api.as_("commerce.ita")) == {asked["number"], secret["number"]}
    assert numbers(api.as_("commerce.desk")) == {asked["number"]}
    assert numbers(api.as_("coast-guard.ole")) == set()
