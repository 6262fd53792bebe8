"""Reading accounts: from a workload's connections to an immutable snapshot of facts."""

from .collect import collect
from .runs import NothingToRead, RunActive, start_run
from .sessions import AccountUnreachable

__all__ = ["AccountUnreachable", "NothingToRead", "RunActive", "collect", "start_run"]
