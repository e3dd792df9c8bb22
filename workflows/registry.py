"""Which workflow carries out which procedure."""

from typing import Final

from workflows.demarche import Demarche

WORKFLOWS: Final = {"demarche": Demarche}
"""Procedure, as in the directive file -> its workflow."""
