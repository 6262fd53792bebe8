"""A run: every service of every region of every account, whatever one of them does."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Sum

from reviewapp.collection.domain import (
    AccountUnreachable,
    NothingToRead,
    RunActive,
    collect,
    start_run,
)
from reviewapp.collection.domain.plan import plan_parts, waiting_parts
from reviewapp.collection.domain.store import fail_part
from reviewapp.collection.models import PartState, Run
from reviewapp.collection.queries import services_of, unread_parts
from reviewapp.jobs.domain import finish
from reviewapp.jobs.models import JobState
from tests.aws import ACCOUNT, Aws
from tests.collection.engine import HERE, ROLE, THERE, connect, only, started, states
from tests.factories import make_organisation, make_workload
from tests.fakes import Refusal, fake_aws

pytestmark = pytest.mark.django_db
EC2_DENIED = Refusal("UnauthorizedOperation", "You are not authorized to perform this.", 403)
FEW = ("ec2.volume", "ec2.vpc", "iam.user", "s3.bucket", "sqs.queue")


@pytest.fixture
def workload(organisation):
    return make_workload(organisation, "Checkout", account_ids=[ACCOUNT], regions=[HERE, THERE])


@pytest.fixture
def few(monkeypatch) -> None:
    only(monkeypatch, *FEW)


def make_volume(aws: Aws, region: str) -> str:
    client = aws.client("ec2", region=region)
    return client.create_volume(AvailabilityZone=f"{region}a", Size=8)["VolumeId"]


def test_a_run_reads_every_service_in_every_region(few, workload, aws):
    volumes = {make_volume(aws, HERE): HERE, make_volume(aws, THERE): THERE}
    aws.client("s3").create_bucket(Bucket="orders")
    aws.client("iam").create_user(UserName="kim")
    connect(workload, aws.endpoint)
    run = started(workload)
    collect(run)
    assert states(run) == {
        (ACCOUNT, "global", "iam"): "read",
        (ACCOUNT, "global", "s3"): "read",
        (ACCOUNT, HERE, "ec2"): "read",
        (ACCOUNT, THERE, "ec2"): "read",
        (ACCOUNT, HERE, "sqs"): "not_used",
        (ACCOUNT, THERE, "sqs"): "not_used",
    }
    found = run.facts.filter(kind="ec2.volume")
    assert {fact.resource.rsplit("/", 1)[-1]: fact.region for fact in found} == volumes
    (bucket,) = run.facts.filter(kind="s3.bucket")
    assert (bucket.name, bucket.account, bucket.region) == ("orders", ACCOUNT, HERE)
    assert bucket.call == "s3:ListAllMyBuckets"
    assert [fact.name for fact in run.facts.filter(kind="iam.user")] == ["kim"]


def test_each_kind_and_place_has_a_reading_and_the_sums_agree(few, workload, aws):
    make_volume(aws, HERE)
    connect(workload, aws.endpoint)
    run = started(workload)
    collect(run)
    readings = run.readings.values_list("kind", "region", "state")
    assert sorted(readings) == sorted(
        [
            *(
                (kind, region, "read")
                for kind in ("ec2.volume", "ec2.vpc")
                for region in (HERE, THERE)
            ),
            ("iam.user", "global", "read"),
            ("s3.bucket", "global", "read"),
            ("sqs.queue", HERE, "read"),
            ("sqs.queue", THERE, "read"),
        ]
    )
    run.refresh_from_db()
    sums = run.parts.aggregate(Sum("calls"), Sum("facts_count"))
    assert (run.calls, run.facts_count) == (sums["calls__sum"], sums["facts_count__sum"])
    assert run.facts_count == run.facts.count() == sum(r.count for r in run.readings.all())
    assert (run.progress_done, run.progress_total) == (6, 6)


def test_accounts_of_the_profile_and_of_connections_are_read_each_once(few, workload, aws):
    other = "111122223333"
    connect(workload, aws.endpoint)
    connect(
        workload,
        aws.endpoint,
        kind="role",
        account_id=other,
        role_arn=f"arn:aws:iam::{other}:role/Reader",
    )
    workload.account_ids = [ACCOUNT, other]
    workload.regions = [HERE]
    workload.save()
    run = started(workload)
    collect(run)
    assert {account for account, _, _ in states(run)} == {ACCOUNT, other}
    assert run.facts.filter(kind="ec2.vpc", account=other).count() == 1
    assert run.parts.count() == 8


def test_a_denied_service_costs_itself_and_names_the_action(few, workload, moto_endpoint):
    with fake_aws({"DescribeVolumes": EC2_DENIED}, upstream=moto_endpoint) as endpoint:
        connect(workload, endpoint)
        run = started(workload)
        collect(run)
    found = states(run)
    assert {found[ACCOUNT, region, "ec2"] for region in (HERE, THERE)} == {"denied"}
    part = run.parts.get(region=HERE, service="ec2")
    assert part.reason == (
        "ec2:DescribeVolumes: UnauthorizedOperation: You are not authorized to perform this."
    )
    volumes, vpcs = (run.readings.get(kind=kind, region=HERE) for kind in ("ec2.volume", "ec2.vpc"))
    assert (volumes.state, vpcs.state) == ("denied", "read")
    assert run.facts.filter(kind="ec2.vpc").count() == 2
    assert found[ACCOUNT, "global", "s3"] == "not_used"


def test_a_missing_answer_about_one_resource_is_told_and_is_not_everything(
    monkeypatch, workload, aws
):
    only(monkeypatch, "s3.bucket")
    aws.client("s3").create_bucket(Bucket="orders")
    answers = {"GET /orders?policy": Refusal("AccessDenied", "no", 403)}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        connect(workload, endpoint)
        run = started(workload)
        collect(run)
    (part,) = run.parts.all()
    assert part.state == "read"
    assert "get_bucket_policy: AccessDenied: no (1 ×)" in part.reason
    assert list(unread_parts(run)) == [part]
    assert "Policy" in run.facts.get().unread


def test_a_collectors_own_mistake_costs_its_service(monkeypatch, workload, moto_endpoint, caplog):
    def broken(reader):
        raise KeyError("Nothing")
        yield

    only(monkeypatch, "s3.bucket", "iam.user", sqs__queue=broken)
    connect(workload, moto_endpoint)
    run = started(workload)
    collect(run)
    found = states(run)
    assert found[ACCOUNT, HERE, "sqs"] == "failed"
    assert found[ACCOUNT, "global", "s3"] == "not_used"
    assert run.parts.get(region=HERE, service="sqs").reason == "Reading sqs failed: KeyError."
    assert any(record.exc_info and record.levelno == logging.ERROR for record in caplog.records)


def test_a_region_that_does_not_exist_is_not_an_unused_one(few, workload, moto_endpoint):
    workload.regions = [HERE, "mars-west-1"]
    workload.save()
    connect(workload, moto_endpoint)
    run = started(workload)
    collect(run)
    there = run.parts.filter(region="mars-west-1")
    assert {(part.state, part.reason) for part in there} == {
        ("failed", "AWS has no region “mars-west-1”.")
    }
    assert {r.state for r in run.readings.filter(region="mars-west-1")} == {"failed"}
    assert states(run)[ACCOUNT, HERE, "ec2"] == "read"


def test_one_account_that_cannot_be_reached_leaves_the_others(few, workload, moto_endpoint):
    closed = "111122223333"
    connect(workload, moto_endpoint)
    connect(workload, "http://127.0.0.1:9", account_id=closed, kind="role", role_arn=ROLE)
    run = started(workload)
    collect(run)
    found = states(run)
    assert {state for (account, _, _), state in found.items() if account == closed} == {"denied"}
    assert found[ACCOUNT, HERE, "ec2"] == "read"
    reason = run.parts.filter(account=closed)[0].reason
    assert reason.startswith("AWS could not be reached from this server: Could not connect")


def test_a_run_that_reaches_no_account_fails_in_words(few, workload, moto_endpoint):
    connect(workload, moto_endpoint, account_id="999988887777")
    workload.account_ids = []
    workload.save()
    with pytest.raises(AccountUnreachable) as failed:
        collect(started(workload))
    assert str(failed.value) == (
        "999988887777: The credentials reach account 123456789012, not 999988887777. "
        "Correct the account or the role."
    )


def test_services_are_shown_with_their_worst_state(workload):
    run = Run.objects.create(workload=workload)
    plan_parts(run)
    assert {row["state"] for row in services_of(run)} == {"queued"}
    for part in run.parts.filter(service="ec2"):
        fail_part(part, "gone")
    fail_part(run.parts.filter(service="sqs")[0], "no", state=PartState.DENIED)
    rows = {row["service"]: row for row in services_of(run)}
    shown = {service: row["state"] for service, row in rows.items()}
    assert rows["ec2"]["read"] == rows["sqs"]["read"] == 0
    assert (shown["ec2"], shown["sqs"], shown["s3"]) == ("failed", "running", "queued")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"regions": []}, "Add at least one AWS region"),
        ({"account_ids": []}, "Add an AWS account"),
    ],
)
def test_a_workload_without_a_place_is_not_scanned(organisation, fields, words):
    with pytest.raises(NothingToRead, match=words):
        start_run(workload=make_workload(organisation, **fields))


def test_a_run_is_planned_once(few, workload):
    run = Run.objects.create(workload=workload)
    plan_parts(run)
    before = waiting_parts(run)
    plan_parts(run)
    assert waiting_parts(run) == before


def test_a_workload_has_one_active_run(workload):
    first = start_run(workload=workload, queue=False)
    with pytest.raises(RunActive) as refused:
        start_run(workload=workload, queue=False)
    assert refused.value.run == first
    held = Run.objects.get(pk=first.pk)
    Run.objects.filter(pk=first.pk).update(state=JobState.RUNNING, holder="")
    assert finish(held, state=JobState.COMPLETE)
    assert start_run(workload=workload, queue=False) != first


@pytest.mark.django_db(transaction=True)
def test_two_scans_asked_for_at_once_are_one():
    workload = make_workload(make_organisation(), account_ids=[ACCOUNT])
    barrier = Barrier(2)

    def ask(_: int) -> str:
        barrier.wait(10)
        try:
            start_run(workload=workload, queue=False)
        except RunActive:
            return "active"
        else:
            return "started"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == ["active", "started"]
    assert Run.objects.count() == 1
