"""What the tick does: opens what is due, settles what was scanned, tells the owner, once each."""

import logging
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from reviewapp.collection.models import Run
from reviewapp.jobs.models import JobState
from reviewapp.people.models import Role
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.signals import scan_finished
from reviewapp.schedule import mail as schedule_mail
from reviewapp.schedule.domain import (
    close_rereview,
    open_due,
    set_cadence,
    settle_waiting,
    start_schedule,
)
from reviewapp.schedule.mail import send_waiting
from reviewapp.schedule.models import ReReview, ReReviewState, Schedule
from reviewapp.schedule.tasks import tick
from reviewapp.workloads.domain import archive_workload, restore_workload
from tests.factories import make_user, make_workload

pytestmark = pytest.mark.django_db
START = datetime(2027, 1, 31, 9, tzinfo=UTC)
DUE = datetime(2027, 4, 30, 9, tzinfo=UTC)
NEXT = datetime(2027, 7, 31, 9, tzinfo=UTC)
LATER = DUE + timedelta(minutes=5)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def workload(organisation, clock):
    made = make_workload(organisation, "Checkout", review_owner="kim@example.com")
    start_schedule(made)
    return made


def end(run: Run | None, state: str = JobState.COMPLETE, failure: str = "") -> Run:
    """Ends a scan as its worker does."""
    assert run is not None
    run.state, run.failure, run.ended_at = state, failure, timezone.now()
    run.save()
    return run


def opened(clock, workload) -> ReReview:
    clock.move_to(LATER)
    assert open_due() == 1
    return workload.rereviews.get()


def test_nothing_is_opened_before_its_date(clock, workload):
    clock.move_to(DUE - timedelta(seconds=1))
    tick()
    assert not ReReview.objects.exists()


def test_a_workload_that_is_due_gets_a_rereview_a_baseline_and_a_scan(clock, workload):
    found = opened(clock, workload)
    assert (found.due, found.opened_at, found.state) == (DUE, LATER, "scanning")
    assert found.since == workload.milestones.get()
    assert found.since.name == "Before the re-review of 2027-04-30"
    assert (found.run, found.run.state) == (workload.runs.get(), "queued")
    assert Schedule.objects.get().next_due == NEXT


def test_the_next_ticks_open_it_no_second_time(clock, workload):
    opened(clock, workload)
    assert open_due() == 0
    clock.shift(timedelta(days=1))
    tick()
    assert ReReview.objects.count() == 1


def test_after_months_without_a_tick_it_is_opened_once_and_the_date_lies_ahead(clock, workload):
    clock.move_to(datetime(2029, 1, 10, tzinfo=UTC))
    tick()
    assert ReReview.objects.count() == 1
    assert Schedule.objects.get().next_due == datetime(2029, 1, 31, 9, tzinfo=UTC)


def test_the_last_milestone_is_what_is_compared_with(clock, workload):
    save_milestone(workload=workload, name="Old")
    newest = save_milestone(workload=workload, name="Newest")
    assert opened(clock, workload).since == newest
    assert workload.milestones.count() == 2


def test_a_scan_under_way_is_used_and_not_doubled(clock, workload):
    run = Run.objects.create(workload=workload, state=JobState.RUNNING)
    assert opened(clock, workload).run == run


def test_the_end_of_the_scan_settles_it_and_mails_at_once(clock, workload):
    found = opened(clock, workload)
    scan_finished.send(sender=Run, run=end(found.run))
    found.refresh_from_db()
    assert (found.state, found.mailed_at) == ("open", LATER)
    assert found.changes["risks"] == []
    assert [sent.to for sent in mail.outbox] == [["kim@example.com"]]


@pytest.mark.parametrize("state", ["complete", "partial", "failed", "cancelled"])
def test_the_tick_settles_what_nobody_told_of(clock, workload, state):
    found = opened(clock, workload)
    tick()
    found.refresh_from_db()
    assert found.state == "scanning"
    end(found.run, state, failure="No way in." * (state == "failed"))
    tick()
    found.refresh_from_db()
    assert found.state == "open"
    assert len(mail.outbox) == 1
    assert ("Its scan failed: No way in." in mail.outbox[0].body) == (state == "failed")


def test_a_workload_without_an_account_is_settled_without_a_scan(clock, workload):
    workload.account_ids = []
    workload.save()
    found = opened(clock, workload)
    assert found.run is None
    settle_waiting()
    found.refresh_from_db()
    assert found.state == "open"


def test_an_archived_workload_is_left_alone_and_comes_back_when_it_is_taken_back(clock, workload):
    archive_workload(workload)
    clock.move_to(LATER)
    tick()
    assert not ReReview.objects.exists()
    restore_workload(workload)
    tick()
    assert ReReview.objects.count() == 1


def test_a_workload_that_does_not_come_back_by_itself_is_left_alone(clock, workload):
    set_cadence(workload, cadence="off", next_due=None)
    clock.move_to(datetime(2040, 1, 1, tzinfo=UTC))
    tick()
    assert not ReReview.objects.exists()


def test_the_trouble_of_one_workload_keeps_no_other_waiting(
    clock, organisation, workload, monkeypatch, caplog
):
    other = make_workload(organisation, "Search")
    start_schedule(other)

    def trouble(*, workload, **_):
        if workload.name == "Checkout":
            raise RuntimeError("no")

    monkeypatch.setattr("reviewapp.schedule.domain.rereviews.start_run", trouble)
    clock.move_to(LATER)
    caplog.set_level(logging.ERROR)
    assert open_due() == 1
    assert ReReview.objects.get().workload == other
    assert Schedule.objects.get(workload=workload).next_due == DUE
    assert not workload.milestones.exists()
    assert str(workload.pk) in caplog.text


def test_one_that_cannot_be_settled_keeps_no_other_waiting(
    clock, organisation, workload, monkeypatch
):
    other = make_workload(organisation, "Search", account_ids=[])
    start_schedule(other)
    workload.account_ids = []
    workload.save()
    clock.move_to(LATER)
    open_due()
    from reviewapp.schedule.domain import rereviews

    documents = rereviews.review_document

    def trouble(asked):
        if asked.pk == workload.pk:
            raise RuntimeError("no")
        return documents(asked)

    monkeypatch.setattr(rereviews, "review_document", trouble)
    tick()
    assert workload.rereviews.get().state == ReReviewState.SCANNING
    assert other.rereviews.get().state == ReReviewState.OPEN
    monkeypatch.undo()
    tick()
    assert workload.rereviews.get().state == ReReviewState.OPEN


def test_the_mail_says_what_changed_and_where_to_go(clock, workload):
    found = opened(clock, workload)
    end(found.run)
    tick()
    (sent,) = mail.outbox
    assert sent.subject == "Re-review of Checkout: nothing changed"
    assert "The re-review of Checkout (due 30 Apr 2027) is open." in sent.body
    link = f"http://127.0.0.1:8000/workloads/{workload.pk}/rereviews/{found.pk}/"
    assert link in sent.body
    tick()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("state", "headline", "words"),
    [
        (JobState.FAILED, "its scan failed", "Its scan failed: No way in."),
        (JobState.CANCELLED, "its scan was cancelled", "Its scan was cancelled, so the evidence"),
    ],
)
def test_a_scan_that_came_to_nothing_is_not_told_as_no_change(
    clock, workload, state, headline, words
):
    found = opened(clock, workload)
    Run.objects.filter(pk=found.run_id).update(state=state, failure="No way in.")
    tick()
    (sent,) = mail.outbox
    assert sent.subject == f"Re-review of Checkout: {headline}"
    assert words in sent.body


def test_a_mail_that_failed_is_sent_by_a_later_tick(clock, workload, monkeypatch):
    found = opened(clock, workload)
    end(found.run)

    def refuse(**_):
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(schedule_mail, "send_mail", refuse)
        tick()
    found.refresh_from_db()
    assert (found.state, found.mailed_at, mail.outbox) == ("open", None, [])
    tick()
    found.refresh_from_db()
    assert found.mailed_at is not None
    assert len(mail.outbox) == 1


def test_without_a_review_owner_the_owners_of_the_organisation_get_the_mail(
    clock, organisation, workload
):
    workload.review_owner = ""
    workload.save()
    owners = [make_user(organisation, Role.OWNER).email for _ in range(2)]
    make_user(organisation, Role.LEAD)
    gone = make_user(organisation, Role.OWNER)
    gone.is_active = False
    gone.save()
    end(opened(clock, workload).run)
    tick()
    assert sorted(sent.to for sent in mail.outbox) == sorted([each] for each in owners)


def test_a_name_of_several_lines_breaks_no_mail(clock, workload):
    workload.name = "Checkout\nBcc: everybody@example.com"
    workload.save()
    end(opened(clock, workload).run)
    tick()
    assert mail.outbox[0].subject == (
        "Re-review of Checkout Bcc: everybody@example.com: nothing changed"
    )
    assert mail.outbox[0].recipients() == ["kim@example.com"]


def test_closing_saves_a_milestone_once(clock, workload):
    found = opened(clock, workload)
    end(found.run)
    tick()
    found.refresh_from_db()
    closed = close_rereview(found, by=None)
    assert (closed.state, closed.milestone.name) == ("closed", "Re-review 2027-04-30")
    assert close_rereview(found, by=None).milestone == closed.milestone
    assert [m.name for m in workload.milestones.order_by("number")] == [
        "Before the re-review of 2027-04-30",
        "Re-review 2027-04-30",
    ]


def test_the_next_rereview_compares_with_the_milestone_of_the_last(clock, workload):
    found = opened(clock, workload)
    end(found.run)
    tick()
    found.refresh_from_db()
    closed = close_rereview(found, by=None)
    clock.move_to(NEXT + timedelta(minutes=1))
    tick()
    assert workload.rereviews.first().since == closed.milestone


def test_nothing_is_mailed_about_a_closed_one(clock, workload):
    found = opened(clock, workload)
    end(found.run)
    settle_waiting()
    found.refresh_from_db()
    close_rereview(found, by=None)
    assert send_waiting() == 0
