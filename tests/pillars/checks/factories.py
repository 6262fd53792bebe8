"""Small snapshots for the tests of checks: resources, what was read, what was not.

    snapshot(volume(Encrypted=False), reads=["ec2.volume"])

Every kind that has a resource counts as read in that resource's place; `reads` adds kinds that
were read and empty, `denied` kinds that were not read (in the default account and region).
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from pillars.checking import Check, Outcome, Verdict, run_check
from pillars.facts import Reading, ReadState, Resource, Snapshot, WorkloadProfile
from pillars.prefill import Suggestion, suggest

ACCOUNT = "111122223333"
REGION = "us-east-1"
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def ago(**units: float) -> str:
    """A moment before the snapshot, as collectors store it: `ago(days=3)`."""
    return (AT - timedelta(**units)).isoformat()


def resource(
    kind: str,
    name: str,
    data: dict[str, Any] | None = None,
    *,
    account: str = ACCOUNT,
    region: str = REGION,
    arn: str = "",
    tags: dict[str, str] | None = None,
    unread: dict[str, str] | None = None,
) -> Resource:
    return Resource(
        kind=kind,
        id=arn or f"arn:aws:{kind.replace('.', ':', 1)}:{region}:{account}:{name}",
        account=account,
        region=region,
        name=name,
        data=data or {},
        tags=tags or {},
        unread=unread or {},
    )


def reading(
    kind: str,
    state: ReadState = ReadState.READ,
    *,
    account: str = ACCOUNT,
    region: str = REGION,
    reason: str = "",
) -> Reading:
    return Reading(kind, account, region, kind.partition(".")[0], f"{kind}:read", state, reason)


def denied(kind: str, *, account: str = ACCOUNT, region: str = REGION) -> Reading:
    return reading(kind, ReadState.DENIED, account=account, region=region, reason="AccessDenied")


def snapshot(
    *resources: Resource,
    reads: Iterable[str] = (),
    without: Iterable[str] = (),
    readings: Iterable[Reading] = (),
    at: datetime = AT,
    **profile: Any,
) -> Snapshot:
    """A snapshot of these resources; profile keywords fill the `WorkloadProfile`."""
    places = {(r.kind, r.account, r.region) for r in resources}
    places |= {(kind, ACCOUNT, REGION) for kind in reads}
    found = [reading(k, account=a, region=r) for k, a, r in sorted(places)]
    found += [denied(kind) for kind in without]
    return Snapshot(
        resources, (*found, *readings), at, WorkloadProfile(**{"production": True, **profile})
    )


def read_for(check: Check, *resources: Resource, **profile: Any) -> Snapshot:
    """A snapshot in which all that the check needs was read."""
    return snapshot(*resources, reads=check.needs, **profile)


def run(check: Check, *resources: Resource, **profile: Any) -> Outcome:
    """Runs a check over resources with all it needs read."""
    return run_check(check, read_for(check, *resources, **profile))


def verdicts(outcome: Outcome) -> dict[str, Verdict]:
    """The verdict by the name of the resource it is about."""
    return {result.name: result.verdict for result in outcome.results}


def reasons(outcome: Outcome) -> list[str]:
    return [result.reason for result in outcome.results]


def suggestion(key: str, checks: Iterable[Check], found: Snapshot) -> Suggestion:
    """What these checks together say of one choice."""
    return suggest([key], [run_check(check, found) for check in checks])
