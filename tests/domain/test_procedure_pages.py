"""The pages on procedures name what the code has: every procedure, step, outcome and way out."""

import re
from pathlib import Path

import pytest

from domain.procedure import ProcedureRules
from domain.procedures.registry import PROCEDURES

DOCS = Path(__file__).parents[2] / "docs"
LIST = (DOCS / "procedures.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`.*?) \| \[.*?\]\((procedures/\w+\.md)\) \|$", LIST, re.MULTILINE)
PAGES = {name: DOCS / page for names, page in ROWS for name in re.findall(r"`(\w+)`", names)}
"""Procedure -> its page."""


@pytest.mark.parametrize("rules", PROCEDURES.values(), ids=lambda rules: rules.name)
def test_a_procedures_page_names_all_that_its_table_has(rules: ProcedureRules) -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGES[rules.name].read_text(encoding="utf-8")))
    asked = {step.name.value for step in rules.steps} | {channel.value for channel in rules.out.channels}
    for step in rules.steps:
        asked |= step.outcomes
    assert asked - named == set()
