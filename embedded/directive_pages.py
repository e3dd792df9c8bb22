"""What `onevoice directive show` prints: a directive as one person may see it, and how each clause stands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from embedded.pages import WIDTH, agency_name, console, grid, heading, listing, mark, washington, words

Json = Mapping[str, Any]  # an answer of the API, read field by field

SECTIONS: Final = {"security": "Security", "economic": "Economic relations", "partnership": "Partnership"}
NAMED: Final = 2
"""Cases named beside a mandate; the others are counted."""


def print_directive(found: Json) -> None:
    """Print a directive as the API shows it to one person: what it does not show is not spoken of."""
    out = console()
    title = found["title"]
    if title:
        out.print(mark(title["marking"]), Text(title["summary"], style="bold"))
    dated = datetime.fromisoformat(found["dated"])
    control = found["control"]
    out.print(
        f"{found['id'].upper()}, {dated.day} {dated:%B %Y}, edition {found['edition']} here."
        f" {control.get('log_number') or ''}, copy {control.get('copy') or '?'},"
        f" declassify {control.get('declassify') or '?'}."
    )
    out.print(Text(found["handling_note"], style="dim"), width=WIDTH)
    if found["preamble"]:
        out.print(heading("Preamble"), _clauses([found["preamble"]]))
    for section in dict.fromkeys(clause["section"] for clause in found["clauses"]):
        of_it = [clause for clause in found["clauses"] if clause["section"] == section]
        out.print(heading(SECTIONS.get(section, words(section).capitalize())), _clauses(of_it))
    if found["mandates"]:
        out.print(heading("Mandates: what it orders, who acts, and without whom nothing goes out"))
        order = {clause["code"]: place for place, clause in enumerate(found["clauses"])}
        out.print(_mandates(sorted(found["mandates"], key=lambda m: (order.get(m["clauses"][0], -1), m["code"]))))
        out.print(heading("How each clause stands"))
        out.print(_standing(found["clauses"], {mandate["code"]: mandate for mandate in found["mandates"]}))


def _clauses(clauses: Iterable[Json]) -> RenderableType:
    table = grid(6, 4, None)
    for clause in clauses:
        table.add_row(clause["code"], mark(clause["marking"]), Text(clause["summary"]))
        if clause["text"]:
            marked = "" if clause["marked"] in (None, f"({clause['marking']})") else f"  marked {clause['marked']}"
            table.add_row("", "", Text(f"“{clause['text']}”{marked}", style="dim"))
    table.width = WIDTH - 2
    return Padding(table, (0, 0, 0, 2), expand=False)


def _mandates(mandates: Iterable[Json]) -> Table:
    table = listing("Code", "", "Mandate", "Procedure", "Action office", "Must clear")
    for mandate in mandates:
        equities = mandate["equities"]
        must = sorted(agency_name(agency) for agency, right in equities.items() if right == "must_clear")
        table.add_row(
            mandate["code"],
            mark(mandate["marking"]),
            mandate["title"],
            words(mandate["procedure"]),
            Text(mandate["action_office"], style="cyan"),
            ", ".join(must) or "nobody: it stays inside",
        )
    return table


def _standing(clauses: Iterable[Json], mandates: Mapping[str, Json]) -> Table:
    """Clause by clause: each of its mandates, their cases, what was done last and what comes next."""
    table = listing("Clause", "Mandate", "Cases", "Last action", "Next date")
    for clause in clauses:
        for mandate in (mandates[code] for code in clause["mandates"]):
            table.add_row(
                clause["code"],
                mandate["code"],
                _cases(mandate["cases"], mandate["cases_in_all"]),
                _last_action(mandate),
                _next_date(mandate["next"]),
            )
    return table


def _cases(cases: Sequence[Json], in_all: int) -> Text:
    said = [f"{case['number']} {words(case['stage'])}" for case in cases[:NAMED]]
    if in_all > len(said):
        said.append(f"and {in_all - len(said)} more")
    return Text("\n".join(said) or "none", style="" if said else "dim")


def _last_action(mandate: Json) -> Text:
    at = mandate["last_action_at"]
    said = washington(at, "%-d %b %Y") if at else "none"
    return Text(f"{said}\nidle for 90 days", style="yellow") if mandate["without_action"] else Text(said)


def _next_date(coming: Json) -> Text:
    """The day in Washington, what it is of, and whether it has passed."""
    day = date.fromisoformat(coming["day"])
    late = coming["late"]
    name = words(coming["name"])
    what = name if coming["kind"] in ("deadline", "clock") else f"{coming['kind']}: {name}"
    what = "yearly check" if coming["kind"] == "check" else what
    return Text(f"{day:%-d %b %Y}{' (passed)' if late else ''}\n{what}", style="red" if late else "")
