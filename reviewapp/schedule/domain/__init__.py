"""The review that comes back by itself."""

from .cadence import next_after, set_cadence, start_schedule
from .rereviews import (
    close_rereview,
    open_due,
    open_rereview,
    settle,
    settle_waiting,
    start_rereview,
)

__all__ = [
    "close_rereview",
    "next_after",
    "open_due",
    "open_rereview",
    "set_cadence",
    "settle",
    "settle_waiting",
    "start_rereview",
    "start_schedule",
]
