"""How a demarche is to be delivered: who says so, when, and what post must keep to (5 FAH-1 H-613)."""

from domain.case import CaseFacts
from domain.entitlement import action_officer, stage_is
from domain.people import Actor
from domain.refusals import Malformed, NotNow
from domain.vocabulary import NO_INFO_ADDRESSEES, Caption, InterlocutorLevel, Stage

INSTRUCTED = "demarche"
"""The one procedure whose text is an instruction to a post."""


def may_instruct(actor: Actor, facts: CaseFacts) -> str:
    """The action office says how the text is to be delivered, before it circulates: that is cleared with the words."""
    office = action_officer(actor, facts, "say how the text is to be delivered")
    if facts.procedure != INSTRUCTED:
        raise Malformed("not_an_instruction", "Only a demarche's text instructs a post.")
    stage_is(facts, frozenset({Stage.INTAKE, Stage.DRAFTING}), "an instruction how to deliver")
    return office


def captions_admit(facts: CaseFacts, asked: frozenset[str]) -> None:
    """Refuse to circulate to other departments what is for State alone."""
    captions = facts.instruction.captions if facts.instruction else ()
    if Caption.STADIS in captions and asked - {facts.action_agency}:
        raise NotNow(
            "caption_excludes_clearers",
            "STADIS keeps the text within State, and other agencies must clear it: take the caption off.",
        )


def informs(facts: CaseFacts) -> bool:
    """Whether information addressees get the text: under EXDIS and NODIS only those who act or clear do."""
    captions = facts.instruction.captions if facts.instruction else ()
    return not NO_INFO_ADDRESSEES & set(captions)


def level_met(facts: CaseFacts, approached: str) -> None:
    """Refuse a delivery below the rank that the instruction names; where it names none, post chooses.

    Args:
        facts: the case.
        approached: the rank of the official who was approached, as a code; empty if it was not told.
    """
    wanted = facts.instruction.level if facts.instruction else None
    if wanted is None:
        return
    names = {level.name.lower(): level for level in InterlocutorLevel}
    if approached not in names:
        raise Malformed("level_missing", f"Say in `ref` which rank was approached: {', '.join(names)}.")
    if names[approached] < wanted:
        raise NotNow(
            "below_instructed_level",
            f"The instruction says {wanted.name.lower()} or above: deliver at that rank, or defer with a reason.",
        )
