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
    read_details,
    read_paragraphs,
    the_one,
)
from domain.vocabulary import CablePrecedence, Caption, Disposition, Exclusion, Ground, Milestone, PaperLeft, Preset
from domain.working_days import Precedence
from position_words import AsPosition, Assertions, Cites, stands_on
from shell import AsJson, connected, examples, stop

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

TAKEN = ("accepted", "partially_accepted")

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
    parent: Annotated[str | None, typer.Option(help="Under which case, by its number or id")] = None,
    need_to_know: Annotated[
        list[str] | None, typer.Option(help="An office that alone may know of it; repeat it for each")
    ] = None,
    cycle: Annotated[str | None, typer.Option(help="For which cycle of a series: its id, as `inbox` shows it")] = None,
    cites: Cites = None,
    assertions: Assertions = None,
    as_position: AsPosition = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Open a case with the first version of its text. What was opened is told with its number."""
    from embedded.client import ApiRefused

    body = {
        "mandate": mandate,
        "procedure": procedure,
        "title": title,
        "classification": classification,
        "paragraphs": read_paragraphs(paragraph or (), file),
        "cycle": cycle,
        "note": note,
        "need_to_know": need_to_know or None,
        **stands_on(cites, assertions, as_position),
    }
    with connected() as client:
        above = {"parent": find_case(client, persona, parent)["id"]} if parent else {}
        try:
            opened = client.act(persona, "/cases", given(body) | above)
        except ApiRefused as refused:
            if refused.code != "not_found":
                raise
            seen = f"onevoice directive show --as {persona}"
            raise stop(
                f"There is no mandate {mandate} that {persona} may see: `{seen}` lists them under Mandates."
                " A clause, such as ECO-6, is none; its mandates are called ECO-6a and so on."
            ) from refused
        tell(opened, as_json=as_json)


@acts.command(
    epilog=examples(
        "onevoice case instruct ECO-6a-7KQ2M4XW --as state.eb --level director_general --caption exdis"
        " --precedence immediate --paper non_paper"
    )
)
def instruct(
    case: CaseName,
    persona: By,
    precedence: Annotated[CablePrecedence, typer.Option(help="Of the telegram")] = CablePrecedence.ROUTINE,
    level: Annotated[str | None, typer.Option(help="The lowest rank to approach; left to post if left out")] = None,
    caption: Annotated[list[Caption] | None, typer.Option(help="A limit on distribution; may be repeated")] = None,
    paper: Annotated[PaperLeft, typer.Option(help="What is handed over beside what is said")] = PaperLeft.NONE,
    deliver_by: Annotated[str | None, typer.Option(help="An instant (RFC 3339), or +5d")] = None,
    as_json: AsJson = False,
) -> None:
    """Say how a demarche is to be delivered, before it circulates: that is cleared with the words."""
    body = {
        "precedence": precedence,
        "level": level,
        "captions": caption or [],
        "paper": paper,
        "deliver_by": moment(deliver_by) if deliver_by else None,
    }
    act(persona, case, "instruction", body, as_json=as_json)


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
        "onevoice case circulate ECO-6a-7KQ2M4XW --as state.eb --silence-excluded full_powers",
        "onevoice case circulate ECO-6a-7KQ2M4XW --as state.eb --preset licensing_referral",
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
    silence_excluded: Annotated[
        Exclusion | None, typer.Option(help="Say that this is a step at which no silence clears, and which")
    ] = None,
    office: Annotated[
        list[str] | None, typer.Option(help="Ask this office too, beside its agency, such as state.l; repeat it")
    ] = None,
    preset: Annotated[
        Preset | None,
        typer.Option(help="Let a statute set the times: licensing_referral, 30 calendar days and silence clears"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask every agency with an equity to clear the current text.

    Without --default-clearance nobody's silence clears. It never clears at a step that excludes it (--silence-excluded
    says which; full powers, and what leaves its authority, ask the Legal Adviser too), nor for the action agency or the
    NSC. `onevoice case advice` says before whom it would ask, and who is missing.
    """
    body = {
        "precedence": precedence,
        "suspense": moment(suspense) if suspense else None,
        "short_fuse_reason": short_fuse_reason,
        "default_clearance": default_clearance,
        "silence_excluded": silence_excluded,
        "offices": office or None,
        "preset": preset,
    }
    with connected() as client:
        found = find_case(client, persona, case)
        warn(client.get(persona, f"/cases/{found['id']}/advice"))
        tell(client.act(persona, f"/cases/{found['id']}/circulation", given(body)), as_json=as_json)


def warn(advice: Json) -> None:
    """Say to the side whom the circulation leaves out that was always asked, and whom it may ask in vain."""
    from embedded.pages import agency_name

    for agency in advice["missing"]:
        typer.echo(f"Warning: {agency_name(agency)} was asked in every earlier case and is not asked here.", err=True)
    for agency in advice["never_comments"]:
        typer.echo(f"Warning: {agency_name(agency)} is asked often and never comments: has it an equity?", err=True)


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


@acts.command(
    epilog=examples(
        "onevoice case apply-comments ECO-6a-7KQ2M4XW --as state.eb",
        "onevoice case apply-comments ECO-6a-7KQ2M4XW --as state.eb --comment 3f2a --comment 77c0",
    )
)
def apply_comments(
    case: CaseName,
    persona: By,
    comment: Annotated[
        list[str] | None,
        typer.Option(help="A comment's id, or how it begins; repeat it. All accepted ones if none"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put accepted comments' proposed words into a new version in one act, each attributed in its note."""
    with connected() as client:
        found = find_case(client, persona, case)
        lines = client.get(persona, f"/cases/{found['id']}/comment-matrix")["items"]
        fitting = [line["id"] for line in lines if _applies(line, found["text"]["version"])]
        which = [the_one(one, (line["id"] for line in lines), "comment") for one in comment or ()] or fitting
        if not which:
            raise stop("No comment on the current text was accepted that proposes words; `case matrix` shows them.")
        tell(client.act(persona, f"/cases/{found['id']}/applied-comments", {"comments": which}), as_json=as_json)


def _applies(line: Json, version: int) -> bool:
    return line["version"] == version and bool(line["proposed"]) and line["disposition"] in TAKEN


@acts.command(
    epilog=examples(
        "onevoice case answer-for ECO-6a-7KQ2M4XW --as state.l --office state.l --response concur",
        "onevoice case answer-for ECO-6a-7KQ2M4XW --as state.l --office state.l --response nonconcur --ground law"
        " --opinion 'The statute does not reach this.'",
    )
)
def answer_for(
    case: CaseName,
    persona: By,
    office: Annotated[str, typer.Option(help="For which office, such as state.l")],
    response: Annotated[Literal["concur", "nonconcur"], typer.Option(help="The office's answer")],
    ground: Annotated[Ground | None, typer.Option(help="On what ground it does not concur")] = None,
    opinion: Annotated[str | None, typer.Option(help="Why")] = None,
    digest: GivenDigest = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Answer for an office that is asked beside its agency, such as the Legal Adviser's, to exact words.

    Its silence never clears, and nothing of it is carried over to another version.
    """
    with connected() as client:
        found = find_case(client, persona, case)
        (exact,) = agreed_digest(client, persona, [found], digest, yes=yes)
        body = {"office": office, "response": response, "digest": exact, "ground": ground, "opinion": opinion}
        tell(client.act(persona, f"/cases/{found['id']}/office-clearances", given(body)), as_json=as_json)


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
        "onevoice case milestone ECO-11-9MPT3RWX round_held --as state.eb --note Ok --ref 1 --detail report=Frank.",
        "onevoice case milestone ECO-11-9MPT3RWX initialled --as state.eb.head --note 'Done.' --text ECO-11-4HQK8CVB",
        "onevoice case milestone ECO-8-9MPT3RWX tranche_released --as state.s-s --note 'By letter.'"
        " --ref tranche-2 --detail share=25",
        "onevoice case milestone SEC-5a-4HTM7PQX principals_point --as nsc.defense --note 'His own.' --ref 2",
    )
)
def milestone(
    case: CaseName,
    name: Annotated[Milestone, typer.Argument(metavar="STEP", help="Which: `case show` lists the steps of a case")],
    persona: By,
    note: Annotated[str, typer.Option(help="What there is to say of it")],
    at: Annotated[str | None, typer.Option(help="When (RFC 3339); now if left out")] = None,
    interlocutor: Annotated[str | None, typer.Option(help="To whom it was delivered")] = None,
    level: Annotated[str | None, typer.Option(help="Who delivered it")] = None,
    paper_left: Annotated[str | None, typer.Option(help="What paper was left")] = None,
    reference: Annotated[str | None, typer.Option(help="The reporting cable")] = None,
    outcome: Annotated[str | None, typer.Option(help="What was found, as the step has it")] = None,
    ref: Annotated[str | None, typer.Option(help="Which of several, such as a round's number")] = None,
    until: Annotated[str | None, typer.Option(help="The day or hour it sets (RFC 3339, or +60d)")] = None,
    text: Annotated[str | None, typer.Option(help="A case whose current text it says something of")] = None,
    detail: Annotated[list[str] | None, typer.Option(help="name=words, for whatever else the step asks")] = None,
    as_json: AsJson = False,
) -> None:
    """Record a step of the procedure: before circulation, on the text, or after release; see `case show`."""
    body: Json = {
        "name": name,
        "at": at or datetime.now(UTC).isoformat(),
        "note": note,
        "interlocutor": interlocutor,
        "level": level,
        "paper_left": paper_left,
        "reference": reference,
        "outcome": outcome,
        "ref": ref,
        "until": moment(until) if until else None,
        **read_details(detail or ()),
    }
    with connected() as client:
        found = find_case(client, persona, case)
        if text is not None:
            other = find_case(client, persona, text)
            body["text"] = {"case": other["id"], "digest": other["text"]["digest"]}
        tell(client.act(persona, f"/cases/{found['id']}/milestones", given(body)), as_json=as_json)
