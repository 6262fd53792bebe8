"""A budget of calls an hour: what a bucket gives, and that a scan keeps to it and goes on."""

import importlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.collection.domain import start_run
from reviewapp.collection.domain.bucket import Budget, full, give_back, take
from reviewapp.collection.domain.budgets import budget_of, reserve, set_budget
from reviewapp.collection.models import CallBucket, Run
from reviewapp.jobs.domain import recover_lost
from reviewapp.reviews.scan import scan
from tests.aws import ACCOUNT
from tests.collection.engine import HERE, THERE, connect, only
from tests.factories import make_organisation, make_workload
from tests.fakes import fake_aws

SECONDS = 1.2
ASKS = st.lists(
    st.tuples(st.floats(0, 900), st.integers(1, 40), st.booleans()), min_size=1, max_size=120
)


@given(calls=st.integers(4, 5000), asks=ASKS)
def test_no_hour_gives_more_than_the_budget(calls, asks):
    budget, now = Budget(calls, 3600), 0.0
    bucket = full(budget, now=now)
    given_at: list[tuple[float, int]] = []
    for pause, wanted, again in asks:
        now += pause
        bucket, granted = take(bucket, wanted, budget, now=now)
        given_at.append((now, granted))
        assert granted in (0, min(wanted, budget.capacity))
        if granted and again:  # half of it was not needed
            bucket = give_back(bucket, granted // 2, budget, now=now)
            given_at[-1] = (now, granted - granted // 2)
    for start, _ in given_at:
        assert sum(n for at, n in given_at if start <= at < start + 3600) <= calls


@given(calls=st.integers(4, 5000), wanted=st.integers(1, 50))
def test_a_closed_bucket_opens_full_at_the_time_that_it_names(calls, wanted):
    budget = Budget(calls, 3600)
    bucket = full(budget, now=0)
    granted = wanted
    while granted:
        bucket, granted = take(bucket, wanted, budget, now=0)
    until = bucket.closed_until
    assert 0 < until <= 3600 / 3 + 1e-6
    assert take(bucket, 1, budget, now=until - 0.01)[1] == 0
    assert take(bucket, budget.capacity, budget, now=until + 0.01)[1] == budget.capacity


def test_a_clock_that_goes_back_fills_nothing_twice():
    budget = Budget(400, 3600)
    bucket, _ = take(full(budget, now=1000), 100, budget, now=1000)
    back, granted = take(bucket, 1, budget, now=400)
    assert (granted, back.at) == (0, 1000)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_get_no_more_than_there_is(settings):
    settings.CALL_BUDGET_SECONDS = 3600
    organisation = make_organisation()
    set_budget(organisation.pk, 20)
    budget = budget_of(organisation.pk)

    def ask(_number: int) -> int:
        try:
            return reserve(organisation.pk, ACCOUNT, 1, budget).calls
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(24))) == 5
    # Another organisation's budget in the same account is its own.
    other = make_organisation()
    set_budget(other.pk, 20)
    assert reserve(other.pk, ACCOUNT, 3, budget).calls == 3
    set_budget(organisation.pk, None)
    assert budget_of(organisation.pk) is None


class Queues:
    """SQS with some queues in each region, that remembers when it was asked."""

    def __init__(self, queues: int) -> None:
        self.urls = [f"http://sqs.example/{ACCOUNT}/q{number}" for number in range(queues)]
        self.asked: list[float] = []

    def answers(self) -> dict:
        def note(answer):
            def said(_params):
                self.asked.append(time.monotonic())
                return answer

            return said

        return {
            "ListQueues": note({"QueueUrls": self.urls}),
            "GetQueueAttributes": note({"Attributes": {"QueueArn": f"arn:aws:sqs:x:{ACCOUNT}:q"}}),
            "GetResources": note({"ResourceTagMappingList": []}),
        }

    def most_within(self, seconds: float) -> int:
        return max(sum(1 for t in self.asked if s <= t < s + seconds) for s in self.asked)


def asked(organisation, endpoint: str) -> Run:
    workload = make_workload(organisation, account_ids=[ACCOUNT], regions=[HERE, THERE])
    connect(workload, endpoint)
    return start_run(workload=workload, queue=False)


@pytest.mark.django_db
def test_a_scan_keeps_to_the_budget_also_in_the_middle_of_a_part(
    monkeypatch, settings, organisation, moto_endpoint
):
    only(monkeypatch, "sqs.queue")
    monkeypatch.setattr("reviewapp.collection.domain.reading.BEAT_SECONDS", 0.1)
    settings.CALL_BUDGET_SECONDS = SECONDS
    set_budget(organisation.pk, 8)
    queues = Queues(3)
    with fake_aws(queues.answers(), upstream=moto_endpoint) as endpoint:
        run = scan(str(asked(organisation, endpoint).pk))
    assert run is not None
    run.refresh_from_db()
    assert (run.state, run.facts_count, run.resumes_at) == ("complete", 6, None)
    assert len(queues.asked) == run.calls == 10
    # What a part holds and has not called yet may be called a moment later than it was given.
    assert queues.most_within(SECONDS * 0.8) <= 8


@pytest.mark.django_db
def test_a_scan_that_must_wait_leaves_its_worker_and_goes_on_later(
    monkeypatch, settings, editor, organisation, moto_endpoint
):
    only(monkeypatch, "sqs.queue")
    settings.CALL_BUDGET_SECONDS = 3600
    module = importlib.import_module("reviewapp.collection.domain.collect")
    monkeypatch.setattr(module, "SOON", timedelta(0))
    set_budget(organisation.pk, 24)
    with fake_aws(Queues(0).answers(), upstream=moto_endpoint) as endpoint:
        run = asked(organisation, endpoint)
        Run.objects.filter(pk=run.pk).update(alone=False, queued_at=timezone.now() - timedelta(1))
        CallBucket.objects.create(
            organisation=organisation, account=ACCOUNT, tokens=2, at=timezone.now()
        )
        assert scan(str(run.pk)) is None
        run.refresh_from_db()
        assert (run.state, run.attempts, run.stage) == ("queued", 0, "collecting")
        assert timezone.now() < run.resumes_at == run.lease_until
        assert run.parts.filter(state="waiting").exists()
        page = editor.get(f"/workloads/{run.workload_id}/scans/{run.pk}/").content.decode()
        assert "Waiting for the budget of calls until" in page
        # Not before its time; then housekeeping hands it to a worker, the budget full again.
        assert recover_lost() == 0
        CallBucket.objects.update(closed_until=None, tokens=6)
        Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert recover_lost() == 1
        ended = scan(str(run.pk))
    assert ended is not None
    assert (ended.state, ended.attempts) == ("complete", 1)
    assert not ended.parts.filter(state="waiting").exists()


@pytest.mark.django_db
def test_waiting_is_not_the_time_of_a_run(monkeypatch, settings, organisation, moto_endpoint):
    only(monkeypatch, "sqs.queue")
    settings.CALL_BUDGET_SECONDS = 3.0
    settings.SCAN_TIME_LIMIT = 1
    set_budget(organisation.pk, 4)
    with fake_aws(Queues(0).answers(), upstream=moto_endpoint) as endpoint:
        run = asked(organisation, endpoint)
        while (ended := scan(str(run.pk))) is None:
            time.sleep(0.2)
    assert (ended.state, ended.failure) == ("complete", "")
