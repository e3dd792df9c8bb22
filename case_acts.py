"""`onevoice case`: the acts of drafting and clearing, up to release and what follows it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from case_words import (
    By,
    CaseName,
    GivenDigest,
    Json,
    Yes,
    agreed_digest,
    find_case,
    moment,
    read_comment,
    read_paragraphs,
    the_one,
)
from domain.vocabulary import Disposition, Milestone
from domain.working_days import Precedence
from position_words import AsPosition, Assertions, Cites, stands_on
from shell import AsJson, connected, examples

Mark = Literal["U", "C", "S", "TS"]
Answer = Literal["concur", "concur_with_comment", "nonconcur", "no_equity"]
Agency = Annotated[str, typer.Option(help="For which agency, such as defense")]
Reason = Annotated[str, typer.Option(help="Why")]
Note = Annotated[str | None, typer.Option(help="What goes with it, beside the words")]
Paragraph = Annotated[list[str] | None, typer.Option(help="'(MARK) [equities] words'; repeat it for each paragraph")]
TextFile = Annotated[
    Path | None,
    typer.Option(help="The same, an empty line between two, or a YAML list", exists=True, dir_okay=False),
]

acts = typer.Typer()


def tell(case: Json, *, as_json: bool) -> None:
    """Say where a case stands after an act."""
    from embedded.case_pages import print_standing

    if as_json:
        typer.echo(json.dumps(case, indent=2))
    else:
        print_standing(case)


def given(body: Json) -> Json:
    """Without what was left out."""
    return {name: value for name, value in body.items() if value is not None}


def act(persona: str, case: str, path: str, body: Json, *, as_json: bool) -> None:
    """Do one thing to a case as a persona, and say where it stands then."""
    with connected() as client:
        found = find_case(client, persona, case)
        tell(client.act(persona, f"/cases/{found['id']}/{path}", given(body)), as_json=as_json)


@acts.command(
    "open",
    epilog=examples(
        "onevoice case open --as state.eb --mandate ECO-6a --title 'Machine tools' --classification S"
        " --paragraph '(S) [ustr,defense] We are concerned.' --paragraph '(C) Deliver soon.'",
        "onevoice case open --as state.eb --mandate ECO-6a --title 'Machine tools' --classification S --file text.txt",
    ),
)
def open_case(
    persona: By,
    mandate: Annotated[str, typer.Option(help="Under which mandate, such as ECO-6a")],
    title: Annotated[str, typer.Option(help="What the case is called")],
    classification: Annotated[Mark, typer.Option(help="Of the whole, at least as high as each paragraph's")],
    paragraph: Paragraph = None,
    file: TextFile = None,
    procedure: Annotated[str | None, typer.Option(help="The mandate's own if left out")] = None,
    cites: Cites = None,
    assertions: Assertions = None,
    as_position: AsPosition = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Open a case with the first version of its text. What was opened is told with its number."""
    body = {
        "mandate": mandate,
        "procedure": procedure,
        "title": title,
        "classification": classification,
        "paragraphs": read_paragraphs(paragraph or (), file),
        "note": note,
        **stands_on(cites, assertions, as_position),
    }
    with connected() as client:
        tell(client.act(persona, "/cases", given(body)), as_json=as_json)


@acts.command(epilog=examples("onevoice case redraft ECO-6a-7KQ2M4XW --as state.eb --file text.txt"))
def redraft(
    case: CaseName,
    persona: By,
    paragraph: Paragraph = None,
    file: TextFile = None,
    cites: Cites = None,
    assertions: Assertions = None,
    as_position: AsPosition = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Put in a new version of the text."""
    words = {"paragraphs": read_paragraphs(paragraph or (), file), "note": note}
    body = {**words, **stands_on(cites, assertions, as_position)}
    act(persona, case, "versions", body, as_json=as_json)


@acts.command(
    epilog=examples(
        "onevoice case circulate ECO-6a-7KQ2M4XW --as state.eb --precedence priority --default-clearance",
        "onevoice case circulate ECO-6a-7KQ2M4XW --as state.eb --suspense +4h --short-fuse-reason 'The call is today.'",
    )
)
def circulate(
    case: CaseName,
    persona: By,
    precedence: Annotated[Precedence, typer.Option(help="How urgent; it sets the suspense")] = Precedence.ROUTINE,
    suspense: Annotated[str | None, typer.Option(help="An instant (RFC 3339), or +4h, +3d from now")] = None,
    short_fuse_reason: Annotated[str | None, typer.Option(help="Why sooner than is customary")] = None,
    default_clearance: Annotated[
        bool, typer.Option("--default-clearance", help="Announce that silence after receipt and suspense clears")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask every agency with an equity to clear the current text."""
    body = {
        "precedence": precedence,
        "suspense": moment(suspense) if suspense else None,
        "short_fuse_reason": short_fuse_reason,
        "default_clearance": default_clearance,
    }
    act(persona, case, "circulation", body, as_json=as_json)


@acts.command(
    epilog=examples(
        "onevoice case sign ECO-6a-7KQ2M4XW --as defense.isa --agency defense --response concur",
        "onevoice case sign ECO-6a-7KQ2M4XW --as defense.isa --agency defense --response nonconcur"
        " --comment 'critical:policy:3:This settles too soon. => We ask for findings.'",
        "onevoice case sign ECO-6a-7KQ2M4XW ECO-4-9MPT3RWX --as ustr.japan --agency ustr --response concur --yes",
    )
)
def sign(
    cases: Annotated[list[str], typer.Argument(metavar="CASE...", help="One case, or many at once")],
    persona: By,
    agency: Agency,
    response: Annotated[Answer, typer.Option(help="The agency's answer")],
    comment: Annotated[
        list[str] | None,
        typer.Option(
            help="kind:ground:paragraph:text, ground and paragraph may be empty; ' => ' before proposed words"
        ),
    ] = None,
    digest: GivenDigest = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Sign for an agency, to exact words: those with --digest, or the current ones, shown and confirmed."""
    from embedded.case_pages import print_answers

    comments = [read_comment(one) for one in comment or ()]
    with connected() as client:
        found = [find_case(client, persona, case) for case in cases]
        digests = agreed_digest(client, persona, found, digest, yes=yes)
        answers = [{"agency": agency, "response": response, "digest": d, "comments": comments} for d in digests]
        if len(found) == 1:
            tell(client.act(persona, f"/cases/{found[0]['id']}/sign-offs", answers[0]), as_json=as_json)
            return
        items = [{"case": on["id"], **answer} for on, answer in zip(found, answers, strict=True)]
        told = client.act(persona, "/sign-offs", {"items": items})
    if as_json:
        typer.echo(json.dumps(told, indent=2))
    else:
        print_answers([on["number"] for on in found], told)
    if any(item["code"] for item in told["items"]):
        raise typer.Exit(1)


@acts.command(
    epilog=examples(
        "onevoice case dispose ECO-6a-7KQ2M4XW --as state.eb --comment 3f2a --disposition accepted --reason 'Agreed.'"
    )
)
def dispose(
    case: CaseName,
    persona: By,
    disposition: Annotated[Disposition, typer.Option(help="What is made of the comment")],
    reason: Reason,
    comment: Annotated[str | None, typer.Option(help="Its id, or how it begins; `case matrix` shows them")] = None,
    as_json: AsJson = False,
) -> None:
    """Answer a comment on the current text, for the action office; without --comment the only open one."""
    with connected() as client:
        found = find_case(client, persona, case)
        lines = client.get(persona, f"/cases/{found['id']}/comment-matrix")["items"]
        open_ones = [line["id"] for line in lines if comment or line["disposition"] is None]
        which = the_one(comment, open_ones, "comment")
        body = {"disposition": disposition, "reason": reason}
        tell(client.act(persona, f"/cases/{found['id']}/comments/{which}/disposition", body), as_json=as_json)


@acts.command(epilog=examples("onevoice case approve ECO-6a-7KQ2M4XW --as state.e"))
def approve(case: CaseName, persona: By, digest: GivenDigest = None, yes: Yes = False, as_json: AsJson = False) -> None:
    """Approve the cleared words, to the letter."""
    with connected() as client:
        found = find_case(client, persona, case)
        (exact,) = agreed_digest(client, persona, [found], digest, yes=yes)
        tell(client.act(persona, f"/cases/{found['id']}/approval", {"digest": exact}), as_json=as_json)


@acts.command(epilog=examples("onevoice case release ECO-6a-7KQ2M4XW --as state.s-s"))
def release(
    case: CaseName,
    persona: By,
    digest: GivenDigest = None,
    channel: Annotated[str, typer.Option(help="How it leaves")] = "front_channel_cable",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Let the approved words out. Only State releases a demarche."""
    with connected() as client:
        found = find_case(client, persona, case)
        (exact,) = agreed_digest(client, persona, [found], digest, yes=yes)
        body = {"digest": exact, "channel": channel}
        tell(client.act(persona, f"/cases/{found['id']}/release", body), as_json=as_json)


@acts.command(
    epilog=examples(
        "onevoice case milestone ECO-6a-7KQ2M4XW delivered --as embassy.tokyo --note 'As instructed.'"
        " --interlocutor 'Director, First North America Division'",
        "onevoice case milestone ECO-6a-7KQ2M4XW reported --as embassy.tokyo --note 'Taken up.' --reference 'TOKYO 1'",
        "onevoice case milestone ECO-6a-7KQ2M4XW assessed --as state.eb --note 'Heard.' --outcome satisfied",
    )
)
def milestone(
    case: CaseName,
    name: Annotated[Milestone, typer.Argument(help="What happened")],
    persona: By,
    note: Annotated[str, typer.Option(help="What there is to say of it")],
    at: Annotated[str | None, typer.Option(help="When (RFC 3339); now if left out")] = None,
    interlocutor: Annotated[str | None, typer.Option(help="To whom it was delivered")] = None,
    level: Annotated[str | None, typer.Option(help="Who delivered it")] = None,
    paper_left: Annotated[str | None, typer.Option(help="What paper was left")] = None,
    reference: Annotated[str | None, typer.Option(help="The reporting cable")] = None,
    outcome: Annotated[str | None, typer.Option(help="satisfied, follow_up or escalate")] = None,
    as_json: AsJson = False,
) -> None:
    """Record what happened after release: deferred, delivered, reported, assessed."""
    body = {
        "name": name,
        "at": at or datetime.now(UTC).isoformat(),
        "note": note,
        "interlocutor": interlocutor,
        "level": level,
        "paper_left": paper_left,
        "reference": reference,
        "outcome": outcome,
    }
    act(persona, case, "milestones", body, as_json=as_json)
