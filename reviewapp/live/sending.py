"""One open stream as the lines of text/event-stream."""

import asyncio
import json
import random
import signal
import threading
from collections.abc import AsyncIterator, Iterable
from types import FrameType

from asgiref.sync import sync_to_async
from django.db import connections

from .connecting import Away
from .hub import POLL, RESYNC, Hub, Reader, newer
from .hubs import hub
from .presence import GRACE_SECONDS, presence_key, read_present, told
from .streams import Event
from .watching import mark_reader, unmark_reader

HEARTBEAT_SECONDS = 20.0

_leaving: set[asyncio.Task[None]] = set()


async def follow(reader: Reader, *, after: str) -> AsyncIterator[bytes]:
    """Everything that happens on the reader's workload since the event `after`, until they go.

    Begins with who is there. A page that cannot be told what it missed gets `resync`; one whose
    server has no Redis for now gets `poll`.
    """
    await sync_to_async(_give_connection_back)()
    try:
        house = hub()
    except Away:
        yield _line("", POLL)
        return
    _close_with_server(house)
    house.join(reader)
    try:
        async for lines in _lines(house, reader, after):
            yield lines
    finally:
        house.leave(reader)
        _unmark_later(house, reader)


async def _lines(house: Hub, reader: Reader, after: str) -> AsyncIterator[bytes]:
    try:
        begun = await _beginning(house, reader, after)
    except Away:
        yield _line("", POLL)
        return
    yield _retry() + b"".join(_line(event.id, event.message) for event in begun)
    last = begun[-1].id or after
    while not reader.ended or not reader.queue.empty():
        events = await _next(reader)
        yield b"".join(_told(events, last)) if events else b":\n\n"


async def _beginning(house: Hub, reader: Reader, after: str) -> list[Event]:
    """Who is there, then what was missed. Raises Away."""
    missed = await house.missed(reader.workload, after)
    await mark_reader(house, reader)
    found = await house.client.hgetall(presence_key(reader.workload))
    here = json.dumps({"topic": "here", "people": told(read_present(found)[0])})
    resync = [Event(reader.workload, "", RESYNC)] if missed is None else missed
    return [Event(reader.workload, "", here), *resync]


async def _next(reader: Reader) -> list[Event]:
    """All that came; nothing where it was quiet for the length of a heartbeat."""
    try:
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            events = [await reader.queue.get()]
    except TimeoutError:
        return []
    while not reader.queue.empty():
        events.append(reader.queue.get_nowait())
    return events


def _told(events: Iterable[Event], last: str) -> Iterable[bytes]:
    return (_line(each.id, each.message) for each in events if each.message and newer(each, last))


def _line(event_id: str, message: str) -> bytes:
    head = f"id: {event_id}\n" if event_id else ""
    return f"{head}data: {message}\n\n".encode()


def _retry() -> bytes:
    """When a browser comes back: not all of them in the same moment after a restart."""
    return f"retry: {random.randint(1000, 4000)}\n".encode()  # noqa: S311 - no secret


def _unmark_later(house: Hub, reader: Reader) -> None:
    task = asyncio.create_task(unmark_reader(house, reader, after=GRACE_SECONDS))
    _leaving.add(task)
    task.add_done_callback(_leaving.discard)


def _give_connection_back() -> None:
    """The door and the session used the database; the stream does not, and may last for hours."""
    connections.close_all()


def _close_with_server(house: Hub) -> None:
    """Ends streams when the server is asked to stop: it waits for the last answer to be done."""
    if house.closes_with_server or threading.current_thread() is not threading.main_thread():
        return
    house.closes_with_server = True
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def stop(got: int, frame: FrameType | None, before=before) -> None:
            loop.call_soon_threadsafe(house.close)
            if callable(before):
                before(got, frame)

        signal.signal(number, stop)
