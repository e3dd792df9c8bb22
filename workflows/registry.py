"""Which workflow carries out which procedure."""

from typing import Final

from workflows.demarche import Demarche
from workflows.public_statement import PublicStatement

WORKFLOWS: Final = {"demarche": Demarche, "public_statement": PublicStatement}
"""Procedure, as in the directive file -> its workflow."""
