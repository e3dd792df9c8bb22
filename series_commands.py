"""`onevoice series`: the series of consultations, their next cycles, and what may be done to them."""

import json
from typing import Annotated, Literal

import typer

from case_words import Json, moment
from shell import AsJson, AsPersona, connected, examples

SeriesCode = Annotated[str, typer.Argument(metavar="SERIES", help="Its code, such as SSC; `series list` shows them")]
By = Annotated[str, typer.Option("--as", help="Who acts; `onevoice personas` lists them")]
Reason = Annotated[str, typer.Option(help="Why")]
Opening = Annotated[str, typer.Argument(metavar="OPENS_AT", help="When the cycle opens, as `series preview` shows it")]
Meeting = Annotated[
    str | None, typer.Option("--meets", help="When it meets (RFC 3339, or +60d); as planned if left out")
]

series_app = typer.Typer(
    help="Series of consultations: calendars, cycles, and what is done to them.", no_args_is_help=True
)


def _tell(found: Json, *, as_json: bool) -> None:
    from embedded.series_pages import print_series

    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_series(found)


def _act(persona: str, series: str, what: str, body: Json, *, as_json: bool) -> None:
    given = {name: value for name, value in body.items() if value is not None}
    with connected() as client:
        _tell(client.act(persona, f"/consultations/{series}/{what}", given), as_json=as_json)


@series_app.command("list", epilog=examples("onevoice series list --as apnsa"))
def list_series(persona: AsPersona = "apnsa", as_json: AsJson = False) -> None:
    """List the series that a persona may see, each with its next cycle."""
    from embedded.series_pages import print_series_list

    with connected() as client:
        found = client.get(persona, "/consultations")
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_series_list(found)


@series_app.command(epilog=examples("onevoice series show SSC --as defense.isa"))
def show(series: SeriesCode, persona: AsPersona = "apnsa", as_json: AsJson = False) -> None:
    """Show a series: forum, calendar, next cycles, what was done to it, how the engine has it."""
    with connected() as client:
        _tell(client.get(persona, f"/consultations/{series}"), as_json=as_json)


@series_app.command(epilog=examples("onevoice series preview SSC --as defense.isa --json"))
def preview(series: SeriesCode, persona: AsPersona = "apnsa", as_json: AsJson = False) -> None:
    """Show when the next cycles open, and when their meetings are planned."""
    from embedded.series_pages import print_next

    with connected() as client:
        found = client.get(persona, f"/consultations/{series}")["next"]
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_next(found)


@series_app.command(
    epilog=examples(
        "onevoice series trigger SSC --as defense.isa --reason 'They agreed to meet early.' --meets +60d",
        "onevoice series trigger SSC --as defense.isa --opens +5d --reason 'After the election.'",
    )
)
def trigger(
    series: SeriesCode,
    persona: By,
    reason: Reason,
    opens: Annotated[str | None, typer.Option(help="A moment to come (RFC 3339, or +5d); now if left out")] = None,
    meets: Meeting = None,
    as_json: AsJson = False,
) -> None:
    """Open a cycle now, or plan one for a day to come."""
    body = {
        "reason": reason,
        "opens_at": _second(opens) if opens else None,
        "meeting_at": _second(meets) if meets else None,
    }
    _act(persona, series, "cycles", body, as_json=as_json)


@series_app.command(epilog=examples("onevoice series pause SSC --as defense.isa --note 'The Diet is dissolved.'"))
def pause(
    series: SeriesCode, persona: By, note: Annotated[str, typer.Option(help="Why")], as_json: AsJson = False
) -> None:
    """Let no cycle open until the series is resumed; what comes due meanwhile is not opened afterwards."""
    _act(persona, series, "pause", {"note": note}, as_json=as_json)


@series_app.command(epilog=examples("onevoice series resume SSC --as defense.isa --note 'They are back.'"))
def resume(
    series: SeriesCode, persona: By, note: Annotated[str, typer.Option(help="Why")], as_json: AsJson = False
) -> None:
    """Let cycles open again from now on."""
    _act(persona, series, "resume", {"note": note}, as_json=as_json)


@series_app.command(
    epilog=examples("onevoice series skip SCG 2027-01-06T14:00:00Z --as defense.isa --reason 'The new year.'")
)
def skip(series: SeriesCode, opens_at: Opening, persona: By, reason: Reason, as_json: AsJson = False) -> None:
    """Skip one cycle: one that is to open, or one that was opened and has no case."""
    _act(persona, series, "skip", {"opens_at": opens_at, "reason": reason}, as_json=as_json)


@series_app.command(
    epilog=examples(
        "onevoice series move SSC 2027-05-10T13:00:00Z 2027-05-17T13:00:00Z --as defense.isa --reason 'Golden Week.'"
    )
)
def move(
    series: SeriesCode,
    opens_at: Opening,
    to: Annotated[str, typer.Argument(metavar="TO", help="When it is to open (RFC 3339, or +5d)")],
    persona: By,
    reason: Reason,
    meets: Meeting = None,
    as_json: AsJson = False,
) -> None:
    """Let one cycle open at another moment."""
    body = {
        "opens_at": opens_at,
        "to": _second(to),
        "meeting_at": _second(meets) if meets else None,
        "reason": reason,
    }
    _act(persona, series, "move", body, as_json=as_json)


def _second(written: str) -> str:
    """An instant counted from now is taken to the second: cycles open on whole seconds."""
    from datetime import datetime

    if not written.startswith("+"):
        return written
    return datetime.fromisoformat(moment(written)).replace(microsecond=0).isoformat()


def commitments(
    persona: AsPersona,
    agency: Annotated[str | None, typer.Option(help="Whose only, such as state")] = None,
    state: Annotated[Literal["open", "done", "overdue"] | None, typer.Option(help="In this state only")] = None,
    as_json: AsJson = False,
) -> None:
    """List what was promised at meetings, whose it is and by when."""
    from embedded.series_pages import print_commitments

    asked = {name: value for name, value in {"agency": agency, "state": state}.items() if value is not None}
    with connected() as client:
        found = client.get(persona, "/commitments", limit=200, **asked)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_commitments(found)
