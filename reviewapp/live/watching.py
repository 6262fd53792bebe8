"""What a process does for its open streams all the while: access again, presence again."""

import asyncio
import contextlib
import logging
from collections.abc import Collection, Mapping
from functools import cache

from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connections
from django.utils import timezone

from reviewapp.isolation.scopes import everything
from reviewapp.workloads.models import Workload
from reviewapp.workloads.roles import people_of

from .connecting import Away
from .hub import GOODBYE, Hub, Reader
from .presence import (
    BEAT_SECONDS,
    LEAVE,
    MARK,
    leave_arguments,
    mark_arguments,
    presence_key,
    read_present,
    until,
)

logger = logging.getLogger(__name__)

CHECK_SECONDS = 20.0
LEAVE_TRIES = 4
LEAVE_AGAIN_SECONDS = 1.0
# Several changes of access at once are looked at together.
GATHER_SECONDS = 0.3


async def keep_watching(hub: Hub) -> None:
    """Ends the streams of those who may not see their workload any more, or signed out."""
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(hub.access_changed.wait(), CHECK_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)
        hub.access_changed.clear()
        try:
            await _end_strangers(hub)
        except DatabaseError:
            logger.exception("Access of live pages could not be looked at; it is tried again")


async def _end_strangers(hub: Hub) -> None:
    asked = {workload: {each.here.user for each in found} for workload, found in _held(hub)}
    sessions = {reader.session for reader in hub.everybody()}
    allowed, signed_in = await sync_to_async(_look, thread_sensitive=False)(asked, sessions)
    for reader in hub.everybody():
        # Whoever came meanwhile was let in by the door.
        known = reader.here.user in asked.get(reader.workload, ()) and reader.session in sessions
        stays = reader.here.user in allowed.get(reader.workload, ())
        if known and not (stays and reader.session in signed_in):
            reader.end(GOODBYE)


def _held(hub: Hub) -> list[tuple[str, list[Reader]]]:
    return [(workload, list(found)) for workload, found in hub.readers.items()]


def _look(
    asked: Mapping[str, Collection[int]], sessions: Collection[str]
) -> tuple[dict[str, set[int]], set[str]]:
    """Who of the people asked for may see each workload, and which sessions are signed in.

    One query for each workload, whatever the number of people; the connection is given back.
    """
    try:
        with everything():
            workloads = Workload.objects.filter(pk__in=asked)
            allowed = {
                str(each.pk): set(
                    people_of(each).filter(pk__in=asked[str(each.pk)]).values_list("pk", flat=True)
                )
                for each in workloads
            }
            found = Session.objects.filter(session_key__in=sessions, expire_date__gt=timezone.now())
            return allowed, set(found.values_list("session_key", flat=True))
    finally:
        connections.close_all()


async def keep_marking(hub: Hub) -> None:
    """Says again who is there, and takes out those whose browser said nothing for too long."""
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        with contextlib.suppress(*Away):
            for workload, readers in _held(hub):
                await _mark_all(hub, workload, readers)


async def _mark_all(hub: Hub, workload: str, readers: Collection[Reader]) -> None:
    for reader in readers:
        await mark_reader(hub, reader)
    found = await hub.client.hgetall(presence_key(workload))
    for here, counts_until in read_present(found)[1]:
        arguments = leave_arguments(workload, here, counts_until=counts_until)
        await _script(hub, LEAVE)(keys=[presence_key(workload)], args=arguments)


async def mark_reader(hub: Hub, reader: Reader) -> None:
    """Says that the tab behind a stream is there. Raises Away."""
    if not reader.here.tab:
        return
    reader.marked = until()
    arguments = mark_arguments(reader.workload, reader.here, counts_until=reader.marked)
    await _script(hub, MARK)(keys=[presence_key(reader.workload)], args=arguments)


async def unmark_reader(hub: Hub, reader: Reader, *, after: float) -> None:
    """Takes the tab out unless it comes back within `after` seconds."""
    if not reader.marked:
        return
    latest = until()
    await asyncio.sleep(after)
    if any(each.here == reader.here for each in hub.readers.get(reader.workload, ())):
        return
    arguments = leave_arguments(
        reader.workload, reader.here, counts_until=reader.marked, latest=latest
    )
    # Nobody else says it before the mark runs out, so a busy moment of Redis is waited for.
    for _ in range(LEAVE_TRIES):
        with contextlib.suppress(*Away):
            await _script(hub, LEAVE)(keys=[presence_key(reader.workload)], args=arguments)
            return
        await asyncio.sleep(LEAVE_AGAIN_SECONDS)


@cache
def _script(hub: Hub, text: str):
    return hub.client.register_script(text)
