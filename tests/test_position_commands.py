"""Positions from the shell on the real whole stack: every command, as an officer would use it."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperGroup

from aftermath_commands import aftermath_app, contact_app, parity_app
from position_commands import position_app
from tests.resilience.house import a_house
from tests.test_case_commands import Shell

# The stack has PostgreSQL, Temporal, worker and API: one at a time is enough for a small machine.
pytestmark = pytest.mark.xdist_group("whole_stack")

DRAFTER = "state.oes"
SIGNERS = {"state": "state.ea-j", "commerce": "commerce.ita", "nsc": "nsc.asia"}
BOTTOM, POINT, FALLBACK, NEVER = (
    "We stand behind the moratorium on commercial whaling.",
    "We ask for monthly reports of catches.",
    "If pressed, we can live with quarterly reports.",
    "Do not call the objection a breach.",
)
WHOLE = (BOTTOM, POINT, FALLBACK, NEVER)
AS_POSITION = "private bottom=1 points=2 fallback=3@state not=4 until=+90d"
EVERY_MONTH = "report-interval affirms 1..31 days by japan in 2"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell on a stack that runs as long as this module's tests."""
    with a_house(tmp_path_factory.mktemp("positions")) as house:
        yield Shell(house.data)


def opened(shell: Shell, *texts: str, **options: str) -> str:
    words = " ".join(f"--paragraph {shlex.quote(f'(C) {text}')}" for text in texts)
    more = " ".join(f"--{name} {shlex.quote(value)}" for name, value in options.items())
    about = "--mandate ECO-9a --title Whaling --classification C"
    number: str = shell.json(f"case open --as {DRAFTER} {about} {words} {more}")["number"]
    return number


def approved(shell: Shell, number: str) -> str:
    shell.json(f"case circulate {number} --as {DRAFTER}")
    for agency, signer in SIGNERS.items():
        shell.json(f"case sign {number} --as {signer} --agency {agency} --response concur --yes")
    shell.checked(number)
    shell.json(f"case approve {number} --as state.e --yes")
    return number


def released(shell: Shell, number: str) -> str:
    shell.json(f"case release {approved(shell, number)} --as state.s-s --yes")
    return number


def adopted(shell: Shell, number: str) -> str:
    case = shell.json(f"position adopt {approved(shell, number)} --as {DRAFTER} --yes")
    position: str = case["basis"]["position"]
    return position


def test_every_command_is_used_here() -> None:
    used = Path(__file__).read_text(encoding="utf-8")
    for app, name in (
        (position_app, "position"),
        (aftermath_app, "aftermath"),
        (contact_app, "contact"),
        (parity_app, "parity"),
    ):
        group = typer.main.get_command(app)
        assert isinstance(group, TyperGroup)
        assert [command for command in group.commands if f"{name} {command}" not in used] == []


def test_a_position_from_draft_to_end(shell: Shell, tmp_path: Path) -> None:
    source = opened(shell, *WHOLE, position=AS_POSITION, assertion=EVERY_MONTH)
    position = adopted(shell, source)
    assert "what you may say on whaling" in shell.page("say --as embassy.tokyo --issue whaling --audience private")
    assert FALLBACK in shell.page("say --as embassy.tokyo --issue whaling")
    assert FALLBACK not in shell.page("say --as commerce.ita --issue whaling")
    nothing = shell.run("say --as ustr.japan --issue whaling")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert "say nothing on it" in nothing.stderr
    assert position[:8] in shell.page(
        "position list --as nsc.asia --issue whaling --audience private --counterpart japan"
    )
    assert (
        shell.json("position list --as nsc.asia --as-of 1990-01-01T00:00:00Z --known-at 1990-01-01T00:00:00Z")["items"]
        == []
    )
    page = shell.page(f"position show {position[:8]} --as nsc.asia")
    assert "report-interval affirms 1..31 days by japan on whaling" in page

    paper = tmp_path / "paper.txt"
    paper.write_text(f"(C) {BOTTOM}\n\n(C) {POINT}\n", encoding="utf-8")
    assert "This is the position in force." in shell.page(f"check {paper} --as embassy.tokyo")
    paper.write_text(f"{BOTTOM}\n\n{POINT.replace('monthly', 'yearly')}\n", encoding="utf-8")
    nearly = shell.run(f"check {paper} --as embassy.tokyo")
    assert (nearly.exit_code, "[-monthly-]{+yearly+}" in nearly.stdout) == (1, True)

    dependent = released(
        shell, opened(shell, "Say what we said.", cite=position, assertion="report-interval affirms 7..7 days by japan")
    )
    words = (BOTTOM, POINT.replace("monthly", "weekly"))
    heir = f"private bottom=1 points=2 access=state,commerce,nsc supersedes={position}"
    successor = adopted(shell, opened(shell, *words, position=heir, cite=position))
    assert "[-monthly-]{+weekly+}" in shell.page(f"position show {successor[:8]} --as nsc.asia --compare {position}")
    assert "now " + successor[:8] in shell.page(f"position basis {dependent} --as {DRAFTER}")
    assert "stopped" in shell.page("exceptions --as nsc.asia --kind stopped")
    for agency, signer in SIGNERS.items():
        shell.page(f"position reaffirm {dependent} --as {signer} --agency {agency}")
    shell.page(f"case milestone {dependent} delivered --as embassy.tokyo --note Done. --interlocutor Director")
    shell.page(
        f"aftermath answer {dependent} --as {DRAFTER} --kind correction --about {position} --note 'By telephone.'"
    )
    assert shell.page(f"position end {opened_case(shell, successor)} --as {DRAFTER} --reason 'Overtaken.'")
    assert shell.json("position list --as nsc.asia --issue whaling")["items"] == []


def opened_case(shell: Shell, position: str) -> str:
    number: str = shell.json(f"position show {position} --as nsc.asia")["source"]["number"]
    return number


def test_a_contradiction_is_ruled_on_and_is_precedent(shell: Shell) -> None:
    position = adopted(shell, opened(shell, *WHOLE, position=AS_POSITION, assertion=EVERY_MONTH))
    other = "report-interval affirms 90..90 days by japan"
    first = opened(shell, "Another line.", cite=position, assertion=other)
    assert "Disjoint ranges, against" in shell.page(f"position basis {first} --as {DRAFTER}")
    shell.page(f"position rule {first} --as apnsa --outcome no_contradiction --reason 'Another season.'")
    second = opened(shell, "A third line.", cite=position, assertion=other)
    page = shell.page(f"position basis {second} --as {DRAFTER}")
    assert "precedent" in page
    assert "Another season." in page
    assert "case" not in shell.page(f"position recheck {second} --as nsc.asia").split()
    shell.page(f"position contradict {second} --as nsc.asia --position {position} --note 'The tone.'")
    case = shell.json(f"case show {second} --as nsc.asia")
    assert {"disjoint_ranges", "raised"} <= {one["kind"] for one in case["basis"]["conflicts"]}
    for number in (first, second):
        shell.page(f"case withdraw {number} --as {DRAFTER} --reason 'It was said elsewhere.'")
    shell.page(f"position end {opened_case(shell, position)} --as {DRAFTER} --reason 'Overtaken.'")


def test_what_was_said_and_who_holds_it(shell: Shell) -> None:
    position = adopted(shell, opened(shell, *WHOLE, position=AS_POSITION, assertion=EVERY_MONTH))
    old = released(shell, opened(shell, "Say what we said.", cite=position))
    said = "--words 'We asked for a report a year.' --assertion 'report-interval affirms 365..365 days by japan'"
    shell.page(f"aftermath said {old} --as embassy.tokyo --interlocutor Director {said}")
    page = shell.page(f"aftermath heard {old} --as nsc.asia")
    assert "drift: disjoint ranges" in page
    drifts = [one["about"] for one in shell.json("exceptions --as nsc.asia --kind drift")["items"]]
    for drift in drifts:
        shell.page(f"aftermath answer {old} --as nsc.asia --kind drift --about {drift} --note 'Corrected.'")
    assert "Nothing is out of the ordinary." in shell.page("exceptions --as nsc.asia --kind drift")
    new = released(shell, opened(shell, "Say what we said, all of it.", cite=position))
    shell.page(f"aftermath change-pages {old} --as {DRAFTER} --by {new} --page 1 --reason 'A sentence was left out.'")
    assert "still carries the stale text" in shell.page(f"aftermath holders {old} --as {DRAFTER}")
    shell.page(f"aftermath acknowledge {old} --as embassy.tokyo --holder embassy.tokyo --done replaced")
    matrix = shell.json(f"aftermath holders {old} --as {DRAFTER}")
    assert [row["holder"] for row in matrix["holders"] if not row["carries_stale_text"]] == ["embassy.tokyo"]
    shell.page(f"position end {opened_case(shell, position)} --as {DRAFTER} --reason 'Overtaken.'")


def test_contacts_and_consultations(shell: Shell) -> None:
    logged = shell.json(
        "contact log --as commerce.ita --with 'First Secretary' --summary 'He asked.' --classification C --issue"
        " whaling"
    )
    assert "He asked." in shell.page("contact list --as nsc.asia")
    assert "contact" in shell.page("exceptions --as nsc.asia")
    assert "seen to: Noted." in shell.page(f"contact review {logged['id'][:8]} --as nsc.asia --note Noted.")
    asked = "--issue export-credits --level minister"
    assert "Japan was not consulted" in shell.page(f"parity log --as state.ea-j {asked} --partner nato --ally council")
    assert "Japan was later" in shell.page(f"parity log --as state.ea-j {asked} --partner japan")
    assert "NATO: council" in shell.page("parity list --as nsc.asia --issue export-credits")


def test_what_is_not_written_rightly_is_one_line(shell: Shell) -> None:
    for options, said in (
        ({"assertion": "much of it"}, "An assertion is written 'sea-lane-protection affirms"),
        ({"position": "private bottom=1 top=2"}, "A position is drafted as in 'private bottom=1"),
    ):
        more = " ".join(f"--{name} {shlex.quote(value)}" for name, value in options.items())
        about = f"case open --as {DRAFTER} --mandate ECO-9a --title X --classification C --paragraph '(C) X.' {more}"
        assert shell.refused(about).startswith(said)
    assert "in force that nsc.asia may see" in shell.refused("position show 0000 --as nsc.asia")
