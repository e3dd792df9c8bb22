"""The procedures that run, by name."""

from typing import Final

from domain.case import CaseFacts
from domain.procedure import ProcedureRules
from domain.procedures.consultation import CONSULTATION
from domain.procedures.demarche import DEMARCHE
from domain.procedures.enforcement import ENFORCEMENT
from domain.procedures.monitoring import MONITORING
from domain.procedures.negotiation import NEGOTIATION
from domain.procedures.negotiation_texts import AGREEMENT_TEXT, FALLBACKS, INSTRUCTIONS, SIGNING_AUTHORITY
from domain.procedures.public_statement import PUBLIC_STATEMENT
from domain.procedures.summary_of_conclusions import SUMMARY
from domain.procedures.trade_action import TRADE_ACTION

PROCEDURES: Final[dict[str, ProcedureRules]] = {
    rules.name: rules
    for rules in (
        DEMARCHE,
        CONSULTATION,
        SUMMARY,
        PUBLIC_STATEMENT,
        NEGOTIATION,
        INSTRUCTIONS,
        FALLBACKS,
        AGREEMENT_TEXT,
        SIGNING_AUTHORITY,
        TRADE_ACTION,
        ENFORCEMENT,
        MONITORING,
    )
}


def rules_of(facts: CaseFacts) -> ProcedureRules:
    """The rules of the case's procedure; every case that exists has one that runs."""
    return PROCEDURES[facts.procedure]
