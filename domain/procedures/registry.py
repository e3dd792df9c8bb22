"""The procedures that run, by name."""

from typing import Final

from domain.case import CaseFacts
from domain.procedure import ProcedureRules
from domain.procedures.consultation import CONSULTATION
from domain.procedures.demarche import DEMARCHE
from domain.procedures.summary_of_conclusions import SUMMARY

PROCEDURES: Final[dict[str, ProcedureRules]] = {rules.name: rules for rules in (DEMARCHE, CONSULTATION, SUMMARY)}


def rules_of(facts: CaseFacts) -> ProcedureRules:
    """The rules of the case's procedure; every case that exists has one that runs."""
    return PROCEDURES[facts.procedure]
