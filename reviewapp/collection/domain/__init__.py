"""Reading accounts: from a workload's connections to an immutable snapshot of facts."""

from .budgets import BudgetSpent, rest
from .collect import collect
from .runs import NothingToRead, RunActive, start_run
from .sessions import AccountUnreachable

__all__ = [
    "AccountUnreachable",
    "BudgetSpent",
    "NothingToRead",
    "RunActive",
    "collect",
    "rest",
    "start_run",
]
