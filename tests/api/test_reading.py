"""What can be read of a case: its versions and redlines, its matrix, its history, and the chain that proves it."""

import hashlib
import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from casework.timekeeping import keep_time
from casework.timeline import SENTENCES, entry
from casework.verification_database import CHAINED_BY_SERIES
from db.engine import Database
from tests.api.officers import Officers, a_critical_comment, a_hold, now, paragraphs
from tests.api.served import Api, As, Json, code, seen
from tests.office import APPROVER, DRAFTER, FIRST, POST, RELEASER, SECOND


@pytest.fixture
def officers(api: Api) -> Officers:
    return Officers(api)


def test_a_version_is_read_as_it_was_written(officers: Officers) -> None:
    case = officers.redraft(officers.open(note="First thoughts."), "Other words.", SECOND)
    auditor, path = officers.api.as_("auditor"), f"/cases/{case['id']}/versions"
    first = auditor.look(f"{path}/1")
    assert [p["text"] for p in first["paragraphs"]] == [FIRST, SECOND]
    assert first["paragraphs"][0] == {"text": FIRST, "marking": "S", "equities": ["ustr"]}
    assert (first["note"], first["drafted_in"], first["version"]) == ("First thoughts.", "state.eb", 1)
    assert "redline" not in first
    assert auditor.look(f"{path}/2")["digest"] == case["text"]["digest"] != first["digest"]
    assert code(auditor.get(f"{path}/3")) == (404, "not_found")
    assert code(auditor.get(f"{path}/1", compare=3)) == (404, "not_found")


def test_a_redline_gives_both_texts_back(officers: Officers) -> None:
    case = officers.open()
    changed = [*paragraphs("The United States is deeply concerned by the loss of machine tools.", marking="C")]
    body = {"paragraphs": [*changed, *paragraphs("A new point.", SECOND)]}
    officers.act(case, "versions", body, DRAFTER)
    shown = officers.api.as_("auditor").look(f"/cases/{case['id']}/versions/2", compare=1)
    assert shown["compared_with"] == 1
    old, new = ("".join(_joined(part, op) for part in shown["redline"]) for op in ("insert", "delete"))
    assert old == FIRST + SECOND
    assert new == "".join(p["text"] for p in shown["paragraphs"])
    assert [(part["old"], part["new"]) for part in shown["redline"]] == [(1, 1), (None, 2), (2, 3)]
    assert shown["redline"][0]["marking_change"] == ["S", "C"]
    assert {"op": "insert", "text": "deeply "} in shown["redline"][0]["runs"]


def _joined(part: Json, without: str) -> str:
    return "".join(run["text"] for run in part["runs"] if run["op"] != without)


def test_the_matrix_has_each_comment_and_what_became_of_it(officers: Officers) -> None:
    case = officers.circulated()
    comments = (
        a_critical_comment("Not lawful.", paragraph=2),
        a_critical_comment("A word is missing.", kind="administrative", ground=None, paragraph=None, proposed="The."),
    )
    officers.sign(case, "defense", "nonconcur", *comments)
    defense = officers.api.as_("defense.isa")
    general, critical = defense.look(f"/cases/{case['id']}/comment-matrix")["items"]
    assert (general["paragraph"], general["proposed"], general["ground"]) == (None, "The.", None)
    assert (critical["paragraph"], critical["text"], critical["ground"]) == (2, "Not lawful.", "law")
    assert critical["by"] == "Country director for Japan, International Security Affairs"
    for disposition, reason in (("rejected", "It is."), ("partially_accepted", "Half of it.")):
        asked = {"disposition": disposition, "reason": reason}
        officers.act(case, f"comments/{critical['id']}/disposition", asked, DRAFTER)
    lines = {line["id"]: line for line in defense.look(f"/cases/{case['id']}/comment-matrix")["items"]}
    assert lines[critical["id"]]["disposition"] == "partially_accepted"
    assert lines[critical["id"]]["reason"] == "Half of it."
    assert lines[general["id"]]["disposition"] is None


def everything_that_happens(officers: Officers) -> tuple[Json, Json, Json]:
    """Three cases that between them hold every kind of fact but time's."""
    case = officers.open(note="First thoughts.")
    fuse = {"suspense": now(hours=2), "short_fuse_reason": "The ministry meets tomorrow."}
    case = officers.nonconcur(officers.circulate(case, **fuse), "defense")
    (line,) = officers.api.as_(DRAFTER).look(f"/cases/{case['id']}/comment-matrix")["items"]
    asked = {"disposition": "rejected", "reason": "The law allows it."}
    officers.act(case, f"comments/{line['id']}/disposition", asked, DRAFTER)
    case = officers.act(case, "holds", a_hold(), "defense.isa")
    path = f"/cases/{case['id']}/holds/{case['holds'][0]['id']}"
    seen(officers.api.as_("defense.isa").delete(path, {"reason": "Talks are over."}), 200)
    case = officers.finish(officers.release(officers.approve(officers.clear(case))))
    withdrawn = officers.act(officers.open(), "withdrawal", {"reason": "Overtaken by events."}, DRAFTER)
    recalled = officers.act(officers.released(), "recall", {"reason": "Wrong paragraph."}, RELEASER)
    return case, withdrawn, recalled


def history(who: As, case: Json, what: str, limit: int) -> list[Json]:
    """A history read to its end, page by page."""
    found: list[Json] = []
    after: int | None = 0
    while after is not None:
        page = who.look(f"/cases/{case['id']}/{what}", after=after, limit=limit)
        found += page["items"]
        after = page["next"]
    return found


async def kinds_of_fact(db: Database) -> set[str]:
    """Every table whose rows the ledger records."""
    async with db.begin() as tx:
        named = text("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'a_record'")
        return set((await tx.execute(named)).scalars())


@pytest.mark.asyncio
async def test_every_kind_of_fact_has_its_sentence(officers: Officers, owner_db: Database, worker_db: Database) -> None:
    cases = [*everything_that_happens(officers), officers.circulated()]
    async with owner_db.begin() as tx:
        await tx.execute(text("UPDATE sec.clock SET shift = '60 days'"))
    await keep_time(worker_db, UUID(cases[-1]["id"]))
    auditor = officers.api.as_("auditor")
    lines = [line for case in cases for line in history(auditor, case, "timeline", 200)]
    kinds = await kinds_of_fact(owner_db)
    assert set(SENTENCES) == kinds - CHAINED_BY_SERIES  # these are told with their series
    assert {line["what"] for line in lines} <= kinds
    for line in lines:
        assert re.fullmatch(r"[A-Za-z].{8,}[^ .]", line["sentence"]), line
        assert not re.search(r"None|null|\{|_", line["sentence"].replace(cases[0]["number"], "")), line["sentence"]
        assert (line["who"] is None) == (line["what"] == "time_act")


def test_the_timeline_tells_who_did_what_with_which_words(officers: Officers) -> None:
    case, withdrawn, recalled = everything_that_happens(officers)
    lines = history(officers.api.as_("auditor"), case, "timeline", 200)
    assert [line["seq"] for line in lines] == list(range(1, case["version"] + 1))
    short = case["text"]["digest"][:12]
    told = {line["sentence"]: line for line in lines}
    assert list(told)[:4] == [
        f"Case {case['number']} opened under ECO-6a by state.eb",
        f"Version 1 drafted ({short})",
        next(sentence for sentence in told if sentence.startswith("Round 1: version 1 circulated routine to cia, ")),
        f"defense did not concur with version 1 ({short})",
    ]
    words = [line["words"] for line in lines if line["words"]]
    assert words == [
        {"note": "First thoughts."},
        {"short_fuse_reason": "The ministry meets tomorrow."},
        {"comment": "This goes beyond what the law allows."},
        {"reason": "The law allows it."},
        {"reason": "Talks are under way.", "lifts_when": "They are over."},
        {"reason": "Talks are over."},
        {"note": "Read."},
        {"note": "Read."},
        {"note": "As instructed.", "detail": {"interlocutor": "Director"}},
        {"note": "By cable.", "detail": {"reference": "TOKYO 18928"}},
        {"note": "It was enough."},
    ]
    who = {line["what"]: line["who"]["subject"] for line in lines}
    assert (who["approval"], who["release"]) == (APPROVER, RELEASER)
    assert told["Delivered by embassy.tokyo"]["who"]["subject"] == POST
    auditor = officers.api.as_("auditor")
    assert history(auditor, withdrawn, "timeline", 200)[-1]["words"] == {"reason": "Overtaken by events."}
    assert history(auditor, recalled, "timeline", 200)[-1]["sentence"] == "Recalled by state.s-s before delivery"
    assert history(auditor, case, "timeline", 3) == lines


def test_anyone_can_compute_the_chain_again(officers: Officers) -> None:
    for case in everything_that_happens(officers):
        entries = history(officers.api.as_("auditor"), case, "ledger", 4)
        assert [e["seq"] for e in entries] == list(range(1, case["version"] + 1))
        before = b""
        for e in entries:
            assert bytes.fromhex(e["prev"]) == before
            said = "|".join((case["id"], str(e["seq"]), e["at"], e["actor"], e["kind"], e["body"]))
            before = hashlib.sha256(before + said.encode()).digest()
            assert e["hash"] == before.hex()
        assert FIRST not in str(entries)
        assert case["title"] not in str(entries)


def test_time_has_no_name_in_the_timeline() -> None:
    body = '{"key": "round-2/last_working_day", "due_at": "2026-12-07T14:00:00+00:00", "version": null}'
    line = {"seq": 9, "kind": "time_act", "body": body, "at": None, "name": None, "subject": None}
    columns = ("comment_text", "proposed", "reason", "lifts_when", "short_fuse_reason", "note", "detail")
    told = entry({**line, **dict.fromkeys(columns), "version_note": None})
    assert told["data"] == {"key": "round-2/last_working_day", "due_at": "2026-12-07T14:00:00Z"}
    assert told["sentence"] == "Time: round 2, last working day (due 2026-12-07T14:00:00Z)"


def test_a_directive_is_read_to_ones_own_level(api: Api) -> None:
    low, high = (api.as_(who).look("/directives/NSDD-62") for who in ("commerce.desk", "apnsa"))
    assert (len(low["clauses"]), len(high["clauses"])) == (14, 20)
    assert {clause["marking"] for clause in low["clauses"]} == {"S", "C"}
    assert {mandate["marking"] for mandate in low["mandates"]} <= {"U", "C", "S"}
    hidden = {c["code"] for c in high["clauses"]} - {c["code"] for c in low["clauses"]}
    assert len(hidden) == 6
    assert not any(code in str(low) for code in ("ECO-6a", "SEC-1"))
    assert api.as_("apnsa").look("/directives/nsdd-62") == high
    assert code(api.as_("apnsa").get("/directives/NSDD-63")) == (404, "not_found")


def test_a_directive_counts_the_open_cases_one_may_see(officers: Officers) -> None:
    def counted(who: str) -> int:
        mandates = officers.api.as_(who).look("/directives/NSDD-62")["mandates"]
        return sum(m["open_cases"] for m in mandates)

    officers.open()
    officers.circulated()
    officers.act(officers.open(), "withdrawal", {"reason": "Overtaken by events."}, DRAFTER)
    assert [counted(who) for who in ("auditor", "commerce.ita", "coast-guard.ole")] == [2, 1, 0]


def test_a_directive_tells_how_its_mandates_stand_by_the_cases_one_may_see(officers: Officers) -> None:
    def standing(who: str) -> Json:
        found = officers.api.as_(who).look("/directives/NSDD-62")["mandates"]
        return next(mandate for mandate in found if mandate["code"] == "ECO-4")

    untouched = standing("commerce.desk")
    officers.circulated(mandate="ECO-4", classification="TS", paragraphs=paragraphs(marking="TS"))
    assert standing("commerce.desk") == untouched
    case = officers.circulated(mandate="ECO-4")
    stands = standing("commerce.desk")
    assert [one["id"] for one in stands["cases"]] == [case["id"]]
    assert (stands["cases_in_all"], stands["without_action"]) == (1, False)
    assert (stands["next"]["kind"], stands["next"]["at"]) == ("suspense", case["round"]["suspense"])
    assert standing("auditor")["cases_in_all"] == 2


def test_what_lies_above_ones_clearance_is_not_there(officers: Officers) -> None:
    case = officers.circulated(classification="TS", paragraphs=paragraphs(marking="TS"))
    desk = officers.api.as_("commerce.desk")
    for path in ("", "/versions/1", "/timeline", "/ledger", "/comment-matrix"):
        hidden, absent = (desk.get(f"/cases/{i}{path}") for i in (case["id"], uuid4()))
        assert code(hidden) == (404, "not_found")
        assert hidden.content == absent.content
