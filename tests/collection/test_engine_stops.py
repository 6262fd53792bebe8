"""A run that is cancelled, runs out of time, or loses its worker half-way."""

import sys
import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from reviewapp.collection.domain import collect
from reviewapp.collection.domain.plan import plan_parts
from reviewapp.collection.domain.read_part import read_part
from reviewapp.collection.domain.sessions import open_access
from reviewapp.collection.domain.store import store_part
from reviewapp.collection.models import Run
from reviewapp.jobs.domain import JobCancelled, JobLost, claim, recover_lost, request_cancel
from tests.aws import ACCOUNT
from tests.collection.engine import (
    ASSUMED,
    HERE,
    IDENTITY,
    ROLE,
    THERE,
    connect,
    only,
    started,
    states,
)
from tests.factories import make_organisation, make_workload
from tests.fakes import Refusal, fake_aws

FEW = ("ec2.vpc", "iam.user", "s3.bucket", "sqs.queue")


@pytest.fixture
def workload(organisation):
    return make_workload(organisation, "Checkout", account_ids=[ACCOUNT], regions=[HERE, THERE])


@pytest.fixture
def few(monkeypatch) -> None:
    only(monkeypatch, *FEW)


def expire(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def store_one(run: Run, service: str, region: str) -> None:
    """What a worker had done before it was killed."""
    part = run.parts.get(service=service, region=region)
    door = open_access(run.workload.connections.get(), session_name="first")
    assert store_part(part, read_part(door, service=service, region=region))


@pytest.mark.django_db
def test_a_lost_run_is_taken_up_where_it_was_left(few, workload, aws):
    queue = aws.client("sqs", region=HERE).create_queue(QueueName="orders")["QueueUrl"]
    connect(workload, aws.endpoint)
    first = started(workload)
    plan_parts(first)
    store_one(first, "sqs", HERE)
    store_one(first, "iam", "global")
    calls = Run.objects.get(pk=first.pk).calls
    # Gone from the account: a second reading of this part would not find it.
    aws.client("sqs", region=HERE).delete_queue(QueueUrl=queue)
    expire(first)
    second = claim(Run, str(first.pk))
    collect(second)
    assert second.attempts == 2
    assert "waiting" not in states(second).values()
    assert [fact.name for fact in second.facts.filter(kind="sqs.queue")] == ["orders"]
    assert second.readings.filter(kind="sqs.queue").count() == 2
    second.refresh_from_db()
    assert second.facts_count == second.facts.count()
    assert second.calls == sum(part.calls for part in second.parts.all()) > calls


@pytest.mark.django_db
def test_a_part_that_was_stored_is_not_stored_again(few, workload, moto_endpoint):
    connect(workload, moto_endpoint)
    run = started(workload)
    plan_parts(run)
    door = open_access(workload.connections.get(), session_name="x")
    read = read_part(door, service="ec2", region=HERE)
    mine, theirs = (run.parts.get(service="ec2", region=HERE) for _ in range(2))
    assert store_part(mine, read) is True
    assert store_part(theirs, read) is False
    run.refresh_from_db()
    assert (run.facts.count(), run.facts_count, run.calls) == (1, 1, read.calls)


@pytest.mark.django_db
def test_a_run_that_another_worker_holds_writes_no_further(few, workload, moto_endpoint):
    connect(workload, moto_endpoint)
    first = started(workload)
    expire(first)
    claim(Run, str(first.pk))
    with pytest.raises(JobLost):
        collect(first)
    assert first.facts.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_run_sends_no_further_call(monkeypatch, settings, moto_server_endpoint):
    settings.SCAN_CONCURRENCY = 1
    only(monkeypatch, *FEW)
    workload = make_workload(make_organisation(), account_ids=[ACCOUNT], regions=[HERE, THERE])
    asked: list[str] = []

    def cancel(_params) -> Refusal:
        asked.append("DescribeVpcs")
        request_cancel(Run.objects.get())
        connection.close()
        return Refusal("UnauthorizedOperation", "no", 403)

    def count(_params) -> dict[str, list[str]]:
        asked.append("ListQueues")
        return {}

    answers = {"DescribeVpcs": cancel, "ListQueues": count}
    with fake_aws(answers, upstream=moto_server_endpoint) as endpoint:
        connect(workload, endpoint)
        run = started(workload)
        with pytest.raises(JobCancelled):
            collect(run)
        so_far = list(asked)
        time.sleep(0.3)
    assert asked.count("DescribeVpcs") == 1
    assert asked == so_far
    assert "waiting" in states(run).values()


@pytest.mark.django_db
def test_a_run_ends_when_its_time_is_up_though_a_call_hangs(
    few, workload, settings, monkeypatch, moto_endpoint
):
    over = threading.Event()

    def hang(_params) -> dict[str, list[str]]:
        over.wait(60)
        return {}

    def clock() -> float:
        """Stands still until nothing is left but what hangs."""
        return (
            settings.SCAN_TIME_LIMIT + 1.0 if run.parts.filter(state="waiting").count() == 2 else 0
        )

    module = sys.modules[collect.__module__]
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=clock))
    monkeypatch.setattr(module, "POLL_SECONDS", 0.1)
    with fake_aws({"ListQueues": hang}, upstream=moto_endpoint) as endpoint:
        connect(workload, endpoint)
        run = started(workload)
        collect(run)
        over.set()
    found = states(run)
    assert (found[ACCOUNT, HERE, "sqs"], found[ACCOUNT, HERE, "ec2"]) == ("failed", "read")
    reason = run.parts.get(service="sqs", region=HERE).reason
    assert reason.startswith("The run's time limit was reached before this was read.")
    assert run.readings.get(kind="sqs.queue", region=HERE).state == "failed"


@pytest.mark.django_db(transaction=True)
def test_a_run_lives_while_an_account_is_slow_to_open(monkeypatch, settings, moto_server_endpoint):
    settings.JOB_LEASE_SECONDS = 1.5
    only(monkeypatch, "sqs.queue")
    workload = make_workload(make_organisation(), account_ids=[ACCOUNT], regions=[HERE])
    lost: list[int] = []

    def slow(_params) -> str:
        time.sleep(2.5)
        lost.append(recover_lost())
        connection.close()
        return ASSUMED

    answers = {"AssumeRole": slow, "GetCallerIdentity": IDENTITY}
    with fake_aws(answers, upstream=moto_server_endpoint) as endpoint:
        connect(workload, endpoint, kind="role", role_arn=ROLE)
        collect(started(workload))
    assert lost == [0]
