"""What a collector holds in its hands: calls into one account and region, counted."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from boto3.session import Session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PaginationError

from pillars.scope import Scope

from .aspects import Aspects, Listing
from .clients import Clients, calling
from .errors import DENIED_CODES, UNREACHED, error_code, explain, is_denied

__all__ = [
    "DENIED_CODES",
    "Aspects",
    "Listing",
    "Reader",
    "RunStopped",
    "error_code",
    "explain",
    "is_denied",
]

T = TypeVar("T")
R = TypeVar("R")

_making_clients = threading.Lock()
_counting = threading.Lock()


class RunStopped(Exception):
    """The run was cancelled or lost: no further call is sent."""


class NotAnswering(BotoCoreError):
    """A place from which no answer came so often that it is not asked any further."""

    fmt = "{region} gave no answer in time to {times} calls in a row and was not asked any further"


class Silence:
    """Counts the calls of a shard that were not answered in time, one after the other."""

    MOST = 12

    def __init__(self) -> None:
        self._times = 0

    def refuse(self, region: str) -> None:
        """Raises NotAnswering once nothing came back too often."""
        if self._times >= self.MOST:
            raise NotAnswering(region=region, times=self._times)

    def heard(self, *, answered: bool) -> None:
        self._times = 0 if answered else self._times + 1


class Pool(Protocol):
    """Threads that may help with the items of a part."""

    def submit(self, work: Callable[..., R], /, *arguments: Any) -> "Future[R]": ...


@dataclass
class Reader:
    """Calls into one account and region.

    `calls` counts pages as calls, as AWS does. `region` is where the client points; `place` is
    the region facts are filed under (`global` for services without regions). `clients` are shared
    with other accounts' readers; without them the session makes its own. `gate` is entered for
    each call: it bounds the calls that are under way at once in the account. `silence` is shared
    by the readers of one account and region. `scope` is the workload's: what it names is read
    beside what every scan reads.
    """

    session: Session
    account: str
    region: str
    place: str
    config: Config
    endpoint_url: str | None = None
    partition: str = "aws"
    calls: int = 0
    client_name: str = ""
    pool: Pool | None = None
    stop: threading.Event | None = None
    clients: Clients | None = None
    gate: AbstractContextManager[Any] = field(default_factory=nullcontext)
    scope: Scope = field(default_factory=Scope)
    silence: Silence = field(default_factory=Silence)
    _clients: dict[tuple[str, str], BaseClient] = field(default_factory=dict)
    _answers: dict[str, Any] = field(default_factory=dict)

    def client(self, name: str = "", *, region: str = "") -> BaseClient:
        """The boto3 client of the collector's service, or another one by name or region.

        Calls go through `call`, `pages` and `answers`; a client is given out for what its model
        says.
        """
        key = (name or self.client_name, region or self.region)
        if self.clients is not None:
            return self.clients.get(*key)
        with _making_clients:  # a session is not safe for threads, its clients are
            if key not in self._clients:
                self._clients[key] = self._make_client(*key)
        return self._clients[key]

    def _make_client(self, name: str, region: str) -> BaseClient:
        client = self.session.client(
            name, region_name=region, endpoint_url=self.endpoint_url, config=self.config
        )
        client.meta.events.register("before-send.*", self.count)
        if not self.config.inject_host_prefix:
            client.meta.events.register("before-call.s3-control.*", self._keep_host)
        return client

    def spread(self, make: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """`make` of every item, in order, using whatever threads of the run are free.

        The calling thread takes the items that no other thread has begun, so that a full pool
        can never wait for itself.
        """
        if self.pool is None:
            yield from map(make, items)
            return
        futures = [(self.pool.submit(make, item), item) for item in items]
        for future, item in futures:
            yield make(item) if future.cancel() else future.result()

    def call(
        self, operation: str, *, client: str = "", region: str = "", **params: Any
    ) -> dict[str, Any]:
        """One call; the answer without its metadata."""
        method = getattr(self.client(client, region=region), operation)
        with calling(self):
            answer = method(**params)
        answer.pop("ResponseMetadata", None)
        return dict(answer)

    def pages(
        self,
        operation: str,
        key: str,
        *,
        client: str = "",
        region: str = "",
        gone: tuple[str, ...] = (),
        **params: Any,
    ) -> Iterator[Any]:
        """Every item under `key` (`A.B` reaches into an answer), page after page.

        An error code in `gone` ends the items: what they belong to was deleted since it was
        listed.
        """
        try:
            for page in self.answers(operation, client=client, region=region, **params):
                yield from _dig(page, key)
        except ClientError as error:
            if error_code(error) not in gone:
                raise

    def answers(
        self, operation: str, *, client: str = "", region: str = "", **params: Any
    ) -> Iterator[dict[str, Any]]:
        """Every page of an answer as it came, for answers that hold more than one list.

        Follows the page token also where botocore has no paginator for the operation.
        """
        source = self.client(client, region=region)
        if source.can_paginate(operation):
            yield from self._mine(source.get_paginator(operation).paginate(**params))
            return
        takes, gives = _token_names(source, operation)
        answer = self.call(operation, client=client, region=region, **params)
        yield answer
        while gives and answer.get(gives):
            if answer[gives] == params.get(takes):
                raise PaginationError(message=f"{operation} gave the same page token twice")
            params[takes] = answer[gives]
            answer = self.call(operation, client=client, region=region, **params)
            yield answer

    def answers_of_what_may_be_gone(
        self, operation: str, gone: tuple[str, ...], **params: Any
    ) -> Iterator[dict[str, Any]]:
        """As `answers`; an error code in `gone` ends them."""
        try:
            yield from self.answers(operation, **params)
        except ClientError as error:
            if error_code(error) not in gone:
                raise

    def may_hold(self, name: str) -> bool:
        """Whether what people named may be here: a name anywhere, an ARN where it says."""
        parts = name.split(":", 5)
        here = (self.region, self.account)
        return parts[0] != "arn" or len(parts) < 6 or (parts[3], parts[4]) == here

    def listing(self, operation: str, key: str, *, client: str = "", **params: Any) -> "Listing":
        """Every item of one answer that serves an aspect of many resources.

        Never raises for a call that failed: the reason is in the listing, and `Aspects.join`
        turns it into an unread aspect of each resource.
        """
        try:
            return Listing(list(self.pages(operation, key, client=client, **params)))
        except (ClientError, *UNREACHED) as error:
            return Listing([], f"{operation}: {explain(error)}")

    def once(self, key: str, read: Callable[[], Any]) -> Any:
        """What `read` answers, asked for once by all the collectors that share this reader."""
        if key not in self._answers:
            self._answers[key] = read()
        return self._answers[key]

    def aspects(self, item: Mapping[str, Any], *, region: str = "") -> Aspects:
        """A collection of further answers about one item; see `Aspects`."""
        return Aspects(self, dict(item), region=region)

    def arn(self, service: str, rest: str, *, region: str | None = None) -> str:
        where = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{where}:{self.account}:{rest}"

    def _keep_host(self, params: dict[str, Any], **_: Any) -> None:
        """S3 Control writes the account before the host by rule, whatever the configuration."""
        params["url"] = params["url"].replace(f"//{self.account}.", "//", 1)

    def count(self, **_: Any) -> None:
        """Counts a call about to be sent; refuses it where the run was stopped."""
        if self.stop is not None and self.stop.is_set():
            raise RunStopped
        self.silence.refuse(self.place)
        with _counting:
            self.calls += 1

    def heard(self, *, answered: bool) -> None:
        self.silence.heard(answered=answered)

    def sign_with(self) -> ReadOnlyCredentials:
        """Raises NoCredentialsError where the session has none."""
        credentials = self.session.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        return credentials.get_frozen_credentials()

    def renew(self, spent: str) -> bool:
        """Whether credentials that ran out before their time can be had anew."""
        renew = getattr(self.session.get_credentials(), "renew", None)
        return bool(renew and renew(spent))

    def _mine(self, pages: Iterable[T]) -> Iterator[T]:
        """Each page asked for by this reader, whoever was called in between."""
        source, nothing = iter(pages), object()
        while True:
            with calling(self):
                page: Any = next(source, nothing)
            if page is nothing:
                return
            yield page


# What an operation takes to go on, and the name under which its last answer gave it.
_TOKENS = (
    ("NextToken", "NextToken"),
    ("nextToken", "nextToken"),
    ("NextPageToken", "NextPageToken"),
    ("nextPageToken", "nextPageToken"),
    ("NextMarker", "NextMarker"),
    ("ContinuationToken", "NextContinuationToken"),
    ("Marker", "NextMarker"),
    ("Marker", "Marker"),
)


def _token_names(client: BaseClient, operation: str) -> tuple[str, str]:
    """The page token as an operation takes it and gives it; empty where it has no pages."""
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
    takes = model.input_shape.members if model.input_shape else {}
    gives = model.output_shape.members if model.output_shape else {}
    return next((pair for pair in _TOKENS if pair[0] in takes and pair[1] in gives), ("", ""))


def _dig(page: Mapping[str, Any], key: str) -> list[Any]:
    found: Any = page
    for step in key.split("."):
        found = (found or {}).get(step)
    return list(found or ())
