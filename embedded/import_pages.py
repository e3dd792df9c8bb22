"""What an import prints for a person: what was found, and every doubt with its line."""

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.text import Text

from domain.scans.doubts import Doubt, determine_by
from embedded.pages import console, heading, listing

if TYPE_CHECKING:
    from casework.importing import Imported
    from domain.scans.findings import ReadPortion


def print_import(imported: "Imported", today: date) -> None:
    """Print what was read, the doubts as a table by line, and what to do next."""
    out = console()
    reading = imported.reading
    title = reading.title.text if reading.title else "no title found"
    out.print(Text.assemble((imported.identity or "no id found", "bold"), f"  {title}"))
    marks = Counter("not marked" if clause.level is None else clause.level.name for clause in reading.clauses)
    counted = ", ".join(f"{number} {name}" for name, number in marks.items())
    before = "a preamble and " if reading.preamble else "no preamble, "
    clauses = _many(len(reading.clauses), "clause")
    out.print(f"{imported.kind}, {_many(reading.pages, 'page')}: {before}{clauses} ({counted}).")
    control = reading.control
    found = (control.log_number, control.copy and f"copy {control.copy}", control.declassify, control.date)
    out.print(Text("Control data: " + (", ".join(str(value) for value in found if value) or "none found") + "."))
    _print_doubts(reading.doubts, today, paged=reading.pages > 1)
    aside = _many(len(reading.set_aside), "line")
    out.print(f"\nSet aside: {aside}, neither clause nor control data; the draft lists them with their reasons.")
    out.print(Text(f"Draft: {imported.path}, with {imported.to_complete} places to be completed by a person."))
    out.print(Text(f"`onevoice directive check {imported.path}` names each."))


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _print_doubts(doubts: tuple[Doubt, ...], today: date, *, paged: bool) -> None:
    out = console()
    if not doubts:
        out.print("No doubts. Compare the draft with the paper all the same.")
        return
    out.print(heading(_many(len(doubts), "doubt")))
    table = listing("Line", *(("Page",) if paged else ()), "About", "Doubt", "Determine by")
    table.columns[0].justify = "right"
    for doubt in doubts:
        due = determine_by(today).isoformat() if doubt.asks_for_determination else ""
        page = (str(doubt.page),) if paged else ()
        table.add_row(str(doubt.line), *page, doubt.about, Text(doubt.message), due)
    out.print(table)
    if any(doubt.asks_for_determination for doubt in doubts):
        out.print(
            "A mark in doubt is safeguarded at the higher level; an original classification authority determines it"
            " within 30 days (EO 12356 section 1.1(c)).",
            style="dim",
        )


def as_json(imported: "Imported", today: date) -> dict[str, Any]:
    """Return an import as JSON can say it: everything that the page tells, and the words."""
    reading = imported.reading
    control = reading.control
    return {
        "id": imported.identity,
        "kind": imported.kind,
        "pages": reading.pages,
        "level": None if reading.level is None else reading.level.name,
        "title": _portion(reading.title),
        "study": reading.study,
        "control": {
            "log_number": control.log_number,
            "copy": control.copy,
            "declassify": control.declassify,
            "date": control.date.isoformat() if control.date else None,
            "lines": [{"line": c.line, "page": c.page, "kind": c.kind, "text": c.text} for c in control.lines],
        },
        "preamble": _portion(reading.preamble),
        "clauses": [_portion(clause) for clause in reading.clauses],
        "set_aside": [
            {"line": aside.line, "page": aside.page, "reason": aside.reason, "text": aside.text}
            for aside in reading.set_aside
        ],
        "doubts": [
            {
                "line": doubt.line,
                "page": doubt.page,
                "kind": doubt.kind.value,
                "about": doubt.about,
                "message": doubt.message,
                "determine_by": determine_by(today).isoformat() if doubt.asks_for_determination else None,
            }
            for doubt in reading.doubts
        ],
        "draft": str(imported.path),
        "to_complete": imported.to_complete,
    }


def _portion(portion: "ReadPortion | None") -> dict[str, Any] | None:
    if portion is None:
        return None
    return {
        "ordinal": portion.ordinal,
        "marking": None if portion.level is None else portion.level.name,
        "marked": portion.marked,
        "label": portion.label,
        "page": portion.page,
        "lines": list(portion.lines),
        "introduced_by": list(portion.introduced_by),
        "text": portion.text,
    }
