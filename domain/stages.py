"""Where a case stands: a pure reading of its facts by the table of its procedure."""

from domain.case import CaseFacts
from domain.clearance import approved, clearance_obstacles
from domain.procedure import Step, walled
from domain.procedures.registry import rules_of
from domain.reading import once
from domain.vocabulary import BY_THE_PRESIDENT, Place, Stage


@once
def stage(facts: CaseFacts) -> Stage:
    """Where the case stands. The same facts always give the same stage."""
    if facts.withdrawn:
        return Stage.WITHDRAWN
    if facts.recalled:
        return Stage.RECALLED
    if walled(facts, rules_of(facts)):
        return Stage.WALLED
    if facts.release is not None:
        waiting = awaited(facts)
        return waiting.stage if waiting else Stage.CLOSED
    return _before_release(facts)


@once
def awaited(facts: CaseFacts) -> Step | None:
    """The step that the case waits for now, if it waits for one of its procedure's own."""
    rules = rules_of(facts)
    if walled(facts, rules):
        return None
    if facts.release is not None:
        return next(iter(rules.missing(facts, Place.AFTER)), None)
    if missing := rules.missing(facts, Place.OPENING):
        return missing[0]
    place = {Stage.CHECKS: Place.CHECK, Stage.KEYS: Place.KEY}.get(_before_release(facts))
    return next(iter(rules.missing(facts, place)), None) if place else None


def _before_release(facts: CaseFacts) -> Stage:
    rules = rules_of(facts)
    if missing := rules.missing(facts, Place.OPENING):
        return missing[0].stage
    if facts.split is not None:
        return Stage.SPLIT
    decided = facts.binding is not None and facts.binding.outcome in BY_THE_PRESIDENT
    if facts.head.number in facts.sent_back or (facts.round is None and not decided):
        return Stage.DRAFTING
    return Stage.CLEARANCE if clearance_obstacles(facts) else _cleared(facts)


def _cleared(facts: CaseFacts) -> Stage:
    rules = rules_of(facts)
    if rules.missing(facts, Place.CHECK):
        return Stage.CHECKS
    if not approved(facts):
        return Stage.APPROVAL
    return Stage.KEYS if rules.missing(facts, Place.KEY) else Stage.RELEASE
