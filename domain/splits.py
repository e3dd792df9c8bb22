"""Who brings a split to decision, who rules on it, and what may be ruled at which rung.

Sources: 2 FAM 1211 (the action office overcomes delays and presents a matter without a delaying office's
concurrence), the NSC structure of January 1982 (the Assistant to the President prepares decisions, he does not
outrank a Secretary), domain.md sections 0 and 3.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from domain.case import CaseFacts, Split
from domain.clearance import nonconcurring, offices_missing, offices_nonconcurring, standing
from domain.entitlement import clearers, drafters
from domain.ladder import CHAIRS, Rung
from domain.people import Actor
from domain.refusals import ChangedUnderYou, Malformed, NotNow, NotYours
from domain.silence import suspense_of
from domain.stages import stage
from domain.vocabulary import BY_THE_PRESIDENT, Capacity, Grade, HoldEnd, Outcome, Right, Stage


def _action_or_nsc(actor: Actor, facts: CaseFacts, to: str) -> str:
    office = (
        actor.office_for(Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office)
        or actor.office_for(Capacity.APNSA)
        or actor.office_for(Capacity.NSC_STAFF)
    )
    if office is None:
        raise NotYours("not_action_office", f"Only the action office ({facts.action_office}) or the NSC may {to}.")
    return office


def delaying(facts: CaseFacts, now: datetime) -> tuple[str, ...]:
    """Must-clear agencies whose own suspense has passed without an answer."""
    answers = standing(facts)
    return tuple(
        seat.agency
        for seat in facts.seats
        if seat.right is Right.MUST_CLEAR
        and seat.agency not in answers
        and (due := suspense_of(facts, seat.agency)) is not None
        and due < now
    )


def offices_delaying(facts: CaseFacts, now: datetime) -> tuple[str, ...]:
    """Offices asked beside their agency that have not answered when the round's suspense has passed."""
    on = facts.round
    return offices_missing(facts) if on is not None and on.suspense < now else ()


def may_open_split(actor: Actor, facts: CaseFacts, now: datetime) -> str:
    """A split is opened on a nonconcurrence, or on an office that delays past its suspense (2 FAM 1211)."""
    office = _action_or_nsc(actor, facts, "bring a split to decision")
    if stage(facts) is not Stage.CLEARANCE:
        now_in = stage(facts)
        raise NotNow(f"not_in_{now_in}", "A split arises in clearance.")
    late = delaying(facts, now) or offices_delaying(facts, now)
    if not nonconcurring(facts) and not offices_nonconcurring(facts) and not late:
        raise NotNow("no_disagreement", "Nobody nonconcurs, and nobody asked is past the suspense.")
    return office


def open_split(facts: CaseFacts) -> Split:
    """The split that is open.

    Raises:
        NotNow: none is.
    """
    if facts.split is None:
        raise NotNow("no_split", "No split is open in this case.")
    return facts.split


def may_file_position(actor: Actor, facts: CaseFacts, agency: str) -> str:
    """Each agency with a clearance, and the action agency, says in its own words what it recommends."""
    open_split(facts)
    capacity = Capacity.ACTION_OFFICER if agency == facts.action_agency else Capacity.COORDINATOR
    office = actor.office_for(capacity, agency=agency)
    if office is None:
        raise NotYours(f"not_{capacity}", f"Only {capacity.replace('_', ' ')}s of {agency} may file its position.")
    if agency != facts.action_agency and all(seat.agency != agency or seat.right is Right.INFO for seat in facts.seats):
        raise NotYours("no_clearance_right", f"{agency} has no right of clearance in this round.")
    return office


NOT_THE_WORDS_OF_B: Final = (
    "President B is the other side's words, and they do not stand in this text: the action office puts them in first,"
    " to the letter, and the President decides on that text. `president_other` is for words that nobody proposed."
)


def holds_words_of_b(alternatives: Iterable[str], paragraphs: Iterable[str]) -> bool:
    """Whether one of the alternatives that were filed stands in the text, to the letter."""
    texts = tuple(paragraphs)
    return any(words in text for words in alternatives for text in texts)


def may_rule(actor: Actor, facts: CaseFacts, outcome: Outcome, digest: str, clauses: tuple[str, ...]) -> str:
    """Whether this person may rule so at the rung where the split stands; returns the office of the decider.

    The action office may conciliate, refer up or take its split back; a body's chair rules for the body; the
    Assistant to the President moves a split on and says that a clause controls; only the President decides on the
    substance over a Department.
    """
    split = open_split(facts)
    office = _decider(actor, facts, split, outcome)
    wrote = drafters(facts) | clearers(facts) | {person for _, person in split.positions}
    conciliation = outcome in (Outcome.REFER_UP, Outcome.WITHDRAWN, Outcome.COMPROMISE)
    if actor.person in wrote and not conciliation:
        raise NotYours("duties_separated", "You drafted, cleared or took a position in this case; somebody else rules.")
    if outcome is Outcome.CLAUSE_CONTROLS:
        _clause_may_control(facts, clauses)
    if outcome is Outcome.WITHDRAWN and (nonconcurring(facts) or offices_nonconcurring(facts)):
        raise NotNow("still_nonconcurring", "A split is taken back once nobody nonconcurs any more.")
    binds = outcome in BY_THE_PRESIDENT or outcome is Outcome.CLAUSE_CONTROLS
    if binds and digest != facts.head.digest:
        raise ChangedUnderYou("text_changed", "A ruling binds the current text, to the letter. Read it again.")
    if outcome is Outcome.PRESIDENT_A and facts.head.number != split.version:
        raise ChangedUnderYou("text_changed", "President A is the text on which the split arose; this is a later one.")
    if outcome is Outcome.PRESIDENT_B and facts.head.number <= split.version:
        raise NotNow("not_the_words_of_b", NOT_THE_WORDS_OF_B)
    return office


def _clause_may_control(facts: CaseFacts, clauses: tuple[str, ...]) -> None:
    if not clauses:
        raise Malformed("clause_missing", "Name the clauses that control.")
    over = sorted(set(nonconcurring(facts)) & facts.departments)
    if over:
        raise NotNow(
            "department_nonconcurs",
            "A Department nonconcurs: only the President decides over it.",
            tuple({"agency": agency} for agency in over),
        )


def _decider(actor: Actor, facts: CaseFacts, split: Split, outcome: Outcome) -> str:
    if outcome in BY_THE_PRESIDENT:
        office = actor.office_for(Capacity.PRESIDENT)
        if office is None:
            raise NotYours("only_the_president", "That is the President's decision.")
        if split.rung is not Rung.PRESIDENT:
            raise NotNow("not_before_the_president", f"The split stands before {split.rung}.")
        return office
    if outcome is Outcome.WITHDRAWN:
        return _action_or_nsc(actor, facts, "take a split back")
    office = _chair(actor, facts, split.rung)
    if office is None and outcome is Outcome.REFER_UP:
        office = actor.office_for(Capacity.APNSA)
    if office is None:
        raise NotYours("not_the_decider", f"At {split.rung} its chair rules.")
    if outcome is Outcome.REFER_UP and split.rung is Rung.PRESIDENT:
        raise NotNow("top_of_the_ladder", "There is nobody above the President.")
    if outcome is Outcome.REMAND and split.rung in (Rung.WORKING_GROUP, Rung.TPSC):
        raise NotNow("foot_of_the_ladder", "There is no rung below.")
    return office


def _chair(actor: Actor, facts: CaseFacts, rung: Rung) -> str | None:
    if rung is Rung.PRESIDENT:
        return actor.office_for(Capacity.PRESIDENT)
    if rung is Rung.NSC:
        return actor.office_for(Capacity.APNSA)
    if rung is Rung.WORKING_GROUP:
        return actor.office_for(Capacity.ACTION_OFFICER, agency=facts.action_agency, office=facts.action_office)
    return actor.office_for(Capacity.CHAIR, office=CHAIRS[rung])


def losing_grade(facts: CaseFacts, split: Split, agency: str) -> Grade:
    """The highest grade that signed the agency's losing position: its answer, its hold, its paper in the split."""
    said = [s.grade for s in facts.sign_offs if s.agency == agency][-1:]
    held = [hold.grade for hold in facts.holds if hold.agency == agency and hold.ended is HoldEnd.BECAME_NONCONCURRENCE]
    argued = [grade for whose, grade in split.grades if whose == agency]
    return max([*said, *held, *argued], default=Grade.OFFICER)


def may_make_reclama(actor: Actor, facts: CaseFacts, agency: str) -> tuple[str, Split]:
    """A losing agency asks once, on paper, that a ruling be reconsidered, by an official of higher grade.

    Higher than whoever signed the losing position (`domain.md`, "Escalation timings"); acting counts with the grade
    that the instrument gives.
    """
    held = actor.highest(Capacity.COORDINATOR, agency=agency)
    if held is None:
        raise NotYours("not_coordinator", f"Only coordinators of {agency} may make its reclama.")
    if facts.release is not None or facts.withdrawn:
        now_in = stage(facts)
        raise NotNow(f"not_in_{now_in}", "A reclama comes before release.")
    split = next((s for s in reversed(facts.splits) if s.standing_ruling is not None), None)
    if split is None or facts.split is not None:
        raise NotNow("no_ruling", "There is no ruling to reconsider.")
    if agency not in nonconcurring(facts):
        raise NotYours("did_not_lose", f"{agency} does not nonconcur.")
    if split.reclama_at is not None:
        raise NotNow("reclama_used_up", "A ruling is reconsidered once.")
    if held.grade <= losing_grade(facts, split, agency):
        raise NotYours(
            "higher_grade_needed", "A reclama is made by an official of higher grade than signed the losing position."
        )
    return held.office, split
