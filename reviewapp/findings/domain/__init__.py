"""From facts to findings."""

from .evaluating import evaluate
from .snapshots import facts_of, load_snapshot

__all__ = ["evaluate", "facts_of", "load_snapshot"]
