"""Reads one part: every kind of one service in one account and region. Touches no database."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import boto3
from botocore.exceptions import ClientError, EndpointConnectionError

from pillars.scope import Scope
from reviewapp.collection.errors import UNREACHED
from reviewapp.collection.iam_actions import refused_action
from reviewapp.collection.models import PartState
from reviewapp.collection.reader import Pool, Reader, Silence, error_code, explain, is_denied
from reviewapp.collection.registry import GLOBAL, REGIONAL, Collector, Item, collectors_of

from .jsonable import jsonable
from .sessions import Access

MOST_GAPS = 10


@dataclass(slots=True)
class KindRead:
    """What reading one kind came to; the items are JSON-like."""

    collector: Collector
    state: PartState
    reason: str = ""
    items: list[Item] = field(default_factory=list)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(slots=True)
class PartRead:
    kinds: list[KindRead]
    calls: int
    seconds: float

    @property
    def state(self) -> PartState:
        """The worst of the kinds; not used where all was read and nothing is there."""
        states = {kind.state for kind in self.kinds}
        for worst in (PartState.DENIED, PartState.FAILED):
            if worst in states:
                return worst
        return PartState.READ if any(kind.items for kind in self.kinds) else PartState.NOT_USED

    @property
    def reason(self) -> str:
        """Why kinds were not read, and which further answers about what was read are missing."""
        told = {kind.reason: None for kind in self.kinds if kind.reason}
        return "; ".join([*told, *self._gaps()])[:2000]

    def _gaps(self) -> list[str]:
        reasons = Counter(
            reason
            for kind in self.kinds
            for item in kind.items
            for reason in set(item.unread.values())
        )
        return [f"{reason} ({number} ×)" for reason, number in reasons.most_common(MOST_GAPS)]


def collectors_in(service: str, region: str) -> Sequence[Collector]:
    """The collectors of a part, one for each kind; they read one after the other."""
    return collectors_of(service, GLOBAL if region == GLOBAL else REGIONAL)


def read_part(
    access: Access,
    *,
    service: str,
    region: str,
    pool: Pool | None = None,
    stop: threading.Event | None = None,
    gate: AbstractContextManager[Any] | None = None,
    silence: Silence | None = None,
    scope: Scope | None = None,
) -> PartRead:
    """Reads all kinds of a service; an error of one kind leaves the others alone."""
    started = time.monotonic()
    wanted = collectors_in(service, region)
    reader = reader_for(
        access,
        region=region,
        client=wanted[0].client,
        pool=pool,
        stop=stop,
        gate=gate,
        silence=silence,
        scope=scope,
    )
    kinds = [_read_kind(collector, reader) for collector in wanted]
    return PartRead(kinds, reader.calls, time.monotonic() - started)


def reader_for(
    access: Access,
    *,
    region: str,
    client: str,
    pool: Pool | None = None,
    stop: threading.Event | None = None,
    gate: AbstractContextManager[Any] | None = None,
    silence: Silence | None = None,
    scope: Scope | None = None,
) -> Reader:
    return Reader(
        session=access.session,
        account=access.account,
        region=access.home if region == GLOBAL else region,
        place=region,
        config=access.config,
        endpoint_url=access.endpoint_url,
        partition=access.partition,
        client_name=client,
        pool=pool,
        stop=stop,
        clients=access.clients,
        gate=gate or nullcontext(),
        silence=silence or Silence(),
        scope=scope or Scope(),
    )


def _read_kind(collector: Collector, reader: Reader) -> KindRead:
    reader.client_name = collector.client
    try:
        items = [_clean(item) for item in collector.function(reader)]
    except ClientError as error:
        return _refused(collector, error)
    except UNREACHED as error:
        return _unreached(collector, reader, error)
    return KindRead(collector, PartState.READ, items=items)


def _clean(item: Item) -> Item:
    return Item(
        id=item.id,
        data=jsonable(item.data),
        name=jsonable(item.name),
        tags=jsonable(item.tags),
        unread=jsonable(item.unread),
        region=item.region,
    )


def _refused(collector: Collector, error: ClientError) -> KindRead:
    if error_code(error) in collector.absent:
        return KindRead(collector, PartState.READ)
    state = PartState.DENIED if is_denied(error) else PartState.FAILED
    return KindRead(
        collector, state, reason=f"{refused_action(error, collector)}: {explain(error)}"
    )


def _unreached(collector: Collector, reader: Reader, error: Exception) -> KindRead:
    offered = _offered(collector.client, reader.partition)
    nobody = isinstance(error, EndpointConnectionError)
    if nobody and offered and reader.place != GLOBAL and reader.region not in offered:
        reason = f"{collector.service} is not offered in {reader.region}"
        return KindRead(collector, PartState.READ, reason=reason)
    return KindRead(collector, PartState.FAILED, reason=f"{collector.call}: {explain(error)}")


@lru_cache(maxsize=256)
def _offered(client: str, partition: str) -> frozenset[str]:
    """Regions in which the SDK knows an endpoint of the service."""
    return frozenset(_any_session().get_available_regions(client, partition_name=partition))


@lru_cache(maxsize=1)
def _any_session() -> Any:
    return boto3.Session()


def summarise(reads: Iterable[KindRead]) -> int:
    return sum(len(read.items) for read in reads)
