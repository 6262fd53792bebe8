"""What people are told, and how."""

from .bundling import bundle_digests, bundle_waiting
from .choices import (
    Wish,
    preferences_of,
    set_digest,
    set_wish,
    wishes_for,
    wishes_of,
)
from .notifying import notify, one_line, who_sees
from .reading import forget_old, mark_all_read, mark_read

__all__ = [
    "Wish",
    "bundle_digests",
    "bundle_waiting",
    "forget_old",
    "mark_all_read",
    "mark_read",
    "notify",
    "one_line",
    "preferences_of",
    "set_digest",
    "set_wish",
    "who_sees",
    "wishes_for",
    "wishes_of",
]
