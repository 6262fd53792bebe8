"""From facts to findings."""

from .evaluating import evaluate
from .snapshots import load_snapshot

__all__ = ["evaluate", "load_snapshot"]
