"""Which workflow carries out which procedure."""

from typing import Final

from workflows.demarche import Demarche
from workflows.enforcement import Enforcement
from workflows.trade_action import TradeAction

WORKFLOWS: Final = {
    "demarche": Demarche,
    "trade_action": TradeAction,
    "enforcement": Enforcement,
}
"""Procedure, as in the directive file -> its workflow."""
