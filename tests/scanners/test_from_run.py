"""After a scan, what AWS's own tools said is their report of the workload."""

import pytest

from reviewapp.collection.domain import start_run
from reviewapp.collection.models import PartState
from reviewapp.jobs.models import JobState
from reviewapp.reviews.scan import scan
from reviewapp.scanners.domain import take_from_run
from reviewapp.scanners.models import ImportedReport, Origin
from tests.reviews.factories import make_fact, make_part, make_reading

pytestmark = pytest.mark.django_db
ACCOUNT = "123456789012"


def hub(number, status="FAILED"):
    return {
        "Title": "Buckets block public access",
        "AwsAccountId": ACCOUNT,
        "Compliance": {"Status": status, "SecurityControlId": "S3.8"},
        "Severity": {"Label": "HIGH"},
        "Resources": [{"Type": "AwsS3Bucket", "Id": f"arn:aws:s3:::b-{number}"}],
    }


@pytest.fixture
def ran(workload):
    """A run that read Security Hub's findings, or was denied."""

    def make(*findings, state=PartState.READ):
        run = start_run(workload=workload, queue=False)
        part = make_part(run, "securityhub", state)
        make_reading(part, "securityhub.finding", state)
        for number, data in enumerate(findings):
            make_fact(part, "securityhub.finding", f"finding-{number}", **data)
        return run

    return make


def kept(workload):
    found = ImportedReport.objects.filter(workload=workload, current=True)
    return [(each.tool, each.failed, each.passed) for each in found]


def finished(run):
    """As a scan ends, so that the next one may begin."""
    type(run).objects.filter(pk=run.pk).update(state=JobState.COMPLETE)
    return run


def test_a_scan_leaves_a_report_with_its_run(ran, workload):
    run = ran(hub(1), hub(2, "PASSED"))
    scan(str(run.pk))
    (report,) = ImportedReport.objects.filter(workload=workload)
    assert (report.tool, report.origin, report.run_id) == ("security_hub", Origin.SCAN, run.pk)
    assert (report.failed, report.passed, report.current) == (1, 1, True)
    assert report.findings.filter(resource="arn:aws:s3:::b-1", rule="S3.8").exists()


def test_the_next_scan_replaces_it(ran, workload):
    take_from_run(finished(ran(hub(1), hub(2))))
    take_from_run(finished(ran(hub(1))))
    assert ImportedReport.objects.filter(workload=workload).count() == 1
    assert kept(workload) == [("security_hub", 1, 0)]


def test_done_twice_it_ends_the_same(ran, workload):
    run = ran(hub(1))
    take_from_run(run)
    take_from_run(run)
    assert kept(workload) == [("security_hub", 1, 0)]


def test_answers_that_nobody_understands_cost_their_tool_alone(ran, workload):
    run = ran(hub(1))
    part = make_part(run, "guardduty")
    make_reading(part, "guardduty.finding_summary")
    make_fact(part, "guardduty.finding_summary", "d1", HighTypes=[{"Odd": 1}])
    scan(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.failure) == (JobState.COMPLETE, "")
    assert kept(workload) == [("security_hub", 1, 0)]


def test_a_tool_that_was_turned_off_has_no_report_any_more(ran, workload):
    take_from_run(finished(ran(hub(1))))
    take_from_run(finished(ran()))
    assert kept(workload) == []


def test_a_tool_that_was_denied_keeps_what_it_said(ran, workload):
    first = finished(ran(hub(1)))
    take_from_run(first)
    assert take_from_run(finished(ran(state=PartState.DENIED))) == []
    (report,) = ImportedReport.objects.filter(workload=workload, current=True)
    assert report.run_id == first.pk
