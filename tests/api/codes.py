"""Every error code there is, read from the source: what the rules raise, what the database refuses, what HTTP adds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from api.errors import STATUS
from casework.desk import _REFUSED
from domain.procedures.registry import PROCEDURES
from domain.refusals import NotNow
from domain.vocabulary import Stage

ROOT = Path(__file__).parents[2]
BY_CLASS = {kind.__name__: status for kind, status in STATUS.items()} | {"NotSignedInError": 401}
FIRST_WORD = re.compile(r"[a-z]+(_[a-z]+)*")
EVERY_STAGE = "not_in_{now_in}"
BY_CAPACITY = "not_{capacity}"


def raised() -> Iterator[tuple[str, int]]:
    """Each code that Python code raises or answers, with its status."""
    for package in ("domain", "casework", "api"):
        for file in sorted((ROOT / package).rglob("*.py")):
            yield from _raised_in(ast.parse(file.read_text(encoding="utf-8")))


def _raised_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from _inherited(node)
        elif isinstance(node, ast.Call):
            yield from _called(node)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "codes":
            yield from ((code, status) for status, code in ast.literal_eval(node.value).items())


def _inherited(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    """A class that gives its own code to the class above it."""
    above = [BY_CLASS[base.id] for base in node.bases if isinstance(base, ast.Name) and base.id in BY_CLASS]
    if not above and node.name not in BY_CLASS:
        return
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
            yield from ((code, above[0] if above else BY_CLASS[node.name]) for code in _codes(call.args))


def _called(call: ast.Call) -> Iterator[tuple[str, int]]:
    name = ast.unparse(call.func)
    if name in BY_CLASS:
        yield from ((code, BY_CLASS[name]) for code in _codes(call.args))
    elif name == "problem" and isinstance(call.args[0], ast.Constant):
        yield from ((code, int(str(call.args[0].value))) for code in _codes(call.args[1:]))
    elif name == "_refuse":
        yield from ((code, 422) for code in _codes(call.args[1:]))
    elif name in ("_office", "office_in"):  # domain.entitlement: a code for each capacity
        yield from ((f"not_{capacity}", 403) for capacity in _capacities(ast.unparse(call.args[1])))
    elif name == "_appointed_for":  # domain.passing: the same, by the tables of the procedures
        yield from ((f"not_{step.capacity}", 403) for rules in PROCEDURES.values() for step in rules.steps)


def _capacities(asked: str) -> Iterator[str]:
    """The capacity that is asked for by name, or each by which a procedure's text is let out."""
    if asked == "out.capacity":
        yield from (rules.out.capacity.value for rules in PROCEDURES.values())
    else:
        yield asked.rpartition(".")[2].lower()


def _codes(arguments: list[ast.expr]) -> Iterator[str]:
    """The first argument as a code; the one that is made of a stage is one for each stage."""
    first = arguments[0] if arguments else None
    if isinstance(first, ast.JoinedStr):
        pattern = ast.unparse(first)[2:-1]
        if pattern == EVERY_STAGE:
            yield from (f"not_in_{stage}" for stage in Stage)
        elif pattern != BY_CAPACITY:
            raise AssertionError(f"a code is made of {pattern}: say here which ones there are")
    elif isinstance(first, ast.Constant) and FIRST_WORD.fullmatch(str(first.value)):
        yield str(first.value)


def refused_by_the_database() -> Iterator[tuple[str, int]]:
    """Each code that a gate refuses with, and the status by which casework hands it on."""
    for file in sorted((ROOT / "migrations" / "sql").rglob("*.sql")):
        for code in re.findall(r"(?:refuse\(|RETURN )'([a-z_]*[a-z])'", file.read_text(encoding="utf-8")):
            yield code, STATUS[_REFUSED.get(code, NotNow)]


def every_code() -> dict[str, set[int]]:
    """Each code with its statuses. Where the rules know a code, the database's word for it is theirs."""
    found: dict[str, set[int]] = {}
    for code, status in raised():
        found.setdefault(code, set()).add(status)
    for code, status in refused_by_the_database():
        found.setdefault(code, {status})
    return found
