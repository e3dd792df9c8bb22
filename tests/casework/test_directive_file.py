"""The directive's file: what NSDD-62 holds, how faults are told, and that the embedded people cover it."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from casework.directive_file import DirectiveInvalid, canonical, edition, read_directive
from casework.yaml_shapes import FileProblem
from domain.directive import Directive, Procedure
from domain.marking import Level
from domain.vocabulary import Capacity

ROOT = Path(__file__).parents[2]
NSDD_62 = ROOT / "directives" / "nsdd_62.yaml"
PEOPLE = ROOT / "embedded" / "people.yaml"

SMALL = """\
id: NSDD-1
title: A directive
title_marking: U
date: 1982-10-25
control: {log_number: "1", copy: 1 of 1, declassify: OADR}
handling_note: A note
preamble: {code: PRE, marking: S, summary: Words, guardrail: A limit}
agencies:
  - {code: state, name: State, short: State, kind: department}
  - {code: defense, name: Defense, short: Defense, kind: department}
clauses:
  - {code: SEC-1, ordinal: 1, section: security, marking: S, summary: Words}
mandates:
  - code: SEC-1
    title: A title
    clauses: [SEC-1]
    marking: S
    procedure: demarche
    counterpart: japan
    issue: an-issue
    action_agency: state
    action_office: state.ea-j
    must_clear: [state, defense]
    channels: [front_channel_cable]
    deadlines:
      - {name: an_end, date: 1985-09-07, note: A note}
    reasoning: Because
    confidence: high
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One appointment of the embedded people, joined with its person and office."""

    subject: str
    clearance: Level
    agency: str
    office: str
    capacity: Capacity


@pytest.fixture(scope="module")
def nsdd_62() -> Directive:
    return read_directive(NSDD_62)


@pytest.fixture(scope="module")
def posts() -> tuple[Post, ...]:
    loaded = YAML(typ="safe", pure=True).load(PEOPLE)
    agencies = {office["code"]: office["agency"] for office in loaded["offices"]}
    return tuple(
        Post(
            subject=person["subject"],
            clearance=Level[person["clearance"]],
            agency=agencies[held["office"]],
            office=held["office"],
            capacity=Capacity(held["capacity"]),
        )
        for person in loaded["persons"]
        for held in person["appointments"]
    )


def written(folder: Path, text: str) -> Path:
    path = folder / "directive.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> tuple[FileProblem, ...]:
    with pytest.raises(DirectiveInvalid) as refused:
        read_directive(path)
    return refused.value.problems


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_nsdd_62_has_twenty_clauses_in_their_sections(nsdd_62: Directive) -> None:
    assert [clause.ordinal for clause in nsdd_62.clauses] == list(range(1, 21))
    assert Counter(clause.section for clause in nsdd_62.clauses) == {
        "security": 5,
        "economic": 11,
        "partnership": 4,
    }


def test_nsdd_62_keeps_its_portion_marks(nsdd_62: Directive) -> None:
    marked = {
        level: {clause.code for clause in nsdd_62.clauses if clause.marking is level}
        for level in (Level.TS, Level.S, Level.C, Level.U)
    }
    assert marked == {
        Level.TS: {"SEC-1", "SEC-2", "SEC-4", "ECO-1", "ECO-5", "ECO-6"},
        Level.S: {"SEC-3", "SEC-5", "ECO-2", "ECO-3", "ECO-7", "ECO-10", "ECO-11", "PAR-1", "PAR-4"},
        Level.C: {"ECO-4", "ECO-8", "ECO-9", "PAR-2", "PAR-3"},
        Level.U: set(),
    }
    assert nsdd_62.title_marking is Level.TS
    assert nsdd_62.preamble.marking is Level.S
    assert nsdd_62.date == date(1982, 10, 25)


def test_a_reader_cleared_for_secret_sees_fourteen_clauses(nsdd_62: Directive) -> None:
    assert sum(clause.marking <= Level.S for clause in nsdd_62.clauses) == 14


def test_nsdd_62_gives_twenty_six_mandates_and_every_clause_one(nsdd_62: Directive) -> None:
    assert len(nsdd_62.mandates) == 26
    drawn = Counter(code for mandate in nsdd_62.mandates for code in mandate.clauses)
    assert drawn.keys() == {clause.code for clause in nsdd_62.clauses}
    several = {code: times for code, times in drawn.items() if times > 1}
    assert several == {"SEC-5": 3, "ECO-1": 3, "ECO-6": 2, "ECO-9": 2}
    assert {mandate.procedure for mandate in nsdd_62.mandates} == set(Procedure) - {
        Procedure.SUMMARY_OF_CONCLUSIONS
    }  # opened by its consultation


def test_nsdd_62_mandates_bear_the_mark_of_their_clause(nsdd_62: Directive) -> None:
    marks = {clause.code: clause.marking for clause in nsdd_62.clauses}
    assert all(mandate.marking is marks[mandate.clauses[0]] for mandate in nsdd_62.mandates)


def test_the_nsc_staff_clears_or_leads_whatever_is_top_secret(nsdd_62: Directive) -> None:
    top = [mandate for mandate in nsdd_62.mandates if mandate.marking is Level.TS]
    assert len(top) == 9
    assert all("nsc" in mandate.must_clear for mandate in top)


def test_only_the_advisers_own_mandate_has_no_clearer(nsdd_62: Directive) -> None:
    assert [mandate.code for mandate in nsdd_62.mandates if not mandate.must_clear] == ["PAR-4"]


def test_the_leakage_demarche_is_states_and_seven_agencies_clear_it(nsdd_62: Directive) -> None:
    (mandate,) = (mandate for mandate in nsdd_62.mandates if mandate.code == "ECO-6a")
    assert mandate.procedure is Procedure.DEMARCHE
    assert mandate.action_office == "state.eb"
    assert mandate.issue == "technology-leakage"
    assert set(mandate.must_clear) == {"state", "defense", "commerce", "cia", "treasury", "justice", "nsc"}
    assert "ustr" in mandate.info


def test_the_aviation_mandate_ends_with_the_interim_arrangement(nsdd_62: Directive) -> None:
    (mandate,) = (mandate for mandate in nsdd_62.mandates if mandate.code == "ECO-11")
    assert [deadline.date for deadline in mandate.deadlines] == [date(1985, 9, 7)]
    assert "transportation" in mandate.must_clear


def test_a_small_directive_is_read(tmp_path: Path) -> None:
    directive = read_directive(written(tmp_path, SMALL))
    assert directive.control.study is None
    assert directive.mandates[0].info == ()
    assert directive.mandates[0].deadlines[0].date == date(1985, 9, 7)


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        (
            "[state, defense]",
            "[state, defence]",
            "must_clear",
            "unknown agency 'defence'; did you mean 'defense'?",
        ),
        (
            "procedure: demarche",
            "procedure: demarch",
            "procedure",
            "procedure 'demarch'; did you mean 'demarche'?",
        ),
        (
            "kind: department}\nclauses",
            "kind: ministry}\nclauses",
            "code: defense",
            "unknown kind 'ministry'",
        ),
        ("    marking: S\n", "    marking: T\n", "    marking", "unknown marking 'T'"),
        ("    marking: S\n", "    marking: C\n", "    marking", "marked C, below its clause SEC-1 (S)"),
        ("    issue:", "    isue:", "    isue", "unknown key 'isue'; did you mean 'issue'?"),
        ("    issue: an-issue\n", "", "  - code: SEC-1", "missing key 'issue'"),
        (
            "    issue:",
            "    title: Again\n    issue:",
            "title: Again",
            "repeated; it stands already in line 15",
        ),
        ("ordinal: 1", "ordinal: one", "ordinal", "expected a whole number, found text 'one'"),
        ("title: A title", "title: 62", "title: 62", "expected text, found a number '62'"),
        ("title: A title", "title: ''", "title: ''", "expected text, found blank text"),
        ("title: A title", "title:", "title:\n", "expected text, found nothing"),
        (
            "title: A title",
            "title: !!python/name:x y",
            "!!python",
            "expected text, found the tag 'python/name:x'",
        ),
        ("[state, defense]", "state", "must_clear", "expected a list, found text 'state'"),
        ("date: 1985-09-07", "date: 1985-13-07", "1985-13", "expected a date like 1985-09-07, found a date"),
        ("OADR}", "OADR", "handling_note", "not YAML: "),
        ("control: {", "control: *nobody {", "control", "not YAML: found undefined alias 'nobody'"),
        ("A limit", "A \u0007 limit", "A \u0007", "not YAML: character U+0007 is not allowed"),
        ("mandates:\n", "---\nmandates:\n", "---", "not YAML: but found another document"),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, at: str, message: str) -> None:
    assert SMALL.count(old) == 1
    text = SMALL.replace(old, new)
    path = written(tmp_path, text)
    (fault,) = (fault for fault in faults(path) if message in fault.message)
    assert fault.file == str(path)
    assert fault.line == line_of(text, at)
    assert str(fault).startswith(f"{path}:{fault.line}: ")


def test_all_faults_are_told_at_once_and_by_line(tmp_path: Path) -> None:
    text = (
        SMALL.replace("title_marking: U", "title_marking: X")
        .replace("kind: department}\nclauses", "kind: bureau}\nclauses")
        .replace("confidence: high", "confidence: hihg")
        + "extra: 1\n"
    )
    told = faults(written(tmp_path, text))
    assert [fault.line for fault in told] == [3, 10, 28, 29]
    assert "did you mean 'high'?" in told[2].message


def test_a_sound_record_is_judged_although_another_is_unreadable(tmp_path: Path) -> None:
    text = SMALL.replace("title_marking: U", "title_marking: X").replace("[state, defense]", "[defense]")
    told = faults(written(tmp_path, text))
    assert ["country desk" in fault.message for fault in told] == [False, True]


def test_a_lost_code_does_not_make_every_reference_to_it_a_fault(tmp_path: Path) -> None:
    told = faults(written(tmp_path, SMALL.replace("{code: state,", "{cod: state,")))
    assert [re.sub(";.*", "", fault.message) for fault in told] == ["unknown key 'cod'", "missing key 'code'"]


@pytest.mark.parametrize(("content", "message"), [(b"", "empty"), (b"id: \xff", "UTF-8"), (b"- id", "a mapping")])
def test_a_file_that_is_no_directive_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "directive.yaml"
    path.write_bytes(content)
    (fault,) = faults(path)
    assert fault.line == 1
    assert message in fault.message


def test_an_edition_is_known_by_its_values_and_not_by_its_layout(tmp_path: Path) -> None:
    first = read_directive(written(tmp_path, SMALL))
    title, rest = SMALL.split("\n", 2)[1], SMALL.replace("title: A directive\n", "")
    moved = read_directive(written(tmp_path, f"# a comment\n{rest}{title}\n"))
    changed = read_directive(written(tmp_path, SMALL.replace("A limit", "Another limit")))
    assert canonical(first) == canonical(moved)
    assert edition(first) == hashlib.sha256(canonical(moved)).hexdigest()
    assert edition(first) != edition(changed)
    assert b'"marking":"S"' in canonical(first)
    assert b'"date":"1985-09-07"' in canonical(first)


def test_the_embedded_people_are_appointed_to_known_offices_of_known_agencies(nsdd_62: Directive) -> None:
    loaded = YAML(typ="safe", pure=True).load(PEOPLE)
    codes = [office["code"] for office in loaded["offices"]]
    subjects = [person["subject"] for person in loaded["persons"]]
    assert len(set(codes)) == len(codes)
    assert len(set(subjects)) == len(subjects)
    assert {office["agency"] for office in loaded["offices"]} == {agency.code for agency in nsdd_62.agencies}
    held = [held for person in loaded["persons"] for held in person["appointments"]]
    assert {appointment["office"] for appointment in held} == set(codes)
    assert {appointment["from"] for appointment in held if "acting_for" not in appointment} == {date(1982, 1, 1)}


def test_each_mandate_can_be_drafted_cleared_and_approved(nsdd_62: Directive, posts: tuple[Post, ...]) -> None:
    def subjects(capacity: Capacity, *, agency: str = "", office: str = "") -> set[str]:
        return {
            post.subject
            for post in posts
            if post.capacity is capacity
            and post.clearance is Level.TS
            and agency in ("", post.agency)
            and office in ("", post.office)
        }

    for mandate in nsdd_62.mandates:
        drafters = subjects(Capacity.ACTION_OFFICER, office=mandate.action_office)
        approvers = subjects(Capacity.APPROVER, agency=mandate.action_agency)
        assert drafters, mandate.code
        assert approvers - drafters, mandate.code
        for agency in (*mandate.must_clear, *mandate.clear_if_affected):
            clearers = subjects(Capacity.COORDINATOR, agency=agency)
            assert clearers - drafters - approvers, (mandate.code, agency)


def test_who_releases_is_named_and_the_auditor_signs_nothing(posts: tuple[Post, ...]) -> None:
    # Of its own papers each agency that acts on a trade action, an enforcement case or a consultation has a releaser.
    releasing = {post.agency for post in posts if post.capacity is Capacity.RELEASER}
    assert releasing == {"state", "commerce", "defense", "ustr", "treasury", "nsc"}
    assert {post.capacity for post in posts if post.subject == "auditor"} == {Capacity.AUDITOR}
    assert {post.capacity for post in posts} == set(Capacity)
