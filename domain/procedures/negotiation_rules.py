"""What a negotiation forbids beyond its table: out of authority, out of order, on another text than was initialled."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from domain.case import CaseFacts, Child, OtherText
from domain.departures import Departure, departures, open_departures, seat_of
from domain.procedure import Taking
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotYours
from domain.vocabulary import ENDED, Milestone, Stage

TEXT: Final = "agreement_text"
INSTRUCTION: Final = "instruction"
SECOND_AUTHORITY: Final = "signing_authority"
FULL_POWERS: Final = "full_powers"
SECOND_STEP: Final = frozenset({"two_steps", FULL_POWERS})
BEFORE_CONGRESS: Final = timedelta(days=60)
"""The least that an agreement under section 123 lies before Congress; the days of session are counted by people."""


def initialled(facts: CaseFacts) -> OtherText | None:
    """The text that was initialled last."""
    last = facts.latest(Milestone.INITIALLED, Milestone.REINITIALLED)
    return last.of if last else None


def final_text(facts: CaseFacts) -> Child | None:
    """The case of the initialled text, once those very words were cleared, approved and let out for signature."""
    of = initialled(facts)
    if of is None:
        return None
    return next((child for child in facts.children if child.id == of.case and child.released == of.digest), None)


def may_take(facts: CaseFacts, taking: Taking) -> None:
    """Refuse a step that the table would allow and this negotiation does not.

    Raises:
        NotNow, NotYours, Malformed, ChangedUnderYou: see the rule that refuses.
    """
    for rule in _RULES.get(taking.step.name, ()):
        rule(facts, taking)


def _on_instructions(facts: CaseFacts, _: Taking) -> None:
    """A delegation sits down with instructions in hand (B3, row 5)."""
    if not any(child.procedure == INSTRUCTION and child.released for child in facts.children):
        raise NotNow("no_instructions", "No instruction to the delegation has been released yet.")


def _next_round(facts: CaseFacts, taking: Taking) -> None:
    number = 1 + sum(m.name is Milestone.ROUND_HELD for m in facts.milestones)
    if taking.ref != str(number):
        raise NotNow("round_out_of_order", f"The next round is number {number}: give that as ref.")


def _of_a_round(facts: CaseFacts, taking: Taking) -> None:
    if not any(m.name is Milestone.ROUND_HELD and m.ref == taking.ref for m in facts.milestones):
        raise Malformed("no_such_round", "No round by that number has been held.")


def _new_departure(facts: CaseFacts, taking: Taking) -> None:
    if any(departure.ref == taking.ref for departure in departures(facts)):
        raise NotNow("departure_named_twice", "There is a departure by that ref: give this one another.")


def _one_departure(facts: CaseFacts, ref: str) -> Departure:
    found = next((departure for departure in departures(facts) if departure.ref == ref), None)
    if found is None:
        raise Malformed("no_such_departure", "No departure by that ref has been recorded.")
    if not found.missing:
        raise NotNow("departure_not_open", "That departure has been cleared, or dropped.")
    return found


def _open_departure(facts: CaseFacts, taking: Taking) -> None:
    _one_departure(facts, taking.ref)


def _clears_departure(facts: CaseFacts, taking: Taking) -> None:
    """The Legal Adviser, and the Assistant Secretary of each interested agency, one human a seat (11 FAM 722(6))."""
    departure = _one_departure(facts, taking.ref)
    seat = seat_of(taking.held.office, taking.held.agency)
    if seat not in departure.interested:
        raise NotYours("not_interested", "Your agency had no clearance right in this authority, or declared no equity.")
    others = {person for other, _, person in departure.cleared if other != seat}
    if taking.actor.person in facts.writers | {departure.by} | others:
        raise NotYours("duties_separated", "You wrote the authority, made the departure or cleared it for others.")


def _within_authority(facts: CaseFacts, _: Taking) -> None:
    """Nothing is accepted while a departure is open (11 FAM 722(6))."""
    if open_ones := open_departures(facts):
        raise NotNow(
            "departure_open",
            "A departure from authority is not cleared yet.",
            tuple({"departure": one.ref, "missing": list(one.missing)} for one in open_ones),
        )


def _text_under_it(facts: CaseFacts, taking: Taking) -> None:
    """What is initialled is the current text of a case of the agreement's text under this one, to the letter."""
    of = taking.of
    child = next((c for c in facts.children if of and c.id == of.case and c.procedure == TEXT), None)
    if of is None or child is None or child.stage in ENDED - {Stage.CLOSED}:
        raise Malformed("no_such_text", "There is no such text of an agreement under this negotiation.")
    if child.head is None or (child.head.number, child.head.digest) != (of.version, of.digest):
        raise ChangedUnderYou("text_changed", "That is not the current text. Read it again and initial that.")


def _another_text(facts: CaseFacts, taking: Taking) -> None:
    if taking.of == initialled(facts):
        raise NotNow("already_recorded", "That very text has been initialled.")


def _final(facts: CaseFacts, _: Taking) -> None:
    """Final texts are approved by the Legal Adviser and the bureaus concerned (11 FAM 722(7))."""
    if final_text(facts) is None:
        raise NotNow("final_text_not_released", "The initialled text has not been cleared, approved and let out.")


def _second_step(facts: CaseFacts, _: Taking) -> None:
    """Where authority was given to negotiate only, signing takes a second one; a treaty takes full powers."""
    if _found(facts) not in SECOND_STEP:
        return
    since = facts.latest(Milestone.INITIALLED, Milestone.REINITIALLED)
    given = (c.released_at for c in facts.children if c.procedure == SECOND_AUTHORITY)
    if since is None or not any(at is not None and at > since.at for at in given):
        raise NotNow(
            "authority_to_sign_missing", "The authority to sign has not been given since the text was initialled."
        )


def _named_signer(facts: CaseFacts, taking: Taking) -> None:
    authorised = facts.latest(Milestone.SIGNATURE_AUTHORISED)
    if authorised is None or taking.held.office != authorised.ref:
        raise NotYours("not_the_authorised_signer", "The authority to sign names another office.")
    if _found(facts) == FULL_POWERS and taking.held.acting_for is not None:
        raise NotYours("not_delegable", "Full powers are for one person: nobody acts for them.")


def _in_force(facts: CaseFacts, _: Taking) -> None:
    if not facts.passed(Milestone.ENTERED_INTO_FORCE):
        raise NotNow("not_in_force", "It has not entered into force: then the sixty days begin.")


def _lay_long_enough(facts: CaseFacts, taking: Taking) -> None:
    """Section 123: it lies before Congress first, where the mandate says so; a treaty takes the Senate's consent."""
    for name in _congress_first(facts):
        waited = facts.latest(name)
        if waited is None or taking.happened_at < (waited.until or waited.happened_at):
            raise NotNow("before_congress", "It cannot be in force before that.", ({"step": name.value},))


def _congress_first(facts: CaseFacts) -> Iterator[Milestone]:
    if Milestone.LAID_BEFORE_CONGRESS.value in facts.steps:
        yield Milestone.LAID_BEFORE_CONGRESS
    if _found(facts) == FULL_POWERS:
        yield Milestone.SENATE_CONSENTED


def _found(facts: CaseFacts) -> str:
    found = facts.latest(Milestone.AGREEMENT_DETERMINED)
    return found.outcome if found else ""


def _ends_after_it_begins(_: CaseFacts, taking: Taking) -> None:
    if (taking.outcome == "with_end") != (taking.until is not None):
        raise Malformed("detail_missing", "With an end it has an until, without one it has none.")
    if taking.until is not None and taking.until <= taking.happened_at:
        raise Malformed("ends_before_it_begins", "It ends after it enters into force.")


def _sixty_days(_: CaseFacts, taking: Taking) -> None:
    if taking.until is None or taking.until < taking.happened_at + BEFORE_CONGRESS:
        raise Malformed("period_too_short", f"It lies before Congress for at least {BEFORE_CONGRESS.days} days.")


_Rule = Callable[[CaseFacts, Taking], None]
_RULES: Final[dict[Milestone, tuple[_Rule, ...]]] = {
    Milestone.ROUND_HELD: (_on_instructions, _next_round),
    Milestone.DEPARTED: (_new_departure,),
    Milestone.DEPARTURE_CLEARED: (_clears_departure,),
    Milestone.DEPARTURE_DROPPED: (_open_departure,),
    Milestone.ACCEPTED_AD_REFERENDUM: (_of_a_round, _within_authority),
    Milestone.INITIALLED: (_within_authority, _text_under_it),
    Milestone.REINITIALLED: (_within_authority, _text_under_it, _another_text),
    Milestone.CONFORMED: (_final,),
    Milestone.SIGNATURE_AUTHORISED: (_final, _second_step),
    Milestone.SIGNED: (_within_authority, _final, _named_signer),
    Milestone.LAID_BEFORE_CONGRESS: (_sixty_days,),
    Milestone.ENTERED_INTO_FORCE: (_ends_after_it_begins, _lay_long_enough),
    Milestone.TRANSMITTED_TO_CONGRESS: (_in_force,),
}
