"""What the demo shows as it goes: a line a step, the agencies and their responses, a redline, and the record."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from rich import box
from rich.console import RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from embedded.pages import WIDTH, agency_name, console, grid, heading, listing, mark, washington, words

Json = dict[str, Any]  # an answer of the API, read field by field

SHORT: Final = 12
"""Digits of a digest that are enough to tell texts apart by eye."""

RESPONSE_STYLES: Final = {"nonconcur": "bold red", "cleared_by_default": "yellow", "no_equity": "dim"}
ROLES: Final = {
    "text_version": "drafted",
    "sign_off": "cleared",
    "carry_over": "carried",
    "ruling": "decided",
    "approval": "approved",
    "release": "released",
}


def text_name(version: int, digest: str) -> str:
    """A text by its version and the first digits of its digest."""
    return f"version {version}  {digest[:SHORT]}"


class Screen:
    """The demo's terminal; plain lines where it is none, nothing at all when `quiet`."""

    def __init__(self, *, quiet: bool, pause: float) -> None:
        self._out = console(quiet=quiet)
        self._width = min(self._out.width, WIDTH)
        self._pause = pause
        self._live: Live | None = None
        self._latest: RenderableType = ""

    def opening(self, title: str, url: str) -> None:
        """Show what is about to be played."""
        self._out.print(Text(title, style="bold"))
        self._out.print(
            Text(f"Each line is a request to {url} by the persona it names. The case is invented.", style="dim")
        )

    def stage(self, name: str) -> None:
        """Show that a part of the procedure begins."""
        self._out.print(heading(name))

    def step(self, who: str, what: str, result: str, *, style: str = "", refused: bool = False) -> None:
        """Show one act and what came of it, then wait a little."""
        line = grid(16, None, 33)
        line.width = self._width - 2
        result_style = "bold red" if refused else "dim"
        line.add_row(Text(who, style="cyan"), Text(what, style=style), Text(result, style=result_style))
        self._out.print(Padding(line, (0, 0, 0, 2), expand=False))
        if self._pause:
            time.sleep(self._pause)

    def quote(self, said: str) -> None:
        """Show words that belong to the step before."""
        self._out.print(Padding(Text(said, style="italic"), (0, 0, 0, 20), expand=False), width=self._width)

    @contextmanager
    def round(self, case: Json) -> Iterator[None]:
        """While it is open the agencies stand under the steps and change as they answer; then they stay."""
        table = seats(case)
        if self._out.is_terminal and not self._out.quiet:
            with Live(table, console=self._out, auto_refresh=False) as self._live:
                yield
            self._live = None
        else:
            yield
            self._out.print(self._latest)

    def seats(self, case: Json) -> None:
        """Take notice of where the agencies stand now; it is shown while a round is open, and when it ends."""
        if case["round"] is not None:
            self._latest = seats(case)
        if self._live is not None:
            self._live.update(self._latest, refresh=True)

    def stand(self, case: Json) -> None:
        """Show where the agencies stand, once."""
        self._out.print(seats(case))

    def redline(self, found: Json) -> None:
        """Show the paragraphs that changed, with what went out and what came in."""
        for part in found["redline"]:
            if any(run["op"] != "equal" for run in part["runs"]):
                line = grid(2, None)
                line.add_row(f"{part['new'] or part['old']}.", redlined(part["runs"], plain=not self._out.is_terminal))
                self._out.print(Padding(line, (0, 0, 0, 20), expand=False), width=self._width)

    def paper(self, title: str, lines: list[str]) -> None:
        """Show a paper as the person sees it before whom it lies."""
        sheet = Panel(Text("\n".join(lines)), title=title, title_align="left", box=box.SQUARE, padding=(0, 1))
        self._out.print(Padding(sheet, (1, 0, 1, 2), expand=False), width=self._width)

    def record(self, case: Json, text: Json, timeline: list[Json], ledger: list[Json]) -> None:
        """Show the record at the end: who cleared which words when, the words, and by what to check them."""
        self._out.print(heading("The record: who did what to which words, and when"))
        self._out.print(history(timeline))
        first, last = timeline[0]["at"], timeline[-1]["at"]
        self._out.print(Text(f"Washington time. The record keeps UTC: {first} to {last}.", style="dim"))
        self._out.print(heading("The words that left, and who cleared them"))
        self._out.print(paper(case, text, timeline), width=self._width)
        proof = grid(14, None)
        proof.add_row("released", f"version {case['release']['version']}, SHA-256 {case['release']['digest']}")
        proof.add_row("last of ledger", f"entry {ledger[-1]['seq']}, SHA-256 {ledger[-1]['hash']}")
        self._out.print("", proof, sep="\n")
        self._out.print(Text.assemble("\nCheck all of it from the database alone: ", ("onevoice verify", "bold")))


def seats(case: Json) -> RenderableType:
    """The agencies of the latest round: what each was asked for, what it answered, and to which words."""
    on, head = case["round"], case["text"]["version"]
    table = listing("Agency", "Right", "Response", "To", "When")
    table.columns[2].min_width = 24
    table.columns[3].min_width = 9
    table.columns[4].min_width = 12
    table.title = f"Round {on['number']} on version {on['version']}, {on['precedence']}, suspense " + washington(
        on["suspense"], "%a %d %b %H:%M %Z"
    )
    table.title_style = "bold"
    for seat in on["agencies"]:
        answered = seat["response"] is not None
        response = Text("did not answer" if on["stale"] else "waiting", style="dim")
        if answered:
            said = words(seat["response"]) + (", carried over" if seat["carried_over"] else "")
            response = Text(said, style=RESPONSE_STYLES.get(seat["response"], "green"))
        elif seat["version"] is not None and seat["version"] < head:
            response = Text("stale: the words changed", style="yellow")
        table.add_row(
            agency_name(seat["agency"]),
            words(seat["right"]),
            response,
            f"version {seat['version']}" if seat["version"] else "",
            washington(seat["since"], "%H:%M:%S %Z") if answered else "",
        )
    return Padding(table, (1, 0, 0, 2), expand=False)


def redlined(runs: list[Json], *, plain: bool) -> Text:
    """A paragraph's changes: struck and underlined on a terminal, [-out-] and {+in+} elsewhere."""
    line = Text()
    for run in runs:
        match run["op"], plain:
            case "delete", True:
                line.append(f"[-{run['text']}-]")
            case "insert", True:
                line.append(f"{{+{run['text']}+}}")
            case "delete", False:
                line.append(run["text"], style="red strike")
            case "insert", False:
                line.append(run["text"], style="green underline")
            case _:
                line.append(run["text"])
    return line


def history(timeline: list[Json]) -> Table:
    """Everything that happened, in order; clearances, approval and release stand out."""
    table = listing("Washington", "Who", "What")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for item in timeline:
        who = item["who"]["subject"] if item["who"] else "time"
        refused = item["data"].get("response") == "nonconcur"
        style = "bold red" if refused else "bold" if item["what"] in ("approval", "release") else ""
        table.add_row(washington(item["at"]), Text(who, style="cyan"), Text(item["sentence"], style=style))
    return table


def paper(case: Json, text: Json, timeline: list[Json]) -> Panel:
    """The released text between its banners, and under it who drafted, cleared, approved and released those words."""
    sheet = grid(4, None)
    for paragraph in text["paragraphs"]:
        sheet.add_row(mark(paragraph["marking"]), Text(paragraph["text"]))
        sheet.add_row("", "")
    names = grid(9, 14, 16, None)
    for role, item in signatures(timeline, case["release"]["digest"]):
        agency = agency_name(item["data"]["office"].partition(".")[0])
        names.add_row(role, agency, Text(item["who"]["subject"], style="cyan"), washington(item["at"]))
    whole = grid(None)
    whole.add_row(sheet)
    whole.add_row(names)
    return Panel(
        whole, title=case["banner"], subtitle=case["banner"], box=box.SQUARE, border_style="red", padding=(1, 1, 1, 2)
    )


def signatures(timeline: list[Json], digest: str) -> Iterator[tuple[str, Json]]:
    """Those whose names stand under the text with that digest, in the order of a cable; of an agency the last.

    A response that was carried over stands with its giver's name and its own hour.
    """
    latest = {(i["what"], i["data"].get("agency")): i for i in timeline if i["data"].get("digest") == digest}
    responses = {i["data"]["agency"]: i for i in timeline if i["what"] == "sign_off"}
    for wanted, role in ROLES.items():
        for (kind, agency), item in latest.items():
            if kind == wanted == "carry_over" and ("sign_off", agency) not in latest:
                yield role, responses[agency]
            elif kind == wanted != "carry_over":
                yield "no equity" if item["data"].get("response") == "no_equity" else role, item
