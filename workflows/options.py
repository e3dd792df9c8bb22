"""Time-outs and retry policies, by name."""

from datetime import timedelta
from typing import Final

from temporalio.common import RetryPolicy

FOR_EVER: Final = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=30),
)
"""Facts may be out of reach for a while; a case is never given up for that."""

LOOK_TIMEOUT: Final = timedelta(seconds=5)
LOOK_RETRY_IN_TASK: Final = timedelta(seconds=4)
KEEP_TIME_TIMEOUT: Final = timedelta(seconds=10)
"""Short, so that a worker killed in the middle is replaced soon."""

CHECKPOINT_TIMEOUT: Final = timedelta(minutes=20)
"""The first one is over everything there is."""

A_MOMENT: Final = timedelta(seconds=1)
"""The least a timer waits: the database's clock and the engine's are not the same."""
