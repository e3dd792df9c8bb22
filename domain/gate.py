"""The gate as the rules see it: everything that forbids the release of a text at this instant.

The database enforces the same by its own means (`release_gate`), and `onevoice verify` recomputes it by a third.
"""

from domain.case import CaseFacts
from domain.clearance import Lack, Obstacle, approved, clearance_obstacles
from domain.procedure import walled
from domain.procedures.registry import rules_of
from domain.vocabulary import Place

_LACKS = {Place.OPENING: Lack.STEP_MISSING, Place.CHECK: Lack.CHECK_MISSING, Place.KEY: Lack.KEY_MISSING}


def steps_missing(facts: CaseFacts, *places: Place) -> tuple[Obstacle, ...]:
    """Steps of the procedure, at these places, without which the text may not go on."""
    rules = rules_of(facts)
    return tuple(
        Obstacle(lack=_LACKS[place], step=step.name.value) for place in places for step in rules.missing(facts, place)
    )


def gate(facts: CaseFacts) -> tuple[Obstacle, ...]:
    """Everything that forbids release of the current text at this instant (architecture, invariant 1)."""
    if facts.withdrawn:
        return (Obstacle(lack=Lack.WITHDRAWN),)
    if facts.release is not None:
        return (Obstacle(lack=Lack.ALREADY_RELEASED),)
    if walled(facts, rules_of(facts)):
        return (Obstacle(lack=Lack.WALLED),)
    found = [*steps_missing(facts, Place.OPENING), *clearance_obstacles(facts)]
    found += steps_missing(facts, Place.CHECK)
    if not approved(facts):
        found.append(Obstacle(lack=Lack.NOT_APPROVED))
    found += steps_missing(facts, Place.KEY)
    found += rules_of(facts).lacks(facts)
    if facts.coordination:
        # Which of the causes it is may be above whoever is told: see domain/coordination.py.
        found.append(Obstacle(lack=Lack.COORDINATION_PENDING))
    return tuple(found)
