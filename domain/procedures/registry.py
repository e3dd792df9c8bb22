"""The procedures that run, by name."""

from typing import Final

from domain.case import CaseFacts
from domain.procedure import ProcedureRules
from domain.procedures.demarche import DEMARCHE

PROCEDURES: Final[dict[str, ProcedureRules]] = {rules.name: rules for rules in (DEMARCHE,)}


def rules_of(facts: CaseFacts) -> ProcedureRules:
    """The rules of the case's procedure; every case that exists has one that runs."""
    return PROCEDURES[facts.procedure]
