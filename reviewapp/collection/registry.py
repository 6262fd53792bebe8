"""Declaring what is read from AWS, kind by kind.

A collector yields the items of one kind of fact from one account and region. It is declared
with the call that lists them and with every further IAM action it may use; the read-only policy
that a customer grants is generated from these declarations and from nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pillars.facts import GLOBAL

if TYPE_CHECKING:
    from .reader import Reader

REGIONAL = "regional"

__all__ = ["GLOBAL", "REGIONAL", "Collector", "Item", "collectors", "collects", "services"]


@dataclass(frozen=True, slots=True)
class Item:
    """One resource as read: `data` is JSON-like, keys as AWS spells them.

    `unread` names the aspects whose own call failed, with the reason. `region` is given where a
    global call lists things that live in a region (buckets).
    """

    id: str
    data: Mapping[str, Any]
    name: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    region: str | None = None


CollectorFunction = Callable[["Reader"], Iterator[Item]]


@dataclass(frozen=True, slots=True)
class Collector:
    kind: str
    service: str
    client: str
    scope: str
    call: str
    actions: tuple[str, ...]
    function: CollectorFunction
    absent: tuple[str, ...] = ()


_collectors: dict[str, Collector] = {}


def collects(
    kind: str,
    *,
    call: str,
    actions: tuple[str, ...] = (),
    client: str = "",
    scope: str = REGIONAL,
    absent: tuple[str, ...] = (),
) -> Callable[[CollectorFunction], CollectorFunction]:
    """Declares a collector for one kind of fact.

    Args:
        kind: `service.noun`, `ec2.volume`; the part before the dot is the service.
        call: the listing call as an IAM action, `ec2:DescribeVolumes`.
        actions: further IAM actions that the collector uses.
        client: name of the boto3 client where it differs from the service.
        scope: REGIONAL, or GLOBAL for what has no region.
        absent: error codes of the listing call that mean "nothing there" and not "not read".
    """

    def declare(function: CollectorFunction) -> CollectorFunction:
        if kind in _collectors:
            raise ValueError(f"Two collectors for {kind}")
        service = kind.split(".", 1)[0]
        _collectors[kind] = Collector(
            kind=kind,
            service=service,
            client=client or service,
            scope=scope,
            call=call,
            actions=(call, *actions),
            function=function,
            absent=absent,
        )
        return function

    return declare


def collectors() -> list[Collector]:
    """Every declared collector, in a fixed order."""
    from . import services as _services  # noqa: F401 - importing declares them

    return [_collectors[kind] for kind in sorted(_collectors)]


def services() -> dict[tuple[str, str], list[Collector]]:
    """Collectors by (service, scope), in the order of their kinds."""
    grouped: dict[tuple[str, str], list[Collector]] = {}
    for collector in collectors():
        grouped.setdefault((collector.service, collector.scope), []).append(collector)
    return grouped


def collectors_of(service: str, scope: str) -> list[Collector]:
    """What one part of a run reads, in the order of the kinds; a part asks for its own alone."""
    from . import services as _services  # noqa: F401 - importing declares them

    found = [
        each for each in _collectors.values() if (each.service, each.scope) == (service, scope)
    ]
    return sorted(found, key=lambda each: each.kind)
