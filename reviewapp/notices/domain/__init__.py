"""What people are told, and how."""

from .choices import Wish, set_wish, wishes_for, wishes_of
from .notifying import notify

__all__ = ["Wish", "notify", "set_wish", "wishes_for", "wishes_of"]
