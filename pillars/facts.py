"""What checks see: resources, and how completely they were read.

A snapshot holds what one collection run could read, and says of every kind of fact, account
and region whether it was read at all. Checks never see the absence of a reading as the absence
of a resource.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

GLOBAL = "global"


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


@dataclass(frozen=True)
class Snapshot:
    """The facts of one run. `at` is the time of the run: checks have no other clock."""

    resources: Sequence[Resource]
    readings: Sequence[Reading]
    at: datetime
    workload: WorkloadProfile = field(default_factory=WorkloadProfile)

    def __post_init__(self) -> None:
        by_kind: dict[str, list[Resource]] = {}
        for resource in self.resources:
            by_kind.setdefault(resource.kind, []).append(resource)
        readings: dict[str, list[Reading]] = {}
        for reading in self.readings:
            readings.setdefault(reading.kind, []).append(reading)
        object.__setattr__(self, "_by_kind", by_kind)
        object.__setattr__(self, "_readings", readings)

    _by_kind: Mapping[str, list[Resource]] = field(init=False, repr=False, compare=False)
    _readings: Mapping[str, list[Reading]] = field(init=False, repr=False, compare=False)

    def of(
        self, kind: str, *, account: str | None = None, region: str | None = None
    ) -> list[Resource]:
        """The resources of a kind, all of them or those of one account or region."""
        return [
            resource
            for resource in self._by_kind.get(kind, ())
            if account in (None, resource.account) and region in (None, resource.region)
        ]

    def readings_of(self, kind: str) -> list[Reading]:
        return list(self._readings.get(kind, ()))

    def gaps(self, kind: str) -> list[Reading]:
        """Where a kind was not read; a kind that was asked for nowhere is a gap in each account."""
        readings = self.readings_of(kind)
        if not readings:
            return [_skipped(kind, account) for account in self.accounts]
        return [r for r in readings if r.state is not ReadState.READ]

    def was_read(self, kind: str, account: str, region: str) -> bool:
        return any(
            r.state is ReadState.READ and r.account == account and r.region == region
            for r in self._readings.get(kind, ())
        )

    def places(self, *kinds: str) -> Iterator[tuple[str, str]]:
        """Every (account, region) in which all of these kinds were read."""
        found: set[tuple[str, str]] | None = None
        for kind in kinds:
            here = {
                (r.account, r.region) for r in self.readings_of(kind) if r.state is ReadState.READ
            }
            found = here if found is None else found & here
        yield from sorted(found or ())

    @property
    def accounts(self) -> list[str]:
        return sorted({reading.account for reading in self.readings})

    @property
    def regions(self) -> list[str]:
        return sorted({r.region for r in self.readings if r.region != GLOBAL})


def _skipped(kind: str, account: str) -> Reading:
    service = kind.partition(".")[0]
    return Reading(
        kind, account, GLOBAL, service, kind, ReadState.SKIPPED, "this run did not read it"
    )
