"""What a page missed, for one that asks instead of listening."""

from .connecting import client
from .streams import CAUGHT_UP, Event, read_missed, stream_key, too_old


def missed_since(workload: str, after: str) -> list[Event] | None:
    """The events after one, oldest first; None where that cannot be told any more. Raises Away."""
    if too_old(after):
        return None
    found = client().xrange(stream_key(workload), f"({after}", count=CAUGHT_UP + 1)
    return read_missed(workload, found)
