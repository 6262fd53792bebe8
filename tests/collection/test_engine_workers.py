"""Several workers, processes of their own, read one run; and what is left where one is killed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bench.endpoint import Endpoint
from reviewapp.collection.domain import start_run
from reviewapp.collection.domain.plan import plan_parts
from reviewapp.collection.domain.shards import claim_shard
from reviewapp.collection.models import CallShare, Run, Shard
from reviewapp.jobs.domain import recover_lost
from reviewapp.jobs.models import JobState
from tests.aws import ACCOUNT
from tests.collection.engine import only
from tests.collection.replaying import (
    KINDS,
    ended,
    facts,
    is_sound,
    many,
    wait_until,
    worker,
)
from tests.factories import make_organisation, make_workload

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
]
LEASE = {"JOB_LEASE_SECONDS": "2"}


@pytest.fixture
def endpoint(recorded) -> Endpoint:
    recorded.endpoint.order(replay=True)
    return recorded.endpoint


@pytest.fixture
def expected(recorded, endpoint, monkeypatch):
    """What one worker finds that nothing happens to."""
    only(monkeypatch, *KINDS)
    return recorded.facts_of(many(endpoint=endpoint.url))


def asked(endpoint) -> Run:
    """A run that workers may share."""
    run = start_run(workload=many(endpoint=endpoint.url, name="Shared"), queue=False)
    Run.objects.filter(pk=run.pk).update(alone=False)
    return run


def holders(run: Run) -> set[str]:
    return set(run.shards.exclude(holder="").values_list("holder", flat=True))


def test_two_workers_finish_one_run_within_the_bound_of_each_account(endpoint, expected):
    endpoint.order(replay=True, latency=0.05)
    run = asked(endpoint)
    with worker("help", SCAN_CONCURRENCY="4"), worker(str(run.pk), SCAN_CONCURRENCY="4"):
        wait_until(lambda: ended(run))
    assert (run.state, is_sound(run)) == ("complete", True)
    assert facts(run) == expected
    assert len(holders(run)) >= 2
    most = endpoint.figures()["most_of_account"]
    assert {account: most[account] for account in run.workload.account_ids} == dict.fromkeys(
        run.workload.account_ids, 4
    )
    assert not CallShare.objects.exists()


def test_a_helper_that_is_killed_loses_and_doubles_nothing(endpoint, expected):
    endpoint.order(replay=True, latency=0.1)
    run = asked(endpoint)
    with worker("help", **LEASE) as helper, worker(str(run.pk), **LEASE):
        wait_until(lambda: len(holders(run)) >= 2)
        helper.kill()
        assert not ended(run)
        wait_until(lambda: ended(run))
    assert (run.state, run.attempts, is_sound(run)) == ("complete", 1, True)
    assert facts(run) == expected


def test_a_driver_that_is_killed_loses_and_doubles_nothing(endpoint, expected):
    endpoint.order(replay=True, latency=0.1)
    run = asked(endpoint)
    with worker("help", **LEASE), worker(str(run.pk), **LEASE) as driver:
        wait_until(lambda: len(holders(run)) >= 2 and run.readings.exists())
        driver.kill()
        assert not ended(run)
        wait_until(lambda: recover_lost() or ended(run), seconds=10)
        with worker(str(run.pk), **LEASE):
            wait_until(lambda: ended(run))
    assert (run.state, run.attempts, is_sound(run)) == ("complete", 2, True)
    assert facts(run) == expected


def shards_of(organisation, name, *, running=True) -> Run:
    workload = make_workload(organisation, name, account_ids=[ACCOUNT], regions=["us-east-1"])
    state = JobState.RUNNING if running else JobState.COMPLETE
    run = Run.objects.create(workload=workload, state=state)
    plan_parts(run)
    return run


def test_shards_are_shared_out_between_organisations_and_not_between_runs(monkeypatch):
    only(monkeypatch, "iam.user", "sqs.queue")
    large, small = make_organisation("Large"), make_organisation("Small")
    for number in range(3):
        shards_of(large, f"L{number}")
    late = shards_of(small, "S")
    claimed = [claim_shard(holder="w") for _ in range(4)]
    owners = [shard.run.workload.organisation.name for shard in claimed if shard]
    assert owners == ["Large", "Small", "Large", "Small"]
    assert [shard.run for shard in claimed if shard][1::2] == [late, late]


def test_a_shard_is_claimed_by_one_and_again_only_when_its_lease_ran_out(monkeypatch):
    only(monkeypatch, "sqs.queue")
    run = shards_of(make_organisation(), "W")
    (shard,) = run.shards.all()
    assert claim_shard(holder="first") == shard
    assert claim_shard(holder="second") is None
    Shard.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    again = claim_shard(holder="second")
    assert again is not None
    assert (again.pk, again.holder, again.attempts) == (shard.pk, "second", 2)


def test_the_shards_of_an_account_can_be_had_apart(monkeypatch):
    only(monkeypatch, "iam.user", "sqs.queue")
    other = "222222222222"
    workload = make_workload(
        make_organisation(), account_ids=[ACCOUNT, other], regions=["us-east-1"]
    )
    run = Run.objects.create(workload=workload, state=JobState.RUNNING)
    plan_parts(run)
    claimed = [claim_shard(holder="w", run=run, account=other) for _ in range(3)]
    assert sorted(shard.region for shard in claimed if shard) == ["global", "us-east-1"]
    assert {shard.account for shard in claimed if shard} == {other}
    assert set(run.shards.filter(holder="").values_list("account", flat=True)) == {ACCOUNT}


@pytest.mark.parametrize(
    "change", [{"state": "complete"}, {"cancel_requested": True}, {"alone": True}]
)
def test_nobody_helps_a_run_that_ended_or_shall_stop_or_wants_no_help(monkeypatch, change):
    only(monkeypatch, "sqs.queue")
    run = shards_of(make_organisation(), "W")
    Run.objects.filter(pk=run.pk).update(**change)
    assert claim_shard(holder="w") is None
