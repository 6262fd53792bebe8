"""Scans with known facts, without a collector."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from pillars.kinds import kinds
from reviewapp.collection.models import Fact, Part, PartState, Reading, Run
from reviewapp.findings.models import Finding
from reviewapp.jobs.models import JobState
from reviewapp.workloads.models import Workload
from tests.factories import ACCOUNT, REGION


@dataclass(frozen=True)
class Made:
    kind: str
    arn: str
    data: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


def instance(identity: str, **tags: str) -> Made:
    return Made("ec2.instance", _ec2(f"instance/{identity}"), {"InstanceId": identity}, tags)


def volume(identity: str, *instances: str, **tags: str) -> Made:
    attached = [{"InstanceId": each} for each in instances]
    return Made("ec2.volume", _ec2(f"volume/{identity}"), {"Attachments": attached}, tags)


def run_with(workload: Workload, *made: Made, unread: tuple[str, ...] = ()) -> Run:
    """A complete run in which every kind was read in one region, without those in `unread`."""
    now = timezone.now()
    run = Run.objects.create(
        workload=workload, state=JobState.COMPLETE, started_at=now, ended_at=now
    )
    part = Part.objects.create(
        run=run, account=ACCOUNT, region=REGION, service="ec2", state=PartState.READ
    )
    Reading.objects.bulk_create(_reading(part, kind, unread) for kind in kinds())
    for each in made:
        resource(run, each.kind, each.arn, each.data, each.tags)
    return run


def resource(
    run: Run,
    kind: str,
    arn: str,
    data: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
) -> Fact:
    return Fact.objects.create(
        run=run,
        part=run.parts.get(),
        account=ACCOUNT,
        region=REGION,
        kind=kind,
        resource=arn,
        name=(tags or {}).get("Name") or arn.rsplit("/", 1)[-1],
        tags=dict(tags or {}),
        data=dict(data or {}),
        call="ec2:Describe",
        at=run.started_at,
    )


def finding(run: Run, identity: str, verdict: str, reason: str = "So it is.") -> Finding:
    fact = run.facts.get(resource__endswith=f"/{identity}")
    return Finding.objects.create(
        run=run,
        check_id="ec2_some_check",
        verdict=verdict,
        resource=fact.resource,
        account=ACCOUNT,
        region=REGION,
        reason=reason,
        fact=fact,
    )


def _reading(part: Part, kind: str, unread: tuple[str, ...]) -> Reading:
    return Reading(
        run=part.run,
        part=part,
        account=ACCOUNT,
        region=REGION,
        service=kind.partition(".")[0],
        kind=kind,
        call=kind,
        state=PartState.DENIED if kind in unread else PartState.READ,
        at=part.run.started_at,
    )


def _ec2(rest: str) -> str:
    return f"arn:aws:ec2:{REGION}:{ACCOUNT}:{rest}"
