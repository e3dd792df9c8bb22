"""`onevoice holds`, `practice` and `people show`: what holds cost, how long a round runs, who may act for whom."""

import json
from collections.abc import Callable
from typing import Annotated

import typer

from case_words import Json, find_case
from domain.vocabulary import Capacity
from shell import AsJson, AsPersona, connected, examples

AgencyOnly = Annotated[str | None, typer.Option(help="Of this agency only, such as defense")]


def _show(found: Json, page: Callable[[Json], None], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        page(found)


def holds(
    persona: AsPersona,
    agency: AgencyOnly = None,
    case: Annotated[str | None, typer.Option(help="In this case only: its number or its id")] = None,
    is_open: Annotated[bool | None, typer.Option("--open/--ended", help="Only those open, or only those ended")] = None,
    limit: Annotated[int, typer.Option(help="Name so many holds, the newest first", min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    """Show what holds cost in the cases that a persona may see: cases, cycles and working days by agency.

    A cycle counts as delayed where a round came to its suspense while the text was stopped. What the persona may not
    see is not counted.
    """
    from embedded.register_pages import print_holds

    with connected() as client:
        asked: dict[str, str | int | None] = {
            "agency": agency,
            "case": find_case(client, persona, case)["id"] if case else None,
            "open": None if is_open is None else str(is_open).lower(),
            "limit": limit,
        }
        found = client.get(persona, "/holds", **{name: value for name, value in asked.items() if value is not None})
    _show(found, print_holds, as_json=as_json)


def practice_show(persona: AsPersona = "apnsa", as_json: AsJson = False) -> None:
    """Show the practice in force: how long each precedence gives, and of what an agency is reminded."""
    from embedded.register_pages import print_practice

    with connected() as client:
        found = client.get(persona, "/practice")
    _show(found, print_practice, as_json=as_json)


def people_show(
    persona: AsPersona,
    agency: AgencyOnly = None,
    capacity: Annotated[Capacity | None, typer.Option(help="In this capacity only, such as coordinator")] = None,
    as_json: AsJson = False,
) -> None:
    """Show who may act for whom now: appointments in force, with grade, days, and the paper by which one acts."""
    from embedded.register_pages import print_appointments

    asked = {"agency": agency, "capacity": capacity.value if capacity else None, "limit": 500}
    with connected() as client:
        found = client.get(persona, "/appointments", **{n: value for n, value in asked.items() if value is not None})
    _show(found, print_appointments, as_json=as_json)


HOLDS_EXAMPLES = examples("onevoice holds --as nsc.asia", "onevoice holds --as nsc.asia --agency defense --open")
PRACTICE_EXAMPLES = examples("onevoice practice show", "onevoice practice show --json")
PEOPLE_EXAMPLES = examples("onevoice people show --as auditor --agency defense --capacity coordinator")
