"""One subscription for a whole process, and from there to every page that listens."""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio

from . import signals
from .connecting import Away, async_client
from .presence import Here
from .streams import (
    CAUGHT_UP,
    CHANNEL,
    Event,
    order,
    read_channel,
    read_missed,
    stream_key,
    too_old,
)

logger = logging.getLogger(__name__)

QUEUE = 100
READY_SECONDS = 2.0
AGAIN_SECONDS = (0.5, 1, 2, 5, 10)
# Who comes and goes is told together: a mark that moves need not move at once.
GATHER_SECONDS = 0.4

RESYNC = json.dumps({"topic": "resync"})
GOODBYE = json.dumps({"topic": "goodbye"})
POLL = json.dumps({"topic": "poll"})

# Of one person on one workload; a browser needs one.
MOST_OF_ONE = 40


@dataclass(eq=False)
class Reader:
    """One open stream. A reader who is too slow is told to look at all anew.

    `marked` is until when the reader's presence was last said to count; `language` the one in
    which the page is.
    """

    workload: str
    session: str
    here: Here
    language: str = ""
    marked: str = ""
    queue: asyncio.Queue[Event] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    ended: bool = False

    def give(self, event: Event) -> None:
        if self.ended:
            return
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self._empty()
            self.queue.put_nowait(Event(self.workload, event.id, RESYNC))

    def end(self, message: str = "") -> None:
        """Nothing comes any more; `message` is what the page is told last."""
        self._empty()
        self.ended = True
        self.queue.put_nowait(Event(self.workload, "", message))

    def _empty(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()


class Hub:
    """The readers of one event loop. Its task runs from the first reader on, and so does what is
    done `beside` it all the while.
    """

    def __init__(self, *beside: Callable[["Hub"], Coroutine[Any, Any, None]]) -> None:
        self._beside = beside
        self.client = async_client()
        # In the order in which they came.
        self.readers: dict[str, dict[Reader, None]] = defaultdict(dict)
        self.access_changed = asyncio.Event()
        self.closes_with_server = False
        self._listening = asyncio.Event()
        self._people: dict[str, dict[str, object]] = defaultdict(dict)
        self._tasks: list[asyncio.Task[None]] = []

    def join(self, reader: Reader) -> None:
        """Adds a reader; of somebody with too many streams the oldest asks instead."""
        found = self.readers[reader.workload]
        own = [each for each in found if each.here.user == reader.here.user and not each.ended]
        if len(own) >= MOST_OF_ONE:
            own[0].end(POLL)
        found[reader] = None
        if not self._tasks:
            self._start()

    def leave(self, reader: Reader) -> None:
        found = self.readers[reader.workload]
        found.pop(reader, None)
        if not found:
            del self.readers[reader.workload]

    def everybody(self) -> list[Reader]:
        return [reader for found in self.readers.values() for reader in found]

    async def missed(self, workload: str, after: str) -> list[Event] | None:
        """What happened since an event; None where that cannot be told any more.

        Raises:
            Away: Redis is.
        """
        try:
            await asyncio.wait_for(self._listening.wait(), READY_SECONDS)
        except TimeoutError as error:
            raise redis.ConnectionError("Nothing is heard of Redis.") from error
        if too_old(after):
            return None
        found = await self.client.xrange(stream_key(workload), f"({after}", count=CAUGHT_UP + 1)
        return read_missed(workload, found)

    def close(self) -> None:
        """All streams end at once; browsers come back by themselves."""
        for reader in self.everybody():
            reader.end()

    def hand_out(self, event: Event, *, language: str = "") -> None:
        """Gives an event to everybody on its workload; what has words, to those who read them."""
        for reader in self.readers.get(event.workload, ()):
            if language in ("", reader.language):
                reader.give(event)

    def languages(self, workload: str) -> set[str]:
        """In which the pages that listen are."""
        return {reader.language for reader in self.readers.get(workload, ())}

    def _start(self) -> None:
        work = (self._listen(), *(start(self) for start in self._beside))
        # Not within the request, nor the organisation, of whoever came first.
        self._tasks = [asyncio.create_task(each, context=Context()) for each in work]

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                async with self.client.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    self._resume(after_failure=bool(failures))
                    failures = 0
                    await self._pass_on(subscription)
            except Away as error:
                if not failures:
                    logger.warning("Live pages hear nothing of Redis for now: %s", error)
            self._listening.clear()
            await asyncio.sleep(AGAIN_SECONDS[min(failures, len(AGAIN_SECONDS) - 1)])
            failures += 1

    def _resume(self, *, after_failure: bool) -> None:
        """Whoever waited through an interruption may have missed something."""
        self._listening.set()
        if after_failure:
            self.access_changed.set()
            for reader in self.everybody():
                reader.give(Event(reader.workload, "", RESYNC))

    async def _pass_on(self, subscription: redis.asyncio.client.PubSub) -> None:
        while True:
            message = await subscription.get_message(ignore_subscribe_messages=True, timeout=None)
            if message is not None:
                with contextlib.suppress(ValueError, KeyError):
                    self._receive(read_channel(message["data"]))

    def _receive(self, event: Event) -> None:
        if event.workload == "*":
            self.access_changed.set()
            return
        if event.workload not in self.readers:
            return
        message = json.loads(event.message)
        if message["topic"] == "presence":
            self._gather(event.workload, message["people"])
            return
        self.hand_out(event)
        signals.passed_on.send(sender=Hub, hub=self, workload=event.workload, message=message)

    def _gather(self, workload: str, people: list[dict[str, object]]) -> None:
        if workload not in self._people:
            asyncio.get_running_loop().call_later(GATHER_SECONDS, self._tell_people, workload)
        for each in people:
            self._people[workload][f"{each['user']}.{each['tab']}"] = each

    def _tell_people(self, workload: str) -> None:
        people = list(self._people.pop(workload).values())
        self.hand_out(Event(workload, "", json.dumps({"topic": "presence", "people": people})))


def newer(event: Event, last: str) -> bool:
    """Whether an event is one that a reader who has seen `last` has not seen."""
    return not event.id or not last or order(event.id) > order(last)
