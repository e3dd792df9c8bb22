"""`onevoice case`: what a consultation has beside its text: plan, meeting, agenda, commitments."""

import json
from typing import Annotated, Literal

import typer

from case_acts import Agency, Reason, act, given, tell
from case_words import By, CaseName, find_case, moment, the_one
from shell import AsJson, AsPersona, connected, examples

consulting = typer.Typer()


@consulting.command(
    epilog=examples(
        "onevoice case plan SEC-2-7KQ2M4XW --as defense.isa",
        "onevoice case plan SEC-2-7KQ2M4XW --as defense.isa --meets 2027-09-07T19:00:00Z",
    )
)
def plan(
    case: CaseName,
    persona: AsPersona,
    meets: Annotated[str | None, typer.Option(help="What if it met then? Nothing is written")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is planned of a consultation, or what would be if its meeting were moved."""
    from embedded.series_pages import print_plan

    with connected() as client:
        asked = {"meets_at": moment(meets)} if meets else {}
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/plan", **asked)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_plan(found)


@consulting.command(
    epilog=examples("onevoice case meeting SEC-2-7KQ2M4XW 2027-09-07T19:00:00Z --as defense.isa --reason 'They asked.'")
)
def meeting(
    case: CaseName,
    meets: Annotated[str, typer.Argument(metavar="MEETS_AT", help="When (RFC 3339, or +60d from now)")],
    persona: By,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Set the meeting, or move it: everything planned moves with it."""
    act(persona, case, "meeting", {"meets_at": moment(meets), "reason": reason}, as_json=as_json)


@consulting.command(epilog=examples("onevoice case agenda SEC-2-7KQ2M4XW --as state.ea-j"))
def agenda(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show the topics and what was decided on each, and the cases under this one."""
    from embedded.series_pages import print_agenda

    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/agenda")
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_agenda(found)


@consulting.command(
    "topic",
    epilog=examples(
        "onevoice case topic SEC-2-7KQ2M4XW --as jcs.j5 --agency jcs --title 'Sea lane defense' --link ECO-6a-9MPT3RWX"
    ),
)
def propose_topic(
    case: CaseName,
    persona: By,
    agency: Agency,
    title: Annotated[str, typer.Option(help="What is to be talked about")],
    link: Annotated[list[str] | None, typer.Option(help="A case that it touches; repeat it")] = None,
    as_json: AsJson = False,
) -> None:
    """Propose a topic for an agency."""
    with connected() as client:
        found = find_case(client, persona, case)
        links = [find_case(client, persona, one)["id"] for one in link or ()]
        body = {"agency": agency, "title": title, "links": links}
        tell(client.act(persona, f"/cases/{found['id']}/topics", body), as_json=as_json)


@consulting.command(
    epilog=examples("onevoice case decide-topic SEC-2-7KQ2M4XW in --as defense.isa --topic 3f2a --reason 'Agreed.'")
)
def decide_topic(
    case: CaseName,
    decision: Annotated[Literal["in", "out"], typer.Argument(help="On the agenda, or not")],
    persona: By,
    reason: Reason,
    topic: Annotated[str | None, typer.Option(help="Its id, or how it begins; the only open one if left out")] = None,
    as_json: AsJson = False,
) -> None:
    """Say for the action office whether a topic is on the agenda."""
    with connected() as client:
        found = find_case(client, persona, case)
        topics = client.get(persona, f"/cases/{found['id']}/agenda")["topics"]
        which = the_one(topic, [one["id"] for one in topics if topic or one["included"] is None], "topic")
        body = {"included": decision == "in", "reason": reason}
        tell(client.act(persona, f"/cases/{found['id']}/topics/{which}/decision", body), as_json=as_json)


@consulting.command(epilog=examples("onevoice case commitments SEC-2-7KQ2M4XW --as defense.isa"))
def commitments(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show what was promised at the meeting, whose it is and by when."""
    from embedded.series_pages import print_commitments

    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/commitments")
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_commitments(found)


@consulting.command(
    epilog=examples(
        "onevoice case commit SEC-2-7KQ2M4XW --as defense.isa --agency state --due +30d --text 'To send the terms.'"
    )
)
def commit(
    case: CaseName,
    persona: By,
    agency: Annotated[str, typer.Option(help="Whose it is, such as state")],
    text: Annotated[str, typer.Option(help="What was promised")],
    due: Annotated[str, typer.Option(help="By when (RFC 3339, or +30d)")],
    office: Annotated[str | None, typer.Option(help="The office within the agency, such as state.ea-j")] = None,
    as_json: AsJson = False,
) -> None:
    """Record for the action office what was promised at the meeting."""
    body = {"agency": agency, "office": office, "text": text, "due_at": moment(due)}
    act(persona, case, "commitments", body, as_json=as_json)


@consulting.command(
    epilog=examples(
        "onevoice case report SEC-2-7KQ2M4XW done --as state.ea-j --note 'Sent on Tuesday.'",
        "onevoice case report SEC-2-7KQ2M4XW extended --as state.ea-j --note 'They asked for more.' --until +20d",
    )
)
def report(
    case: CaseName,
    what: Annotated[Literal["done", "reopened", "extended"], typer.Argument(help="What became of it")],
    persona: By,
    note: Annotated[str, typer.Option(help="What there is to say of it")],
    commitment: Annotated[
        str | None, typer.Option(help="Its id, or how it begins; the only open one if left out")
    ] = None,
    until: Annotated[str | None, typer.Option(help="The new day, if it is extended")] = None,
    as_json: AsJson = False,
) -> None:
    """Report on a commitment, for its agency or for the action office."""
    with connected() as client:
        found = find_case(client, persona, case)
        items = client.get(persona, f"/cases/{found['id']}/commitments")["items"]
        which = the_one(commitment, [i["id"] for i in items if commitment or i["state"] != "done"], "commitment")
        body = given({"act": what, "note": note, "until": moment(until) if until else None})
        tell(client.act(persona, f"/cases/{found['id']}/commitments/{which}/acts", body), as_json=as_json)
