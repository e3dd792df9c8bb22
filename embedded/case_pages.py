"""What `onevoice case` and `onevoice inbox` print for a person."""

from collections.abc import Iterable
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from embedded.demo_screen import history, redlined, seats, text_name
from embedded.pages import agency_name, console, grid, heading, listing, mark, parsed, washington, words
from embedded.series_pages import print_case_plan, print_waiting_cycles

Json = dict[str, Any]  # an answer of the API, read field by field

SHORT_ID = 8
"""Characters of a comment's or hold's id that are enough to name it."""

MINUTE = "%a %d %b %H:%M %Z"


def print_cases(found: Json) -> None:
    """Print a list of cases, one row each, and whether there are more."""
    table = listing("Case", "", "Title", "Stage", "Action office", "Suspense")
    table.columns[0].no_wrap = True
    for line in found["items"]:
        table.add_row(*_line(line))
    out = console()
    out.print(table)
    if found["next"]:
        out.print(Text("There are more: narrow the list, or raise --limit.", style="dim"))


def _line(line: Json) -> tuple[RenderableType, ...]:
    due = washington(line["suspense"], MINUTE) if line["suspense"] else ""
    office = Text(line["action_office"], style="cyan")
    return line["number"], mark(line["classification"]), Text(line["title"]), words(line["stage"]), office, due


def print_inbox(found: Json) -> None:
    """Print what waits for a persona."""
    out = console()
    if found["cycles"]:
        print_waiting_cycles(found["cycles"])
    if not found["items"]:
        out.print("No case waits for you." if found["cycles"] else "Nothing waits for you.")
        return
    table = listing("To do", "For", "Case", "", "Title", "Stage", "Action office", "Suspense")
    table.columns[2].no_wrap = True
    for item in found["items"]:
        agency = agency_name(item["agency"]) if item["agency"] else ""
        table.add_row(words(item["step"] or item["act"]), agency, *_line(item["case"]))
    out.print(table)


def print_standing(case: Json) -> None:
    """Print in two lines at most where a case stands, as the answer to an act."""
    out = console()
    text = text_name(case["text"]["version"], case["text"]["digest"])
    out.print(Text.assemble((case["number"], "bold"), f"  {words(case['stage'])}  {text}"))
    if case["blocked_by"]:
        out.print(Text(f"Lacks: {_lacks(case)}", style="dim"))


def _lacks(case: Json) -> str:
    by_lack: dict[str, list[str]] = {}
    for obstacle in case["blocked_by"]:
        whose = agency_name(obstacle["agency"]) if obstacle["agency"] else words(obstacle.get("step") or "")
        by_lack.setdefault(obstacle["lack"], []).append(whose)
    return "; ".join(f"{words(lack)} {', '.join(filter(None, of))}".strip() for lack, of in by_lack.items())


RECLEAR = "a position that it rests on has ended; see `onevoice position basis`"
STOPPED = "a position that it rests on has ended: recall it, or have it cleared again"


def print_case(case: Json) -> None:
    """Print where a case stands: the round, what silence would do, holds, the split, what it lacks."""
    out = console()
    out.print(Text(f"{case['number']}, {case['banner']}: {case['title']}", style="bold"))
    about = grid(14, None)
    about.add_row("mandate", f"{case['directive']} {case['mandate']}, {words(case['procedure'])}")
    about.add_row("stage", words(case["stage"]) + (", overdue" if case["overdue"] else ""))
    about.add_row("action", Text(case["action_office"], style="cyan"))
    about.add_row("text", f"version {case['text']['version']}, SHA-256 {case['text']['digest']}")
    if case["blocked_by"]:
        about.add_row("lacks", _lacks(case))
    for state, what in (("needs_reclear", RECLEAR), ("stopped", STOPPED)):
        if case["basis"][state]:
            about.add_row(words(state), what)
    if case["due"]:
        about.add_row("next by time", f"{_what_time_does(case['due']['key'])}, {washington(case['due']['at'], MINUTE)}")
    for step in (one for one in case["steps"] if not one["optional"]):
        about.add_row("step", _step(step))
    for hold in case["holds"]:
        about.add_row("hold", _hold(hold))
    if case["split"]:
        about.add_row("split", _split_stands(case["split"]))
    if case["release"]:
        about.add_row("released", f"version {case['release']['version']}, {washington(case['release']['at'])}")
    out.print(about)
    if case["plan"]:
        print_case_plan(case["plan"])
    _print_round(case)


def _print_round(case: Json) -> None:
    if case["round"]:
        console().print(seats(case))
        console().print(*_own_times(case["round"]), sep="\n", end="")


def _what_time_does(key: str) -> str:
    of, _, what = key.partition("/")
    return f"{of.replace('-', ' ')} {words(what.rpartition('/')[2])}"


def _step(step: Json) -> Text:
    """One step of the procedure: taken, waited for now, or later, and whose it is."""
    sign, style = ("taken", "green") if step["taken"] else ("now", "yellow") if step["next"] else ("later", "dim")
    whose = step["office"] or agency_name(step["agency"])
    return Text(f"{words(step['name'])}: {sign}, {words(step['capacity'])} of {whose}", style=style)


def _hold(hold: Json) -> str:
    cost = f"{hold['working_days_so_far']} working days and {hold['cycles_so_far']} cycles so far"
    becomes = {"lapse": "lapses", "nonconcurrence": "becomes a nonconcurrence"}[hold["becomes"]]
    until = washington(hold["until"], MINUTE)
    return f"{hold['id'][:SHORT_ID]} {agency_name(hold['agency'])}, {hold['kind']}; {becomes} {until}; {cost}"


def _split_stands(split: Json) -> str:
    ruled = f"ruled: {words(split['ruling'])}" if split["ruling"] else f"before {split['name_1982']}"
    today = "" if split["ruling"] or split["name_today"] == split["name_1982"] else f" (today: {split['name_today']})"
    dissents = f"; dissents: {', '.join(map(agency_name, split['dissents']))}" if split["dissents"] else ""
    return f"{words(split['track'])}, {ruled}{today}{dissents}"


def _own_times(on: Json) -> Iterable[Text]:
    """What differs from the round's suspense, and when silence would clear."""
    for seat in on["agencies"]:
        said = []
        if seat["suspense"] != on["suspense"]:
            said.append(f"has until {washington(seat['suspense'], MINUTE)}")
        if seat["carried_over"]:
            said.append(f"response carried over from version {seat['version']}")
        if seat["received_at"]:
            said.append(f"received {washington(seat['received_at'], MINUTE)}")
        if seat["silence_clears_at"]:
            said.append(f"silence clears {washington(seat['silence_clears_at'], MINUTE)}")
        elif on["default_clearance"] and seat["silence_barred_by"] not in (None, "spoke"):
            said.append(f"silence does not clear ({words(seat['silence_barred_by'])})")
        elif seat["lapsed"]:
            said.append("said nothing in its time, which means nothing")
        if said:
            yield Text(f"  {agency_name(seat['agency'])}: {', '.join(said)}.", style="dim")
    for office in on["offices"]:
        answer = words(office["response"]) if office["response"] else "is asked, beside its agency"
        yield Text(f"  {office['office']}: {answer}.", style="dim")
    yield from _of_silence(on)
    yield Text("")


def _of_silence(on: Json) -> Iterable[Text]:
    """Whether silence clears in the round at all, and until when that was announced, by which clock."""
    announced = f"{parsed(on['announced']['at']):%d %B %Y, %H:%M} in {on['announced']['city']}"
    if on["preset"]:
        yield Text(f"  {words(on['preset']).capitalize()}: silence until {announced} is no objection.", style="dim")
    elif on["default_clearance"]:
        yield Text(f"  Default clearance was announced: silence until {announced} clears.", style="dim")
    elif on["silence_excluded"]:
        yield Text(f"  No silence clears at this step: {words(on['silence_excluded'])}.", style="dim")


def print_text(case: Json, text: Json) -> None:
    """Print a version's words with marks and equities, or what changed since another version."""
    out = console()
    out.print(Text(f"{case['number']}, {case['banner']}: version {text['version']}", style="bold"))
    sheet = grid(4, 4, None)
    if "redline" in text:
        for part in text["redline"]:
            sheet.add_row(f"{part['new'] or part['old']}.", "", redlined(part["runs"], plain=not out.is_terminal))
    else:
        for number, paragraph in enumerate(text["paragraphs"], 1):
            of = f" [{', '.join(paragraph['equities'])}]" if paragraph["equities"] else ""
            line = Text.assemble(paragraph["text"], (of, "dim"))
            sheet.add_row(f"{number}.", mark(paragraph["marking"]), line)
    out.print(Padding(sheet, (1, 0, 1, 0)))
    out.print(f"SHA-256 {text['digest']}")


def print_timeline(found: Json) -> None:
    """Print who did what, with the words that go with it."""
    out = console()
    out.print(history(found["items"]))
    for item in found["items"]:
        for name, said in item["words"].items():
            told = said if isinstance(said, str) else "; ".join(f"{key}: {value}" for key, value in said.items())
            out.print(Text(f"{item['seq']:>4} {words(name)}: {told}", style="italic"))


def print_ledger(found: Json) -> None:
    """Print the chain's entries by number, kind and hash."""
    table = listing("Entry", "At (UTC)", "Kind", "SHA-256")
    table.columns[3].no_wrap = True
    for entry in found["items"]:
        table.add_row(str(entry["seq"]), entry["at"], entry["kind"], entry["hash"][:16])
    console().print(table)


def print_matrix(found: Json) -> None:
    """Print the comments, each with its id, and what became of it."""
    table = listing("Comment", "On", "Agency", "Kind", "Words", "Disposition")
    table.columns[0].no_wrap = True
    for line in found["items"]:
        paragraph = f", paragraph {line['paragraph']}" if line["paragraph"] else ""
        proposed = f"\n[{line['proposed']}]" if line["proposed"] else ""
        made = f"{words(line['disposition'])}: {line['reason']}" if line["disposition"] else "open"
        kind = line["kind"] + (f", {line['ground']}" if line["ground"] else "")
        on = f"version {line['version']}{paragraph}"
        said = Text(line["text"] + proposed)
        table.add_row(line["id"][:SHORT_ID], on, agency_name(line["agency"]), kind, said, Text(made))
    console().print(table)


def print_advice(found: Json) -> None:
    """Print whom circulation would ask, who is missing, who may be asked too much."""
    asked: dict[str, list[str]] = {}
    for one in found["would_ask"]:
        asked.setdefault(one["right"], []).append(agency_name(one["agency"]))
    table = grid(22, None)
    for right, agencies in asked.items():
        table.add_row(words(right), ", ".join(agencies))
    if found["would_ask_offices"]:
        table.add_row("offices, beside them", ", ".join(found["would_ask_offices"]))
    if found["silence_excluded"]:
        table.add_row("no silence clears", words(found["silence_excluded"]))
    table.add_row("asked before, missing", ", ".join(map(agency_name, found["missing"])) or "nobody")
    table.add_row("asked, never comments", ", ".join(map(agency_name, found["never_comments"])) or "nobody")
    table.add_row("short fuses so far", str(found["short_fuses"]))
    console().print(table)


def print_splits(found: Json) -> None:
    """Print each split: the memo as its decider sees it, the rungs, the rulings, the reclama."""
    out = console()
    if not found["items"]:
        out.print("No split was brought to decision in this case.")
    for split in found["items"]:
        out.print(*map(Text, split["memo"]), sep="\n")
        out.print(heading("Where it stood, and what was ruled"))
        for event in sorted((*split["moves"], *split["rulings"]), key=lambda event: str(event["at"])):
            out.print(Text(f"  {washington(event['at'])}  {_event(event)}"))
        if split["reclama"]:
            out.print(Text(f"  Reclama of {agency_name(split['reclama']['agency'])}: {split['reclama']['argument']}"))


def _event(event: Json) -> str:
    if "cause" in event:
        return f"before {event['name_1982']} (today: {event['name_today']})"
    clauses = f" {', '.join(event['clauses'])}" if event["clauses"] else ""
    return f"{event['office']}: {words(event['outcome'])}{clauses}. {event['reason']}"


def print_answers(numbers: Iterable[str], told: Json) -> None:
    """Print what became of each of many sign-offs."""
    out = console()
    for number, item in zip(numbers, told["items"], strict=True):
        refused = f"refused ({item['status']} {item['code']}): {item['detail']}" if item["code"] else "signed"
        out.print(Text.assemble((number, "bold"), f"  {refused}"))
