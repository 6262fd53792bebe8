"""What other stages call."""

from .recording import gathering, record

__all__ = ["gathering", "record"]
