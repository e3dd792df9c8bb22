"""`onevoice case` on the real whole stack: every act of the API can be driven from the shell."""

import json
import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import typer.main
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

from case_commands import case_app
from cli import app
from embedded.story import CHECKS
from tests.resilience.house import a_house

# The stack has PostgreSQL, Temporal, worker and API: one at a time is enough for a small machine.
pytestmark = pytest.mark.xdist_group("whole_stack")

Json = dict[str, Any]  # an answer, read field by field

DRAFTER = "state.oes"
"""The drafter of ECO-9a, the demarche that the fewest agencies clear: State, Commerce and the NSC."""

SIGNERS = {"state": "state.ea-j", "commerce": "commerce.ita", "nsc": "nsc.asia"}
WORDS = "(S) [commerce] The moratorium was agreed.", "(C) Deliver soon."
AFTER_RELEASE = (
    ("delivered", "embassy.tokyo", "--interlocutor 'Director, Fisheries'"),
    ("reported", "embassy.tokyo", "--reference 'TOKYO 18928'"),
    ("assessed", DRAFTER, "--outcome satisfied"),
)


@dataclass(frozen=True)
class Shell:
    """A shell on the data folder of a running stack."""

    data: Path

    def run(self, arguments: str, *, said: str = "") -> Result:
        env = {"ONEVOICE_DATA": str(self.data), "COLUMNS": "100", "NO_COLOR": "1"}
        with patch.dict(os.environ):  # a command takes the running stack's addresses into its environment
            return CliRunner().invoke(app, shlex.split(arguments), env=env, input=said)

    def page(self, arguments: str) -> str:
        done = self.run(arguments)
        assert (done.exit_code, done.stderr) == (0, "")
        return done.stdout

    def json(self, arguments: str) -> Json:
        done = self.run(f"{arguments} --json")
        assert done.exit_code == 0, done.stderr
        found: Json = json.loads(done.stdout)
        return found

    def refused(self, arguments: str, *, said: str = "") -> str:
        """The one line that says why not."""
        done = self.run(arguments, said=said)
        # The test's own terminal shows what was typed.
        assert (done.exit_code, done.stdout.strip()) == (1, said.strip())
        *_, line = done.stderr.splitlines()
        return line

    def opened(self) -> str:
        """The number of a case that has been opened."""
        paragraphs = " ".join(f"--paragraph {shlex.quote(one)}" for one in WORDS)
        about = "--mandate ECO-9a --title 'The moratorium' --classification S --note 'For clearance.'"
        number: str = self.json(f"case open --as {DRAFTER} {about} {paragraphs}")["number"]
        return number

    def circulated(self) -> str:
        number = self.opened()
        self.json(f"case circulate {number} --as {DRAFTER}")
        return number

    def cleared(self, *, but: str = "") -> str:
        number = self.circulated()
        for agency, signer in SIGNERS.items():
            if agency != but:
                self.json(f"case sign {number} --as {signer} --agency {agency} --response concur --yes")
        return number if but else self.checked(number)

    def checked(self, number: str) -> str:
        """The demarche's own checks (PAR-1, PAR-2), made by whom they fall to."""
        for name, found, note in CHECKS:
            about = f"--outcome {found} --note {shlex.quote(note)}"
            self.json(f"case milestone {number} {name} --as state.ea-j {about}")
        return number

    def split(self) -> str:
        """A case before the working group: Commerce does not concur."""
        number = self.cleared(but="commerce")
        comment = shlex.quote("critical:law:1:It was not agreed by all. => The moratorium was voted.")
        response = f"--agency commerce --response nonconcur --comment {comment}"
        self.json(f"case sign {number} --as commerce.ita {response} --yes")
        return self.json(f"case split {number} --as {DRAFTER} --question 'Was it agreed?'")["number"]  # type: ignore[no-any-return] # read field by field

    def before_the_president(self) -> str:
        number = self.split()
        for chair in (DRAFTER, "ig.japan", "sig.iep", "apnsa"):
            self.json(f"case rule {number} refer_up --as {chair} --reason 'Not for us.'")
        return number

    def released(self) -> str:
        number = self.cleared()
        self.json(f"case approve {number} --as state.e --yes")
        self.json(f"case release {number} --as state.s-s --yes")
        return number


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell on a stack that runs as long as this module's tests."""
    with a_house(tmp_path_factory.mktemp("cases")) as house:
        yield Shell(house.data)


def test_every_command_is_used_here() -> None:
    group = typer.main.get_command(case_app)
    assert isinstance(group, TyperGroup)
    here = Path(__file__)
    besides = ("test_tie_commands.py", "test_monitoring_commands.py")
    files = (here, *map(here.with_name, besides))
    used = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in group.commands if f'"case {name} ' not in used] == []


def test_a_demarche_is_driven_from_the_first_draft_to_its_assessment(shell: Shell) -> None:
    number = shell.cleared()
    assert shell.page(f"case approve {number} --as state.e --digest {digest(shell, number)}").split()[:2] == [
        number,
        "release",
    ]
    assert shell.json(f"case release {number} --as state.s-s --yes")["stage"] == "delivery"
    for name, who, detail in AFTER_RELEASE:
        case = shell.json(f"case milestone {number} {name} --as {who} --note 'As instructed.' {detail}")
    assert case["stage"] == "closed"
    told = shell.json(f"case timeline {number} --as auditor")["items"]
    assert [item["what"] for item in told][-5:] == ["approval", "release", *["milestone"] * 3]
    assert len(shell.json(f"case ledger {number} --as auditor")["items"]) == len(told) == case["version"]
    assert number in shell.page(f"case timeline {number} --as auditor")
    assert "approval" in shell.page(f"case ledger {number} --as auditor")


def digest(shell: Shell, number: str) -> str:
    found: str = shell.json(f"case show {number} --as auditor")["text"]["digest"]
    return found


def test_a_case_is_named_by_its_number_in_any_letters_or_by_its_id(shell: Shell) -> None:
    number = shell.opened()
    found = shell.json(f"case show {number} --as {DRAFTER}")
    assert shell.json(f"case show {found['id']} --as {DRAFTER}") == found
    mandate, _, rest = number.rpartition("-")
    assert shell.json(f"case show {mandate}-{rest.lower()} --as {DRAFTER}") == found


def test_cases_are_listed_and_shown_and_read_as_pages(shell: Shell) -> None:
    number = shell.circulated()
    assert number in shell.page(f"case list --as {DRAFTER} --mandate ECO-9a --stage clearance --title moratorium")
    assert number in shell.page("inbox --as commerce.ita")
    assert "sign off" in shell.page("inbox --as commerce.ita")
    page = shell.page(f"case show {number} --as {DRAFTER}")
    assert "lacks" in page
    assert "Round 1 on version 1, routine" in page
    page = shell.page(f"case read {number} --as commerce.ita")
    assert "The moratorium was agreed. [commerce]" in page
    assert "Commerce: received" in shell.page(f"case show {number} --as {DRAFTER}")
    assert "must clear" in shell.page(f"case advice {number} --as {DRAFTER}")
    assert "No split" in shell.page(f"case memo {number} --as {DRAFTER}")


def test_who_names_no_digest_is_shown_the_words_and_asked(shell: Shell) -> None:
    number = shell.circulated()
    sign = f"case sign {number} --as commerce.ita --agency commerce --response concur"
    for answer in ("n\n", ""):
        assert shell.refused(sign, said=answer).endswith(
            "Nothing was done: the words were not confirmed. Give --digest, or --yes."
        )
    done = shell.run(sign, said="y\n")
    assert done.exit_code == 0
    assert digest(shell, number) in done.stderr
    assert "1. (S) The moratorium was agreed." in done.stderr
    assert f"{number}  clearance  version 1" in done.stdout


def test_an_old_digest_is_refused_with_its_code(shell: Shell) -> None:
    number = shell.circulated()
    old = digest(shell, number)
    shell.json(f"case redraft {number} --as {DRAFTER} --paragraph '(S) [commerce] Other words.'")
    sign = f"case sign {number} --as commerce.ita --agency commerce --response concur --digest {old}"
    assert shell.refused(sign).startswith("The API refused (412 text_changed): The current text is version 2")


def test_a_digest_is_given_whole(shell: Shell) -> None:
    number = shell.circulated()
    sign = f"case sign {number} --as commerce.ita --agency commerce --response concur"
    refused = shell.refused(f"{sign} --digest {digest(shell, number)[:12]}")
    assert refused == (
        "A digest is given whole, 64 characters:"
        f" `onevoice case show {number} --as commerce.ita --json` has it under text.digest."
    )


def test_a_clause_is_no_mandate(shell: Shell) -> None:
    refused = shell.refused(
        f"case open --as {DRAFTER} --mandate ECO-6 --title T --paragraph '(C) Words.' --classification C"
    )
    assert "its mandates are called ECO-6a" in refused


def test_many_cases_are_signed_at_once_and_what_is_refused_leaves_the_others(shell: Shell) -> None:
    one, other, redrafted = shell.circulated(), shell.circulated(), shell.circulated()
    shell.json(f"case redraft {redrafted} --as {DRAFTER} --paragraph '(S) [commerce] Other words.'")
    sign = "--as commerce.ita --agency commerce --response concur --yes"
    done = shell.run(f"case sign {one} {other} {sign}")
    assert (done.exit_code, done.stdout) == (0, f"{one}  signed\n{other}  signed\n")
    done = shell.run(f"case sign {one} {redrafted} {sign} --json")
    assert [item["code"] for item in json.loads(done.stdout)["items"]] == [None, "not_in_drafting"]
    assert done.exit_code == 1
    assert f"{redrafted}  refused (409 not_in_drafting): " in shell.run(f"case sign {one} {redrafted} {sign}").stdout
    assert "leave --digest out" in shell.refused(f"case sign {one} {other} {sign} --digest {'0' * 64}")


def test_comments_are_answered_and_the_redraft_shows_what_changed(shell: Shell, tmp_path: Path) -> None:
    number = shell.circulated()
    comment = "substantive::1:Say by whom. => The moratorium was agreed by the Commission."
    shell.json(
        f"case sign {number} --as commerce.ita --agency commerce --response concur_with_comment"
        f" --comment {shlex.quote(comment)} --yes"
    )
    (line,) = shell.json(f"case matrix {number} --as {DRAFTER}")["items"]
    assert (line["ground"], line["proposed"]) == (None, "The moratorium was agreed by the Commission.")
    shell.json(f"case dispose {number} --as {DRAFTER} --disposition rejected --reason 'Too long.'")
    answer = f"--comment {line['id'][:6]} --disposition accepted --reason 'Agreed.'"
    shell.json(f"case dispose {number} --as {DRAFTER} {answer}")
    assert "accepted: Agreed." in shell.page(f"case matrix {number} --as {DRAFTER}")
    file = tmp_path / "text.txt"
    file.write_text(f"(S) [commerce] The moratorium was agreed\nby the Commission.\n\n{WORDS[1]}\n", encoding="utf-8")
    shell.json(f"case redraft {number} --as {DRAFTER} --file {file} --note 'By whom.'")
    page = shell.page(f"case read {number} --as {DRAFTER} --version 2 --compare 1")
    assert "agreed{+ by the Commission+}." in page


def test_a_split_goes_to_the_president_and_a_reclama_brings_it_back(shell: Shell, tmp_path: Path) -> None:
    number = shell.split()
    alternative = "--alternative 'The moratorium was voted.'"
    shell.json(f"case position {number} --as commerce.ita --agency commerce --recommendation 'Say so.' {alternative}")
    shell.json(f"case rule {number} refer_up --as {DRAFTER} --reason 'Not for us.' --notational")
    shell.json(f"case rule {number} remand --as ig.japan --reason 'Try again.'")
    for chair in (DRAFTER, "ig.japan", "sig.iep", "apnsa"):
        case = shell.json(f"case rule {number} refer_up --as {chair} --reason 'Not for us.'")
    assert case["split"]["rung"] == "president"
    page = shell.page(f"case memo {number} --as president")
    assert "Alternatively, in commerce's words (B): The moratorium was voted." in page
    assert "before Interdepartmental Group (today: Interagency Policy Committee)" in page
    file = tmp_path / "text.yaml"
    file.write_text("- {marking: S, text: The moratorium was voted., equities: [commerce]}\n", encoding="utf-8")
    shell.json(f"case redraft {number} --as {DRAFTER} --file {file}")
    decide = f"case rule {number} president_b --as president --reason 'So decided.'"
    assert "not confirmed" in shell.refused(decide, said="n\n")
    assert shell.json(f"{decide} --yes")["stage"] == "approval"
    assert "dissents: Commerce" in shell.page(f"case show {number} --as auditor")
    case = shell.json(f"case reclama {number} --as commerce.as --agency commerce --argument 'The vote was in July.'")
    assert case["stage"] == "split"
    assert shell.json(f"{decide} --digest {case['text']['digest']}")["stage"] == "approval"
    assert shell.json(f"case send-back {number} --as state.p --reason 'Say it shorter.'")["stage"] == "drafting"


def test_nobody_below_the_president_rules_over_a_department(shell: Shell) -> None:
    number = shell.split()
    ruling = f"case rule {number} clause_controls --as {DRAFTER} --clause ECO-9 --reason 'It is ordered.' --yes"
    done = shell.run(ruling)
    assert done.exit_code == 1
    assert "The API refused (403 duties_separated)" in done.stderr or "(409 only_the_president)" in done.stderr


def test_a_text_is_held_and_an_agency_has_more_time(shell: Shell) -> None:
    number = shell.circulated()
    about = "--kind legal --reason 'Under review.' --lifts-when 'It is not.' --becomes nonconcurrence"
    case = shell.json(f"case hold {number} --as commerce.ita --agency commerce {about} --until +2d")
    assert "becomes a nonconcurrence" in shell.page(f"case show {number} --as {DRAFTER}")
    case = shell.json(f"case extend-hold {number} --as commerce.ita --until +4d --reason 'They meet on Friday.'")
    assert case["holds"][0]["extensions"] == 1
    hold = case["holds"][0]["id"][:8]
    case = shell.json(f"case lift {number} --as commerce.ita --hold {hold} --reason 'It was reviewed.'")
    assert case["holds"] == []
    assert "There is no open hold" in shell.refused(f"case lift {number} --as commerce.ita --reason 'Again.'")
    more = f"case extend {number} --as commerce.ita --agency commerce --until +20d --reason 'The file is thick.'"
    case = shell.json(more)
    (own,) = (seat for seat in case["round"]["agencies"] if seat["agency"] == "commerce")
    assert own["suspense"] > case["round"]["suspense"]


def test_an_equity_is_claimed_refused_and_imposed(shell: Shell) -> None:
    number = shell.circulated()
    shell.json(f"case equity {number} claimed --as interior.fws --agency interior --reason 'Whales are ours too.'")
    shell.json(f"case equity {number} refused --as {DRAFTER} --agency interior --reason 'They are not.'")
    imposed = f"case equity {number} imposed --as apnsa --agency interior --reason 'They were left out.'"
    assert {"lack": "clearance_missing", "agency": "interior"} in shell.json(imposed)["blocked_by"]


def test_action_is_transferred_when_the_other_office_accepts(shell: Shell) -> None:
    number = shell.opened()
    asked = f"case transfer {number} --as {DRAFTER} --to-office state.ea-j --reason 'It is theirs.'"
    assert shell.json(asked)["action_office"] == "state.oes"
    shell.json(f"case answer-transfer {number} --as state.ea-j --refuse --reason 'Not now.'")
    shell.json(asked)
    case = shell.json(f"case answer-transfer {number} --as state.ea-j --accept --reason 'It is ours.'")
    assert case["action_office"] == "state.ea-j"


def test_a_case_is_withdrawn_before_release_and_recalled_after_it(shell: Shell) -> None:
    drafted, out = shell.opened(), shell.released()
    withdrawn = shell.json(f"case withdraw {drafted} --as {DRAFTER} --reason 'Overtaken by events.'")
    assert withdrawn["stage"] == "withdrawn"
    assert shell.json(f"case recall {out} --as state.s-s --reason 'Wrong paragraph.'")["stage"] == "recalled"


def test_default_clearance_and_a_short_fuse_are_asked_for_at_circulation(shell: Shell) -> None:
    number = shell.opened()
    circulate = f"case circulate {number} --as {DRAFTER} --precedence immediate --default-clearance --suspense +4h"
    assert "(422 short_fuse_needs_reason)" in shell.refused(circulate)
    case = shell.json(f"{circulate} --short-fuse-reason 'The call is today.'")
    assert case["round"]["default_clearance"] is True
    shell.page(f"case read {number} --as commerce.ita")
    assert "silence clears" in shell.page(f"case show {number} --as {DRAFTER}")


def test_accepted_comments_are_put_into_a_new_version_each_attributed(shell: Shell) -> None:
    number = shell.circulated()
    assert "No comment on the current text" in shell.refused(f"case apply-comments {number} --as {DRAFTER}")
    comment = shlex.quote("substantive::1:Say by whom. => The moratorium was agreed by the Commission.")
    answer = f"--agency commerce --response concur_with_comment --comment {comment} --yes"
    shell.json(f"case sign {number} --as commerce.ita {answer}")
    shell.json(f"case dispose {number} --as {DRAFTER} --disposition accepted --reason 'Agreed.'")
    (line,) = shell.json(f"case matrix {number} --as {DRAFTER}")["items"]
    apply = f"case apply-comments {number} --as {DRAFTER} --comment {line['id'][:6]}"
    assert shell.json(apply)["text"]["version"] == 2
    text = shell.json(f"case read {number} --as {DRAFTER}")
    assert text["paragraphs"][0]["text"] == "The moratorium was agreed by the Commission."
    assert text["note"] == "Applied: commerce on paragraph 1."


def test_the_legal_adviser_is_asked_and_answers_for_his_office(shell: Shell) -> None:
    number = shell.opened()
    circulate = f"case circulate {number} --as {DRAFTER} --silence-excluded full_powers"
    assert "(409 silence_excluded)" in shell.refused(f"{circulate} --default-clearance")
    assert [one["office"] for one in shell.json(f"{circulate} --office state.pa")["round"]["offices"]] == [
        "state.l",
        "state.pa",
    ]
    page = shell.page(f"case show {number} --as {DRAFTER}")
    assert "No silence clears at this step: full powers." in page
    assert "state.l: is asked, beside its agency." in page
    waits = shell.json("inbox --as state.l")["items"]
    assert (number, "answer_for_office") in {(item["case"]["number"], item["act"]) for item in waits}
    against = "--response nonconcur --ground law --opinion 'The statute does not reach this.'"
    case = shell.json(f"case answer-for {number} --as state.l --office state.l {against} --yes")
    assert {"lack": "office_nonconcurs", "agency": "state.l"} in case["blocked_by"]
    case = shell.json(f"case answer-for {number} --as state.l --office state.l --response concur --yes")
    assert {"lack": "office_nonconcurs", "agency": "state.l"} not in case["blocked_by"]
    assert "state.pa" in shell.page(f"case advice {number} --as {DRAFTER}")


def test_a_licensing_referral_is_extended_by_the_head_as_long_as_may_be(shell: Shell) -> None:
    about = "--mandate ECO-6a --title 'A licence' --classification S --paragraph '(S) It is asked for.'"
    number = shell.json(f"case open --as state.eb {about}")["number"]
    shell.json(f"case circulate {number} --as state.eb --preset licensing_referral")
    extend = f"case extend {number} --agency defense --reason 'It is being tested.'"
    assert "(403 only_the_head)" in shell.refused(f"{extend} --as defense.asd")
    case = shell.json(f"{extend} --as defense.secdef")
    (own,) = (seat for seat in case["round"]["agencies"] if seat["agency"] == "defense")
    assert own["suspense"] > case["round"]["suspense"]
    assert "is no objection" in shell.page(f"case show {number} --as defense.isa")


def test_what_holds_cost_is_shown_by_agency_and_by_case(shell: Shell) -> None:
    number = shell.circulated()
    about = "--kind legal --reason 'Under review.' --lifts-when 'It is not.'"
    shell.json(f"case hold {number} --as commerce.ita --agency commerce {about} --until +2d")
    page = shell.page(f"holds --as nsc.asia --case {number}")
    assert "Cycles delayed" in page
    assert number in page
    found = shell.json(f"holds --as nsc.asia --case {number} --open")
    assert found["agencies"][0] | {"working_days": 0} == {
        "agency": "commerce",
        "holds": 1,
        "open": 1,
        "cases": 1,
        "cycles": 0,
        "working_days": 0,
    }
    assert "No hold" in shell.page(f"holds --as nsc.asia --case {number} --ended")
    assert "so far" in shell.page(f"case show {number} --as {DRAFTER}")


def test_the_practice_is_checked_loaded_and_shown(shell: Shell, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[1] / "directives" / "practice.yaml"
    assert "Nothing is wrong." in shell.page(f"practice check {shipped}")
    wrong = tmp_path / "practice.yaml"
    wrong.write_text(shipped.read_text(encoding="utf-8").replace("hours: 4", "hours: 400"), encoding="utf-8")
    assert f"{wrong}:17: " in shell.refused(f"practice check {wrong}")
    assert f"{wrong}:17: " in shell.refused(f"practice load {wrong}")
    quick = tmp_path / "quick.yaml"
    quick.write_text(shipped.read_text(encoding="utf-8").replace("days: 10", "days: 8"), encoding="utf-8")
    assert shell.page(f"practice load {quick}") == "Practice edition 1 is in force.\n"
    assert shell.page(f"practice load {quick}") == "Practice edition 1 is in force already.\n"
    assert "8 working days" in shell.page("practice show")
    assert shell.page("practice load") == "Practice edition 2 is in force.\n"
    assert shell.json("practice show --as commerce.desk")["suspenses"][0]["working_days"] == 10


def test_the_register_shows_who_may_act_for_whom(shell: Shell) -> None:
    page = shell.page("people show --as auditor --agency defense --capacity coordinator")
    assert "DoDD" in page
    found = shell.json("people show --as auditor --agency defense --capacity coordinator")["items"]
    assert {one["grade"] for one in found} >= {"secretary", "assistant_secretary", "office_director"}


def test_circulation_warns_of_who_is_missing_and_who_never_comments(shell: Shell) -> None:
    for _ in range(2):
        number = shell.opened()
        shell.json(f"case circulate {number} --as {DRAFTER}")
        imposed = f"case equity {number} imposed --as apnsa --agency agriculture --reason 'They were left out.'"
        shell.json(imposed)
        shell.json(f"case redraft {number} --as {DRAFTER} --paragraph '(S) [commerce] Other words.'")
        shell.json(f"case circulate {number} --as {DRAFTER}")
    done = shell.run(f"case circulate {shell.opened()} --as {DRAFTER}")
    assert done.exit_code == 0
    assert "never comments" in done.stderr or "is not asked here" in done.stderr or not done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("case show nonsense --as state.eb", "nonsense is neither a case's number nor its id"),
        ("case show ECO-9a-22222222 --as state.oes", "There is no case ECO-9a-22222222 that state.oes may see."),
        ("case show 00000000-0000-4000-8000-000000000000 --as state.oes", "The API refused (404 not_found): "),
        ("case list --as nobody", "There is no persona nobody"),
        ("case list --as state.eb --mandate nonsense", "The API refused (422 malformed): "),
        ("case open --as state.eb --mandate ECO-9a --title T --classification S", "There are no words"),
        (
            "case open --as state.eb --mandate ECO-9a --title T --classification S --paragraph 'No mark.'",
            "Paragraph 1 is not written like '(S) [ustr,defense] The words.'",
        ),
        (
            "case open --as commerce.ita --mandate ECO-9a --title T --classification S --paragraph '(S) Words.'",
            "The API refused (403 not_action_office): ",
        ),
        (
            "case sign ECO-9a-22222222 --as commerce.ita --agency commerce --response nonconcur --comment law",
            "A comment is written kind:ground:paragraph:text",
        ),
    ],
)
def test_what_is_wrong_is_one_line_that_says_what(shell: Shell, arguments: str, said: str) -> None:
    assert shell.refused(arguments).startswith(said)


def test_a_yaml_file_that_holds_no_paragraphs_is_told_so(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "text.yaml"
    number = shell.opened()
    for content, said in (("a: [", "is not YAML."), ("a: b", "is not a list of paragraphs"), ("[1]", "is not a list")):
        file.write_text(content, encoding="utf-8")
        assert said in shell.refused(f"case redraft {number} --as {DRAFTER} --file {file}")
