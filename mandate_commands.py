"""`onevoice mandate`: whether mandates still hold."""

import json
from typing import Annotated

import typer

from case_acts import Reason
from case_words import By
from domain.vocabulary import MandateVerdict
from shell import AsJson, AsPersona, connected, examples

mandate_app = typer.Typer(help="Mandates: whether they still hold.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="MANDATE", help="Its code, such as ECO-1b")]


@mandate_app.command(
    "check",
    epilog=examples(
        "onevoice mandate check ECO-1b --as nsc.asia --verdict still_valid --reason 'The market is not open yet.'"
    ),
)
def check_mandate(
    mandate: Code,
    persona: By,
    verdict: Annotated[MandateVerdict, typer.Option(help="Whether it still holds")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Say whether a mandate still holds, once a year (the staff of the Assistant to the President)."""
    from embedded.monitoring_pages import print_checks

    with connected() as client:
        found = client.act(persona, f"/mandates/{mandate}/checks", {"verdict": verdict, "reason": reason})
    typer.echo(json.dumps(found, indent=2)) if as_json else print_checks({"items": [found]})


@mandate_app.command("checks", epilog=examples("onevoice mandate checks ECO-1b --as nsc.asia"))
def show_checks(mandate: Code, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show a mandate's yearly checks, the newest first."""
    from embedded.monitoring_pages import print_checks

    with connected() as client:
        found = client.get(persona, f"/mandates/{mandate}/checks")
    typer.echo(json.dumps(found, indent=2)) if as_json else print_checks(found)
