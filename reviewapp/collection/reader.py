"""What a collector holds in its hands: calls into one account and region, counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3.session import Session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

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
    """Calls into one account and region. Not shared between threads.

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
    _clients: dict[str, BaseClient] = field(default_factory=dict)

    def client(self, name: str = "") -> BaseClient:
        """The boto3 client of the collector's service, or another one by name."""
        wanted = name or self.client_name
        if wanted not in self._clients:
            client = self.session.client(
                wanted, region_name=self.region, endpoint_url=self.endpoint_url, config=self.config
            )
            client.meta.events.register("before-send.*", self._count)
            self._clients[wanted] = client
        return self._clients[wanted]

    def call(self, operation: str, *, client: str = "", **params: Any) -> dict[str, Any]:
        """One call; the answer without its metadata."""
        answer = getattr(self.client(client), operation)(**params)
        answer.pop("ResponseMetadata", None)
        return dict(answer)

    def pages(self, operation: str, key: str, *, client: str = "", **params: Any) -> Iterator[Any]:
        """Every item under `key` (`A.B` reaches into an answer), page after page."""
        source = self.client(client)
        if not source.can_paginate(operation):
            yield from _dig(self.call(operation, client=client, **params), key)
            return
        for page in source.get_paginator(operation).paginate(**params):
            yield from _dig(page, key)

    def aspects(self, item: Mapping[str, Any]) -> "Aspects":
        """A collection of further answers about one item; see `Aspects`."""
        return Aspects(self, dict(item))

    def arn(self, service: str, rest: str, *, region: str | None = None) -> str:
        where = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{where}:{self.account}:{rest}"

    def _count(self, **_: Any) -> None:
        self.calls += 1


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


def _dig(page: Mapping[str, Any], key: str) -> list[Any]:
    found: Any = page
    for step in key.split("."):
        found = (found or {}).get(step)
    return list(found or ())
