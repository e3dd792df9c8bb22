"""The rule of release, told a third time: entries are gone through once, and each release is asked as it comes.

It shares nothing with the rules of the application, with the gate in the database, nor with `onevoice verify` online.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from proofs.deciders import PRESIDENTS, checks_lack, decider_faults
from proofs.register import Register, instant

Body = dict[str, Any]  # a ledger entry's body, read field by field
Text = tuple[int, str]
"""A version and its digest."""

MOVING = frozenset({"remand", "refer_up"})
POSITIVE = frozenset({"concur", "concur_with_comment", "no_equity"})
FRONT_CHANNEL = {"demarche": "front_channel_cable"}
"""procedure -> the only channel of its texts; State's releasers alone use it (5 FAH-1 H-613)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a case's ledger, its body read. `actor` is a person's id, or `time`."""

    seq: int
    at: datetime
    actor: str
    kind: str
    body: Body

    @property
    def text(self) -> Text:
        """The version and digest that it names."""
        return self.body["version"], self.body["digest"]


@dataclass(slots=True)
class Case:
    """What is so in a case at a seq, as far as its release asks.

    Attributes:
        register: who was appointed to what.
        equities: version -> agencies with an equity in a paragraph, where the bundle has the text.
        agency, office: which have the action.
        steps: those that the mandate asks for besides the procedure's own.
        stands, ruled, argued: split -> its rung, the last ruling on it, who argued in it.
    """

    register: Register
    equities: dict[int, frozenset[str]] = field(default_factory=dict)
    procedure: str = ""
    listed: frozenset[str] = frozenset()
    agency: str = ""
    office: str = ""
    steps: frozenset[str] = frozenset()
    head: Text | None = None
    wrote: set[str] = field(default_factory=set)
    signed: dict[str, str] = field(default_factory=dict)
    rounds: list[Entry] = field(default_factory=list)
    given: dict[str, int] = field(default_factory=dict)
    answers: list[Entry] = field(default_factory=list)
    for_offices: list[Entry] = field(default_factory=list)
    carried: dict[tuple[Text, str], Entry] = field(default_factory=dict)
    extended: dict[tuple[int, str], datetime] = field(default_factory=dict)
    received: dict[tuple[int, str], datetime] = field(default_factory=dict)
    holds: dict[str, Body] = field(default_factory=dict)
    became: list[tuple[str, int]] = field(default_factory=list)
    criticals: dict[str, str] = field(default_factory=dict)
    approvals: list[Entry] = field(default_factory=list)
    open_splits: set[str] = field(default_factory=set)
    closing: Entry | None = None
    stands: dict[str, str] = field(default_factory=dict)
    ruled: dict[str, Entry] = field(default_factory=dict)
    argued: dict[str, set[str]] = field(default_factory=dict)
    milestones: list[Entry] = field(default_factory=list)
    transfers: dict[str, Entry] = field(default_factory=dict)
    sent_back: set[int] = field(default_factory=set)
    ended: bool = False

    def standing(self, text: Text) -> dict[str, Entry]:
        """Each agency's response that stands for a text: its latest to it, else the one carried over."""
        carried = {agency: entry for (of, agency), entry in self.carried.items() if of == text}
        return carried | {entry.body["agency"]: entry for entry in self.answers if entry.text == text}

    def asked(self) -> set[str]:
        """Who has to clear."""
        return set(self.rounds[-1].body["must_clear"] if self.rounds else ()) | self.given.keys()

    def round_on(self, text: Text) -> Entry | None:
        """The circulation of a text."""
        return next((one for one in reversed(self.rounds) if one.text == text), None)

    def against(self, text: Text) -> dict[str, int]:
        """Agencies that do not concur, by their latest word to any version or by a hold that became one; its seq."""
        latest = {entry.body["agency"]: entry for entry in self.answers}
        found = {agency: entry.seq for agency, entry in latest.items() if entry.body["response"] == "nonconcur"}
        standing = self.standing(text)
        return found | {
            a: max(seq, found.get(a, 0)) for a, seq in self.became if a not in standing or standing[a].seq < seq
        }

    def settles(self, text: Text) -> Entry | None:
        """The ruling that binds a text."""
        last = self.closing
        if last is None or last.text != text or last.body["split"] in self.open_splits:
            return None
        return last if last.body["outcome"] in PRESIDENTS | {"clause_controls"} else None

    def delayed(self, agency: str, ruling: Entry) -> bool:
        """Whether an agency, asked in the last round before a ruling, had let its time go by in silence."""
        on = next((one for one in reversed(self.rounds) if one.seq < ruling.seq), None)
        if on is None or agency not in on.body["must_clear"] or self.given.get(agency, 0) > ruling.seq:
            return False
        if (on.text, agency) in self.carried or any(
            one.text == on.text and one.body["agency"] == agency and one.body["response"] != "cleared_by_default"
            for one in self.answers
            if one.seq < ruling.seq
        ):
            return False
        key, ends = (on.body["round"], agency), [instant(on.body["suspense"])]
        ends += [self.extended[key]] if key in self.extended else []
        ends += [self.received[key]] if on.body.get("preset") and key in self.received else []
        return max(ends) < ruling.at


def gate_faults(case: Case, entries: Iterable[Entry]) -> Iterator[tuple[int, str]]:
    """Go through a case's entries in order; say of each release, and of each clearance by silence, what it lacked.

    An act that was not for whoever did it is named, and does not count.

    Yields:
        The entry's seq, and a code, with the agency whose it is.
    """
    for entry in entries:
        if entry.kind == "release":
            yield from ((entry.seq, f"release: {lack}") for lack in _release_lacks(case, entry))
        elif entry.kind == "sign_off":
            yield from ((entry.seq, f"sign_off: {fault}") for fault in _sign_off_faults(case, entry))
        elif entry.kind == "approval":
            yield from ((entry.seq, f"approval: {lack}") for lack in checks_lack(case, entry.text))
        wrong = list(decider_faults(case, entry))
        yield from ((entry.seq, f"{entry.kind}: {fault}") for fault in wrong)
        if not wrong:
            _take_in(case, entry)


def _sign_off_faults(case: Case, entry: Entry) -> Iterator[str]:
    agency, on = entry.body["agency"], case.round_on(entry.text)
    if entry.text != case.head or on is None:
        yield "not_the_current_text"
        return
    if agency not in case.asked() | set(on.body["clear_if_affected"]):
        yield "no_clearance_right"
    if entry.body["response"] == "cleared_by_default":
        yield from _silence_faults(case, entry, on)
    elif entry.actor == "time":
        yield "only_silence_is_times"
    else:
        if entry.actor in case.wrote:
            yield "duties_separated"
        if case.signed.get(entry.actor, agency) != agency:
            yield "one_human_one_seat"
        if not case.register.appointed(entry.actor, entry.body["office"], agency, "coordinator", entry.at):
            yield "not_coordinator"


def _silence_faults(case: Case, entry: Entry, on: Entry) -> Iterator[str]:
    agency, number = entry.body["agency"], on.body["round"]
    if entry.actor != "time":
        yield "only_time_clears_by_default"
    if not on.body["default_clearance"]:
        yield "default_clearance_not_announced"
    if agency in ("nsc", case.agency):
        yield "never_by_default"
    full_time = case.received.get((number, agency))
    if full_time is None or full_time > entry.at:
        yield "no_proven_receipt"
    if entry.at < max(instant(on.body["suspense"]), case.extended.get((number, agency), entry.at - timedelta(1))):
        yield "before_its_time"
    if agency in case.standing(entry.text) or agency in case.against(entry.text):
        yield "the_agency_spoke"


def _release_lacks(case: Case, out: Entry) -> Iterator[str]:
    text = out.text
    if case.ended:
        yield "case_has_ended"
    if text != case.head:
        yield "not_the_current_text"
        return
    if text[0] in case.sent_back:
        yield "sent_back"
    yield from (f"split_open {split}" for split in sorted(case.open_splits))
    yield from _clearance_lacks(case, text)
    yield from (f"hold_open {hold}" for hold in sorted(case.holds))
    standing = {entry.body["id"] for entry in case.standing(text).values()}
    yield from (f"critical_comment_open {c}" for c, signed in sorted(case.criticals.items()) if signed in standing)
    yield from checks_lack(case, text)
    yield from _approval_lacks(case, text)
    yield from _way_out_lacks(case, out)


def _clearance_lacks(case: Case, text: Text) -> Iterator[str]:
    ruling, on, against = case.settles(text), case.round_on(text), case.against(text)
    presidents = ruling is not None and ruling.body["outcome"] in PRESIDENTS

    def settled(agency: str) -> bool:
        """The President settles anyone's; a clause what it was ruled over, of no Department nor the NSC."""
        if ruling is None or presidents:
            return presidents
        if agency in case.register.departments or agency == "nsc":
            return False
        return against[agency] < ruling.seq if agency in against else case.delayed(agency, ruling)

    if on is None:
        if not presidents:
            yield "not_circulated"
        return
    asked = case.asked()
    needed = case.listed | case.equities.get(text[0], frozenset())
    yield from (f"equity_not_asked {agency}" for agency in sorted(needed - asked))
    missing = asked - case.standing(text).keys()
    yield from (f"clearance_missing {agency}" for agency in sorted(missing) if not settled(agency))
    yield from (f"nonconcurrence {agency}" for agency in sorted(against) if not settled(agency))
    if not presidents:
        yield from _office_lacks(case, text)


def _office_lacks(case: Case, text: Text) -> Iterator[str]:
    """What offices asked beside their agency still owe; nothing of an office's is carried over."""
    latest = {entry.body["office"]: entry.body["response"] for entry in case.for_offices}
    answered = {entry.body["office"] for entry in case.for_offices if entry.text == text}
    for office in case.rounds[-1].body.get("offices") or ():
        if office not in answered:
            yield f"office_clearance_missing {office}"
        if latest.get(office) == "nonconcur":
            yield f"office_nonconcurs {office}"


def _approval_lacks(case: Case, text: Text) -> Iterator[str]:
    approved = [one for one in case.approvals if one.text == text]
    if not approved:
        yield "not_approved"
    for one in approved:
        if one.actor in case.wrote | case.signed.keys() | {entry.actor for entry in case.for_offices}:
            yield "duties_separated"
        if not case.register.appointed(one.actor, one.body["office"], case.agency, "approver", one.at):
            yield "not_approver"


def _way_out_lacks(case: Case, out: Entry) -> Iterator[str]:
    if out.actor in case.wrote or out.actor in {one.actor for one in case.approvals}:
        yield "duties_separated"
    channel = FRONT_CHANNEL.get(case.procedure)
    if channel is None:
        return  # another procedure's own way out is not told here
    if out.body["channel"] != channel:
        yield "channel_not_allowed"
    if not case.register.appointed(out.actor, out.body["office"], "state", "releaser", out.at):
        yield "only_state_releases"


def _take_in(case: Case, entry: Entry) -> None:
    """What is so after an entry. A kind that is not named here changes nothing that a release asks."""
    taker = TAKERS.get(entry.kind)
    if taker is not None:
        taker(case, entry)


def _open(case: Case, entry: Entry) -> None:
    body = entry.body
    case.procedure, case.agency, case.office = (body[n] for n in ("procedure", "action_agency", "action_office"))
    case.steps = frozenset(body.get("steps") or ())
    case.listed = frozenset(agency for agency, right in body["equities"].items() if right == "must_clear")
    case.wrote.add(entry.actor)


def _draft(case: Case, entry: Entry) -> None:
    case.head = entry.text
    case.wrote.add(entry.actor)


def _circulate(case: Case, entry: Entry) -> None:
    case.rounds.append(entry)
    case.wrote.add(entry.actor)


def _answer(case: Case, entry: Entry) -> None:
    case.answers.append(entry)
    if entry.actor != "time":
        case.signed[entry.actor] = entry.body["agency"]


def _give_equity(case: Case, entry: Entry) -> None:
    if entry.body["act"] in ("granted", "imposed"):
        case.given[entry.body["agency"]] = entry.seq


def _end(case: Case, _: Entry) -> None:
    case.ended = True


def _transfer(case: Case, entry: Entry) -> None:
    if entry.kind == "transfer":
        case.transfers[entry.body["id"]] = entry
    elif entry.body["accepted"]:
        case.office = case.transfers[entry.body["transfer"]].body["to_office"]
        case.agency = case.register.agency_of.get(case.office, "")


def _comment(case: Case, entry: Entry) -> None:
    if entry.kind == "comment_disposition":
        case.criticals.pop(entry.body["comment"], None)
    elif entry.body["kind"] == "critical":
        case.criticals[entry.body["id"]] = entry.body["sign_off"]


def _extend(case: Case, entry: Entry) -> None:
    case.extended[entry.body["round"], entry.body["agency"]] = instant(entry.body["until"])


def _receive(case: Case, entry: Entry) -> None:
    case.received[entry.body["round"], entry.body["agency"]] = instant(entry.body["full_time_at"])


def _hold(case: Case, entry: Entry) -> None:
    if entry.kind == "hold":
        case.holds[entry.body["id"]] = entry.body
        return
    ended = case.holds.pop(entry.body["hold"], None)
    if ended is not None and entry.body["how"] == "became_nonconcurrence":
        case.became.append((ended["agency"], entry.seq))


def _extend_hold(case: Case, entry: Entry) -> None:
    held = case.holds[entry.body["hold"]]
    case.holds[entry.body["hold"]] = {**held, "until": max(held["until"], entry.body["until"], key=instant)}


def _move(case: Case, entry: Entry) -> None:
    case.stands[entry.body["split"]] = entry.body["rung"]


def _argue(case: Case, entry: Entry) -> None:
    case.argued.setdefault(entry.body["split"], set()).add(entry.actor)


def _rule(case: Case, entry: Entry) -> None:
    case.ruled[entry.body["split"]] = entry
    if entry.body["outcome"] not in MOVING:
        case.open_splits.discard(entry.body["split"])
        case.closing = entry


def _carry(case: Case, entry: Entry) -> None:
    """A carried-over response stands if it is the agency's latest word and a positive one, to the version named."""
    agency = entry.body["agency"]
    latest = next((one for one in reversed(case.answers) if one.body["agency"] == agency), None)
    named = (entry.body["sign_off"], entry.body["from_version"])
    if (
        entry.text == case.head
        and latest is not None
        and (latest.body["id"], latest.body["version"]) == named
        and latest.body["response"] in POSITIVE
        and entry.body["policy"] != "never"
    ):
        case.carried[entry.text, agency] = latest


TAKERS: dict[str, Callable[[Case, Entry], None]] = {
    "case_file": _open,
    "text_version": _draft,
    "clearance_round": _circulate,
    "sign_off": _answer,
    "carry_over": _carry,
    "office_clearance": lambda case, entry: case.for_offices.append(entry),
    "equity_act": _give_equity,
    "approval": lambda case, entry: case.approvals.append(entry),
    "send_back": lambda case, entry: case.sent_back.add(entry.body["version"]),
    "release": _end,
    "withdrawal": _end,
    "transfer": _transfer,
    "transfer_answer": _transfer,
    "comment": _comment,
    "comment_disposition": _comment,
    "extension": _extend,
    "receipt": _receive,
    "hold": _hold,
    "hold_end": _hold,
    "hold_extension": _extend_hold,
    "split": lambda case, entry: case.open_splits.add(entry.body["id"]),
    "split_move": _move,
    "split_position": _argue,
    "ruling": _rule,
    "milestone": lambda case, entry: case.milestones.append(entry),
    "reclama": lambda case, entry: case.open_splits.add(entry.body["split"]),
}
