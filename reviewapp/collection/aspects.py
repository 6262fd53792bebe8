"""What further calls say of one resource: each may fail alone, and says so."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.exceptions import ConnectionError as Unreachable

from .errors import UNREACHED, error_code, explain

T = TypeVar("T")


class Calls(Protocol):
    """Whom answers are had from: what aspects ask of a `Reader`."""

    def client(self, name: str = "") -> BaseClient: ...

    def call(
        self, operation: str, *, client: str = "", region: str = "", **params: Any
    ) -> dict[str, Any]: ...

    def pages(
        self, operation: str, key: str, *, client: str = "", region: str = "", **params: Any
    ) -> Iterator[Any]: ...


@dataclass(frozen=True, slots=True)
class Listing:
    """Items for an aspect of many resources, or the reason why they could not be read."""

    items: list[Any]
    reason: str = ""


class _Unanswered(Exception):
    """A call failed: `reason` for a reader, `code` as AWS gave it."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class Aspects:
    """An item's own data plus the answers of further calls, each of which may fail alone.

    >>> more = reader.aspects(bucket, region="eu-west-1")
    >>> more.read("Versioning", "get_bucket_versioning", Bucket=name)
    >>> more.read("Policy", "get_bucket_policy", pick="Policy", absent=("NoSuchBucketPolicy",),
    ...           Bucket=name)
    >>> Item(id=arn, data=more.data, unread=more.unread)

    `region` is where every call of these aspects goes; empty for the reader's own.
    """

    def __init__(self, reader: Calls, data: dict[str, Any], *, region: str = "") -> None:
        self.reader = reader
        self.data = data
        self.region = region
        self.unread: dict[str, str] = {}
        self._unreachable = ""

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
            answer = self._call(operation, client=client, **params)
        except _Unanswered as error:
            if error.code in absent:
                self.data[aspect] = None
            else:
                self.unread[aspect] = error.reason
            return None
        self.data[aspect] = answer.get(pick) if pick else answer
        return self.data[aspect]

    def listed(
        self, aspect: str, operation: str, key: str, *, client: str = "", **params: Any
    ) -> None:
        """Stores all items of a paginated answer under `aspect`."""
        pages = self.reader.pages(operation, key, client=client, region=self.region, **params)
        try:
            self.data[aspect] = self._ask(operation, lambda: list(pages))
        except _Unanswered as error:
            self.unread[aspect] = error.reason

    def describe(
        self,
        operation: str,
        pick: str = "",
        *,
        gone: tuple[str, ...] = (),
        client: str = "",
        **params: Any,
    ) -> dict[str, Any] | None:
        """Adds the resource's own fields, an answer or the part `pick` of it; returns the answer.

        Where the call fails, every field that it would have given is unread (the resource is
        known to exist, and nothing else of it) and the answer is empty. None where AWS answers
        with an error code in `gone`: deleted since it was listed.
        """
        try:
            answer = self._call(operation, client=client, **params)
        except _Unanswered as error:
            if error.code in gone:
                return None
            fields = _fields(self.reader.client(client), operation, pick)
            self.unread |= {name: error.reason for name in fields if name not in self.data}
            return {}
        self.data.update((answer.get(pick) or {}) if pick else answer)
        return answer

    def join(self, aspect: str, listing: Listing, pick: Callable[[list[Any]], Any]) -> None:
        """Stores this resource's share, chosen by `pick`, of an answer read once for all."""
        if listing.reason:
            self.unread[aspect] = listing.reason
        else:
            self.data[aspect] = pick(listing.items)

    def change(self, aspect: str, make: Callable[[Any], Any]) -> None:
        """Replaces what was stored under `aspect`; leaves None and unread as they are."""
        if self.data.get(aspect) is not None:
            self.data[aspect] = make(self.data[aspect])

    def _call(self, operation: str, *, client: str, **params: Any) -> dict[str, Any]:
        return self._ask(
            operation,
            lambda: self.reader.call(operation, client=client, region=self.region, **params),
        )

    def _ask(self, operation: str, ask: Callable[[], T]) -> T:
        """The answer; asks a place that could not be reached once and not for every aspect."""
        if self._unreachable:
            raise _Unanswered(f"{operation}: {self._unreachable}")
        try:
            return ask()
        except ClientError as error:
            raise _Unanswered(f"{operation}: {explain(error)}", error_code(error)) from error
        except UNREACHED as error:
            if isinstance(error, Unreachable):
                self._unreachable = explain(error)
            raise _Unanswered(f"{operation}: {explain(error)}") from error


def _fields(client: BaseClient, operation: str, pick: str) -> Iterable[str]:
    """The names, under `pick` if given, that an answer may have, from the SDK's own model."""
    name = client.meta.method_to_api_mapping[operation]
    answer = client.meta.service_model.operation_model(name).output_shape
    return tuple((answer.members[pick] if pick else answer).members)
