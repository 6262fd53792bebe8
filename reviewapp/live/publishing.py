"""Telling everybody who has a page of a workload open that something changed there."""

import json
import logging
import time
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db import transaction
from redis.commands.core import Script

from .connecting import Away, client
from .origin import current_tab
from .streams import CHANNEL, PUBLISH, passing, publish_arguments, stream_key

logger = logging.getLogger(__name__)

REST_SECONDS = 5.0
RESYNC = json.dumps({"topic": "resync"})
ALL = "*"


class _Rest:
    """After a failure nothing is tried for a moment: saves must not wait for a Redis in turn."""

    def __init__(self) -> None:
        self.until = 0.0
        self.missed: set[str] = set()

    @property
    def on(self) -> bool:
        return time.monotonic() < self.until

    def begin(self) -> None:
        self.until = time.monotonic() + REST_SECONDS


_rest = _Rest()


def tell(workload_id: UUID | str, topic: str, **data: Any) -> None:
    """Publishes once the transaction is committed; never fails and hardly ever waits.

    Args:
        workload_id: whose pages hear of it.
        topic: `answer`, `comment`, `assignment`, `state`, `meeting`, `scan` or `milestone`.
        data: small and JSON: keys of what changed, never texts. A page's script limits an
            element with `data-live-question="…"` to events whose `question` is that one.
    """
    message = json.dumps({"topic": topic, "tab": current_tab(), **data}, default=str)
    transaction.on_commit(partial(_publish, str(workload_id), message))


def tell_access_changed() -> None:
    """Has all streams ask anew who may see what, once the transaction is committed."""
    message = passing(ALL, json.dumps({"topic": "access"}))
    transaction.on_commit(partial(_attempt, partial(_pass, message)))


def _publish(workload: str, message: str) -> None:
    _attempt(partial(_keep, workload, message), workload)


def _keep(workload: str, message: str) -> None:
    for missed in list(_rest.missed):
        _script()(keys=[stream_key(missed)], args=publish_arguments(missed, RESYNC))
        _rest.missed.discard(missed)
    _script()(keys=[stream_key(workload)], args=publish_arguments(workload, message))


def _pass(message: str) -> None:
    client().publish(CHANNEL, message)


def _attempt(send: partial[None], missed: str = "") -> None:
    """Sends, or notes that the pages of the workload `missed` have to look at all anew."""
    try:
        if not _rest.on:
            send()
            return
    except Away as error:
        _rest.begin()
        logger.warning("Live pages were not told of a change, they will ask: %s", error)
    if missed:
        _rest.missed.add(missed)


@cache
def _script() -> Script:
    return client().register_script(PUBLISH)
