"""What the commands print of assessments and of mandates' yearly checks."""

from typing import Any

from rich.text import Text

from embedded.pages import agency_name, console, listing, washington, words

Json = dict[str, Any]  # an answer of the API, read field by field

MINUTE = "%a %d %b %H:%M %Z"


def print_assessment(found: Json) -> None:
    """Print what one period's assessment rests on, and what became of it."""
    out = console()
    plan = found["plan"]
    if plan is not None:
        out.print(Text(f"{plan['indicator']} (at first: {plan['baseline']}; owner: {plan['owner']})", style="bold"))
    if found["returns"]:
        table = listing("Agency", "Return", "", "By")
        for one in found["returns"]:
            said = "stale copy" if one["stale_copy"] else words(one["outcome"] or "none yet")
            table.add_row(agency_name(one["agency"]), said, one["value"] or "", washington(one["until"], MINUTE))
        out.print(table)
    for name in ("closed", "score", "review"):
        if found[name]:
            out.print(f"{name.capitalize()}: {words(found[name])}")
    for case in found["opened"]:
        out.print(f"Opened: {words(case['procedure'])}, {words(case['stage'])}")


def print_checks(found: Json) -> None:
    """Print a mandate's yearly checks."""
    table = listing("Mandate", "Verdict", "Why", "By", "At")
    for one in found["items"]:
        at = washington(one["at"], "%d %b %Y")
        table.add_row(one["mandate"], words(one["verdict"]), one["reason"], Text(one["by"], style="cyan"), at)
    console().print(table if found["items"] else "It has not been checked yet.")
