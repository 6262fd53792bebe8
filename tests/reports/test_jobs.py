"""The job of a report: once, whatever happens to its workers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from weasyprint.logger import PROGRESS_LOGGER

from reviewapp.files.models import StoredFile
from reviewapp.jobs.domain import JobLost, claim, recover_lost, request_cancel
from reviewapp.reports import domain, writing
from reviewapp.reports.domain import ReportActive, delete_report, keep_file, request_report
from reviewapp.reports.models import Format, Report
from reviewapp.reports.rendering import Rendered, render
from reviewapp.reports.writing import write_report
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.workloads.domain import delete_workload

from .factories import HIGH_TITLE, answer, make_reviewed, read, text_of

pytestmark = pytest.mark.django_db


def make_report(workload, kind=Format.JSON, **fields):
    return Report.objects.create(workload=workload, format=kind, **fields)


def lose_worker(report):
    """As a worker that was killed leaves the row: claimed, and its lease run out."""
    claim(Report, str(report.pk))
    past = timezone.now() - timedelta(seconds=1)
    Report.objects.filter(pk=report.pk).update(lease_until=past)


@pytest.fixture
def review(workload):
    return make_reviewed(workload)


def test_it_becomes_a_file(workload, review):
    report = make_report(workload, Format.PDF)

    write_report(str(report.pk))

    report.refresh_from_db()
    assert (report.state, report.failure, report.attempts) == ("complete", "", 1)
    assert report.file.content_type == "application/pdf"
    assert report.file.name == f"checkout-live-{timezone.now():%Y-%m-%d}.pdf"
    assert report.file.size == len(report.file.content)
    reader = read(bytes(report.file.content))
    assert report.pages == len(reader.pages)
    assert HIGH_TITLE in text_of(reader)


def test_a_second_call_changes_nothing(workload, review):
    report = make_report(workload)
    write_report(str(report.pk))
    (first,) = StoredFile.objects.all()

    assert write_report(str(report.pk)) is None

    assert [each.pk for each in StoredFile.objects.all()] == [first.pk]


def test_a_killed_workers_report_is_finished_by_the_next(workload, review):
    report = make_report(workload)
    lose_worker(report)

    assert recover_lost() == 1
    write_report(str(report.pk))

    report.refresh_from_db()
    assert (report.state, report.attempts) == ("complete", 2)
    assert StoredFile.objects.count() == 1


def test_a_report_that_kills_every_worker_ends_with_words(workload, review):
    report = make_report(workload)
    for _ in range(Report.MAX_ATTEMPTS):
        lose_worker(report)

    recover_lost()

    report.refresh_from_db()
    assert report.state == "failed"
    assert "stopped 3 times" in report.failure


def test_a_worker_thought_lost_keeps_no_second_file(workload, review, monkeypatch):
    """The first worker wakes up after a second one took the report over and finished it."""
    report = make_report(workload)

    def render_slowly(content, kind, on_step):
        past = timezone.now() - timedelta(seconds=1)
        if Report.objects.filter(pk=report.pk, attempts=1).update(lease_until=past):
            write_report(str(report.pk))
        return render(content, kind, on_step)

    monkeypatch.setattr(writing, "render", render_slowly)

    assert write_report(str(report.pk)) is None

    report.refresh_from_db()
    assert (report.state, report.attempts) == ("complete", 2)
    assert [each.pk for each in StoredFile.objects.all()] == [report.file_id]


def test_a_report_deleted_meanwhile_leaves_no_file(workload, review, monkeypatch):
    report = make_report(workload)

    def render_then_vanish(content, kind, on_step):
        Report.objects.filter(pk=report.pk).delete()
        return render(content, kind, on_step)

    monkeypatch.setattr(writing, "render", render_then_vanish)

    assert write_report(str(report.pk)) is None
    assert StoredFile.objects.count() == 0


def test_cancel_stops_it_between_two_pages(workload, review, monkeypatch):
    monkeypatch.setattr(writing, "SECONDS_BETWEEN", 0)
    report = make_report(workload, Format.PDF)
    heard = []

    def render_while_cancelled(content, kind, on_step):
        def step(words):
            heard.append(words)
            if words == "Laying out page 2":
                request_cancel(report)
            on_step(words)

        return render(content, kind, step)

    monkeypatch.setattr(writing, "render", render_while_cancelled)

    write_report(str(report.pk))

    report.refresh_from_db()
    assert (report.state, report.file) == ("cancelled", None)
    assert heard[-1] == "Laying out page 2"
    assert not PROGRESS_LOGGER.filters
    assert not [h for h in PROGRESS_LOGGER.handlers if type(h).__name__ == "_Listener"]


def test_a_queued_report_can_be_cancelled(workload):
    report = make_report(workload)

    assert request_cancel(report)
    assert write_report(str(report.pk)) is None


def test_progress_names_the_stage(workload, review, monkeypatch):
    monkeypatch.setattr(writing, "SECONDS_BETWEEN", 0)
    seen = []
    whole = writing.report_progress

    def watch(report, *, done, total, label):
        whole(report, done=done, total=total, label=label)
        row = Report.objects.get(pk=report.pk)
        seen.append((row.progress_done, row.progress_total, row.progress_label))

    monkeypatch.setattr(writing, "report_progress", watch)
    write_report(str(make_report(workload, Format.PDF).pk))

    assert seen[0] == (0, 3, "Reading the review")
    assert (1, 3, "Laying out page 1") in seen
    assert seen[-1] == (2, 3, "Keeping the file")


def test_a_mistake_of_the_server_ends_in_words(workload, review, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(writing, "render", broken)
    report = make_report(workload)

    write_report(str(report.pk))

    report.refresh_from_db()
    assert report.state == "failed"
    assert "mistake of this server (ZeroDivisionError)" in report.failure
    assert "secret detail" not in report.failure
    assert "secret detail" in caplog.text


def test_an_unreadable_milestone_ends_in_words(workload, review):
    milestone = save_milestone(workload=workload, name="Old one")
    milestone.document = {**milestone.document, "format": 99}
    milestone.save()
    report = make_report(workload, milestone=milestone)

    write_report(str(report.pk))

    report.refresh_from_db()
    assert report.state == "failed"
    assert "“Old one” was saved by another release" in report.failure


def test_a_milestones_report_shows_what_was_true_then(workload, review):
    milestone = save_milestone(workload=workload, name="Before")
    answer(review, "backups", "automatic", "tested", "copies")
    report = make_report(workload, Format.CSV, milestone=milestone)

    write_report(str(report.pk))

    report.refresh_from_db()
    assert b'"HRI","High risk"' in bytes(report.file.content)


def test_asking_twice_gives_the_one_under_way(workload):
    first = request_report(workload=workload, kind=Format.PDF)
    with pytest.raises(ReportActive) as active:
        request_report(workload=workload, kind=Format.PDF)
    assert active.value.report == first

    milestone = save_milestone(workload=workload, name="One")
    other = request_report(workload=workload, kind=Format.PDF, milestone=milestone)
    request_report(workload=workload, kind=Format.CSV)
    with pytest.raises(ReportActive) as active:
        request_report(workload=workload, kind=Format.PDF, milestone=milestone)
    assert active.value.report == other


def test_the_file_goes_with_the_report(workload, review):
    milestone = save_milestone(workload=workload, name="One")
    for fields in ({}, {"milestone": milestone}, {}):
        write_report(str(make_report(workload, **fields).pk))
    assert StoredFile.objects.count() == 3

    delete_report(Report.objects.filter(milestone=None).first())
    assert StoredFile.objects.count() == 2
    milestone.delete()
    assert StoredFile.objects.count() == 1
    delete_workload(workload, typed=workload.name)
    assert StoredFile.objects.count() == 0


def test_only_the_newest_are_kept(workload, review, monkeypatch):
    monkeypatch.setattr(domain, "KEPT", 2)
    for _ in range(3):
        write_report(str(make_report(workload).pk))
    waiting = make_report(workload)

    assert Report.objects.exclude(pk=waiting.pk).count() == 2
    assert StoredFile.objects.count() == 2


def test_keeping_a_file_of_a_report_held_by_nobody_keeps_nothing(workload):
    report = make_report(workload)

    with pytest.raises(JobLost):
        keep_file(report, Rendered("a.json", "application/json", b"{}"))

    assert StoredFile.objects.count() == 0
