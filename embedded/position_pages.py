"""What the commands about positions print for a person."""

from collections.abc import Iterable
from typing import Any, Final

from rich import box
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from embedded.demo_screen import redlined
from embedded.pages import WIDTH, agency_name, console, grid, heading, listing, mark, washington, words

Json = dict[str, Any]  # an answer of the API, read field by field

SHORT: Final = 8
MINUTE: Final = "%d %b %Y %H:%M %Z"
PARTS: Final = {
    "bottom_line": "Bottom line",
    "talking_points": "Talking points",
    "fallback": "Fallback",
    "do_not_say": "Do not say",
}
VERDICTS: Final = {
    "in_force": ("This is the position in force.", "bold green"),
    "released": ("This was cleared and sent out.", "bold green"),
    "not_yet_in_force": ("This is adopted, and not in force yet.", "yellow"),
    "superseded": ("This is no longer the position.", "bold red"),
    "recalled": ("This was recalled.", "bold red"),
    "nearly": ("This is nearly a cleared text; it differs.", "bold red"),
    "never_cleared": ("This was never cleared.", "bold red"),
    "do_not_say": ("This is not to be said.", "bold red"),
}


def _when(at: str | None) -> str:
    return washington(at, MINUTE) if at else ""


def _paragraphs(parts: Iterable[Json], width: int = WIDTH - 2) -> Padding:
    table = grid(4, None)
    table.width = width
    for one in parts:
        table.add_row(mark(one["marking"]), Text(one["text"]))
    return Padding(table, (0, 0, 0, 2), expand=False)


def print_nothing_to_say(issue: str, audience: str) -> None:
    """Print that there is nothing that the persona may say."""
    console(stderr=True).print(
        f"There are no cleared words on {issue} that you may say in {audience}: say nothing on it."
    )


def print_say(found: Json) -> None:
    """Print what may be said: the words, the fallback if there is one for the reader, what not to say, until when."""
    out = console()
    sheet = grid(None)
    sheet.add_row(_paragraphs(found["say"], WIDTH - 8))
    for name in ("fallback", "do_not_say"):
        if found[name]:
            sheet.add_row(heading(PARTS[name]))
            sheet.add_row(_paragraphs(found[name], WIDTH - 8))
    title = f"{found['banner']}: what you may say on {found['issue']}, {found['counterpart']}, {found['audience']}"
    out.print(Panel(sheet, title=title, title_align="left", subtitle=found["banner"], box=box.SQUARE), width=WIDTH)
    until = f", until {_when(found['expires_at'])}" if found["expires_at"] else ""
    out.print(
        Text(f"In force since {_when(found['in_force_from'])}{until}. Ask {agency_name(found['ask'])}.", style="dim")
    )
    out.print(Text(f"Position {found['position']}, these words SHA-256 {found['digest']}", style="dim"))


def print_paper(found: Json) -> None:
    """Print what a paper is, as a whole and by paragraph, with the words in which it differs."""
    out = console()
    said, style = VERDICTS[found["verdict"]]
    out.print(Text(said, style=style))
    _print_source(found, "")
    for part in found["paragraphs"]:
        said, style = VERDICTS[part["verdict"]]
        out.print(Text.assemble((f"Paragraph {part['number']}: ", "bold"), (said, style)))
        _print_source(part, "  ")


def _print_source(found: Json, indent: str) -> None:
    out, source = console(), found["source"]
    if source is None:
        return
    if source["kind"] == "position":
        named = f"position {source['position'][:SHORT]} on {source['issue']}, {source['audience']}"
    else:
        named = "a released text"
    if source["number"]:
        named += f", version {source['version']} of {source['number']}"
    where = f", paragraph {source['paragraph']}" if source["paragraph"] else ""
    part = f", {words(source['part'])}" if source["part"] else ""
    since = f", {words(source['standing'])} since {_when(source['since'])}" if source["since"] else ""
    after = f", now {source['superseded_by'][:SHORT]}" if source["superseded_by"] else ""
    out.print(Text(f"{indent}{named}{where}{part}{since}{after}", style="dim"))
    if found["redline"]:
        out.print(Padding(redlined(found["redline"], plain=not out.is_terminal), (0, 0, 0, 4)), width=WIDTH)


def print_positions(found: Json) -> None:
    """Print a list of positions, one row each."""
    table = listing("Position", "", "Issue", "For", "Bottom line", "In force")
    table.columns[0].no_wrap = True
    for one in found["items"]:
        line = " ".join(part["text"] for part in one["bottom_line"])
        until = f" to {_when(one['in_force_to'])}" if one["in_force_to"] else ""
        table.add_row(
            one["id"][:SHORT],
            mark(one["classification"]),
            one["issue"],
            f"{one['counterpart']}, {one['audience']}",
            Text(line),
            f"{_when(one['in_force_from'])}{until}",
        )
    console().print(table if found["items"] else "There is no position in force then that you may see.")


def print_position(found: Json) -> None:
    """Print a position: its words, what was ever known of its time in force, and which texts rest on it."""
    out = console()
    out.print(Text(f"{found['banner']}: {found['issue']}, {found['counterpart']}, {found['audience']}", style="bold"))
    about = grid(14, None)
    about.add_row("position", found["id"])
    about.add_row("in force", "yes" if found["in_force"] else "no")
    for name in ("supersedes", "superseded_by"):
        if found[name]:
            about.add_row(words(name), found[name])
    if found["source"]:
        source = found["source"]
        about.add_row("source", f"{source['number']}, version {source['version']}, SHA-256 {source['digest']}")
    out.print(about)
    for name, title in PARTS.items():
        if found[name]:
            out.print(heading(title), _paragraphs(found[name]))
    if found["assertions"]:
        out.print(heading("Asserts"), *(f"  {assertion(one)}" for one in found["assertions"]), sep="\n")
    out.print(heading("In force, as it was known"), _history(found["history"]))
    if found["dependents"]:
        out.print(heading("Texts that rest on it"))
        out.print(*(f"  {one['number']}: {words(one['standing'])}" for one in found["dependents"]), sep="\n")
    if found["redline"]:
        out.print(heading(f"Changed from {found['compared_with'][:SHORT]}"))
        _print_redline(found["redline"])


def _history(history: Iterable[Json]) -> Table:
    table = listing("From", "To", "Known from", "To")
    for one in history:
        table.add_row(*(_when(one[name]) for name in ("in_force_from", "in_force_to", "known_from", "known_to")))
    return table


def _print_redline(redline: Iterable[Json]) -> None:
    out = console()
    for part in redline:
        if any(run["op"] != "equal" for run in part["runs"]):
            out.print(Padding(redlined(part["runs"], plain=not out.is_terminal), (0, 0, 0, 2)), width=WIDTH)


def assertion(one: Json) -> str:
    """An assertion as it is written in the shell."""
    given = ""
    if one.get("unit"):
        low, high = (_figure(one.get(name)) for name in ("low", "high"))
        given = f" {low}..{high} {one['unit']}"
    by = f" by {one['actor']}" if one.get("actor") else ""
    where = f" in {one['paragraph']}" if one.get("paragraph") else ""
    return f"{one['measure']} {one['polarity']}{given}{by}{where} on {one['issue']}"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def print_basis(found: Json) -> None:
    """Print what a case's text rests on and what changed since, what it asserts, its contradictions and rulings."""
    out = console()
    for rest in found["rests_on"]:
        stands = "in force" if rest["in_force"] else "no longer in force"
        after = f", now {rest['successor'][:SHORT]}" if rest["successor"] else ""
        out.print(f"Rests on position {rest['position'][:SHORT]}: {stands}{after}")
        _print_redline(rest["difference"])
    for position in found["not_cited"]:
        out.print(Text(f"Position {position[:SHORT]} is in force on its issue, and is not cited.", style="bold red"))
    for one in found["assertions"]:
        out.print(f"Asserts {assertion(one)}")
    for one in found["conflicts"]:
        _print_conflict(one)


def _print_conflict(one: Json) -> None:
    out, detail = console(), one["detail"]
    with_what = one["with_number"] or one["with_mandate"] or (one["with_position"] or "")[:SHORT] or "another text"
    out.print(Text(f"{words(one['kind']).capitalize()}, against {with_what}: {one['id'][:SHORT]}", style="bold red"))
    table = grid(10, None)
    for name in ("ours", "theirs"):
        if detail.get(name):
            table.add_row(name, assertion(detail[name]))
    if detail.get("guardrail"):
        table.add_row("guardrail", Text(detail["guardrail"]))
    for run in detail.get("words") or ():
        table.add_row("words", Text(run))
    if one["ruling"]:
        ruling = one["ruling"]
        table.add_row("ruled", Text(f"{words(ruling['outcome'])}, {ruling['office']}: {ruling['reason']}"))
    for before in one["precedents"]:
        said = f"{before['case']}, {before['office']}, {words(before['outcome'])}: {before['reason']}"
        table.add_row("precedent", Text(f"{said} ({before['ruling']})"))
    out.print(Padding(table, (0, 0, 0, 2)), width=WIDTH)


def print_exceptions(found: Json) -> None:
    """Print what is out of the ordinary."""
    table = listing("Exception", "What", "Case", "", "Office", "Since", "About")
    for one in found["items"]:
        table.add_row(
            words(one["kind"]),
            words(one["what"] or ""),
            one["number"] or "",
            mark(one["classification"]),
            Text(one["office"] or "", style="cyan"),
            _when(one["since"]),
            one["about"][:SHORT],
        )
    console().print(table if found["items"] else "Nothing is out of the ordinary.")


def print_said(found: Json) -> None:
    """Print what was said, and where it drifted."""
    out = console()
    for one in found["items"]:
        out.print(Text(f"{_when(one['at'])}, {one['interlocutor']}, filed by {one['by']}", style="bold"))
        out.print(*(f"  {paragraph}" for paragraph in one["words"]), sep="\n")
        for drift in one["drifts"]:
            seen = ", seen to" if drift["answered"] else ""
            out.print(Text(f"  drift: {words(drift['kind'])}{seen} ({drift['id']})", style="red"))
            for side in ("said", "position"):
                if drift["detail"].get(side):
                    out.print(f"    {side}: {assertion(drift['detail'][side])}")
            for run in drift["detail"].get("words") or ():
                out.print(f"    words: {run}")


def print_holders(found: Json) -> None:
    """Print the matrix of holders against notices."""
    out = console()
    if not found["notices"]:
        out.print("Nothing has made this text stale.")
    for notice in found["notices"]:
        out.print(f"{words(notice['kind']).capitalize()} since {_when(notice['since'])}: {notice['id']}")
    table = listing("Holder", "Copy", "Acknowledged")
    for row in found["holders"]:
        stale = Text("still carries the stale text", style="bold red") if row["carries_stale_text"] else Text("")
        answers = ", ".join(f"{one['done']} {_when(one['at'])} ({one['office']})" for one in row["acknowledged"])
        table.add_row(row["holder"] if row["is_post"] else agency_name(row["holder"]), stale, answers)
    out.print(table)


def print_contacts(found: Json) -> None:
    """Print contacts, one block each."""
    out = console()
    for one in found["items"]:
        seen = f", seen to: {one['review']}" if one["review"] else ""
        who = f"{one['logged_by']} ({agency_name(one['agency'])})"
        out.print(Text.assemble(mark(one["classification"]), (f" {_when(one['at'])}, {words(one['means'])}", "bold")))
        out.print(f"  {who} with {one['with_whom']}, {one['counterpart']}, {one['issue'] or 'no one issue'}{seen}")
        out.print(Padding(Text(one["summary"]), (0, 0, 0, 2)), width=WIDTH)
        out.print(Text(f"  {one['id']}", style="dim"))


def print_parity(found: Json) -> None:
    """Print consultations, and where Japan is behind."""
    out = console()
    table = listing("When", "Issue", "Who", "Level")
    for one in found["items"]:
        who = "Japan" if one["partner"] == "japan" else f"NATO: {one['ally']}"
        table.add_row(_when(one["at"]), one["issue"], who, words(one["level"]))
    out.print(table)
    for one in found["shortfalls"]:
        said = f"{one['issue']}: {one['ally']} was told at {words(one['level'])} level, {_when(one['at'])}"
        out.print(Text(f"{said}; Japan was {words(one['shortfall'])}.", style="bold red"))
