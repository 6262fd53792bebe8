"""What checks see: resources, and how completely they were read.

A snapshot holds what one collection run could read, and says of every kind of fact, account
and region whether it was read at all. Checks never see the absence of a reading as the absence
of a resource.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

GLOBAL = "global"

T = TypeVar("T")


class ReadState(StrEnum):
    READ = "read"
    DENIED = "denied"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Reading:
    """What asking for one kind in one account and region came to."""

    kind: str
    account: str
    region: str
    service: str
    call: str
    state: ReadState
    reason: str = ""


class Unread(Exception):
    """An aspect of a resource could not be read; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource as AWS described it.

    `data` is the item of the API's answer, keys as AWS spells them. `unread` names the aspects
    (answers of further calls, stored in `data` under the aspect's name) that could not be read.
    """

    kind: str
    id: str
    account: str
    region: str
    name: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    key: int | None = None

    def get(self, name: str, default: Any = None) -> Any:
        """A top-level value of `data`; raises Unread where its call failed."""
        if name in self.unread:
            raise Unread(self.unread[name])
        value = self.data.get(name)
        return default if value is None else value


@dataclass(frozen=True, slots=True)
class WorkloadProfile:
    """What the workload's owner says of it, as far as checks and rules need it."""

    production: bool = False
    rto_minutes: int | None = None
    rpo_minutes: int | None = None
    criticality: str = "medium"
    traffic_pattern: str = "unknown"
    compliance: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    event_soon: bool = False


class Facts(ABC):
    """Where a snapshot has its resources from; a kind's come in one order, whoever asks."""

    @abstractmethod
    def of(self, kind: str, account: str | None, region: str | None) -> Sequence[Resource]:
        """The resources of a kind, all of them or those of one account or region."""


class Held(Facts):
    """Resources that are all at hand."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_kind: dict[str, list[Resource]] = {}
        self._by_place: dict[str, _ByPlace] = {}
        for resource in resources:
            self._by_kind.setdefault(resource.kind, []).append(resource)

    def of(self, kind: str, account: str | None, region: str | None) -> Sequence[Resource]:
        found = self._by_kind.get(kind, [])
        if found and (account, region) != (None, None):
            if kind not in self._by_place:
                self._by_place[kind] = _placed(found)
            found = self._by_place[kind].get((account, region), [])
        return list(found)


_ByPlace = Mapping[tuple[str | None, str | None], list[Resource]]


def _placed(resources: Iterable[Resource]) -> _ByPlace:
    """By account, by region, and by both: checks ask place by place, of which there are many."""
    found: dict[tuple[str | None, str | None], list[Resource]] = {}
    for each in resources:
        for place in ((each.account, None), (None, each.region), (each.account, each.region)):
            found.setdefault(place, []).append(each)
    return found


@dataclass(frozen=True)
class Snapshot:
    """The facts of one run. `at` is the time of the run: checks have no other clock."""

    resources: Facts | Sequence[Resource]
    readings: Sequence[Reading]
    at: datetime
    workload: WorkloadProfile = field(default_factory=WorkloadProfile)

    def of(
        self, kind: str, *, account: str | None = None, region: str | None = None
    ) -> Sequence[Resource]:
        """The resources of a kind, all of them or those of one account or region."""
        return self._facts.of(kind, account, region)

    def readings_of(self, kind: str) -> list[Reading]:
        return list(self._readings.get(kind, ()))

    def gaps(self, kind: str) -> list[Reading]:
        """Where a kind was not read; a kind that was asked for nowhere is a gap in each account."""
        readings = self._readings.get(kind, ())
        if not readings:
            return [_skipped(kind, account) for account in self.accounts]
        return [r for r in readings if r.state is not ReadState.READ]

    def was_read(self, kind: str, account: str, region: str) -> bool:
        return (account, region) in self._read_places.get(kind, ())

    def places(self, *kinds: str) -> Iterator[tuple[str, str]]:
        """Every (account, region) in which all of these kinds were read."""
        found = [self._read_places.get(kind, frozenset()) for kind in kinds]
        yield from sorted(frozenset.intersection(*found) if found else ())

    def once(self, key: str, make: Callable[["Snapshot"], T]) -> T:
        """What follows from these facts, worked out for the first who asks for it by this key."""
        if key not in self._derived:
            self._derived[key] = make(self)
        found: T = self._derived[key]
        return found

    @cached_property
    def _derived(self) -> dict[str, Any]:
        return {}

    @cached_property
    def accounts(self) -> list[str]:
        return sorted({reading.account for reading in self.readings})

    @cached_property
    def regions(self) -> list[str]:
        return sorted({r.region for r in self.readings if r.region != GLOBAL})

    @cached_property
    def _facts(self) -> Facts:
        return self.resources if isinstance(self.resources, Facts) else Held(self.resources)

    @cached_property
    def _readings(self) -> Mapping[str, list[Reading]]:
        found: dict[str, list[Reading]] = {}
        for reading in self.readings:
            found.setdefault(reading.kind, []).append(reading)
        return found

    @cached_property
    def _read_places(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        places: dict[tuple[str, str], tuple[str, str]] = {}  # each once, whatever was read there
        for reading in self.readings:
            place = (reading.account, reading.region)
            places.setdefault(place, place)
        return {
            kind: frozenset(places[r.account, r.region] for r in found if r.state is ReadState.READ)
            for kind, found in self._readings.items()
        }


def _skipped(kind: str, account: str) -> Reading:
    service = kind.partition(".")[0]
    return Reading(
        kind, account, GLOBAL, service, kind, ReadState.SKIPPED, "this run did not read it"
    )
