"""Tasks say that they are tasks, and whether the schedule started them."""

from contextvars import Token
from typing import Any

from .context import Where, leave, set_where
from .models import Channel

_tokens: dict[str, Token[Where]] = {}


def task_begins(sender: Any, task_id: str, **_kwargs: Any) -> None:
    ticks = {entry["task"] for entry in sender.app.conf.beat_schedule.values()}
    channel = Channel.SCHEDULE if sender.name in ticks else Channel.WORKER
    _tokens[task_id] = set_where(Where(channel=channel))


def task_ended(task_id: str, **_kwargs: Any) -> None:
    token = _tokens.pop(task_id, None)
    if token is not None:
        leave(token)
