"""Job rows: who holds them, what a lost worker leaves, when it is given up."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from reviewapp.collection.models import Run
from reviewapp.jobs import domain
from reviewapp.jobs.domain import (
    JobCancelled,
    JobLost,
    claim,
    finish,
    heartbeat,
    recover_lost,
    renew,
    report_progress,
    request_cancel,
)
from reviewapp.jobs.models import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(workload) -> Run:
    return Run.objects.create(workload=workload)


@pytest.fixture
def sent(monkeypatch):
    """What would go to the broker; the broker itself is a matter of the browser tests."""
    found: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(
        domain.current_app, "send_task", lambda task, args: found.append((task, args))
    )
    return found


def expire(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_queued_job_is_held_by_the_first_who_claims_it(run):
    held = claim(Run, str(run.pk))
    assert held is not None
    assert (held.state, held.attempts) == (JobState.RUNNING, 1)
    assert held.started_at is not None
    assert claim(Run, str(run.pk)) is None


def test_a_job_whose_lease_ran_out_goes_to_another_and_the_first_is_told(run):
    first = claim(Run, str(run.pk))
    expire(run)
    second = claim(Run, str(run.pk))
    assert second.attempts == 2
    assert second.started_at == first.started_at
    with pytest.raises(JobLost):
        renew(first)
    with pytest.raises(JobLost):
        report_progress(first, done=1, total=2)
    assert finish(first, state=JobState.COMPLETE) is False
    assert finish(second, state=JobState.COMPLETE) is True
    run.refresh_from_db()
    assert run.state == JobState.COMPLETE


def test_progress_is_stored_and_hears_a_wish_to_stop(run):
    held = claim(Run, str(run.pk))
    report_progress(held, done=3, total=7, label="s3")
    run.refresh_from_db()
    assert (run.progress_done, run.progress_total, run.progress_label) == (3, 7, "s3")
    assert request_cancel(run) is True
    with pytest.raises(JobCancelled):
        report_progress(held, done=4, total=7)


def test_a_queued_job_is_cancelled_at_once_and_an_ended_one_not(run):
    assert request_cancel(run) is True
    run.refresh_from_db()
    assert run.state == JobState.CANCELLED
    assert request_cancel(run) is False
    assert claim(Run, str(run.pk)) is None


def test_a_lost_job_is_queued_again(run, sent, django_capture_on_commit_callbacks):
    claim(Run, str(run.pk))
    assert recover_lost() == 0
    expire(run)
    with django_capture_on_commit_callbacks(execute=True):
        assert recover_lost() == 1
    assert sent == [("reviews.scan", [str(run.pk)])]
    run.refresh_from_db()
    assert (run.state, run.attempts) == (JobState.QUEUED, 1)


def test_a_forgotten_job_is_queued_again(run, sent, django_capture_on_commit_callbacks):
    old = timezone.now() - timedelta(minutes=5)
    Run.objects.filter(pk=run.pk).update(queued_at=old)
    with django_capture_on_commit_callbacks(execute=True):
        assert recover_lost() == 1
    assert sent == [("reviews.scan", [str(run.pk)])]


def test_a_job_that_waits_behind_others_is_asked_for_once_a_minute(
    run, sent, django_capture_on_commit_callbacks
):
    start = timezone.now()
    Run.objects.filter(pk=run.pk).update(queued_at=start - timedelta(minutes=5))
    with django_capture_on_commit_callbacks(execute=True):
        for second in range(0, 150, 10):
            with time_machine.travel(start + timedelta(seconds=second), tick=False):
                recover_lost()
    assert len(sent) == 3
    assert claim(Run, str(run.pk)) is not None


def test_a_job_lost_too_often_ends_as_failed_in_words(run, sent):
    for _ in range(Run.MAX_ATTEMPTS):
        claim(Run, str(run.pk))
        expire(run)
    assert recover_lost() == 1
    run.refresh_from_db()
    assert run.state == JobState.FAILED
    assert run.failure.startswith("The worker stopped 3 times")
    assert run.ended_at is not None
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_keeps_the_lease(run, settings):
    settings.JOB_LEASE_SECONDS = 0.3
    held = claim(Run, str(run.pk))
    until = held.lease_until
    with heartbeat(held):
        import time

        time.sleep(0.5)
        run.refresh_from_db()
        assert run.lease_until > until
