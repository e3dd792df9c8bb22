"""`onevoice case`: what ties cases together, and what trade actions, enforcement cases and monitoring have."""

import json
from collections.abc import Callable
from typing import Annotated

import typer

from case_acts import Note, Paragraph, Reason, TextFile, act, given, tell
from case_words import By, CaseName, Json, find_case, moment, read_paragraphs, the_one
from domain.vocabulary import Finding, LinkKind, Statute
from shell import AsJson, AsPersona, connected, examples

ties = typer.Typer()

Owner = Annotated[str, typer.Option(help="The agency whose it is, such as cia")]


def look(persona: str, case: str, what: str, page: Callable[[Json], None], *, as_json: bool) -> None:
    """Show one view of a case."""
    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/{what}")
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        page(found)


@ties.command(
    epilog=examples(
        "onevoice case link ECO-8-7KQ2M4XW conflicts_with ECO-9b-9MPT3RWX --as nsc.asia --reason 'One lever.'",
        "onevoice case link ECO-6a-7KQ2M4XW prerequisite ECO-6b-9MPT3RWX --as state.eb --reason 'Findings first.'",
    )
)
def link(
    case: CaseName,
    kind: Annotated[LinkKind, typer.Argument(help="How it is tied to the other one")],
    to: Annotated[str, typer.Argument(metavar="OTHER", help="The other case's number or id")],
    persona: By,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Tie a case to another one: it waits for it, takes its place, conflicts with it, shares a lever, or follows."""
    with connected() as client:
        one, other = (find_case(client, persona, named) for named in (case, to))
        body = {"kind": kind, "to": other["id"], "reason": reason}
        tell(client.act(persona, f"/cases/{one['id']}/links", body), as_json=as_json)


@ties.command(epilog=examples("onevoice case unlink ECO-8-7KQ2M4XW --as nsc.asia --reason 'Decided.'"))
def unlink(
    case: CaseName,
    persona: By,
    reason: Reason,
    which: Annotated[str | None, typer.Option("--link", help="Its id, or how it begins")] = None,
    as_json: AsJson = False,
) -> None:
    """End a link; it stays in the record."""
    with connected() as client:
        found = find_case(client, persona, case)
        links = client.get(persona, f"/cases/{found['id']}/links")["items"]
        one = the_one(which, [one["id"] for one in links if one["ended_at"] is None], "link")
        tell(client.end(persona, f"/cases/{found['id']}/links/{one}", {"reason": reason}), as_json=as_json)


@ties.command(epilog=examples("onevoice case links ECO-8-7KQ2M4XW --as nsc.asia"))
def links(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show what a case is tied to, and the levers that it shares, as far as the persona sees both ends."""
    from embedded.tie_pages import print_links

    look(persona, case, "links", print_links, as_json=as_json)


@ties.command(
    epilog=examples(
        "onevoice case certify ECO-9b-7KQ2M4XW --as commerce.noaa --statute packwood_magnuson --reason 'Catches.'"
    )
)
def certify(
    case: CaseName,
    persona: By,
    statute: Annotated[Statute, typer.Option(help="Under which law")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Open a certification: what pulls the same lever waits until it is decided."""
    act(persona, case, "certifications", {"statute": statute, "reason": reason}, as_json=as_json)


@ties.command(
    epilog=examples(
        "onevoice case decide ECO-9b-7KQ2M4XW not_certified --as commerce.secretary --reason 'Within the quota.'"
    )
)
def decide(
    case: CaseName,
    finding: Annotated[Finding, typer.Argument(help="What is found")],
    persona: By,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Decide the certification that is pending, as the Secretary."""
    with connected() as client:
        found = find_case(client, persona, case)
        items = client.get(persona, f"/cases/{found['id']}/certifications")["items"]
        one = the_one(None, [one["id"] for one in items if one["finding"] == "pending"], "pending certification")
        path = f"/cases/{found['id']}/certifications/{one}/decision"
        tell(client.act(persona, path, {"finding": finding, "reason": reason}), as_json=as_json)


@ties.command(
    epilog=examples(
        "onevoice case sequence ECO-6a-7KQ2M4XW --as nsc.asia --reason 'It cannot wait.'",
        "onevoice case sequence ECO-4-9MPT3RWX --as nsc.asia --not-before +2d --reason 'After the other one.'",
    )
)
def sequence(
    case: CaseName,
    persona: By,
    reason: Reason,
    not_before: Annotated[str | None, typer.Option(help="An instant (RFC 3339), or +4h, +3d; now if left out")] = None,
    as_json: AsJson = False,
) -> None:
    """Say when a demarche may go although so many went within the week (NSC)."""
    body = {"not_before": moment(not_before) if not_before else None, "reason": reason}
    act(persona, case, "sequencing", body, as_json=as_json)


@ties.command(epilog=examples("onevoice case trade ECO-8-7KQ2M4XW --as state.oes"))
def trade(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show a trade action as its committee sees it: fence, seats, reserves, keys, tranches, levers."""
    from embedded.tie_pages import print_trade

    look(persona, case, "trade-action", print_trade, as_json=as_json)


@ties.command(
    epilog=examples("onevoice case seal ECO-6b-7KQ2M4XW --as commerce.ita --owner cia --source 'Who told us.'")
)
def seal(
    case: CaseName,
    persona: By,
    owner: Owner,
    source: Annotated[str, typer.Option(help="What is known of the source")],
    as_json: AsJson = False,
) -> None:
    """Seal a source: read by whoever sealed it and by the agency whose it is, by nobody else."""
    act(persona, case, "sources", {"owner": owner, "source": source}, as_json=as_json)


@ties.command(epilog=examples("onevoice case sources ECO-6b-7KQ2M4XW --as cia.di"))
def sources(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show the sealed sources that a persona may read."""
    from embedded.tie_pages import print_sources

    look(persona, case, "sources", print_sources, as_json=as_json)


@ties.command(
    "tear-line",
    epilog=examples(
        "onevoice case tear-line ECO-6b-7KQ2M4XW --as cia.di --owner cia --paragraph '(S) Machine tools were diverted.'"
    ),
)
def tear_line(
    case: CaseName,
    persona: By,
    owner: Owner,
    paragraph: Paragraph = None,
    file: TextFile = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Put in what of the finding may be told, as the agency whose evidence it is."""
    body = {"owner": owner, "paragraphs": read_paragraphs(paragraph or (), file), "note": note}
    act(persona, case, "tear-lines", given(body), as_json=as_json)


@ties.command(epilog=examples("onevoice case review ECO-6b-7KQ2M4XW --as cia.oea --releasable --reason 'It is safe.'"))
def review(
    case: CaseName,
    persona: By,
    reason: Reason,
    releasable: Annotated[bool, typer.Option("--releasable/--not-releasable", help="What is found")],
    number: Annotated[int | None, typer.Option(help="Which tear-line; the latest if left out", min=1)] = None,
    as_json: AsJson = False,
) -> None:
    """Review a tear-line, as another of the agency whose evidence it is."""
    with connected() as client:
        found = find_case(client, persona, case)
        lines = client.get(persona, f"/cases/{found['id']}/tear-lines")["items"]
        on = number or len(lines)
        body = {"releasable": releasable, "reason": reason}
        tell(client.act(persona, f"/cases/{found['id']}/tear-lines/{on}/review", body), as_json=as_json)


@ties.command("tear-lines", epilog=examples("onevoice case tear-lines ECO-6b-7KQ2M4XW --as state.eb"))
def tear_lines(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show a case's tear-lines, their words and their reviews."""
    from embedded.tie_pages import print_tear_lines

    look(persona, case, "tear-lines", print_tear_lines, as_json=as_json)


@ties.command(epilog=examples("onevoice case assessment ECO-1b-7KQ2M4XW --as nsc.asia"))
def assessment(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show one period's assessment: its plan, the agencies' returns, the score, and what the NSC made of it."""
    from embedded.monitoring_pages import print_assessment

    look(persona, case, "assessment", print_assessment, as_json=as_json)


def pressure(
    persona: AsPersona,
    counterpart: Annotated[str, typer.Option(help="To whom")] = "japan",
    as_json: AsJson = False,
) -> None:
    """Show how many demarches went to a counterpart within a week, and which wait for the NSC to sequence them."""
    from embedded.tie_pages import print_pressure

    with connected() as client:
        found = client.get(persona, "/pressure", counterpart=counterpart)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_pressure(found)
