"""A file becomes findings that count: read once, replaced by newer ones, never over an answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pillars.checking import Verdict
from pillars.scanners.model import Report, Tool
from pillars.suppressions import Scope
from reviewapp.files.models import StoredFile
from reviewapp.findings.domain.suppressing import Terms, make_suppression
from reviewapp.findings.models import Reapplying
from reviewapp.jobs.domain import recover_lost
from reviewapp.jobs.models import JobState
from reviewapp.reviews.document import review_document
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.suggesting import store_suggestions, suggest_again
from reviewapp.reviews.scan_report import scan_report
from reviewapp.scanners.domain import (
    SameReport,
    delete_report,
    imported_outcomes,
    keep_read,
    read_stored,
    receive_report,
)
from reviewapp.scanners.domain.ageing import let_age
from reviewapp.scanners.models import ImportedFinding, ImportedReport
from tests.factories import ACCOUNT, REGION
from tests.reviews.factories import answer_of, decide, make_lens, make_part, make_review, make_run

from .factories import BACKUPS, UNKNOWN_RULE, prowler, row, take

pytestmark = pytest.mark.django_db
OTHER = "444455556666"


@pytest.fixture
def workload(workload):
    workload.account_ids, workload.regions = [ACCOUNT], [REGION]
    workload.save()
    return workload


@pytest.fixture
def review(workload):
    return make_review(workload, make_lens())


def suggested(review, choice="automatic"):
    row = review.suggestions.filter(choice_id=choice).first()
    return (row.verdict, row.because, row.checks) if row else None


def counting(workload):
    return list(
        workload.imported_reports.filter(current=True)
        .order_by("queued_at")
        .values_list("tool", "failed", "passed")
    )


def test_a_file_is_read_counted_and_let_go(workload):
    report = take(workload, row(), row(status="PASS", name="users"), row(UNKNOWN_RULE, "MANUAL"))
    assert (report.state, report.tool, report.current) == (JobState.COMPLETE, "prowler", True)
    assert (report.failed, report.passed, report.unknown, report.mapped) == (1, 1, 1, 2)
    assert report.places == [ACCOUNT]
    assert len(report.sha256) == 64
    assert not StoredFile.objects.exists()


def test_findings_count_for_suggestions_before_any_scan(workload, review):
    take(workload, row())
    verdict, because, checks = suggested(review)
    assert verdict == "not_met"
    assert because == "Databases have backups (Prowler): orders is not backed up."
    assert checks == [f"prowler/{BACKUPS}"]
    assert suggested(review, "tested") is None


def test_a_pass_is_a_hint_and_no_proof(workload, review):
    take(workload, row(status="PASS"))
    assert suggested(review)[0] == "supported"


def test_they_count_beside_a_scan_and_after_the_next_one(workload, review):
    run = make_run(workload, state=JobState.COMPLETE, checks=[])
    take(workload, row())
    assert suggested(review)[0] == "not_met"
    assert suggested(review, "tested")[0] == "unknown"
    later = make_run(workload, state=JobState.COMPLETE, checks=[])
    store_suggestions(later, [])
    assert suggested(review)[0] == "not_met"
    assert {each.run_id for each in review.suggestions.all()} == {later.pk} != {run.pk}


def test_an_answer_of_a_person_stays(workload, review, owner):
    answer = answer_of(review)
    decided = decide("automatic")
    save_answer(answer_id=answer.pk, read_version=answer.version, decision=decided, by=owner.user)
    take(workload, row())
    answer.refresh_from_db()
    assert answer.selected == ["automatic"]
    assert answer.disagrees


def test_a_newer_report_replaces_the_one_before_and_deleting_it_brings_that_back(workload):
    first = take(workload, row(at="2026-11-01T00:00:00"))
    second = take(workload, row(status="PASS", at="2026-11-02T00:00:00"))
    assert counting(workload) == [("prowler", 0, 1)]
    delete_report(second)
    assert counting(workload) == [("prowler", 1, 0)]
    assert Reapplying.objects.filter(workload=workload).exists()
    first.refresh_from_db()
    delete_report(first)
    assert not ImportedFinding.objects.exists()


def test_an_older_report_is_history_at_once(workload):
    take(workload, row(status="PASS", at="2026-11-02T00:00:00"))
    older = take(workload, row(at="2026-11-01T00:00:00"))
    assert not older.current
    assert counting(workload) == [("prowler", 0, 1)]


def test_reports_of_different_accounts_stand_side_by_side(workload):
    take(workload, row())
    take(workload, row(account=OTHER))
    assert len(counting(workload)) == 2
    take(workload, row(status="PASS"))
    assert sorted(counting(workload)) == [("prowler", 0, 1), ("prowler", 1, 0)]


def test_findings_outside_are_kept_and_not_counted(workload, review):
    report = take(workload, row(account=OTHER), row(region="us-east-1"))
    assert report.findings.count() == 2
    assert imported_outcomes(workload) == []
    assert suggested(review) is None
    workload.account_ids.append(OTHER)
    workload.save()
    (outcome,) = imported_outcomes(workload)
    assert outcome.count(Verdict.FAIL) == 1


def test_an_old_report_says_nothing_any_more(workload):
    report = take(workload, row())
    for days, counts in ((89, 1), (91, 0)):
        ImportedReport.objects.filter(pk=report.pk).update(
            looked_at=timezone.now() - timedelta(days=days)
        )
        assert len(imported_outcomes(workload)) == counts


def test_suggestions_let_go_of_a_report_once_it_got_too_old(workload, review):
    report = take(workload, row())
    assert let_age() == 0
    long_ago = timezone.now() - timedelta(days=91)
    ImportedReport.objects.filter(pk=report.pk).update(looked_at=long_ago)
    assert (let_age(), let_age()) == (1, 0)
    assert Reapplying.objects.filter(workload=workload).count() == 1
    suggest_again(workload.pk)
    assert suggested(review) is None


def test_a_rule_that_no_practice_hears_is_kept_and_says_nothing(workload, review):
    report = take(workload, row(UNKNOWN_RULE))
    assert (report.total, report.mapped, report.unmapped) == (1, 0, 1)
    assert imported_outcomes(workload) == []


def test_a_suppression_covers_another_tools_finding(workload, review, owner):
    take(workload, row())
    make_suppression(
        organisation=workload.organisation,
        workload=workload,
        scope=Scope(resource="*:db:orders"),
        terms=Terms(
            "Goes away next month.", owner.user, timezone.now().date() + timedelta(days=30)
        ),
        by=owner.user,
    )
    suggest_again(workload.pk)
    (outcome,) = imported_outcomes(workload)
    assert (outcome.count(Verdict.FAIL), outcome.suppressed) == (0, 1)
    assert suggested(review)[0] == "unknown"


def test_the_same_file_is_not_taken_twice(workload):
    report = take(workload, row())
    with pytest.raises(SameReport) as same:
        take(workload, row())
    assert same.value.report == report


def test_reading_is_safe_to_do_again_and_after_a_worker_was_lost(workload):
    report = receive_report(
        workload=workload, content=prowler(row()), name="a.csv", tool=None, by=None
    )
    past = timezone.now() - timedelta(minutes=5)
    ImportedReport.objects.filter(pk=report.pk).update(
        state=JobState.RUNNING, holder="gone", lease_until=past, attempts=1
    )
    assert recover_lost() == 1
    assert read_stored(str(report.pk)) is not None
    assert read_stored(str(report.pk)) is None
    assert counting(workload) == [("prowler", 1, 0)]
    assert ImportedFinding.objects.count() == 1


def test_a_file_that_nobody_can_read_ends_in_words(workload):
    report = take(workload, content=b'{"a": 1}')
    assert (report.state, report.current) == (JobState.FAILED, False)
    assert "not a file of any tool" in report.failure
    wrong = take(workload, row(), tool=Tool.CONFIG)
    assert "Choose Prowler" in wrong.failure


def test_what_is_refused_is_told(workload):
    report = take(workload, content=prowler(row(), row(status="PERHAPS")))
    assert report.state == JobState.PARTIAL
    assert [each["place"] for each in report.messages] == ["line 3"]


def test_a_scans_report_stands_beside_a_file_of_another_account(workload):
    run = make_run(workload, state=JobState.COMPLETE)
    make_part(run, "guardduty")
    (scanned,) = keep_read(run, [Report(Tool.PROWLER, "", ())])
    assert scanned.places == [ACCOUNT]
    take(workload, row(account=OTHER))
    assert len(counting(workload)) == 2
    take(workload, row())
    assert sorted(counting(workload)) == [("prowler", 1, 0), ("prowler", 1, 0)]


def test_a_report_without_findings_replaces_too(workload):
    take(workload, content=b'{"Findings": [' + GUARDDUTY + b"]}")
    assert counting(workload) == [("guardduty", 1, 0)]
    take(workload, content=b'{"Findings": []}', tool=Tool.GUARDDUTY)
    assert counting(workload) == [("guardduty", 0, 0)]


GUARDDUTY = (
    b'{"AccountId": "%s", "Region": "%s", "Type": "Recon:EC2/PortProbeUnprotectedPort", '
    b'"Severity": 2, "Service": {}, "Resource": {}, "UpdatedAt": "2024-01-01T00:00:00Z"}'
    % (ACCOUNT.encode(), REGION.encode())
)


def test_findings_that_stand_for_long_are_as_new_as_their_list(workload):
    report = take(workload, content=b'{"Findings": [' + GUARDDUTY + b"]}")
    assert report.looked_at is None
    assert len(imported_outcomes(workload)) == 1


def test_outcomes_take_two_queries(workload, django_assert_num_queries):
    take(workload, *(row(name=f"db-{number}") for number in range(40)))
    with django_assert_num_queries(3):  # and one for the connected accounts
        (outcome,) = imported_outcomes(workload)
    assert outcome.count(Verdict.FAIL) == 40


def test_what_a_scan_prints_and_a_document_keeps_names_them(workload, review):
    run = make_run(workload, state=JobState.COMPLETE, checks=[])
    take(workload, row(), row(name="users", status="PASS"))
    (lens,) = scan_report(run)["lenses"]
    printed = next(each for each in lens["choices"] if each["choice"] == "automatic")
    assert [each["check"] for each in printed["findings"]] == [f"prowler/{BACKUPS}"]
    (kept,) = review_document(workload)["lenses"]
    questions = [each for pillar in kept["pillars"] for each in pillar["questions"]]
    choices = [each for question in questions for each in question["choices"]]
    (part,) = next(each for each in choices if each["id"] == "automatic")["findings"]
    assert part["call"] == f"Prowler: {BACKUPS}"
    assert part["why"].endswith(
        f"/scanners/{review.workload.imported_reports.get().pk}/?q={BACKUPS}"
    )


def test_nothing_from_nowhere_replaces_one_account_and_not_two(workload):
    head = prowler()
    workload.account_ids = [ACCOUNT, OTHER]
    workload.save()
    take(workload, row())
    take(workload, row(account=OTHER))
    take(workload, content=head)
    assert counting(workload) == [("prowler", 1, 0), ("prowler", 1, 0), ("prowler", 0, 0)]
    workload.imported_reports.filter(places=[OTHER]).delete()
    take(workload, content=head + b"\n\n")
    assert counting(workload) == [("prowler", 0, 0)]
