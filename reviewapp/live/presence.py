"""Who has a page of a workload open, and which question: kept in Redis for some seconds.

Each tab of a browser is one field of the workload's hash: until when it counts, and what others
see of it. A field belongs to a person, so that nobody can speak for somebody else.
"""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from .connecting import client
from .streams import CHANNEL, passing

BEAT_SECONDS = 15
COUNTS_SECONDS = 45
# A tab that goes from one question to the next closes one stream and opens another.
GRACE_SECONDS = 3.0

# Others are told only of what they did not know; `ARGV[5]` tells them anyway.
MARK = """
local old = redis.call('HGET', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
redis.call('EXPIRE', KEYS[1], 120)
local known = old and string.sub(old, string.find(old, ' ', 1, true) + 1) == ARGV[3]
if ARGV[6] == '1' or not known then redis.call('PUBLISH', ARGV[4], ARGV[5]) end
"""

# Only what was not marked again since: a tab marks itself over its stream and, while it has none,
# by asking, and an answer to that may come when the stream has begun. `ARGV[5]` and `ARGV[6]` are
# what others saw of a tab that is gone, and until when a mark of its last moment would count.
LEAVE = """
local old = redis.call('HGET', KEYS[1], ARGV[1])
if not old then return 0 end
local space = string.find(old, ' ', 1, true)
local marked = string.sub(old, 1, space - 1)
local own = string.sub(old, space + 1) == ARGV[5] and tonumber(marked) <= tonumber(ARGV[6])
if marked ~= ARGV[2] and not own then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1
"""


@dataclass(frozen=True, slots=True)
class Here:
    """One tab of one person on a workload's pages; `lens` and `question` where it shows one."""

    user: int
    name: str
    initials: str
    tab: str
    lens: str = ""
    question: str = ""

    @property
    def field(self) -> str:
        return f"{self.user}.{self.tab}"


def initials_of(name: str) -> str:
    """Two letters for a small round mark: of the first and the last word."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "?"


def presence_key(workload: str) -> str:
    return f"pillars:here:{workload}"


def until() -> str:
    """Until when a mark of now counts, in seconds since 1970 with three digits behind."""
    return f"{time.time() + COUNTS_SECONDS:.3f}"


def mark_arguments(
    workload: str, here: Here, *, counts_until: str, changing: bool | None = None
) -> list[str]:
    """Arguments of MARK, whose one key is `presence_key`.

    `changing` says whether the person is changing the question's answer; None where nothing is
    known of that.
    """
    told: dict[str, Any] = asdict(here)
    if changing is not None:
        told["changing"] = changing
    message = passing(workload, json.dumps({"topic": "presence", "people": [told]}))
    force = "0" if changing is None else "1"
    return [here.field, counts_until, json.dumps(asdict(here)), CHANNEL, message, force]


def leave_arguments(
    workload: str, here: Here, *, counts_until: str, latest: str = "0"
) -> list[str]:
    """Arguments of LEAVE, whose one key is `presence_key`.

    `counts_until` is what the tab was marked with; `latest` what it can have been marked with
    besides, by asking, in the last moment in which it was there.
    """
    told = {**asdict(here), "gone": True}
    message = passing(workload, json.dumps({"topic": "presence", "people": [told]}))
    return [here.field, counts_until, CHANNEL, message, json.dumps(asdict(here)), latest]


def read_present(found: Any) -> tuple[list[Here], list[tuple[Here, str]]]:
    """Of a workload's hash: those who count by name, and those who do not any more with the time
    that they were marked with.
    """
    now, present, gone = time.time(), [], []
    for text in found.values():
        counts_until, _, told = text.partition(" ")
        here = Here(**json.loads(told))
        if float(counts_until) > now:
            present.append(here)
        else:
            gone.append((here, counts_until))
    return sorted(present, key=lambda here: (here.name, here.user)), gone


def told(people: Iterable[Here]) -> list[dict[str, Any]]:
    return [asdict(here) for here in people]


def mark(workload: str, here: Here, *, changing: bool | None = None) -> None:
    """Says that a tab is there, to all who see the workload. Raises Away."""
    arguments = mark_arguments(workload, here, counts_until=until(), changing=changing)
    client().register_script(MARK)(keys=[presence_key(workload)], args=arguments)


def leave(workload: str, here: Here) -> None:
    """Lets a tab count for a moment longer; whoever looks next takes it out. Raises Away."""
    key = presence_key(workload)
    if client().hexists(key, here.field):
        soon = f"{time.time() + GRACE_SECONDS:.3f}"
        client().hset(key, here.field, f"{soon} {json.dumps(asdict(here))}")


def present_on(workload: str) -> list[Here]:
    """Who is on a workload's pages, by name. Raises Away."""
    return read_present(client().hgetall(presence_key(workload)))[0]
