"""`onevoice position`, `say`, `check`, `exceptions`: the register of positions from the shell."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from case_acts import act, tell
from case_words import By, CaseName, GivenDigest, Json, Yes, agreed_digest, find_case, moment, read_words, the_one
from position_words import find_position
from shell import AsJson, AsPersona, connected, examples

Audience = Literal["private", "public"]
Outcome = Literal["no_contradiction", "text_yields", "text_stands"]
Kind = Literal[
    "needs_reclear",
    "stopped",
    "to_correct",
    "conflict",
    "drift",
    "stale_copy",
    "contact",
    "parity",
    "mandate_check",
    "mandate_idle",
]
Issue = Annotated[str, typer.Option(help="Such as defense-roles-and-missions")]
Counterpart = Annotated[str, typer.Option(help="Such as japan")]
Position = Annotated[str, typer.Argument(metavar="POSITION", help="Its id, or how it begins")]

position_app = typer.Typer(
    help="Positions of record: looked up, brought into force, ended, contradicted, ruled on.", no_args_is_help=True
)


def _show(found: Json, page: Callable[[Json], None], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        page(found)


def say(
    persona: AsPersona,
    issue: Issue,
    counterpart: Counterpart = "japan",
    audience: Annotated[Audience, typer.Option(help="In confidence, or to everybody")] = "private",
    on: Annotated[str | None, typer.Option(help="On which day (RFC 3339), or +30d from now")] = None,
    as_json: AsJson = False,
) -> None:
    """What may I say? The cleared words, what not to say, until when; the fallback only for those on its list."""
    from embedded.client import ApiRefused
    from embedded.position_pages import print_nothing_to_say, print_say

    asked = {"issue": issue, "counterpart": counterpart, "audience": audience}
    with connected() as client:
        try:
            found = client.get(persona, "/positions/say", **asked, **({"on": moment(on)} if on else {}))
        except ApiRefused as refused:
            if refused.status != 404:
                raise
            print_nothing_to_say(issue, audience)
            raise typer.Exit(1) from refused
    _show(found, print_say, as_json=as_json)


def check(
    persona: AsPersona,
    file: Annotated[Path, typer.Argument(help="A text file; - for what comes in", allow_dash=True)],
    as_json: AsJson = False,
) -> None:
    """What is this paper? In force, superseded since when, sent out, nearly which version, or never cleared.

    Exit code 1 unless all of it may be used as it is.
    """
    from embedded.position_pages import print_paper

    text = sys.stdin.read() if str(file) == "-" else read_words(file)
    with connected() as client:
        found = client.act(persona, "/positions/verify", {"text": text})
    _show(found, print_paper, as_json=as_json)
    if found["verdict"] not in ("in_force", "released"):
        raise typer.Exit(1)


def exceptions(
    persona: AsPersona,
    kind: Annotated[Kind | None, typer.Option(help="Of this kind only")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is out of the ordinary about the one voice now, as far as a persona may see it."""
    from embedded.position_pages import print_exceptions

    with connected() as client:
        found = client.get(persona, "/exceptions", **({"kind": kind} if kind else {}))
    _show(found, print_exceptions, as_json=as_json)


@position_app.command(
    "list",
    epilog=examples(
        "onevoice position list --as nsc.asia",
        "onevoice position list --as nsc.asia --issue whaling --as-of 2027-01-01T00:00:00Z --known-at"
        " 2026-12-01T00:00:00Z",
    ),
)
def list_positions(
    persona: AsPersona,
    issue: Annotated[str | None, typer.Option(help="On this issue only")] = None,
    counterpart: Annotated[str | None, typer.Option(help="For this counterpart only")] = None,
    audience: Annotated[Audience | None, typer.Option(help="For this audience only")] = None,
    as_of: Annotated[str | None, typer.Option(help="In force at this instant; now if left out")] = None,
    known_at: Annotated[str | None, typer.Option(help="As it was known at this instant; now if left out")] = None,
    as_json: AsJson = False,
) -> None:
    """List positions in force on a day, as it was known on that or another day."""
    from embedded.position_pages import print_positions

    asked = {
        "issue": issue,
        "counterpart": counterpart,
        "audience": audience,
        "as_of": moment(as_of) if as_of else None,
        "known_at": moment(known_at) if known_at else None,
    }
    with connected() as client:
        found = client.get(persona, "/positions", limit=200, **{k: v for k, v in asked.items() if v is not None})
    _show(found, print_positions, as_json=as_json)


@position_app.command(
    epilog=examples(
        "onevoice position show 3f2a --as nsc.asia", "onevoice position show 3f2a --as nsc.asia --compare 9b1c"
    )
)
def show(
    position: Position,
    persona: AsPersona,
    compare: Annotated[str | None, typer.Option(help="Show what changed from this one")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a position: its words, its time in force as it was ever known, and the texts that rest on it."""
    from embedded.position_pages import print_position

    with connected() as client:
        other = {"compare": find_position(client, persona, compare)} if compare else {}
        found = client.get(persona, f"/positions/{find_position(client, persona, position)}", **other)
    _show(found, print_position, as_json=as_json)


@position_app.command(epilog=examples("onevoice position basis SEC-2-7KQ2M4XW --as defense.isa"))
def basis(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show what a case's text rests on and what changed since, what it asserts, its contradictions and rulings."""
    from embedded.position_pages import print_basis

    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/basis")
    _show(found, print_basis, as_json=as_json)


@position_app.command(epilog=examples("onevoice position adopt SEC-2-7KQ2M4XW --as defense.isa"))
def adopt(
    case: CaseName,
    persona: By,
    digest: GivenDigest = None,
    since: Annotated[
        str | None, typer.Option("--from", help="In force from this instant, or +3d; now if left out")
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Bring the cleared and approved words into force as the position that they were drafted to be."""
    with connected() as client:
        found = find_case(client, persona, case)
        (exact,) = agreed_digest(client, persona, [found], digest, yes=yes)
        body = {"digest": exact, **({"in_force_from": moment(since)} if since else {})}
        tell(client.act(persona, f"/cases/{found['id']}/position", body), as_json=as_json)


@position_app.command(epilog=examples("onevoice position end SEC-2-7KQ2M4XW --as defense.isa --reason 'Overtaken.'"))
def end(case: CaseName, persona: By, reason: Annotated[str, typer.Option(help="Why")], as_json: AsJson = False) -> None:
    """End the position that came from a case, without another in its place."""
    with connected() as client:
        found = find_case(client, persona, case)
        body = {"position": found["basis"]["position"], "reason": reason}
        tell(client.act(persona, f"/cases/{found['id']}/position/end", body), as_json=as_json)


@position_app.command(epilog=examples("onevoice position reaffirm SEC-2-7KQ2M4XW --as jcs.j5 --agency jcs"))
def reaffirm(
    case: CaseName,
    persona: By,
    agency: Annotated[str, typer.Option(help="For which agency")],
    position: Annotated[str | None, typer.Option(help="On which; the successor if left out")] = None,
    as_json: AsJson = False,
) -> None:
    """Clear a released text again for an agency, on the position that took the old one's place."""
    with connected() as client:
        found = find_case(client, persona, case)
        after = [rest["successor"] for rest in found["basis"]["rests_on"] if rest["successor"]]
        body = {
            "agency": agency,
            "digest": found["release"]["digest"] if found["release"] else found["text"]["digest"],
            "position": the_one(position, after, "successor"),
        }
        tell(client.act(persona, f"/cases/{found['id']}/reaffirmations", body), as_json=as_json)


@position_app.command(epilog=examples("onevoice position recheck SEC-2-7KQ2M4XW --as nsc.asia"))
def recheck(case: CaseName, persona: By, as_json: AsJson = False) -> None:
    """Hold a case's text against all that a persona may see; what contradicts it blocks it."""
    act(persona, case, "check", {}, as_json=as_json)


@position_app.command(
    epilog=examples("onevoice position contradict SEC-2-7KQ2M4XW --as jcs.j5 --position 3f2a --note 'The tone.'")
)
def contradict(
    case: CaseName,
    persona: By,
    position: Annotated[str, typer.Option(help="Which position")],
    note: Annotated[str, typer.Option(help="In what")],
    as_json: AsJson = False,
) -> None:
    """Say that a text contradicts a position, where the checker does not see it."""
    with connected() as client:
        found = find_case(client, persona, case)
        body = {"position": find_position(client, persona, position), "note": note}
        tell(client.act(persona, f"/cases/{found['id']}/conflicts", body), as_json=as_json)


@position_app.command(
    epilog=examples(
        "onevoice position rule SEC-2-7KQ2M4XW --as apnsa --outcome text_yields --reason 'The directive says 1,000.'"
    )
)
def rule(
    case: CaseName,
    persona: By,
    outcome: Annotated[Outcome, typer.Option(help="What becomes of it; that a text stands is the President's")],
    reason: Annotated[str, typer.Option(help="Why")],
    conflict: Annotated[
        str | None, typer.Option(help="Its id, or how it begins; the only open one if left out")
    ] = None,
    precedent: Annotated[str | None, typer.Option(help="An earlier ruling on a like pair")] = None,
    as_json: AsJson = False,
) -> None:
    """Rule on a contradiction; the ruling is precedent for the next like one."""
    with connected() as client:
        found = find_case(client, persona, case)
        which = the_one(conflict, (one["id"] for one in found["basis"]["conflicts"]), "open contradiction")
        body = {"outcome": outcome, "reason": reason, **({"precedent": precedent} if precedent else {})}
        tell(client.act(persona, f"/cases/{found['id']}/conflicts/{which}/ruling", body), as_json=as_json)
