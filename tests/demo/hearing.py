"""Every call that the product sends to AWS, heard by the client that sends it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from reviewapp.collection.clients import Clients
from reviewapp.collection.domain import sessions
from reviewapp.collection.iam_actions import action_of


@dataclass
class Calls:
    """Operations by the IAM action that they need."""

    made: Counter[str] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)

    def note(self, model: Any, params: dict[str, Any], **_: object) -> None:
        self.made[action_of(model.service_model.service_name, model.name)] += 1
        self.operations.add(f"{model.service_model.service_name}:{model.name}")
        self.agents.add(params["headers"]["User-Agent"])


@contextmanager
def hearing() -> Iterator[Calls]:
    """Of every client that is made in this block, whoever makes it."""
    heard = Calls()
    opened, make = sessions._session, Clients._make

    def session(*arguments: Any, **named: Any) -> Any:
        made = opened(*arguments, **named)
        made.events.register("before-call.*.*", heard.note)
        return made

    def client(self: Clients, name: str, region: str) -> Any:
        made = make(self, name, region)
        made.meta.events.register("before-call.*.*", heard.note)
        return made

    with (
        mock.patch.object(sessions, "_session", session),
        mock.patch.object(Clients, "_make", client),
    ):
        yield heard
