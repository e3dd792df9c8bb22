"""What `onevoice series`, plans, agendas and commitments look like to a person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich.text import Text

from embedded.pages import agency_name, console, grid, heading, listing, mark, parsed, washington, words

Json = dict[str, Any]  # an answer of the API, read field by field

TOKYO: Final = ZoneInfo("Asia/Tokyo")
DAY: Final = "%a %d %b %Y %H:%M %Z"
MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
NTH: Final = ("first", "second", "third", "fourth")


def both_capitals(at: str | None) -> str:
    """An instant as the clocks in Washington and in Tokyo show it."""
    if at is None:
        return ""
    return f"{washington(at, DAY)}, {parsed(at).astimezone(TOKYO):%a %d %b %H:%M} in Tokyo"


def print_series_list(found: Json) -> None:
    """Print the series, one row each, with the next cycle."""
    table = listing("Series", "", "What", "Mandate", "Next opens", "Meets", "")
    table.columns[0].no_wrap = True
    for line in found["items"]:
        following = line["next"][0] if line["next"] else None
        table.add_row(
            Text(line["series"], style="cyan"),
            mark(line["marking"]),
            line["title"],
            line["mandate"],
            washington(following["opens_at"], "%d %b %Y") if following else "",
            f"{parsed(following['meeting_at']).astimezone(ZoneInfo(line['meets_in'])):%d %b %Y}" if following else "",
            Text("paused", style="yellow") if line["paused"] else "",
        )
    console().print(table)


def print_series(found: Json) -> None:
    """Print one series: its forum, its calendar, the next cycles, what was done to it."""
    out = console()
    out.print(Text(f"{found['series']}: {found['title']}", style="bold"))
    about = grid(14, None)
    about.add_row("mandate", f"{found['directive']} {found['mandate']}, {found['action_office']}")
    about.add_row("sits", f"{', '.join(found['us_side'])} / {', '.join(found['counterparts'])}")
    about.add_row("level", f"{found['rank']}, in {found['place']}" + (", high level" if found["high_level"] else ""))
    about.add_row("public", "may issue a communique" if found["communique"] else "press guidance only, no communique")
    about.add_row("opens", f"{'; '.join(map(_entry, found['opens']))} at {found['opens_at']}, {found['zone']}")
    about.add_row("meets", f"{found['opens_days_before']} days later at {found['meets_at']}, {found['meets_in']}")
    about.add_row("after outage", f"{words(found['overlap'])}, {found['catch_up_days']} days back")
    about.add_row("how sure", f"{found['confidence']}. {found['reasoning']}")
    about.add_row("state", _state(found))
    out.print(about)
    print_next(found["next"])
    _print_cycles(found["cycles"])
    if found["acts"]:
        out.print(heading("What was done to it"))
        for act in found["acts"]:
            out.print(Text(f"  {washington(act['at'], DAY)}  {act['office']}: {_act(act)}. {act['reason']}"))


def _entry(entry: Json) -> str:
    months = ", ".join(MONTHS[month - 1] for month in entry["months"])
    if entry["weekday"]:
        return f"{NTH[entry['ordinal'] - 1]} {entry['weekday'].capitalize()} of {months}"
    return f"{', '.join(map(str, entry['days']))} {months}"


def _state(found: Json) -> str:
    if not found["in_force"]:
        return "no longer in the directive"
    engine = found["engine"]
    said = "paused" if found["paused"] else "running"
    if engine is None:
        return f"{said}; the engine has not been told yet"
    there = "paused by an operator of its own" if engine["paused_there"] else "in step"
    there = there if engine["in_step"] else "not told of the last act yet"
    return f"{said}; the engine {there}, seen {washington(engine['applied_at'])}"


def _act(act: Json) -> str:
    when = f" {washington(act['opens_at'], DAY)}" if act["opens_at"] else ""
    to = f" to {washington(act['moved_to'], DAY)}" if act["moved_to"] else ""
    return f"{words(act['act'])}{when}{to}"


def print_next(coming: Iterable[Json]) -> None:
    """Print the next cycles: when each opens, when its meeting is planned."""
    table = listing("Opens", "Meets", "")
    for one in coming:
        origin = "" if one["origin"] == "calendar" else one["origin"]
        table.add_row(washington(one["opens_at"], DAY), both_capitals(one["meeting_at"]), origin)
    console().print(table)


def _print_cycles(cycles: Iterable[Json]) -> None:
    table = listing("Cycle", "Opened", "By", "Meets", "Case")
    for cycle in cycles:
        case = cycle["case"]
        table.add_row(
            cycle["id"],
            washington(cycle["opened_at"], DAY),
            cycle["cause"],
            washington(cycle["meeting_at"], "%d %b %Y"),
            f"{case['number']}, {words(case['stage'])}" if case else "",
        )
    if table.row_count:
        console().print(table)


def print_waiting_cycles(cycles: Iterable[Json]) -> None:
    """Print the cycles whose cases the persona's office is to open."""
    table = listing("Open a case for", "", "Meets", "Mandate", "Cycle")
    for cycle in cycles:
        meets = washington(cycle["meeting_at"], "%d %b %Y")
        table.add_row(cycle["series"], mark(cycle["marking"]), meets, cycle["mandate"], cycle["cycle"])
    console().print(table)


def print_case_plan(plan: Json) -> None:
    """Print what is planned of a consultation, as the case shows it."""
    forum = plan["series"] or "no series"
    public = "" if plan["communique"] else "; no communique"
    level = "; high level" if plan["high_level"] else ""
    console().print(Text(f"{forum}: meets {both_capitals(plan['meets_at']) or 'not set'}{level}{public}"))
    _print_lines(plan["milestones"])


def print_plan(found: Json) -> None:
    """Print a plan as it is, or as it would be."""
    out = console()
    what = "If it met" if found["what_if"] else "Meets"
    out.print(Text(f"{what} {both_capitals(found['meets_at']) or 'not set'}", style="bold"))
    for capital in found["closed_in"]:
        out.print(Text(f"{capital.capitalize()} does not work that day.", style="yellow"))
    _print_lines(found["milestones"])
    for said in found["history"]:
        out.print(
            Text(f"  set {washington(said['at'], DAY)} for {washington(said['meets_at'], DAY)}: {said['reason']}")
        )


def _print_lines(lines: Iterable[Json]) -> None:
    table = listing("Milestone", "By", "", "")
    for line in lines:
        state = Text("done", style="green") if line["done"] else Text("late", style="bold red") if line["late"] else ""
        moved = f"moved from {_day(line['moved_from'])}" if line.get("moved_from") else ""
        was = line.get("now_due_at")
        if was is not None and was != line["due_at"]:
            moved = f"now {washington(was, DAY)}" + (f"; {moved}" if moved else "")
        table.add_row(words(line["milestone"]), washington(line["due_at"], DAY), state, moved)
    console().print(table)


def _day(written: str) -> str:
    return f"{datetime.fromisoformat(written):%a %d %b}"


def print_agenda(found: Json) -> None:
    """Print the topics and what was decided, and the cases under this one."""
    out = console()
    table = listing("Topic", "From", "What", "", "Touches")
    for topic in found["topics"]:
        decided = {True: Text("in", style="green"), False: Text("out", style="dim"), None: Text("open", style="yellow")}
        links = ", ".join(link["number"] for link in topic["links"])
        table.add_row(topic["id"][:8], agency_name(topic["agency"]), topic["title"], decided[topic["included"]], links)
    out.print(table)
    for child in found["children"]:
        out.print(Text(f"  under it: {child['number']}, {words(child['procedure'])}, {words(child['stage'])}"))


def print_commitments(found: Json) -> None:
    """Print what was promised, whose it is and by when."""
    styles = {"open": "", "done": "green", "overdue": "bold red"}
    table = listing("Commitment", "Case", "Whose", "What", "By", "")
    for item in found["items"]:
        table.add_row(
            item["id"][:8],
            item["case"]["number"],
            item["office"] or agency_name(item["agency"]),
            Text(item["text"]),
            washington(item["due_at"], "%d %b %Y"),
            Text(item["state"], style=styles[item["state"]]),
        )
    console().print(table)
