"""From another tool's file to findings that count with our own."""

from .counting import imported_outcomes
from .covering import cover_again
from .deleting import delete_report
from .from_run import take_from_run
from .keeping import keep_read
from .reading import read_stored
from .receiving import SameReport, receive_report

__all__ = [
    "SameReport",
    "cover_again",
    "delete_report",
    "imported_outcomes",
    "keep_read",
    "read_stored",
    "receive_report",
    "take_from_run",
]
