"""`onevoice case` and `onevoice inbox`: a persona's looks at cases, their words and their history, and the acts."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from case_acts import acts
from case_consultation import consulting
from case_rulings import rulings
from case_ties import ties
from case_words import CaseName, Json, find_case
from domain.vocabulary import Stage
from shell import AsJson, AsPersona, connected, examples

if TYPE_CHECKING:
    from embedded.client import Client

Exceptional = Literal[
    "overdue", "split", "hold", "needs_reclear", "follow_up", "deviation", "conflict", "pressure", "walled"
]

case_app = typer.Typer(
    help="Cases: looked at, drafted, cleared, argued, decided, released. CASE is a number or an id.",
    no_args_is_help=True,
)


def _show(found: Json, page: Callable[[Json], None], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        page(found)


def _all(client: "Client", persona: str, path: str) -> Json:
    """Every page of what is told in pages."""
    items: list[Json] = []
    after: int | None = 0
    while after is not None:
        page = client.get(persona, path, after=after)
        items += page["items"]
        after = page["next"]
    return {"items": items}


def inbox(persona: AsPersona, as_json: AsJson = False) -> None:
    """Show what waits for a persona, the soonest suspense first."""
    from embedded.case_pages import print_inbox

    with connected() as client:
        found = client.get(persona, "/inbox")
    _show(found, print_inbox, as_json=as_json)


@case_app.command(
    "list",
    epilog=examples("onevoice case list --as state.eb", "onevoice case list --as nsc.asia --exception split --json"),
)
def list_cases(
    persona: AsPersona,
    mandate: Annotated[str | None, typer.Option(help="Under this mandate only, such as ECO-6a")] = None,
    stage: Annotated[Stage | None, typer.Option(help="In this stage only")] = None,
    agency: Annotated[str | None, typer.Option(help="Asked of this agency")] = None,
    exception: Annotated[Exceptional | None, typer.Option(help="Where something is out of the ordinary")] = None,
    title: Annotated[str | None, typer.Option(help="With these words in the title")] = None,
    limit: Annotated[int, typer.Option(help="At most so many, the newest first", min=1, max=200)] = 50,
    as_json: AsJson = False,
) -> None:
    """List the cases that a persona may see."""
    from embedded.case_pages import print_cases

    asked: dict[str, str | int | None] = {
        "mandate": mandate,
        "stage": stage,
        "agency": agency,
        "exception": exception,
        "q": title,
        "limit": limit,
    }
    with connected() as client:
        found = client.get(persona, "/cases", **{name: value for name, value in asked.items() if value is not None})
    _show(found, print_cases, as_json=as_json)


@case_app.command(epilog=examples("onevoice case show ECO-6a-7KQ2M4XW --as state.eb"))
def show(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show where a case stands: each agency's answer, what it lacks, holds and the split."""
    from embedded.case_pages import print_case

    with connected() as client:
        found = find_case(client, persona, case)
    _show(found, print_case, as_json=as_json)


@case_app.command(
    epilog=examples(
        "onevoice case read ECO-6a-7KQ2M4XW --as defense.isa",
        "onevoice case read ECO-6a-7KQ2M4XW --as defense.isa --version 2 --compare 1",
    )
)
def read(
    case: CaseName,
    persona: AsPersona,
    version: Annotated[int | None, typer.Option(help="Which; the current one if left out", min=1)] = None,
    compare: Annotated[int | None, typer.Option(help="Show what changed since this version", min=1)] = None,
    as_json: AsJson = False,
) -> None:
    """Read a version's words. Opened by an agency's coordinator during a round, it counts as received."""
    from embedded.case_pages import print_text

    with connected() as client:
        at = find_case(client, persona, case)
        against = {} if compare is None else {"compare": compare}
        number = version or at["text"]["version"]
        found = client.get(persona, f"/cases/{at['id']}/versions/{number}", **against)
    _show(found, lambda text: print_text(at, text), as_json=as_json)


@case_app.command(epilog=examples("onevoice case timeline ECO-6a-7KQ2M4XW --as auditor"))
def timeline(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Tell who did what to which words, and when."""
    from embedded.case_pages import print_timeline

    with connected() as client:
        found = _all(client, persona, f"/cases/{find_case(client, persona, case)['id']}/timeline")
    _show(found, print_timeline, as_json=as_json)


@case_app.command(epilog=examples("onevoice case ledger ECO-6a-7KQ2M4XW --as auditor --json"))
def ledger(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show the case's chained entries, for checking."""
    from embedded.case_pages import print_ledger

    with connected() as client:
        found = _all(client, persona, f"/cases/{find_case(client, persona, case)['id']}/ledger")
    _show(found, print_ledger, as_json=as_json)


@case_app.command(epilog=examples("onevoice case matrix ECO-6a-7KQ2M4XW --as state.eb"))
def matrix(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show every comment, its id, and what the action office made of it."""
    from embedded.case_pages import print_matrix

    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/comment-matrix")
    _show(found, print_matrix, as_json=as_json)


@case_app.command(epilog=examples("onevoice case advice ECO-6a-7KQ2M4XW --as state.eb"))
def advice(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Say before circulation whom it would ask, who was always asked and is missing, who never comments."""
    from embedded.case_pages import print_advice

    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/advice")
    _show(found, print_advice, as_json=as_json)


@case_app.command(epilog=examples("onevoice case memo ECO-6a-7KQ2M4XW --as president"))
def memo(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show the case's splits: the memo as its decider sees it, where it stood, what was ruled."""
    from embedded.case_pages import print_splits

    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/splits")
    _show(found, print_splits, as_json=as_json)


@case_app.command(epilog=examples("onevoice case negotiation ECO-11-9MPT3RWX --as state.l"))
def negotiation(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show a negotiation: authority, rounds, departures, what is cleared under it, and its clocks."""
    from embedded.negotiation_pages import print_negotiation

    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/negotiation")
    _show(found, print_negotiation, as_json=as_json)


case_app.add_typer(acts)
case_app.add_typer(rulings)
case_app.add_typer(ties)
case_app.add_typer(consulting)
