"""`onevoice directive import`: what it prints, what it writes, and how it ends."""

import json
from pathlib import Path

import pytest
import time_machine

from tests.casework.a_pdf import a_pdf, a_scan_without_text
from tests.casework.completing import completed
from tests.domain.scans.samples import FOLDER, sample
from tests.test_cli import run

ON = time_machine.travel("2026-01-05T12:00:00+00:00", tick=False)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")


@ON
def test_an_import_tells_what_it_found_and_each_doubt_with_its_line(tmp_path: Path) -> None:
    done = run(f"directive import {FOLDER}/damaged.txt")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "NSDD-914 PORTS OF REFUGE"
    assert lines[1] == "text, 1 page: a preamble and 9 clauses (5 TS, 3 S, 1 U)."
    assert "12 doubts" in lines
    assert "17 clause 3 the mark reads '(IS)', taken for (TS): safeguarded as TS 2026-02-04" in lines
    assert lines[-1] == "`onevoice directive check nsdd_914.yaml` names each."
    assert (tmp_path / "nsdd_914.yaml").is_file()
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_the_draft_is_checked_place_by_place_and_loads_once_it_is_complete(tmp_path: Path) -> None:
    assert run(f"directive import {FOLDER}/bullets.txt").exit_code == 0
    checked = run("directive check nsdd_901.yaml")
    assert (checked.exit_code, checked.stdout) == (1, "")
    told = checked.stderr.splitlines()
    assert all(line.startswith("nsdd_901.yaml:") and ": to be completed: " in line for line in told)
    assert any(line.endswith("to be completed: action office, such as state.ea-j") for line in told)
    path = tmp_path / "nsdd_901.yaml"
    path.write_text(completed(path.read_text(encoding="utf-8")), encoding="utf-8")
    checked = run("directive check nsdd_901.yaml")
    assert checked.exit_code == 0
    assert checked.stdout.startswith("NSDD-901: 7 clauses, 7 mandates, 1 agencies; content ")


@ON
def test_json_says_all_that_the_page_says_and_the_words() -> None:
    done = run(f"directive import {FOLDER}/bullets.txt --json --out here.yaml --id NSDD-7")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["id"], told["kind"], told["pages"], told["level"]) == ("NSDD-7", "text", 1, "TS")
    assert (told["draft"], told["study"]) == ("here.yaml", "NSSD-14")
    assert told["control"]["log_number"] == "SYSTEM II 90412"
    assert told["control"]["date"] == "1984-03-09"
    assert [clause["marking"] for clause in told["clauses"]] == ["S", "S", "C", "C", "C", "TS", "U"]
    assert told["clauses"][0]["introduced_by"] == ["With regard to supply, the United States will:"]
    assert {doubt["kind"]: doubt["determine_by"] for doubt in told["doubts"]} == {
        "hyphenation": None,
        "mark": "2026-02-04",
        "control": None,
    }
    assert {"line": 36, "page": 1, "reason": "stamp", "text": "FAR OFFICE"} in told["set_aside"]
    assert told["to_complete"] == Path("here.yaml").read_text(encoding="utf-8").count('"TO BE COMPLETED')


def test_a_second_import_needs_force(tmp_path: Path) -> None:
    assert run(f"directive import {FOLDER}/bullets.txt").exit_code == 0
    again = run(f"directive import {FOLDER}/bullets.txt")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == "nsdd_901.yaml exists already: --force writes over it, --out FILE elsewhere.\n"
    assert run(f"directive import {FOLDER}/bullets.txt --force").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["nsdd_901.yaml"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "scan.txt is empty."),
        ("One d\xe9marche".encode("latin-1"), "scan.txt:1: this is not UTF-8."),
        (b"PK\x03\x04", "scan.txt is a zip archive"),
        (bytes(range(256)), "scan.txt is no text"),
        (a_scan_without_text(), "scan.txt has no text layer: OCR it first"),
        (b"SECRET\n", "scan.txt holds no clause"),
        (b"word " * 3_000, "scan.txt has more lines, or a longer one, than any directive."),
    ],
)
def test_what_cannot_be_imported_is_one_line_and_nothing_is_written(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "scan.txt").write_bytes(content)
    done = run("directive import scan.txt")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["scan.txt"]


def test_a_wrong_id_is_one_line() -> None:
    refused = run(f"directive import {FOLDER}/bullets.txt --id nsdd-7")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "'nsdd-7' is no directive's id: write it like NSDD-62.\n"


def test_a_scan_that_is_not_there_is_a_matter_of_usage() -> None:
    refused = run("directive import none.txt")
    assert refused.exit_code == 2
    assert "does not exist" in refused.stderr


def test_a_pdf_of_several_pages_is_told_by_page(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(a_pdf(*sample("numbered").split("\f")))
    done = run("directive import scan.pdf")
    assert done.exit_code == 0
    assert "PDF, 2 pages: no preamble, 7 clauses (3 U, 4 C)." in done.stdout
    assert "Page" in done.stdout


def test_help_says_what_comes_next_and_how_it_ends() -> None:
    said = " ".join(run("directive import --help").stdout.split())
    for words in ("Exit code 0", "TO BE COMPLETED", "onevoice directive load DRAFT", "EO 12356", "read by OCR first"):
        assert words in said
