"""Importing a directive: the draft holds what the scan says and no more, and cannot be used before it is complete."""

import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from casework.directive_draft import draft, places_to_complete
from casework.directive_file import DirectiveInvalid, read_directive
from casework.importing import DraftNotWritten
from casework.scan_file import ScanUnreadable
from casework.yaml_shapes import FileProblem
from domain.marking import Level
from domain.scans.reading import read_scan
from tests.casework.a_pdf import a_pdf
from tests.casework.completing import TODAY, completed, imported
from tests.domain.scans.noise import damaged
from tests.domain.scans.samples import NAMES, read, sample, words

BY = "2026-02-04"


def loaded(text: str) -> dict[str, object]:
    found: dict[str, object] = YAML(typ="safe", pure=True).load(text)
    return found


def faults(path: Path) -> tuple[FileProblem, ...]:
    with pytest.raises(DirectiveInvalid) as refused:
        read_directive(path)
    return refused.value.problems


@pytest.mark.parametrize("name", NAMES)
def test_the_draft_has_the_papers_words_and_marks(name: str) -> None:
    reading = read(name)
    found = loaded(draft(reading, source="scan.txt", today=TODAY))
    clauses = found["clauses"]
    assert isinstance(clauses, list)
    assert [part.get("text") for part in clauses] == [clause.text for clause in reading.clauses]
    assert [part.get("marked") for part in clauses] == [clause.marked for clause in reading.clauses]
    assert [part["ordinal"] for part in clauses] == [clause.ordinal for clause in reading.clauses]
    for part, clause in zip(clauses, reading.clauses, strict=True):
        assert part["marking"].startswith("TO BE COMPLETED" if clause.level is None else clause.level.name)


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_the_draft_but_its_own_frame_is_missing_from_the_scan(name: str) -> None:
    reading = read(name)
    found = loaded(draft(reading, source="scan.txt", today=TODAY))
    preamble, clauses = found["preamble"], found["clauses"]
    assert isinstance(preamble, dict)
    assert isinstance(clauses, list)
    joined = {doubt.joined for doubt in reading.doubts if doubt.joined}
    said = [str(found["title"]), str(preamble.get("text", "")), *(str(part["text"]) for part in clauses)]
    assert {word for text in said for word in words(text)} - joined <= set(words(sample(name)))


@pytest.mark.parametrize("name", NAMES)
def test_check_names_exactly_what_is_left_to_a_person(tmp_path: Path, name: str) -> None:
    made = imported(tmp_path, sample(name))
    text = made.path.read_text(encoding="utf-8")
    told = faults(made.path)
    places = [number for number, line in enumerate(text.split("\n"), 1) if '"TO BE COMPLETED: ' in line]
    assert [problem.line for problem in told] == places
    assert len(told) == made.to_complete == places_to_complete(text)
    assert all(problem.message.startswith("to be completed: ") for problem in told)
    assert any("action office" in problem.message for problem in told)
    assert any("trade_action, enforcement" in problem.message for problem in told)


@pytest.mark.parametrize("name", NAMES)
def test_one_place_that_is_left_keeps_the_draft_from_being_used(tmp_path: Path, name: str) -> None:
    made = imported(tmp_path, sample(name))
    text = made.path.read_text(encoding="utf-8")
    made.path.write_text(completed(text), encoding="utf-8")
    directive = read_directive(made.path)
    assert [clause.text for clause in directive.clauses] == [clause.text for clause in made.reading.clauses]
    assert [clause.marked for clause in directive.clauses] == [clause.marked for clause in made.reading.clauses]
    left = completed(text).replace("    reasoning: Because", '    reasoning: "TO BE COMPLETED: why"', 1)
    made.path.write_text(left, encoding="utf-8")
    (fault,) = faults(made.path)
    assert fault.message == "to be completed: why"


def test_doubts_stand_beside_what_they_are_about_and_say_until_when(tmp_path: Path) -> None:
    text = imported(tmp_path, sample("damaged")).path.read_text(encoding="utf-8")
    lines = text.split("\n")
    at = lines.index("  - code: CLS-3")
    held = "safeguarded as TS; determine by 2026-02-04"
    assert lines[at + 1 : at + 4] == [
        "    # Page 1, line 17, written '*'.",
        f"    # DOUBT, page 1, line 17: the mark reads '(IS)', taken for (TS): {held}",
        "    ordinal: 3",
    ]
    assert "by 2026-02-04 (EO 12356 section 1.1(c): within thirty days)" in text
    assert text.startswith("# TOP SECRET: so is the paper marked whose words stand below.")


def test_what_was_set_aside_ends_the_draft_with_its_reasons(tmp_path: Path) -> None:
    text = imported(tmp_path, sample("memorandum")).path.read_text(encoding="utf-8")
    ending = text[text.index("# Set aside, and why:") :].split("\n")
    assert (
        "# - page 1, line 36, stands behind the last clause: a signature, a stamp or a list: Executive Secretary"
        in ending
    )
    assert "# Named on line 9: THE SECRETARY OF STATE" in text
    assert 'id: "TO BE COMPLETED: id, such as NSDD-62"' in text


def test_the_control_data_are_in_the_draft_as_written(tmp_path: Path) -> None:
    made = imported(tmp_path, sample("bullets"))
    found = loaded(made.path.read_text(encoding="utf-8"))
    assert found["control"] == {
        "log_number": "SYSTEM II 90412",
        "copy": "3 of 15",
        "declassify": "OADR",
        "study": "NSSD-14",
    }
    assert found["date"] == date(1984, 3, 9)
    assert (found["title_marking"], found["title_marked"]) == ("C", "(C)")
    text = made.path.read_text(encoding="utf-8")
    assert "# Page 1, line 4, file: CHRON FILE" in text
    assert "# DOUBT, page 1, line 57: reads 'cy__of_/5_copies': a copy's number that cannot be read" in text


@settings(deadline=None, max_examples=30)
@given(text=damaged(sample("bullets"), most=15))
def test_whatever_the_scan_holds_the_draft_is_yaml_that_says_the_same(text: str) -> None:
    reading = read_scan([text])
    if not reading.clauses:
        return
    found = loaded(draft(reading, source="scan.txt", today=TODAY))["clauses"]
    assert isinstance(found, list)
    assert [part["text"] for part in found] == [clause.text for clause in reading.clauses]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=200), st.text(max_size=20))
def test_no_words_of_a_scan_become_keys_of_the_draft(text: str, source: str) -> None:
    reading = read_scan([f"NSDD-7\n\nA TITLE\n\nThis is why it is so ordered.\n\n1. {text}\n\n2. Keep it. (S)"])
    found = loaded(draft(reading, source=source, today=TODAY))
    assert list(found) == [
        *(key for key in ("id", "title", "title_marking", "title_marked") if key in found),
        *("date", "control", "handling_note", "preamble", "agencies", "clauses", "mandates"),
    ]


@pytest.mark.parametrize(
    "words_in_it",
    [
        "id: NSDD-99",
        "- code: X",
        "# no comment",
        "*alias",
        "!!python/object:os.system x",
        "'\"",
        "{a: b}",
        "x\u2028id: y",
        "%",
    ],
)
def test_yaml_in_a_scan_is_words(words_in_it: str) -> None:
    reading = read_scan([f"NSDD-7\n\nA TITLE\n\nThis is why it is ordered so.\n\n1. It says {words_in_it} here. (S)"])
    found = loaded(draft(reading, source="scan\nid: evil", today=TODAY))
    clauses = found["clauses"]
    assert isinstance(clauses, list)
    assert clauses[0]["text"] == f"It says {words_in_it} here.".replace("\u2028", " ")
    assert found["id"] == "NSDD-7"


def test_a_draft_is_its_writers_alone(tmp_path: Path) -> None:
    assert stat.S_IMODE(imported(tmp_path, sample("bullets")).path.stat().st_mode) == 0o600


def test_what_is_there_is_not_written_over_unless_it_is_forced(tmp_path: Path) -> None:
    path = imported(tmp_path, sample("bullets")).path
    path.write_text("a person's work", encoding="utf-8")
    with pytest.raises(DraftNotWritten, match=r"draft\.yaml exists already: --force writes over it"):
        imported(tmp_path, sample("bullets"))
    assert path.read_text(encoding="utf-8") == "a person's work"
    imported(tmp_path, sample("bullets"), force=True)
    assert path.read_text(encoding="utf-8").startswith("# TOP SECRET")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["draft.yaml", "scan.txt"]


def test_the_scan_itself_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "scan.txt")
    for out in ("scan.txt", "link.yaml"):
        with pytest.raises(DraftNotWritten, match="is the scan itself"):
            imported(tmp_path, sample("bullets"), out=tmp_path / out, force=True)
    assert (tmp_path / "scan.txt").read_bytes().decode() == sample("bullets")


@pytest.mark.parametrize("out", ["nowhere/draft.yaml", "."])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, out: str) -> None:
    for force in (False, True):
        with pytest.raises(DraftNotWritten):
            imported(tmp_path, sample("bullets"), out=tmp_path / out, force=force)
    assert [entry.name for entry in tmp_path.iterdir()] == ["scan.txt"]


def test_the_draft_is_named_after_the_directive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert imported(tmp_path, sample("bullets"), out=None).path == Path("nsdd_901.yaml")
    assert imported(tmp_path, sample("memorandum"), out=None).path == Path("scan.yaml")
    named = imported(tmp_path, sample("memorandum"), out=None, identity="NSDM-7")
    assert named.path == Path("nsdm_7.yaml")
    assert loaded(named.path.read_text(encoding="utf-8"))["id"] == "NSDM-7"


@pytest.mark.parametrize("identity", ["nsdd-7", "NSDD 7", "../x", "NSDD-0", ""])
def test_an_id_that_is_none_is_refused(tmp_path: Path, identity: str) -> None:
    with pytest.raises(DraftNotWritten, match="is no directive's id: write it like NSDD-62"):
        imported(tmp_path, sample("bullets"), identity=identity)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SECRET\n\nTHE WHITE HOUSE\n", "holds no clause"),
        ("a\n" * 10_001, "has more lines"),
        ("word " * 3_000, "or a longer one"),
        ("".join(f"{n}. Keep it. (S)\n" for n in range(1, 60)) * 9, "holds over 400 clauses"),
    ],
)
def test_what_holds_no_directive_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ScanUnreadable, match=said):
        imported(tmp_path, text)
    assert not (tmp_path / "draft.yaml").exists()


def test_a_pdf_is_imported_too(tmp_path: Path) -> None:
    made = imported(tmp_path, a_pdf(sample("bullets")))
    assert made.kind == "PDF"
    assert [clause.level for clause in made.reading.clauses] == [
        *(Level.S, Level.S, Level.C, Level.C, Level.C, Level.TS, Level.U)
    ]
