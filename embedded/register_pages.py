"""What `onevoice holds`, `practice show` and `people show` print for a person."""

from typing import Any

from rich.text import Text

from embedded.pages import agency_name, console, heading, listing, washington, words

Json = dict[str, Any]  # an answer of the API, read field by field

MINUTE = "%a %d %b %H:%M %Z"


def print_holds(found: Json) -> None:
    """Print what holds cost by agency, then the newest ones with their official and what lifts them."""
    out = console()
    if not found["items"]:
        out.print("No hold was placed in the cases that you may see.")
        return
    costs = listing("Agency", "Holds", "Open", "Cases stopped", "Cycles delayed", "Working days")
    for column in costs.columns[1:]:
        column.justify = "right"
    for cost in found["agencies"]:
        counts = (str(cost[name]) for name in ("holds", "open", "cases", "cycles", "working_days"))
        costs.add_row(agency_name(cost["agency"]), *counts)
    out.print(costs)
    held = listing("Case", "Agency", "Kind", "Official", "Reason", "Until", "Cost")
    held.columns[0].no_wrap = True
    for hold in found["items"]:
        until = f"{words(hold['ended'])} {washington(hold['ended_at'], MINUTE)}" if hold["ended"] else None
        cost = f"{hold['working_days']} wd, {hold['cycles']} cycles"
        reason = Text(f"{hold['reason']} Lifts when: {hold['lifts_when']}")
        ends = until or washington(hold["until"], MINUTE)
        held.add_row(hold["number"], agency_name(hold["agency"]), hold["kind"], hold["official"], reason, ends, cost)
    out.print(held)
    if found["more"]:
        out.print(Text(f"Counted over the newest {found['counted']:,} holds.", style="dim"))


def print_practice(found: Json) -> None:
    """Print what each precedence gives, and what a statute gives."""
    out = console()
    since = f", loaded {washington(found['loaded_at'])}" if found["loaded_at"] else ", the customary one"
    out.print(Text(f"The practice in force: edition {found['edition']}{since}.", style="bold"))
    table = listing("Precedence", "Time", "Reminds at")
    for one in found["suspenses"]:
        time = f"{one['working_days']} working days" if one["working_days"] else f"{one['hours']} hours"
        table.add_row(one["precedence"], time, ", ".join(map(words, one["reminders"])) or "nothing")
    out.print(table)
    out.print(heading("By statute, whatever the practice"))
    for name, statute in found["presets"].items():
        more = f"{statute['extension_days']} more if the agency's head asks in time"
        out.print(Text(f"  {words(name)}: {statute['calendar_days']} calendar days, {more}"))


def print_appointments(found: Json) -> None:
    """Print who may act for whom now."""
    table = listing("Agency", "Office", "May act as", "Grade", "Who", "For")
    for one in found["items"]:
        acting = f"{one['acting_for']}, by {one['instrument']}" if one["acting_for"] else ""
        until = f" until {washington(one['to'], '%d %b %Y')}" if one["to"] else ""
        row = (agency_name(one["agency"]), one["office"], words(one["capacity"]), words(one["grade"]))
        table.add_row(*row, f"{one['name']} ({one['subject']})", acting + until)
    console().print(table)
