"""Which workflow carries out which procedure."""

from typing import Final

from workflows.consultation import Consultation, SummaryOfConclusions
from workflows.demarche import Demarche
from workflows.opener import OpenCycle, RemindOfCommitments

WORKFLOWS: Final = {
    "demarche": Demarche,
    "consultation": Consultation,
    "summary_of_conclusions": SummaryOfConclusions,
}
"""Procedure, as in the directive file -> its workflow."""

STARTED_BY_SCHEDULES: Final = (OpenCycle, RemindOfCommitments)
"""Short workflows that are no case's."""
