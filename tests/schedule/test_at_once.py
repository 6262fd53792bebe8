"""Two processes at the same moment: a thread and a connection each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from reviewapp.collection.models import Run
from reviewapp.jobs.models import JobState
from reviewapp.schedule.domain import open_due, start_rereview, start_schedule
from reviewapp.schedule.mail import send_waiting
from reviewapp.schedule.models import ReReview, ReReviewState, Schedule
from tests.factories import make_organisation, make_workload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workload(monkeypatch):
    monkeypatch.setattr("reviewapp.jobs.domain.current_app.send_task", lambda *_, **__: None)
    made = make_workload(make_organisation(), "Checkout", review_owner="kim@example.com")
    start_schedule(made)
    return made


def twice(work: Callable[[], object]) -> list[object]:
    barrier = Barrier(2)

    def run(_: int) -> object:
        barrier.wait(10)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


def test_two_ticks_open_one_rereview(workload):
    due = timezone.now() - timedelta(minutes=1)
    Schedule.objects.update(next_due=due, counted_from=due)
    assert sorted(twice(open_due)) == [0, 1]
    assert (ReReview.objects.count(), Run.objects.count()) == (1, 1)
    assert workload.milestones.count() == 1


def test_two_clicks_start_one_rereview(workload):
    results = twice(lambda: start_rereview(workload)[1])
    assert sorted(results) == [False, True]
    assert (ReReview.objects.count(), Run.objects.count()) == (1, 1)


def test_two_ticks_send_one_mail(workload):
    run = Run.objects.create(workload=workload, state=JobState.COMPLETE)
    now = timezone.now()
    ReReview.objects.create(
        workload=workload, due=now, opened_at=now, run=run, state=ReReviewState.OPEN
    )
    assert sorted(twice(send_waiting)) == [0, 1]
    assert len(mail.outbox) == 1
