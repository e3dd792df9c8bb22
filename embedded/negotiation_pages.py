"""What `onevoice case negotiation` prints."""

from rich.text import Text

from embedded.client import Json
from embedded.pages import agency_name, console, grid, listing, words

LEGAL_ADVISER = "state.l"


def print_negotiation(found: Json) -> None:
    """Print where a negotiation stands: authority and rounds, departures, what is cleared under it, clocks."""
    out = console()
    sheet = grid(22, None)
    for name, said in _standing(found):
        sheet.add_row(name, said)
    out.print(sheet)
    for departure in found["departures"]:
        out.print(Text(_departure(departure), style="bold" if departure["open"] else ""))
    if under := list(_under(found)):
        table = listing("Under it", "Case", "Stage", "Version", "Title")
        for row in under:
            table.add_row(*row)
        out.print(table)
    if found["clocks"]:
        table = listing("Clock", "At (UTC)", "Days", "State")
        for clock in found["clocks"]:
            table.add_row(clock["key"], clock["at"], str(clock["days"]), words(clock["state"]))
        out.print(table)


def _standing(found: Json) -> list[tuple[str, str]]:
    authority, rounds = found["authority"], found["rounds"]
    needed = authority["approval"]
    by = f"{agency_name(needed['agency'])}, {words(needed['grade'])} or above"
    by += ", or the President" if needed["president"] else ""
    by += ", in person" if needed["in_person"] else ""
    given = authority["given_at"] or "not given yet"
    return [
        ("the Legal Adviser found", words(found["found"]) if found["found"] else "nothing yet"),
        ("authority", f"{given}{'; called back' if authority['called_back'] else ''}"),
        ("given by", by),
        ("rounds held", str(rounds["held"])),
        ("ad referendum in", ", ".join(rounds["accepted_ad_referendum"]) or "no round"),
        ("signs", found["signer"] or "nobody named yet"),
    ]


def _departure(one: Json) -> str:
    seats = ", ".join("the Legal Adviser" if seat == LEGAL_ADVISER else agency_name(seat) for seat in one["missing"])
    state = "dropped" if one["dropped"] else f"open, to be cleared by {seats}" if one["open"] else "cleared"
    return f"Departure {one['ref']}: {state}"


def _under(found: Json) -> list[tuple[str, str, str, str, str]]:
    rows = []
    for kind, cases in (
        ("instruction", found["instructions"]),
        ("text", found["texts"]),
        ("second authority", found["second_authorities"]),
    ):
        for case in cases:
            what = f"{kind}, initialled" if case.get("initialled") else kind
            rows.append(_line(what, case))
            rows += [_line("its fallback", fallback) for fallback in case.get("fallbacks", ())]
    return rows


def _line(what: str, case: Json) -> tuple[str, str, str, str, str]:
    return what, case["number"], words(case["stage"]), str(case["version"]), case["title"]
