"""Events in Redis: a short stream for each workload, and one channel that tells all processes.

An event's id is the stream's (milliseconds, a dash, a number), in the order of publication.
"""

import time
from dataclasses import dataclass
from typing import Any

CHANNEL = "pillars:live"
# At least this many of the newest events are kept; a reader who missed more looks at all anew.
KEPT = 1000
CAUGHT_UP = 200
KEPT_SECONDS = 900
# A page asks for what happened since it was read; reading takes a moment, and clocks differ.
MARGIN_SECONDS = 5

# One step for both, so that who listens to the channel knows where in the stream they are.
PUBLISH = """
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'e', ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[5] .. ' ' .. id .. ' ' .. ARGV[4])
return id
"""


@dataclass(frozen=True, slots=True)
class Event:
    """`message` is JSON with a `topic`; `id` is empty for what is not kept, as presence."""

    workload: str
    id: str
    message: str


def stream_key(workload: str) -> str:
    return f"pillars:live:{workload}"


def publish_arguments(workload: str, message: str) -> list[str | int]:
    """Arguments of the script PUBLISH, whose one key is the stream's."""
    return [KEPT, KEPT_SECONDS, CHANNEL, message, workload]


def passing(workload: str, message: str) -> str:
    """What the channel carries of an event that is not kept."""
    return f"{workload} - {message}"


def read_channel(data: str) -> Event:
    """Raises ValueError where it is nothing of ours."""
    workload, event_id, message = data.split(" ", 2)
    return Event(workload, "" if event_id == "-" else event_id, message)


def order(event_id: str) -> tuple[int, int]:
    """For comparing ids. Raises ValueError."""
    first, _, second = event_id.partition("-")
    return int(first), int(second or 0)


def valid(event_id: str | None) -> str:
    """An id as a browser sent it; empty where it is none."""
    try:
        order(event_id or "")
    except ValueError:
        return ""
    return event_id or ""


def read_missed(workload: str, found: Any) -> list[Event] | None:
    """What Redis found of a stream, oldest first; None where a page missed too much."""
    if len(found) > CAUGHT_UP:
        return None
    return [Event(workload, event_id, fields["e"]) for event_id, fields in found]


def moment(*, ago: float = 0.0) -> str:
    """The id that an event would have had some seconds ago."""
    return f"{int((time.time() - ago) * 1000)}-0"


def too_old(event_id: str) -> bool:
    """Whether the stream may be gone since: it expires some time after its last event."""
    return order(event_id) < order(moment(ago=KEPT_SECONDS - 60))
