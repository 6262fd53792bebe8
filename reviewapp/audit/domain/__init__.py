"""What other stages call."""

from .differing import columns_of, only_changed
from .recording import gathering, record

__all__ = ["columns_of", "gathering", "only_changed", "record"]
