"""Tear-lines: what of a finding may be told to the partner, as its owner has sanitised it; and what is told by them.

Source: domain.md 8(b) B6 stage 4 and section 6 (tear-line, release review). How taking from above the line is told
apart, by whole sentences, is ours: it finds what was copied, and not what was said in other words. The owner reads.
"""

import re
from collections.abc import Iterable, Iterator

from domain.case import CaseFacts
from domain.entitlement import BEFORE_RELEASE, apart, office_in, stage_is
from domain.marking import Level, highest
from domain.people import Actor, PersonId
from domain.procedures.registry import rules_of
from domain.refusals import Malformed, NotNow
from domain.text import Paragraph
from domain.vocabulary import Capacity, Place

FEWEST_WORDS = 4
"""A sentence of fewer words may stand anywhere by chance."""

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?]) ")


def may_tear(actor: Actor, facts: CaseFacts, owner: str) -> str:
    """Coordinators of the agency whose evidence it is draft and review a tear-line, while the case is open."""
    if facts.procedure != "enforcement":
        raise Malformed("not_in_procedure", "Tear-lines belong to enforcement cases.")
    office = office_in(actor, Capacity.COORDINATOR, owner, "draft or review its tear-line")
    after = frozenset(step.stage for step in rules_of(facts).steps if step.place is Place.AFTER)
    stage_is(facts, BEFORE_RELEASE | after, "a tear-line")
    return office


def review_apart(actor: Actor, drafted_by: PersonId) -> None:
    """Whoever drafted a tear-line does not review it."""
    apart(actor, frozenset({drafted_by}), "drafted this tear-line")


def _sentences(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Level, str]]:
    for paragraph in paragraphs:
        for sentence in _BETWEEN_SENTENCES.split(paragraph.text.lower()):
            if len(sentence.split(" ")) >= FEWEST_WORDS:
                yield paragraph.marking, sentence


def takes_from_above(words: Iterable[Paragraph], finding: Iterable[Paragraph], line: Level) -> bool:
    """Whether words take a sentence that the finding has only in portions marked above the line."""
    theirs = list(_sentences(finding))
    below = {sentence for level, sentence in theirs if level <= line}
    above = {sentence for level, sentence in theirs if level > line} - below
    return any(sentence in above for _, sentence in _sentences(words))


def line_of(paragraphs: tuple[Paragraph, ...], finding: tuple[Paragraph, ...], case: Level) -> Level:
    """The mark of a tear-line: its highest portion's, below that of its case.

    Raises:
        Malformed: it is marked as high as the case.
        NotNow: it takes a sentence from above its own mark.
    """
    line = highest(paragraph.marking for paragraph in paragraphs)
    if line >= case:
        raise Malformed("not_below_the_case", "A tear-line is marked below its case.")
    if takes_from_above(paragraphs, finding, line):
        raise NotNow("above_the_tear_line", "A sentence of the finding that is marked above the line is in it.")
    return line


def told_by(
    words: tuple[Paragraph, ...],
    classification: Level,
    tear_line: tuple[Paragraph, ...],
    finding: tuple[Paragraph, ...],
) -> None:
    """A demarche under an enforcement case says what the tear-line says.

    Raises:
        NotNow: it is marked above the line, takes a sentence from above it, or quotes no portion of it.
    """
    line = highest(paragraph.marking for paragraph in tear_line)
    if classification > line or takes_from_above(words, finding, line):
        raise NotNow("above_the_tear_line", "It is marked above the tear-line, or takes a sentence from above it.")
    if not {p.text.lower() for p in words} & {p.text.lower() for p in tear_line}:
        raise NotNow("not_on_the_tear_line", "A demarche under this case quotes a portion of its tear-line.")
