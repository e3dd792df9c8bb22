"""What of other cases stands against this one's release, whoever may know of them; and the gauge of pressure.

The rules look at all cases, and say of none that it is there: whoever does not see the other end is told only that
coordination is pending.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final


class Cause(StrEnum):
    """Why coordination is pending."""

    PREREQUISITE = "prerequisite"
    """A case that this one waits for has not been released."""
    SUPERSEDED = "superseded"
    """Another case takes this one's place."""
    LEVER = "lever"
    """A certification is pending that would cut what this case offers."""
    PRESSURE = "pressure"
    """So many demarches went to the counterpart within the week that the next waits until the NSC has sequenced it."""


WEEK: Final = timedelta(days=7)
"""The gauge's window; it rolls, so that no demarche waits for longer because of the gauge alone."""
