"""What the commands print for a person: the personas, a verdict; on a terminal or into a file."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from proofs.verdicts import Verdict

Json = Mapping[str, Any]  # an answer of the API, read field by field

WIDTH: Final = 100
"""Columns where there is no terminal to ask, and at most so many of running text where there is one."""

WASHINGTON: Final = ZoneInfo("America/New_York")
MARK_STYLES: Final = {"TS": "bold yellow", "S": "red", "C": "blue", "U": "green"}
LETTERED_AGENCY: Final = 4
"""Codes up to this length are initials, such as cia, and are written so."""


def console(*, quiet: bool = False, stderr: bool = False) -> Console:
    """A console that colours nothing on its own and is 100 columns wide where no terminal says otherwise."""
    made = Console(quiet=quiet, stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(quiet=quiet, stderr=stderr, highlight=False, width=WIDTH)


def agency_name(code: str) -> str:
    """An agency's code as a reader knows it: CIA, Defense, Coast Guard. An office's is its own name."""
    if "." in code:
        return code
    return code.upper() if len(code) <= LETTERED_AGENCY else code.replace("-", " ").title()


def words(code: str) -> str:
    """A value of the vocabulary as plain words."""
    return code.replace("_", " ")


def parsed(at: str) -> datetime:
    """An instant of the API."""
    return datetime.fromisoformat(at)


def washington(at: str, pattern: str = "%d %b %H:%M:%S %Z") -> str:
    """An instant of the API as the clock in Washington showed it."""
    return parsed(at).astimezone(WASHINGTON).strftime(pattern)


def mark(level: str) -> Text:
    """A portion mark in its colour."""
    return Text(f"({level})", MARK_STYLES.get(level, ""))


def heading(said: str) -> RenderableType:
    """A heading with an empty line above it."""
    return Text(f"\n{said}", style="bold")


def grid(*widths: int | None) -> Table:
    """Columns without rules; None is a column that takes what is left and wraps."""
    made = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    for width in widths:
        made.add_column(width=width, ratio=1 if width is None else None, no_wrap=width is not None, overflow="fold")
    return made


def listing(*columns: str, title: str | None = None) -> Table:
    """A table with one rule under its head."""
    made = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def print_personas(rows: Iterable[Json]) -> None:
    """Print who may sign in at the embedded stack, one row a persona."""
    table = listing("Persona", "Cleared", "May act as", "Who it is")
    table.columns[2].max_width = 27
    for row in rows:
        capacities = dict.fromkeys(words(held["capacity"]) for held in row["appointments"])
        table.add_row(
            Text(row["subject"], style="cyan", no_wrap=True), mark(row["clearance"]), ", ".join(capacities), row["name"]
        )
    console().print(table)


def print_verdict(verdict: "Verdict") -> None:
    """Print what was checked, over how much, and each breach with the case that it is in."""
    out = console()
    table = listing("Check", "Looked at", "", "What must be true")
    table.columns[1].justify = "right"
    for check in verdict.checks:
        found = Text("BREACH", style="bold red") if check.breaches else Text("ok", style="green")
        table.add_row(check.name, f"{check.looked_at:,}", found, check.rule)
    out.print(table)
    for check in verdict.checks:
        for breach in check.breaches:
            where = f"case {breach.case}: " if breach.case else ""
            out.print(Text.assemble((f"{check.name}: ", "bold red"), where + breach.what))
    for note in verdict.notes:
        out.print(Text(f"Note: {note}", style="yellow"))
    breaches = sum(len(check.breaches) for check in verdict.checks)
    said = f"{breaches} {'breach' if breaches == 1 else 'breaches'}: what is named above must not be."
    if verdict.sound:
        said = "Sound: nothing that must always be true is untrue here."
    out.print(Text(said, style="bold green" if verdict.sound else "bold red"))
