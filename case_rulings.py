"""`onevoice case`: the acts on a text that is stopped, late, disputed, sent back or handed on."""

from typing import Annotated

import typer

from case_acts import Agency, Reason, act, given, tell
from case_words import By, CaseName, GivenDigest, Yes, agreed_digest, find_case, moment, the_one
from domain.vocabulary import BY_THE_PRESIDENT, EquityAct, HoldBecomes, HoldKind, Outcome
from shell import AsJson, connected, examples

Until = Annotated[str, typer.Option(help="An instant (RFC 3339), or +4h, +3d from now")]
Hold = Annotated[str | None, typer.Option(help="The hold's id, or how it begins; the only open one if left out")]

BINDING = BY_THE_PRESIDENT | {Outcome.CLAUSE_CONTROLS}

REASONED = (
    ("send-back", "send-back", "state.e", "Send a cleared text back to the action office."),
    ("withdraw", "withdrawal", "state.eb", "End the case before anything has left."),
    ("recall", "recall", "state.s-s", "Call a released instruction back before it is delivered."),
)
"""Acts that take a reason and nothing else: command, path, who might do it, what it does."""

rulings = typer.Typer()


@rulings.command(
    epilog=examples(
        "onevoice case hold ECO-6a-7KQ2M4XW --as cia.di --agency cia --kind intelligence --until +2d"
        " --reason 'A source.' --lifts-when 'It is safe.' --becomes nonconcurrence"
    )
)
def hold(
    case: CaseName,
    persona: By,
    agency: Agency,
    kind: Annotated[HoldKind, typer.Option(help="Of what kind")],
    reason: Reason,
    lifts_when: Annotated[str, typer.Option(help="What would lift it")],
    until: Until,
    becomes: Annotated[HoldBecomes, typer.Option(help="What it turns into if not lifted in time")] = HoldBecomes.LAPSE,
    as_json: AsJson = False,
) -> None:
    """Stop the text for a time."""
    body = {
        "agency": agency,
        "kind": kind,
        "reason": reason,
        "lifts_when": lifts_when,
        "until": moment(until),
        "becomes": becomes,
    }
    act(persona, case, "holds", body, as_json=as_json)


@rulings.command(epilog=examples("onevoice case lift ECO-6a-7KQ2M4XW --as cia.di --reason 'It is safe.'"))
def lift(case: CaseName, persona: By, reason: Reason, hold: Hold = None, as_json: AsJson = False) -> None:
    """Lift a hold of your agency's; it stays in the record."""
    with connected() as client:
        found = find_case(client, persona, case)
        which = the_one(hold, (one["id"] for one in found["holds"]), "open hold")
        tell(client.end(persona, f"/cases/{found['id']}/holds/{which}", {"reason": reason}), as_json=as_json)


@rulings.command(
    epilog=examples("onevoice case extend-hold ECO-6a-7KQ2M4XW --as cia.di --until +4d --reason 'They meet on Friday.'")
)
def extend_hold(
    case: CaseName, persona: By, until: Until, reason: Reason, hold: Hold = None, as_json: AsJson = False
) -> None:
    """Keep a hold for longer, at most twice."""
    with connected() as client:
        found = find_case(client, persona, case)
        which = the_one(hold, (one["id"] for one in found["holds"]), "open hold")
        body = {"until": moment(until), "reason": reason}
        tell(client.act(persona, f"/cases/{found['id']}/holds/{which}/extension", body), as_json=as_json)


@rulings.command(
    epilog=examples(
        "onevoice case extend ECO-6a-7KQ2M4XW --as defense.isa --agency defense --until +16d --reason 'J-5 has it.'",
        "onevoice case extend ECO-6a-7KQ2M4XW --as defense.secdef --agency defense --reason 'It is being tested.'",
    )
)
def extend(
    case: CaseName,
    persona: By,
    agency: Agency,
    reason: Reason,
    until: Annotated[
        str | None, typer.Option(help="An instant (RFC 3339), or +4h, +3d from now; as long as may be if left out")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask for more time for an agency, before its suspense; the second time by a higher grade.

    In a licensing referral the agency's head asks, or who acts as the head, once, and has thirty days more.
    """
    body = {"agency": agency, "until": moment(until) if until else None, "reason": reason}
    act(persona, case, "extensions", body, as_json=as_json)


@rulings.command(
    epilog=examples(
        "onevoice case equity ECO-6a-7KQ2M4XW claimed --as ustr.japan --agency ustr --reason 'It touches trade.'",
        "onevoice case equity ECO-6a-7KQ2M4XW granted --as state.eb --agency ustr --reason 'It does.'",
        "onevoice case equity ECO-6a-7KQ2M4XW imposed --as nsc.asia --agency jcs --reason 'They must see it.'",
    )
)
def equity(
    case: CaseName,
    what: Annotated[EquityAct, typer.Argument(help="What is done about it")],
    persona: By,
    agency: Agency,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Claim an equity, grant or refuse the claim (action office), or impose a clearance (NSC)."""
    act(persona, case, "equities", {"act": what, "agency": agency, "reason": reason}, as_json=as_json)


@rulings.command(epilog=examples("onevoice case split ECO-6a-7KQ2M4XW --as state.eb --question 'Shall it be said?'"))
def split(
    case: CaseName,
    persona: By,
    question: Annotated[str, typer.Option(help="What is to be decided, in one sentence")],
    as_json: AsJson = False,
) -> None:
    """Bring a nonconcurrence, or an agency that delays, to decision."""
    act(persona, case, "split", {"question": question}, as_json=as_json)


@rulings.command(
    epilog=examples(
        "onevoice case position ECO-6a-7KQ2M4XW --as defense.isa --agency defense --recommendation 'Add it.'"
        " --alternative 'The words that Defense would have.'"
    )
)
def position(
    case: CaseName,
    persona: By,
    agency: Agency,
    recommendation: Annotated[str, typer.Option(help="What the agency recommends, in its own words")],
    alternative: Annotated[str | None, typer.Option(help="The words that it would have instead")] = None,
    as_json: AsJson = False,
) -> None:
    """File an agency's position in the open split."""
    body = {"agency": agency, "recommendation": recommendation, "alternative": alternative}
    act(persona, case, "split/positions", body, as_json=as_json)


@rulings.command(
    epilog=examples(
        "onevoice case rule ECO-6a-7KQ2M4XW refer_up --as ig.japan --reason 'Not for us.'",
        "onevoice case rule ECO-6a-7KQ2M4XW clause_controls --as sig.iep --clause ECO-6 --reason 'It is ordered.'",
        "onevoice case rule ECO-6a-7KQ2M4XW president_b --as president --reason 'So decided.'",
    )
)
def rule(
    case: CaseName,
    outcome: Annotated[Outcome, typer.Argument(help="What is ruled")],
    persona: By,
    reason: Reason,
    clause: Annotated[list[str] | None, typer.Option(help="A clause that controls; repeat it for each")] = None,
    notational: Annotated[bool, typer.Option("--notational", help="Decided without a meeting")] = False,
    digest: GivenDigest = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Rule on the open split at the rung where it stands. What binds a text binds exact words."""
    with connected() as client:
        found = find_case(client, persona, case)
        exact = digest
        if outcome in BINDING:
            (exact,) = agreed_digest(client, persona, [found], digest, yes=yes)
        body = {
            "outcome": outcome,
            "reason": reason,
            "digest": exact,
            "clauses": clause or None,
            "notational": notational,
        }
        tell(client.act(persona, f"/cases/{found['id']}/rulings", given(body)), as_json=as_json)


@rulings.command(
    epilog=examples("onevoice case reclama ECO-6a-7KQ2M4XW --as defense.asd --agency defense --argument 'New facts.'")
)
def reclama(
    case: CaseName,
    persona: By,
    agency: Agency,
    argument: Annotated[str, typer.Option(help="What the ruling left out")],
    as_json: AsJson = False,
) -> None:
    """Ask once that a ruling be reconsidered, by an official of higher grade than signed the losing position."""
    act(persona, case, "reclama", {"agency": agency, "argument": argument}, as_json=as_json)


@rulings.command(
    epilog=examples("onevoice case transfer ECO-6a-7KQ2M4XW --as state.eb --to-office state.ea-j --reason 'Theirs.'")
)
def transfer(
    case: CaseName,
    persona: By,
    to_office: Annotated[str, typer.Option(help="Which office would take the action")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Ask that another office take the action."""
    act(persona, case, "transfer", {"to_office": to_office, "reason": reason}, as_json=as_json)


@rulings.command(
    epilog=examples("onevoice case answer-transfer ECO-6a-7KQ2M4XW --as state.ea-j --accept --reason 'It is ours.'")
)
def answer_transfer(
    case: CaseName,
    persona: By,
    accepted: Annotated[bool, typer.Option("--accept/--refuse", help="Whether the action moves")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Accept or refuse a transfer of action."""
    act(persona, case, "transfer/answer", {"accepted": accepted, "reason": reason}, as_json=as_json)


def _with_a_reason(command: str, path: str, who: str, what: str) -> None:
    def do(case: CaseName, persona: By, reason: Reason, as_json: AsJson = False) -> None:
        act(persona, case, path, {"reason": reason}, as_json=as_json)

    example = f"onevoice case {command} ECO-6a-7KQ2M4XW --as {who} --reason 'As instructed.'"
    rulings.command(command, help=what, epilog=examples(example))(do)


for _reasoned in REASONED:
    _with_a_reason(*_reasoned)
