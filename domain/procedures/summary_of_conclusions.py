"""The summary of conclusions (`domain.md` 8(b) B1, row 10): the agreed record of a meeting, circulated under silence.

It is a case of its own, opened under its consultation's. Silence clears it where silence clears anything
(`domain/silence.py`); the NSC and the agency that drafted it answer themselves.
"""

from typing import Final

from domain.procedure import ACTION, ProcedureRules, WayOut
from domain.vocabulary import Capacity, Channel

SUMMARY: Final = ProcedureRules(
    name="summary_of_conclusions",
    steps=(),
    out=WayOut(agency=ACTION, capacity=Capacity.RELEASER, channels=frozenset({Channel.INTERAGENCY_MEMO})),
    by_silence=True,
)
