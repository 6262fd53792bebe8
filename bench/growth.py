"""Many accounts and regions: does time grow with calls alone, and does memory stay flat?

    make bench ARGS="growth --accounts 1 5 50 --regions 4 --workers 2"

The recorded account answers for every account; it is filled up with further resources first, so
that accounts and regions come to some two thousand each.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import boto3
from django.conf import settings

from bench.endpoint import Endpoint, replaying
from bench.figures import heading, row
from reviewapp.collection.models import Run
from reviewapp.people.models import Organisation
from reviewapp.workloads.models import Connection, ConnectionKind, Environment, Workload

ROOT = Path(__file__).resolve().parents[1]
LATENCY = 0.040
REGIONS = ("eu-west-1", "us-east-1", "eu-central-1", "ap-southeast-2", "us-west-2", "eu-north-1")
RECORDED = REGIONS[:2]


def run(account: str, *, accounts: Sequence[int], regions: int, workers: int) -> None:
    fill_up(account)
    with replaying(account) as endpoint:
        endpoint.order(replay=True)
        _measured(_workload(endpoint, 1, regions), workers=1)  # records
        for number in accounts:
            endpoint.order(replay=True, latency=LATENCY)
            found = _measured(_workload(endpoint, number, regions), workers=workers)
            _print(number, regions, workers, found, endpoint.figures())


def fill_up(endpoint: str, *, each: int = 400) -> None:
    """Things that real accounts have by the hundred, in both recorded regions."""
    for region in RECORDED:
        ec2, logs, sqs, watch = (
            _client(endpoint, name, region) for name in ("ec2", "logs", "sqs", "cloudwatch")
        )
        for number in range(each):
            # Encrypted: of others the simulator says that everybody may restore their copies, and
            # each would be asked about, which AWS spares whoever shares none.
            volume = ec2.create_volume(AvailabilityZone=f"{region}a", Size=8, Encrypted=True)
            ec2.create_snapshot(VolumeId=volume["VolumeId"])
            logs.create_log_group(logGroupName=f"/bench/{number}")
            watch.put_metric_alarm(AlarmName=f"bench-{number}", **ALARM)
        for number in range(60):
            sqs.create_queue(QueueName=f"bench-{number}")
    people, stores = _client(endpoint, "iam", RECORDED[1]), _client(endpoint, "s3", RECORDED[1])
    for number in range(60):
        people.create_user(UserName=f"bench-{number}")
        stores.create_bucket(Bucket=f"bench-store-{number}")


ALARM = {
    "Namespace": "Bench",
    "MetricName": "Latency",
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


def _client(endpoint: str, name: str, region: str) -> Any:
    keys = {"aws_access_key_id": "bench", "aws_secret_access_key": "bench"}
    return boto3.client(name, region_name=region, endpoint_url=endpoint, **keys)


def _workload(endpoint: Endpoint, accounts: int, regions: int) -> Workload:
    organisation, _ = Organisation.objects.get_or_create(name="Bench")
    names = [f"{number:012}" for number in range(200_000_000_000, 200_000_000_000 + accounts)]
    workload = Workload.objects.create(
        organisation=organisation,
        name=f"Growth {Workload.objects.count()}",
        description="Many accounts.",
        environment=Environment.PRODUCTION,
        account_ids=names,
        regions=list(REGIONS[:regions]),
    )
    for name in names:
        Connection.objects.create(
            workload=workload,
            kind=ConnectionKind.ROLE,
            account_id=name,
            role_arn=f"arn:aws:iam::{name}:role/Reader",
            external_id=f"bench-{workload.pk}-{name}",
            endpoint_url=endpoint.url,
        )
    return workload


def _measured(workload: Workload, *, workers: int) -> list[dict[str, Any]]:
    """What the driver measured, then what each helper did."""
    command = [sys.executable, "-m", "bench.scanner"]
    with ExitStack() as stack:
        helpers = [stack.enter_context(_helper([*command, "help"])) for _ in range(workers - 1)]
        driver = [*command, str(workload.pk), "1"]
        ended = subprocess.run(driver, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        told = [json.loads(ended.stdout)]
        for helper in helpers:
            helper.terminate()
            told.append(json.loads(helper.communicate(timeout=30)[0].splitlines()[-1]))
    return told


@contextmanager
def _helper(command: list[str]):
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    try:
        yield process
    finally:
        process.kill()


def _print(
    accounts: int, regions: int, workers: int, found: list[dict[str, Any]], seen: dict[str, Any]
) -> None:
    driver = found[0]
    run = Run.objects.get(pk=driver["run"])
    cpu = sum(each["cpu"] for each in found)
    bound = settings.SCAN_CONCURRENCY * accounts
    heading(f"{accounts} accounts x {regions} regions, {workers} workers")
    row("state", run.state)
    row("calls, facts", f"{run.calls}, {run.facts_count}")
    times = (driver[name] for name in ("wall", "reading", "judging"))
    row("wall time, of it reading, judging", ", ".join(f"{each:.1f} s" for each in times))
    row("wall time per account", f"{driver['wall'] / accounts:.2f} s")
    row("calls per second of reading", f"{run.calls / driver['reading']:.0f}")
    row("calls x latency / allowed at once", f"{run.calls * LATENCY / bound:.1f} s")
    row("CPU time per 1,000 calls, all workers", f"{cpu / run.calls * 1000:.2f} s")
    row("CPU time of the endpoint per 1,000 calls", f"{seen['cpu'] / seen['served'] * 1000:.2f} s")
    row("peak memory of the driver's reading", f"{driver['reading_memory']:.0f} MiB")
    row("peak memory of each worker", ", ".join(f"{each['memory']:.0f} MiB" for each in found))
    row("most calls at once in one account", max(seen["most_of_account"].values()))
