"""How a review stands, worked out once for all who look at it in one language, and given to their
open streams.
"""

import asyncio
import contextvars
import json
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import Http404
from django.utils import translation

from reviewapp.isolation.scopes import everything, tenant
from reviewapp.live.hub import Hub
from reviewapp.live.streams import Event
from reviewapp.workloads.models import Workload

from .pages.question import find_place
from .pages.standing import Parts, standing_parts

# Of many changes at once the last standing is enough.
PAUSE_SECONDS = 0.25

Place = tuple[str, str]
# A place and the language in which its parts are.
Given = tuple[Place, str]
MOVES = ("answer", "assignment", "state")


class Pushing:
    """For one event loop: which reviews are being worked out, and what of them was given last."""

    def __init__(self) -> None:
        self.given: dict[Given, Parts] = {}
        self._asked: set[Place] = set()
        self._tasks: dict[Place, asyncio.Task[None]] = {}

    def ask(self, hub: Hub, place: Place) -> None:
        """Works it out soon; once more where something changes meanwhile."""
        self._asked.add(place)
        if place not in self._tasks:
            context = contextvars.Context()  # not that of whoever's request was first
            self._tasks[place] = asyncio.create_task(self._work(hub, place), context=context)

    async def _work(self, hub: Hub, place: Place) -> None:
        try:
            while place in self._asked:
                self._asked.discard(place)
                for language in sorted(hub.languages(place[0])):
                    work_out = sync_to_async(stored_parts, thread_sensitive=False)
                    self._give(hub, place, language, await work_out(*place, language))
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            del self._tasks[place]

    def _give(self, hub: Hub, place: Place, language: str, parts: Parts) -> None:
        before = self.given.get((place, language), {})
        moved = {name: text for name, text in parts.items() if before.get(name) != text}
        listening = (each for each in self.given.items() if each[0][0][0] in hub.readers)
        self.given = {**dict(listening), (place, language): parts}
        if moved:
            told = {"topic": "standing", "lens": place[1], "parts": moved}
            hub.hand_out(Event(place[0], "", json.dumps(told)), language=language)


def stored_parts(workload_id: str, lens: str, language: str) -> Parts:
    """How a review stands now; nothing where it is gone. For a thread of its own."""
    try:
        with everything():
            workload = Workload.objects.filter(pk=UUID(workload_id)).first()
        if workload is None:
            return {}
        with tenant(workload.organisation_id), translation.override(language):
            return standing_parts(find_place(workload, lens))
    except Http404:
        return {}
    finally:
        connections.close_all()


_pushing: dict[Hub, Pushing] = {}


def push_standing(*, hub: Hub, workload: str, message: dict[str, Any], **_signal: Any) -> None:
    """Something of a review changed: all who have it open are given what moved."""
    if message["topic"] in MOVES and message.get("lens"):
        _pushing.setdefault(hub, Pushing()).ask(hub, (workload, message["lens"]))
