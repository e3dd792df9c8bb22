"""Monitoring from the shell on the real whole stack: every command, as an officer would use it."""

from collections.abc import Iterator

import pytest

from tests.resilience.house import a_house
from tests.test_case_commands import Shell
from tests.watching import NSC, USTR

# The stack has PostgreSQL, Temporal, worker and API: one at a time is enough for a small machine.
pytestmark = pytest.mark.xdist_group("whole_stack")

WORDS = "Of nine measures announced, four are met."


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell on a stack that runs as long as this module's tests."""
    with a_house(tmp_path_factory.mktemp("monitoring")) as house:
        yield Shell(house.data)


def test_a_period_is_planned_tasked_returned_and_shown(shell: Shell) -> None:
    about = "--mandate ECO-1b --title Scorecard --classification C"
    number = shell.json(f"case open --as {USTR} {about} --paragraph '(C) {WORDS}'")["number"]
    plan = f"--detail indicator=Measures --detail baseline=0/9 --detail owner={USTR}"
    shell.json(f"case milestone {number} plan_set --as {USTR} --note Plan. {plan}")
    shell.json(f"case milestone {number} tasked --as {USTR} --note Please. --ref state --outcome asked --until +10d")
    waiting = shell.json("inbox --as state.ea")["items"]
    assert [(one["act"], one["step"]) for one in waiting if one["case"]["number"] == number] == [
        ("take_step", "returned")
    ]
    shell.json(f"case milestone {number} returned --as state.ea --note Nothing. --outcome nil")
    shell.json(f"case milestone {number} returns_closed --as {USTR} --note Done. --outcome complete")
    told = shell.json(f"case assessment {number} --as {NSC}")
    assert [(one["agency"], one["outcome"]) for one in told["returns"]] == [("state", "nil")]
    page = shell.page(f"case assessment {number} --as {NSC}")
    assert "Measures (at first: 0/9; owner: ustr.japan)" in page
    assert "Closed: complete" in page


def test_a_mandate_is_checked_and_its_checks_are_shown(shell: Shell) -> None:
    assert "It has not been checked yet." in shell.page(f"mandate checks ECO-1b --as {NSC}")
    asked = f"mandate check ECO-1b --as {NSC} --verdict still_valid --reason 'Not open yet.'"
    assert shell.json(asked)["verdict"] == "still_valid"
    assert "still valid" in shell.page(asked)
    (_, first) = shell.json(f"mandate checks ECO-1b --as {USTR}")["items"]
    assert (first["reason"], first["by"]) == ("Not open yet.", NSC)
    assert "Nothing is out of the ordinary." in shell.page(f"exceptions --as {NSC} --kind mandate_check")
