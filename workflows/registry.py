"""Which workflow carries out which procedure."""

from typing import Final

from workflows.demarche import Demarche
from workflows.enforcement import Enforcement
from workflows.negotiation import Negotiation
from workflows.negotiation_texts import AgreementText, Fallback, Instruction, SigningAuthority
from workflows.public_statement import PublicStatement
from workflows.trade_action import TradeAction

WORKFLOWS: Final = {
    "demarche": Demarche,
    "public_statement": PublicStatement,
    "negotiation": Negotiation,
    "instruction": Instruction,
    "fallback": Fallback,
    "agreement_text": AgreementText,
    "signing_authority": SigningAuthority,
    "trade_action": TradeAction,
    "enforcement": Enforcement,
}
"""Procedure, as in the directive file -> its workflow."""
