"""What further calls say of one resource: each may fail alone, and says so."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError

from .errors import error_code, explain

if TYPE_CHECKING:
    from .reader import Reader


@dataclass(frozen=True, slots=True)
class Listing:
    """Items for an aspect of many resources, or the reason why they could not be read."""

    items: list[Any]
    reason: str = ""


class Aspects:
    """An item's own data plus the answers of further calls, each of which may fail alone.

    >>> more = reader.aspects(bucket, region="eu-west-1")
    >>> more.read("Versioning", "get_bucket_versioning", Bucket=name)
    >>> more.read("Policy", "get_bucket_policy", pick="Policy", absent=("NoSuchBucketPolicy",),
    ...           Bucket=name)
    >>> Item(id=arn, data=more.data, unread=more.unread)

    `region` is where every call of these aspects goes; empty for the reader's own.
    """

    def __init__(self, reader: "Reader", data: dict[str, Any], *, region: str = "") -> None:
        self.reader = reader
        self.data = data
        self.region = region
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
            answer = self.reader.call(operation, client=client, region=self.region, **params)
        except (ClientError, BotoCoreError) as error:
            if _says(error, absent):
                self.data[aspect] = None
            else:
                self.unread[aspect] = f"{operation}: {explain(error)}"
            return None
        self.data[aspect] = answer.get(pick) if pick else answer
        return self.data[aspect]

    def listed(
        self, aspect: str, operation: str, key: str, *, client: str = "", **params: Any
    ) -> None:
        """Stores all items of a paginated answer under `aspect`."""
        pages = self.reader.pages(operation, key, client=client, region=self.region, **params)
        try:
            self.data[aspect] = list(pages)
        except (ClientError, BotoCoreError) as error:
            self.unread[aspect] = f"{operation}: {explain(error)}"

    def join(self, aspect: str, listing: Listing, pick: Callable[[list[Any]], Any]) -> None:
        """Stores this resource's share, chosen by `pick`, of an answer read once for all."""
        if listing.reason:
            self.unread[aspect] = listing.reason
        else:
            self.data[aspect] = pick(listing.items)

    def describe(
        self,
        operation: str,
        pick: str,
        *,
        gone: tuple[str, ...] = (),
        client: str = "",
        **params: Any,
    ) -> bool:
        """Adds the resource's own fields, the part `pick` of an answer, to its data.

        Where the call fails, every field that it would have given is unread: the resource is
        known to exist, and nothing else of it. False where AWS answers with an error code in
        `gone`: deleted since it was listed.
        """
        try:
            answer = self.reader.call(operation, client=client, region=self.region, **params)
        except (ClientError, BotoCoreError) as error:
            if _says(error, gone):
                return False
            fields = _fields(self.reader.client(client), operation, pick)
            reason = f"{operation}: {explain(error)}"
            self.unread.update({name: reason for name in fields if name not in self.data})
            return True
        self.data.update(answer.get(pick) or {})
        return True

    def change(self, aspect: str, make: Callable[[Any], Any]) -> None:
        """Replaces what was stored under `aspect`; leaves None and unread as they are."""
        if self.data.get(aspect) is not None:
            self.data[aspect] = make(self.data[aspect])


def _says(error: Exception, codes: tuple[str, ...]) -> bool:
    return isinstance(error, ClientError) and error_code(error) in codes


def _fields(client: BaseClient, operation: str, pick: str) -> Iterable[str]:
    """The names under `pick` that an operation's answer may have, from the SDK's own model."""
    name = client.meta.method_to_api_mapping[operation]
    members: Mapping[str, Any] = client.meta.service_model.operation_model(
        name
    ).output_shape.members
    return tuple(members[pick].members)
