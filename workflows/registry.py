"""Which workflow carries out which procedure."""

from typing import Final

from workflows.demarche import Demarche
from workflows.negotiation import Negotiation
from workflows.negotiation_texts import AgreementText, Fallback, Instruction, SigningAuthority
from workflows.public_statement import PublicStatement

WORKFLOWS: Final = {
    "demarche": Demarche,
    "public_statement": PublicStatement,
    "negotiation": Negotiation,
    "instruction": Instruction,
    "fallback": Fallback,
    "agreement_text": AgreementText,
    "signing_authority": SigningAuthority,
}
"""Procedure, as in the directive file -> its workflow."""
