"""What a collector holds in its hands: calls into one account and region, counted."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from boto3.session import Session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

T = TypeVar("T")
R = TypeVar("R")

_making_clients = threading.Lock()
_counting = threading.Lock()

DENIED_CODES = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "UnauthorizedOperation",
        "UnauthorizedAccess",
        "Forbidden",
        "403",
        "NotAuthorized",
        "OptInRequired",
        "SubscriptionRequiredException",
    }
)


class RunStopped(Exception):
    """The run was cancelled or lost: no further call is sent."""


def is_denied(error: ClientError) -> bool:
    return error_code(error) in DENIED_CODES


def error_code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def explain(error: ClientError | BotoCoreError) -> str:
    """The error in one line, as a reviewer may read it: no request ids, no signatures."""
    if isinstance(error, ClientError):
        message = str(error.response.get("Error", {}).get("Message", ""))
        return f"{error_code(error)}: {message}"[:500].strip(": ")
    return str(error)[:500]


@dataclass
class Reader:
    """Calls into one account and region.

    `calls` counts pages as calls, as AWS does. `region` is where the client points; `place` is
    the region facts are filed under (`global` for services without regions).
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
    pool: ThreadPoolExecutor | None = None
    stop: threading.Event | None = None
    _clients: dict[tuple[str, str], BaseClient] = field(default_factory=dict)
    _answers: dict[str, Any] = field(default_factory=dict)

    def client(self, name: str = "", *, region: str = "") -> BaseClient:
        """The boto3 client of the collector's service, or another one by name or region."""
        key = (name or self.client_name, region or self.region)
        with _making_clients:  # a session is not safe for threads, its clients are
            if key not in self._clients:
                self._clients[key] = self._make_client(*key)
        return self._clients[key]

    def _make_client(self, name: str, region: str) -> BaseClient:
        client = self.session.client(
            name, region_name=region, endpoint_url=self.endpoint_url, config=self.config
        )
        client.meta.events.register("before-send.*", self._count)
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

    def call(self, operation: str, *, client: str = "", **params: Any) -> dict[str, Any]:
        """One call; the answer without its metadata."""
        answer = getattr(self.client(client), operation)(**params)
        answer.pop("ResponseMetadata", None)
        return dict(answer)

    def pages(self, operation: str, key: str, *, client: str = "", **params: Any) -> Iterator[Any]:
        """Every item under `key` (`A.B` reaches into an answer), page after page."""
        for page in self.answers(operation, client=client, **params):
            yield from _dig(page, key)

    def answers(
        self, operation: str, *, client: str = "", **params: Any
    ) -> Iterator[dict[str, Any]]:
        """Every page of an answer as it came, for answers that hold more than one list.

        Follows the page token also where botocore has no paginator for the operation.
        """
        source = self.client(client)
        if source.can_paginate(operation):
            yield from source.get_paginator(operation).paginate(**params)
            return
        token = _token_name(source, operation)
        answer = self.call(operation, client=client, **params)
        yield answer
        while token and answer.get(token):
            params[token] = answer[token]
            answer = self.call(operation, client=client, **params)
            yield answer

    def listing(self, operation: str, key: str, *, client: str = "", **params: Any) -> "Listing":
        """Every item of one answer that serves an aspect of many resources.

        Never raises for a call that failed: the reason is in the listing, and `Aspects.join`
        turns it into an unread aspect of each resource.
        """
        try:
            return Listing(list(self.pages(operation, key, client=client, **params)))
        except (ClientError, BotoCoreError) as error:
            return Listing([], f"{operation}: {explain(error)}")

    def once(self, key: str, read: Callable[[], Any]) -> Any:
        """What `read` answers, asked for once by all the collectors that share this reader."""
        if key not in self._answers:
            self._answers[key] = read()
        return self._answers[key]

    def aspects(self, item: Mapping[str, Any]) -> "Aspects":
        """A collection of further answers about one item; see `Aspects`."""
        return Aspects(self, dict(item))

    def arn(self, service: str, rest: str, *, region: str | None = None) -> str:
        where = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{where}:{self.account}:{rest}"

    def _count(self, **_: Any) -> None:
        """Counts a call about to be sent; refuses it where the run was stopped."""
        if self.stop is not None and self.stop.is_set():
            raise RunStopped
        with _counting:
            self.calls += 1


@dataclass(frozen=True, slots=True)
class Listing:
    """Items for an aspect of many resources, or the reason why they could not be read."""

    items: list[Any]
    reason: str = ""


class Aspects:
    """An item's own data plus the answers of further calls, each of which may fail alone.

    >>> more = reader.aspects(bucket)
    >>> more.read("Versioning", "get_bucket_versioning", Bucket=name)
    >>> more.read("Policy", "get_bucket_policy", pick="Policy", absent=("NoSuchBucketPolicy",),
    ...           Bucket=name)
    >>> Item(id=arn, data=more.data, unread=more.unread)
    """

    def __init__(self, reader: Reader, data: dict[str, Any]) -> None:
        self.reader = reader
        self.data = data
        self.unread: dict[str, str] = {}

    def read(
        self,
        aspect: str,
        operation: str,
        *,
        pick: str = "",
        absent: tuple[str, ...] = (),
        client: str = "",
        **params: Any,
    ) -> Any:
        """Stores an answer (or the part `pick` of it) under `aspect` and returns it.

        An error code in `absent` stores None: AWS said that there is none. Any other error is
        kept as unread with its reason, and None is returned.
        """
        try:
            answer = self.reader.call(operation, client=client, **params)
        except ClientError as error:
            if error_code(error) not in absent:
                self.unread[aspect] = f"{operation}: {explain(error)}"
                return None
            self.data[aspect] = None
            return None
        except BotoCoreError as error:
            self.unread[aspect] = f"{operation}: {explain(error)}"
            return None
        self.data[aspect] = answer.get(pick) if pick else answer
        return self.data[aspect]

    def listed(
        self, aspect: str, operation: str, key: str, *, client: str = "", **params: Any
    ) -> None:
        """Stores all items of a paginated answer under `aspect`."""
        try:
            self.data[aspect] = list(self.reader.pages(operation, key, client=client, **params))
        except (ClientError, BotoCoreError) as error:
            self.unread[aspect] = f"{operation}: {explain(error)}"

    def join(self, aspect: str, listing: Listing, pick: Callable[[list[Any]], Any]) -> None:
        """Stores this resource's share, chosen by `pick`, of an answer read once for all."""
        if listing.reason:
            self.unread[aspect] = listing.reason
        else:
            self.data[aspect] = pick(listing.items)


def _token_name(client: BaseClient, operation: str) -> str:
    """The page token that an operation both takes and gives; empty where it has no pages."""
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
    takes = model.input_shape.members if model.input_shape else {}
    gives = model.output_shape.members if model.output_shape else {}
    tokens = ("NextToken", "nextToken", "NextPageToken", "nextPageToken", "Marker")
    return next((name for name in tokens if name in takes and name in gives), "")


def _dig(page: Mapping[str, Any], key: str) -> list[Any]:
    found: Any = page
    for step in key.split("."):
        found = (found or {}).get(step)
    return list(found or ())
