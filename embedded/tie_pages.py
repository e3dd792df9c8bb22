"""What `onevoice case` prints of links, trade actions, sources and tear-lines; and `onevoice pressure`."""

from typing import Any

from rich.text import Text

from embedded.pages import agency_name, console, heading, listing, mark, washington, words

Json = dict[str, Any]  # an answer of the API, read field by field

MINUTE = "%a %d %b %H:%M %Z"
NOTHING = "Nothing that you may see."


def print_links(found: Json) -> None:
    """Print a case's links and the levers that it shares."""
    out = console()
    if not found["items"] and not found["levers"]:
        out.print(NOTHING)
    if found["items"]:
        table = listing("Link", "", "Other case", "Title", "Stage", "Why")
        for link in found["items"]:
            other = link["case"]
            kind = words(link["kind"]) if link["direction"] == "to" else f"{words(link['kind'])}, from there"
            state = "ended" if link["ended_at"] else ("open" if link["open"] else "met")
            table.add_row(kind, state, other["number"], other["title"], words(other["stage"]), link["reason"])
        out.print(table)
    print_levers(found["levers"])


def print_levers(levers: list[Json]) -> None:
    """Print levers with the certifications on them."""
    out = console()
    for lever in levers:
        out.print(Text(f"Lever {lever['name']}: {', '.join(lever['mandates'])}", style="bold"))
        for one in lever["certifications"]:
            decided = f", {washington(one['decided_at'], MINUTE)}" if one["decided_at"] else ""
            out.print(f"  {one['case']['number']}, {words(one['statute'])}: {words(one['finding'])}{decided}")


def print_trade(found: Json) -> None:
    """Print a trade action as its committee sees it."""
    out = console()
    if found["wall_notice"]:
        out.print(Text(found["wall_notice"], style="bold red"))
    fence = found["fence"]
    out.print(f"Legal fence: {words(fence['outcome']) if fence else 'not ruled on'}")
    table = listing("Agency", "Seat", "Response", "Reserve until")
    for seat in found["seats"]:
        until = washington(seat["reserved_until"], MINUTE) if seat["reserved_until"] else ""
        table.add_row(agency_name(seat["agency"]), words(seat["seat"]), words(seat["response"] or ""), until)
    out.print(table)
    for key in found["keys"]:
        out.print(f"Key of {agency_name(key['agency'])}: {'turned' if key['turned'] else 'not turned'}")
    for tranche in found["tranches"]:
        out.print(f"{tranche['ref']}: {tranche['share']} per cent")
    if found["next_tranche"]:
        said = ", ".join(f"{d['agency']} {words(d['outcome'])}" for d in found["next_tranche"]["determinations"])
        out.print(f"Next: {found['next_tranche']['ref']}{f' ({said})' if said else ''}")
    print_levers(found["levers"])


def print_sources(found: Json) -> None:
    """Print the sealed sources that are under the persona's eyes."""
    out = console()
    if not found["items"]:
        out.print(NOTHING)
    for one in found["items"]:
        out.print(Text(f"{agency_name(one['owner'])}, sealed {washington(one['at'], MINUTE)}", style="bold"))
        out.print(f"  {one['source']}")


def print_tear_lines(found: Json) -> None:
    """Print tear-lines with their words."""
    out = console()
    if not found["items"]:
        out.print("There is no tear-line.")
    for line in found["items"]:
        reviewed = words(line["reviewed"]) if line["reviewed"] else "not reviewed"
        out.print(heading(f"Tear-line {line['number']} of {agency_name(line['owner'])}: {reviewed}"))
        for paragraph in line["paragraphs"]:
            out.print(Text.assemble(mark(paragraph["marking"]), f" {paragraph['text']}"))


def print_pressure(found: Json) -> None:
    """Print what went to a counterpart within the week, and what waits."""
    out = console()
    for gauge in found["gauges"]:
        then = "the next one waits until the NSC has sequenced it" if gauge["then"] == "wait" else "the NSC is asked"
        out.print(f"{gauge['directive']}: after {gauge['demarches_a_week']} demarches in a week {then}.")
    for name, cases, at in (
        ("Went out", found["released"], "released_at"),
        ("Waits", found["waiting"], "circulated_at"),
    ):
        for case in cases:
            out.print(f"{name}: {case['number']}, {case['title']} ({washington(case[at], MINUTE)})")
    if not found["released"] and not found["waiting"]:
        out.print(NOTHING)
