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
from .scanning import (
    Beat,
    beat_of,
    organisation_beat,
    own_rhythm,
    plan_turns,
    set_organisation_beat,
    set_workload_beat,
    start_due,
)

__all__ = [
    "Beat",
    "beat_of",
    "close_rereview",
    "next_after",
    "open_due",
    "open_rereview",
    "organisation_beat",
    "own_rhythm",
    "plan_turns",
    "set_cadence",
    "set_organisation_beat",
    "set_workload_beat",
    "settle",
    "settle_waiting",
    "start_due",
    "start_rereview",
    "start_schedule",
]
