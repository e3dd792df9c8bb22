"""Which workflow carries out which procedure."""

from typing import Final

from workflows.consultation import Consultation, SummaryOfConclusions
from workflows.demarche import Demarche
from workflows.enforcement import Enforcement
from workflows.monitoring import Monitoring
from workflows.negotiation import Negotiation
from workflows.negotiation_texts import AgreementText, Fallback, Instruction, SigningAuthority
from workflows.opener import OpenCycle, RemindOfCommitments
from workflows.public_statement import PublicStatement
from workflows.trade_action import TradeAction

WORKFLOWS: Final = {
    "demarche": Demarche,
    "consultation": Consultation,
    "summary_of_conclusions": SummaryOfConclusions,
    "public_statement": PublicStatement,
    "negotiation": Negotiation,
    "instruction": Instruction,
    "fallback": Fallback,
    "agreement_text": AgreementText,
    "signing_authority": SigningAuthority,
    "trade_action": TradeAction,
    "enforcement": Enforcement,
    "monitoring": Monitoring,
}
"""Procedure, as in the directive file -> its workflow."""

STARTED_BY_SCHEDULES: Final = (OpenCycle, RemindOfCommitments)
"""Short workflows that are no case's."""
