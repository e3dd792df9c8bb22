"""`onevoice aftermath`, `contact`, `parity`: what was said, who holds what, contacts, who was consulted."""

import json
from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from case_acts import Mark, act, given, tell
from case_words import By, CaseName, find_case, moment, the_one
from position_words import read_assertion
from shell import AsJson, AsPersona, connected, examples

Done = Literal["destroyed", "returned", "replaced"]
Means = Literal["meeting", "telephone", "letter", "social", "press", "other"]
Partner = Literal["japan", "nato"]
Rank = Literal["desk", "director", "assistant_secretary", "under_secretary", "minister", "head_of_government"]
At = Annotated[str | None, typer.Option(help="When (RFC 3339); now if left out")]
IssueOr = Annotated[str | None, typer.Option(help="On which issue")]

aftermath_app = typer.Typer(help="After release: what was said, and who holds stale paper.", no_args_is_help=True)
contact_app = typer.Typer(help="Contacts with the counterpart outside the channel.", no_args_is_help=True)
parity_app = typer.Typer(help="Who was consulted on what: Japan, and the NATO allies.", no_args_is_help=True)


def _now(at: str | None) -> str:
    return moment(at) if at else datetime.now(UTC).isoformat()


@aftermath_app.command(
    epilog=examples(
        "onevoice aftermath said SEC-2-7KQ2M4XW --as embassy.tokyo --interlocutor 'Director, Security Division'"
        " --words 'We spoke of 500 miles.' --assertion 'sea-lane-protection affirms 500..500 miles by japan'"
    )
)
def said(
    case: CaseName,
    persona: By,
    interlocutor: Annotated[str, typer.Option(help="To whom")],
    words: Annotated[list[str], typer.Option(help="A paragraph of what was said; repeat it")],
    assertion: Annotated[list[str] | None, typer.Option(help="As for a text; repeat it")] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """File what was said at a meeting; where it departs from the positions, the NSC sees it."""
    body = {
        "at": _now(at),
        "interlocutor": interlocutor,
        "words": words,
        "assertions": [read_assertion(one) for one in assertion or ()],
    }
    act(persona, case, "said", body, as_json=as_json)


@aftermath_app.command(epilog=examples("onevoice aftermath heard SEC-2-7KQ2M4XW --as nsc.asia"))
def heard(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show what was said on a case, and where it drifted from its positions."""
    from embedded.position_pages import print_said

    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/said")
    typer.echo(json.dumps(found, indent=2)) if as_json else print_said(found)


@aftermath_app.command(epilog=examples("onevoice aftermath holders ECO-9a-7KQ2M4XW --as state.oes"))
def holders(case: CaseName, persona: AsPersona, as_json: AsJson = False) -> None:
    """Show who holds a released text, what they were asked, and who still carries it though it went stale."""
    from embedded.position_pages import print_holders

    with connected() as client:
        found = client.get(persona, f"/cases/{find_case(client, persona, case)['id']}/holders")
    typer.echo(json.dumps(found, indent=2)) if as_json else print_holders(found)


@aftermath_app.command(
    epilog=examples("onevoice aftermath acknowledge ECO-9a-7KQ2M4XW --as embassy.tokyo --holder embassy.tokyo")
)
def acknowledge(
    case: CaseName,
    persona: By,
    holder: Annotated[str, typer.Option(help="Whose copy: an agency, or a post")],
    done: Annotated[Done, typer.Option(help="What became of it")] = "destroyed",
    notice: Annotated[str | None, typer.Option(help="Its id, or how it begins; the only one if left out")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what became of a holder's copy of a text that went stale."""
    with connected() as client:
        found = find_case(client, persona, case)
        matrix = client.get(persona, f"/cases/{found['id']}/holders")
        which = the_one(notice, (one["id"] for one in matrix["notices"]), "notice")
        body = {"notice": which, "holder": holder, "done": done}
        tell(client.act(persona, f"/cases/{found['id']}/acknowledgements", body), as_json=as_json)


@aftermath_app.command(
    "change-pages",
    epilog=examples(
        "onevoice aftermath change-pages ECO-9a-7KQ2M4XW --as state.oes --by ECO-9a-9MPT3RWX --page 1"
        " --reason 'A sentence was left out.'"
    ),
)
def change_pages(
    case: CaseName,
    persona: By,
    by: Annotated[str, typer.Option(help="The released case with the corrected words")],
    page: Annotated[list[int], typer.Option(help="Which paragraph is replaced; repeat it")],
    reason: Annotated[str, typer.Option(help="Why")],
    as_json: AsJson = False,
) -> None:
    """Ask every holder to replace pages of a released text by those of another one."""
    with connected() as client:
        found, other = find_case(client, persona, case), find_case(client, persona, by)
        body = {"by_case": other["id"], "paragraphs": page, "reason": reason}
        tell(client.act(persona, f"/cases/{found['id']}/page-changes", body), as_json=as_json)


@aftermath_app.command(
    epilog=examples(
        "onevoice aftermath answer SEC-2-7KQ2M4XW --as nsc.asia --kind drift --about 3f2a... --note 'Corrected.'"
    )
)
def answer(
    case: CaseName,
    persona: By,
    kind: Annotated[Literal["drift", "correction"], typer.Option(help="A drift (NSC), or a delivered text corrected")],
    about: Annotated[str, typer.Option(help="The drift's, or the ended position's, id")],
    note: Annotated[str, typer.Option(help="What was done")],
    as_json: AsJson = False,
) -> None:
    """Answer an exception: a drift seen to, a delivered text corrected."""
    act(persona, case, "exception-answers", {"about": about, "kind": kind, "note": note}, as_json=as_json)


@contact_app.command(
    "log",
    epilog=examples(
        "onevoice contact log --as commerce.ita --counterpart japan --issue whaling --means social"
        " --with 'First Secretary, Embassy of Japan' --summary 'He asked about quotas.' --classification C"
    ),
)
def log_contact(
    persona: By,
    with_whom: Annotated[str, typer.Option("--with", help="With whom")],
    summary: Annotated[str, typer.Option(help="What was said")],
    classification: Annotated[Mark, typer.Option(help="Of this note")],
    counterpart: Annotated[str, typer.Option(help="Such as japan")] = "japan",
    issue: IssueOr = None,
    means: Annotated[Means, typer.Option(help="How")] = "meeting",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Log a contact outside the channel; the NSC finds it among the exceptions."""
    from embedded.position_pages import print_contacts

    body = given(
        {
            "classification": classification,
            "counterpart": counterpart,
            "issue": issue,
            "at": _now(at),
            "means": means,
            "with_whom": with_whom,
            "summary": summary,
        }
    )
    with connected() as client:
        found = client.act(persona, "/contacts", body)
    typer.echo(json.dumps(found, indent=2)) if as_json else print_contacts({"items": [found], "next": None})


@contact_app.command("list", epilog=examples("onevoice contact list --as nsc.asia"))
def list_contacts(persona: AsPersona, as_json: AsJson = False) -> None:
    """List contacts: an agency's own, to the NSC everybody's."""
    from embedded.position_pages import print_contacts

    with connected() as client:
        found = client.get(persona, "/contacts", limit=200)
    typer.echo(json.dumps(found, indent=2)) if as_json else print_contacts(found)


@contact_app.command("review", epilog=examples("onevoice contact review 3f2a --as nsc.asia --note 'Noted.'"))
def review_contact(
    contact: Annotated[str, typer.Argument(help="Its id, or how it begins")],
    persona: By,
    note: Annotated[str, typer.Option(help="What is made of it")],
    as_json: AsJson = False,
) -> None:
    """Say that the NSC has seen to a contact."""
    from embedded.position_pages import print_contacts

    with connected() as client:
        every = client.get(persona, "/contacts", limit=200)["items"]
        which = the_one(contact, (one["id"] for one in every), "contact")
        found = client.act(persona, f"/contacts/{which}/review", {"note": note})
    typer.echo(json.dumps(found, indent=2)) if as_json else print_contacts({"items": [found], "next": None})


@parity_app.command(
    "log",
    epilog=examples(
        "onevoice parity log --as state.ea-j --issue export-credits --partner nato --ally council --level minister",
        "onevoice parity log --as state.ea-j --issue export-credits --partner japan --level minister",
    ),
)
def log_consultation(
    persona: By,
    issue: Annotated[str, typer.Option(help="On which issue")],
    partner: Annotated[Partner, typer.Option(help="Who was consulted")],
    level: Annotated[Rank, typer.Option(help="At which level")],
    ally: Annotated[str | None, typer.Option(help="Which ally, or council; with NATO only")] = None,
    classification: Annotated[Mark, typer.Option(help="Of this note")] = "C",
    at: At = None,
    note: Annotated[str | None, typer.Option(help="What there is to say of it")] = None,
    as_json: AsJson = False,
) -> None:
    """Log a consultation; where Japan was not told as early and as high as an ally, that is shown."""
    from embedded.position_pages import print_parity

    body = given(
        {
            "classification": classification,
            "issue": issue,
            "partner": partner,
            "ally": ally,
            "level": level,
            "at": _now(at),
            "note": note,
        }
    )
    with connected() as client:
        found = client.act(persona, "/parity", body)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        print_parity({"items": [found], "shortfalls": found["shortfalls"]})


@parity_app.command("list", epilog=examples("onevoice parity list --as nsc.asia --issue export-credits"))
def list_parity(persona: AsPersona, issue: IssueOr = None, as_json: AsJson = False) -> None:
    """List consultations, and where Japan is behind."""
    from embedded.position_pages import print_parity

    with connected() as client:
        found = client.get(persona, "/parity", **({"issue": issue} if issue else {}))
    typer.echo(json.dumps(found, indent=2)) if as_json else print_parity(found)
