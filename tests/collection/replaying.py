"""A small account, recorded, that answers for any number of accounts with faults as ordered."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

from bench.endpoint import Endpoint
from bench.figures import free_port
from reviewapp.collection.domain import start_run
from reviewapp.collection.models import Run
from reviewapp.config.celery import app
from reviewapp.reviews.scan import scan
from reviewapp.workloads.models import Connection, ConnectionKind, Workload
from tests.aws import Aws
from tests.collection.engine import HERE, THERE
from tests.collection.networks import Network
from tests.factories import make_organisation, make_workload

ROOT = Path(__file__).resolve().parents[2]
KINDS = (
    *(
        "ec2.volume",
        "ec2.vpc",
        "ec2.security_group",
        "iam.user",
        "lambda.function",
        "logs.log_group",
    ),
    *("rds.instance", "s3.bucket", "sns.topic", "sqs.queue", "dynamodb.table", "kms.key"),
)
ACCOUNTS = ("111111111111", "222222222222", "333333333333")

# A worker as Celery runs it, with the kinds of these tests alone: drives a run, or helps with any.
WORKER = """
import sys, time, django
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = sys.argv[1]
from reviewapp.collection import registry
known = {each.kind: each for each in registry.collectors()}
registry._collectors = {kind: known[kind] for kind in sys.argv[3].split(",")}
print("ready", flush=True)
if sys.argv[2] == "celery":
    from reviewapp.config.celery import app
    app.worker_main(["worker", "--pool", "solo", "--loglevel", "ERROR", "--without-mingle"])
if sys.argv[2] == "help":
    from reviewapp.collection.domain.helping import help_out
    while True:
        if not help_out():
            time.sleep(0.05)
from reviewapp.reviews.scan import scan
scan(sys.argv[2])
"""


@dataclass
class Recorded:
    """An endpoint, and what a scan of these accounts finds there that nothing happens to."""

    endpoint: Endpoint
    found: dict[tuple[str, ...], Counter[tuple[str, str, str, str]]] = field(default_factory=dict)

    def facts_of(self, workload: Workload) -> Counter[tuple[str, str, str, str]]:
        """Scans it where nobody did before; the first scan of all records the account."""
        accounts = tuple(workload.account_ids)
        if accounts not in self.found:
            run = scan(str(start_run(workload=workload, queue=False).pk))
            assert run is not None
            assert (run.state, is_sound(run)) == ("complete", True)
            self.found[accounts] = facts(run)
        return self.found[accounts]


def furnish(aws: Aws) -> None:
    """Some of everything that is read, in both regions."""
    for region in (HERE, THERE):
        queues, disks = aws.client("sqs", region=region), aws.client("ec2", region=region)
        for number in range(4):
            queues.create_queue(QueueName=f"orders-{number}")
            disks.create_volume(AvailabilityZone=f"{region}a", Size=8)
            aws.client("sns", region=region).create_topic(Name=f"events-{number}")
    for number in range(5):
        aws.client("iam").create_user(UserName=f"person-{number}")
        aws.client("s3").create_bucket(Bucket=f"store-{number}")


def many(organisation=None, *, accounts=ACCOUNTS, endpoint: str, name="Shop") -> Workload:
    """A workload of several accounts behind an endpoint, each reached by a role."""
    workload = make_workload(
        organisation or make_organisation(), name, account_ids=list(accounts), regions=[HERE, THERE]
    )
    for account in accounts:
        Connection.objects.create(
            workload=workload,
            kind=ConnectionKind.ROLE,
            account_id=account,
            role_arn=f"arn:aws:iam::{account}:role/Reader",
            external_id=f"external-{workload.pk}-{account}",
            endpoint_url=endpoint,
        )
    return workload


@dataclass
class Worker:
    process: "subprocess.Popen[str]"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)


@contextmanager
def worker(does: str, *, within: Network | None = None, **environment: str) -> Iterator[Worker]:
    """A process that drives the run `does`, helps with any (`help`), or takes messages (`celery`).

    On this machine's network, or `within` another.
    """
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **environment}
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", WORKER, name, does, ",".join(KINDS)]
    command = within.inside(*command) if within else command
    process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    try:
        yield Worker(process)
    finally:
        process.kill()
        process.wait(20)


@dataclass
class Broker:
    """A Redis of the test's own, which may be stopped and started again with what it held."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--dir", str(self.folder), "--appendonly", "yes"]
        command = ["redis-server", *options, "--save", ""]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(lambda: Redis.from_url(self.url, retry=None).ping(), errors=(RedisError,))

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def broker(folder: Path) -> Iterator[Broker]:
    made = Broker(folder, free_port())
    made.start()
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def celery_worker(url: str) -> Iterator[Worker]:
    with worker("celery", REDIS_URL=url) as each:
        yield each


def sent(url: str, workload: Workload) -> Run:
    """A run whose message waits at the broker."""
    run = start_run(workload=workload, queue=False)
    with app.connection_for_write(url) as there:
        app.send_task(Run.TASK, args=[str(run.pk)], connection=there)
    return run


def wait_until(
    condition: Callable[[], Any],
    *,
    seconds: float = 60,
    errors: tuple[type[Exception], ...] = (),
) -> None:
    end = time.monotonic() + seconds
    while True:
        with suppress(*errors):
            if condition():
                return
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def ended(run: Run) -> bool:
    run.refresh_from_db()
    return not run.is_active


def facts(run: Run) -> Counter[tuple[str, str, str, str]]:
    """Every fact with its place and content, and how often it is there."""
    rows = run.facts.values_list("account", "region", "kind", "resource", "data")
    return Counter(
        (account, region, kind, f"{resource} {json.dumps(data, sort_keys=True)}")
        for account, region, kind, resource, data in rows
    )


def is_sound(run: Run) -> bool:
    """Sums agree, and each kind of each place was read exactly once."""
    run.refresh_from_db()
    assert run.facts_count == run.facts.count() == sum(p.facts_count for p in run.parts.all())
    assert run.calls == sum(part.calls for part in run.parts.all())
    assert set(run.shards.values_list("done", flat=True)) == {True}
    regional = len([kind for kind in KINDS if not kind.startswith(("iam", "s3"))])
    accounts = len(run.workload.account_ids)
    assert run.readings.count() == accounts * (2 * regional + 2)
    return max(facts(run).values()) == 1
