"""Ties, certifications, tear-lines, consultations and negotiations from the shell, on the real whole stack."""

import shlex
from collections.abc import Iterator

import pytest

from embedded.story import coordinators
from tests.resilience.house import a_house
from tests.test_case_commands import DRAFTER, Shell

# The stack has PostgreSQL, Temporal, worker and API: one at a time is enough for a small machine.
pytestmark = pytest.mark.xdist_group("whole_stack")

FISHERIES, NOAA, ITA, NSC = "state.oes", "commerce.noaa", "commerce.ita", "nsc.asia"
FORWARD = "defense.isa"
LEADS = {"commerce": ITA, "justice": "justice.criminal", "treasury": "treasury.customs"}
SIGNERS = coordinators()
"""For each agency the persona who signs for it."""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell on a stack that runs as long as this module's tests."""
    with a_house(tmp_path_factory.mktemp("ties")) as house:
        yield Shell(house.data)


def opened(shell: Shell, who: str, mandate: str, level: str, **more: str) -> str:
    """The number of a case that has been opened."""
    given = {"title": "For the record", "paragraph": f"({level}) What there is to say.", **more}
    options = " ".join(f"--{name} {shlex.quote(value)}" for name, value in given.items())
    number: str = shell.json(f"case open --as {who} --mandate {mandate} --classification {level} {options}")["number"]
    return number


def test_cases_are_tied_and_untied(shell: Shell) -> None:
    one, other = opened(shell, DRAFTER, "ECO-9a", "C"), opened(shell, DRAFTER, "ECO-9a", "C")
    shell.page(f"case link {one} prerequisite {other} --as {DRAFTER} --reason 'Findings first.'")
    assert other in shell.page(f"case links {one} --as {DRAFTER}")
    shell.page(f"case unlink {one} --as {DRAFTER} --reason 'They came.'")
    assert [bool(tie["ended_at"]) for tie in shell.json(f"case links {one} --as {DRAFTER}")["items"]] == [True]
    assert shell.refused(f"case unlink {one} --as {DRAFTER} --reason 'Once more.'").startswith("There is no link")


def test_a_certification_is_opened_and_decided(shell: Shell) -> None:
    whaling = opened(shell, NOAA, "ECO-9b", "C", procedure="trade_action")
    shell.page(f"case certify {whaling} --as {NOAA} --statute packwood_magnuson --reason 'The quota was passed.'")
    allocation = opened(shell, FISHERIES, "ECO-8", "C")
    levers = shell.json(f"case links {allocation} --as {NSC}")["levers"]
    assert [one["case"]["number"] for one in levers[0]["certifications"]] == [whaling]
    assert "Lever fishery-allocations" in shell.page(f"case trade {allocation} --as {FISHERIES}")
    decision = f"case decide {whaling} not_certified --reason 'Within the quota.'"
    assert "not_the_secretary" in shell.refused(f"{decision} --as {NOAA}")
    shell.page(f"{decision} --as commerce.secretary")


def test_the_nsc_sequences_a_demarche(shell: Shell) -> None:
    number = opened(shell, DRAFTER, "ECO-9a", "C")
    sequence = f"case sequence {number} --not-before +2d --reason 'After the other one.'"
    assert "not_nsc" in shell.refused(f"{sequence} --as {DRAFTER}")
    assert number in shell.page(f"{sequence} --as {NSC}")


def test_a_demarche_is_instructed(shell: Shell) -> None:
    number = opened(shell, DRAFTER, "ECO-9a", "C")
    how = "--precedence immediate --level director_general --caption limdis --paper non_paper --deliver-by +5d"
    told = shell.json(f"case instruct {number} --as {DRAFTER} {how}")["instruction"]
    assert (told["precedence"], told["captions"], told["paper"]) == ("immediate", ["limdis"], "non_paper")


def test_a_source_is_sealed_and_a_tear_line_reviewed(shell: Shell) -> None:
    told = "(C) What may be told."
    number = opened(shell, ITA, "ECO-6b", "S", paragraph=told)
    shell.page(f"case seal {number} --as {ITA} --owner cia --source 'Who told us.'")
    assert "Who told us." in shell.page(f"case sources {number} --as {ITA}")
    assert "Who told us." not in shell.page(f"case sources {number} --as {NSC}")
    shell.page(f"case milestone {number} allegation_logged --as {ITA} --note 'On file.'")
    for agency, who in LEADS.items():
        shell.page(f"case milestone {number} lead_named --as {who} --note '{agency} agrees.' --outcome commerce")
    shell.page(f"case milestone {number} deconflicted --as {ITA} --note 'Commerce leads.' --outcome commerce")
    cleared(shell, number, ITA)
    shell.json(f"case approve {number} --as commerce.usit --yes")
    shell.json(f"case release {number} --as commerce.exec --channel interagency_memo --yes")
    line = f"case tear-line {number} --as cia.di --owner cia --paragraph '({{}}) What may be told.'"
    assert "not_below_the_case" in shell.refused(line.format("S"))
    shell.page(line.format("C"))
    review = f"case review {number} --releasable --reason 'It is safe.'"
    assert "403" in shell.refused(f"{review} --as cia.di")
    shell.page(f"{review} --as cia.oea")
    assert "What may be told." in shell.page(f"case tear-lines {number} --as {ITA}")


def test_a_consultation_is_planned_held_and_its_commitments_reported(shell: Shell) -> None:
    series = shell.json(f"series trigger SSC --as {FORWARD} --reason 'They asked.' --meets +75d")
    cycle = series["cycles"][0]["id"]
    number = opened(shell, FORWARD, "SEC-2", "S", cycle=cycle)
    assert "memcon" in shell.page(f"case plan {number} --as {FORWARD}")
    what_if = shell.json(f"case plan {number} --as {FORWARD} --meets +90d")
    assert what_if["meets_at"] > shell.json(f"case plan {number} --as {FORWARD}")["meets_at"]
    shell.page(f"case meeting {number} +90d --as {FORWARD} --reason 'The minister travels.'")
    shell.page(f"case milestone {number} topics_called --as {FORWARD} --note 'By Friday.' --until +5d")
    shell.page(f"case topic {number} --as {FORWARD} --agency defense --title 'Sea lanes'")
    shell.page(f"case decide-topic {number} in --as {FORWARD} --reason 'It is ripe.'")
    assert "Sea lanes" in shell.page(f"case agenda {number} --as {FORWARD}")
    promise = f"case commit {number} --as {FORWARD} --agency state --text 'A paper.' --due +30d"
    assert "409" in shell.refused(promise)
    step = f"case milestone {number} {{}} --as {FORWARD} --note 'As planned.' {{}}"
    shell.page(step.format("agenda_set", "--outcome working_level"))
    cleared(shell, number, FORWARD)
    shell.json(f"case approve {number} --as defense.usdp --yes")
    shell.json(f"case release {number} --as defense.execsec --channel briefing_book --yes")
    shell.page(step.format("press_guidance", "--outcome waived"))
    shell.page(f"case meeting {number} +1m --as {FORWARD} --reason 'They are here.'")
    shell.page(step.format("meeting_held", "--outcome held --detail place=Washington"))
    shell.page(step.format("memcon_filed", "--reference 'SSC memcon'"))
    shell.page(step.format("conclusions_agreed", "--outcome waived"))
    shell.page(promise)
    shell.page(f"case report {number} done --as state.ea-j --note 'Sent on Tuesday.'")
    assert "A paper." in shell.page(f"case commitments {number} --as {FORWARD}")


def cleared(shell: Shell, number: str, drafter: str) -> None:
    """Circulate it, and let every agency that must clear it concur."""
    seats = shell.json(f"case circulate {number} --as {drafter}")["round"]["agencies"]
    for agency in (seat["agency"] for seat in seats if seat["right"] == "must_clear"):
        shell.json(f"case sign {number} --as {SIGNERS[agency]} --agency {agency} --response concur --yes")


def test_a_negotiation_is_shown(shell: Shell) -> None:
    number = opened(shell, "state.eb", "ECO-11", "C")
    assert "not given yet" in shell.page(f"case negotiation {number} --as state.eb")
