"""What a scan read of which place: the matrix, its cells, and what a gap costs."""

import json

import pytest
from django.utils import timezone

from reviewapp.collection.coverage import Recorded, accounts_of, matrix_of, recorded_besides
from reviewapp.collection.models import Fact, Part, PartState, Reading
from reviewapp.collection.unread import (
    checks_by_kind,
    further_refused,
    missing_actions,
    practices_of,
    refused_in,
    statement,
)
from tests.reviews.factories import make_run

ONE, TWO = "111122223333", "444455556666"
DENIED = "rds:DescribeDBInstances: AccessDenied: not you"


def part(run, account=ONE, region="eu-west-1", service="rds", state="read", reason=""):
    made = Part.objects.create(
        run=run, account=account, region=region, service=service, state=state, reason=reason
    )
    if state not in ("waiting", "running"):
        Reading.objects.create(
            run=run,
            part=made,
            account=account,
            region=region,
            service=service,
            kind=f"{service}.instance",
            call=f"{service}:DescribeDBInstances",
            state=state,
            reason=reason if state != "read" else "",
            at=timezone.now(),
        )
    return made


@pytest.fixture
def run(workload):
    """Two accounts: one denied a service, the other was cut short."""
    run = make_run(workload, state="partial")
    part(run, state=PartState.DENIED, reason=DENIED)
    part(run, region="global", service="iam")
    part(run, service="s3", reason="get_bucket_policy: AccessDenied: no (2 ×)")
    part(run, service="ecs", state=PartState.NOT_USED)
    part(run, TWO)
    part(run, TWO, region="global", service="iam", state=PartState.FAILED, reason="It hangs.")
    part(run, TWO, service="s3", state=PartState.WAITING)
    return run


@pytest.fixture
def base(run):
    return f"/workloads/{run.workload_id}/scans/{run.pk}/coverage/"


def states(matrix):
    return {
        (cell.service, cell.region): cell.state for row in matrix.rows for cell in row.cells if cell
    }


@pytest.mark.django_db
def test_a_cell_says_the_worst_of_its_accounts_and_in_how_many(run):
    matrix = matrix_of(run)
    assert matrix.regions == ["global", "eu-west-1"]
    assert states(matrix) == {
        ("rds", "eu-west-1"): "denied",
        ("iam", "global"): "failed",
        ("s3", "eu-west-1"): "partly",
        ("ecs", "eu-west-1"): "not_used",
    }
    (cell,) = [c for row in matrix.rows for c in row.cells if c and c.service == "rds"]
    assert (cell.number, cell.total) == (1, 2)


@pytest.mark.django_db
def test_one_account_and_one_state(run):
    assert states(matrix_of(run, account=TWO)) == {
        ("rds", "eu-west-1"): "read",
        ("iam", "global"): "failed",
        ("s3", "eu-west-1"): "waiting",
    }
    assert set(states(matrix_of(run, state="denied"))) == {("rds", "eu-west-1")}
    assert {service for service, _ in states(matrix_of(run, state="unread"))} == {
        "rds",
        "iam",
        "s3",
    }
    assert [name for name, _ in accounts_of(run)] == [ONE, TWO]


@pytest.mark.django_db
def test_the_page_its_filters_and_its_cells(viewer, run, base):
    html = viewer.get(base).content.decode()
    for words in ("Denied", "Failed", "Partly", "Not used", ONE, TWO, "1/2"):
        assert words in html, words
    assert "rds:DescribeDBInstances" in html
    one = viewer.get(f"{base}?account={TWO}").content.decode()
    assert "Waiting" in one
    assert "rds:DescribeDBInstances" not in one
    assert viewer.get(f"{base}?account=999").status_code == 404
    assert "No such place" in viewer.get(f"{base}?account={TWO}&state=denied").content.decode()


@pytest.mark.django_db
def test_a_cell_names_calls_reasons_checks_practices_and_the_missing_permission(viewer, base):
    response = viewer.get(f"{base}cell/?service=rds&region=eu-west-1&account={ONE}")
    html = response.content.decode()
    assert DENIED in html
    allowed = json.loads(response.context["statement"])
    assert allowed["Action"] == ["rds:DescribeDBInstances"]
    (row,) = response.context["rows"]
    assert "rds-automated-backups" in {check.id for check in row.checks}
    assert "REL09-BP03" in row.practices
    assert "/findings/checks/rds-automated-backups/" in html


@pytest.mark.django_db
def test_a_cell_with_gaps_and_one_that_waits(viewer, base):
    gaps = viewer.get(f"{base}cell/?service=s3&region=eu-west-1").content.decode()
    assert "get_bucket_policy: AccessDenied" in gaps
    assert "s3:GetBucketPolicy" in gaps
    assert "ended before this was asked for" in gaps
    assert viewer.get(f"{base}cell/?service=s3&region=nowhere").status_code == 404


@pytest.mark.django_db
def test_the_page_asks_the_same_whatever_its_size(viewer, run, base, django_assert_num_queries):
    viewer.get(base)
    with django_assert_num_queries(12):
        viewer.get(base)
    for number in range(30):
        part(run, f"{number:012d}", region=f"eu-west-{number % 5}", service=f"service{number}")
    with django_assert_num_queries(12):
        viewer.get(base)


def counted(run, account, region, **numbers):
    made = part(run, account, region=region, service="config")
    Fact.objects.create(
        run=run,
        part=made,
        account=account,
        region=region,
        kind="config.resource_count",
        resource=f"arn:aws:config:{region}:{account}:resource-count",
        data={"Counts": {name.replace("_", "::"): number for name, number in numbers.items()}},
        call="config:SelectResourceConfig",
        at=timezone.now(),
    )


@pytest.mark.django_db
def test_what_config_knows_and_no_scan_reads_is_told(viewer, run, base):
    counted(run, ONE, "eu-west-1", AWS_EC2_NetworkAcl=3, AWS_EC2_VPC=2, AWS_ACM_Certificate=1)
    counted(run, ONE, "us-east-1", AWS_EC2_NetworkAcl=1, AWS_Config_ConformancePackCompliance=9)
    counted(run, TWO, "eu-west-1", AWS_Glue_Job=2)
    both = ("eu-west-1", "us-east-1")
    acls, jobs = Recorded("AWS::EC2::NetworkAcl", 4, both), Recorded("AWS::Glue::Job", 2, both[:1])
    assert recorded_besides(run) == [acls, jobs]
    assert recorded_besides(run, account=TWO) == [jobs]
    html = viewer.get(base).content.decode()
    assert "AWS Config recorded 2 types of resources that scans do not read" in html
    assert "AWS::EC2::NetworkAcl" in html
    assert "eu-west-1, us-east-1" in html
    assert "AWS::EC2::VPC" not in html


@pytest.mark.django_db
def test_scans_lead_to_their_coverage(viewer, run, base):
    scans = f"/workloads/{run.workload_id}/scans/"
    assert base in viewer.get(scans).content.decode()
    assert base in viewer.get(f"{scans}{run.pk}/").content.decode()


@pytest.mark.django_db
def test_the_missing_actions_of_a_run_or_an_account(run):
    assert missing_actions(run) == ["rds:DescribeDBInstances", "s3:GetBucketPolicy"]
    assert missing_actions(run, account=TWO) == []


def test_reasons_name_what_was_refused():
    assert refused_in(DENIED) == "rds:DescribeDBInstances"
    assert refused_in("The role cannot be assumed.") == ""
    both = "get_bucket_encryption: AccessDenied: no (1 ×); get_bucket_policy: Throttling: slow"
    assert further_refused("s3", both) == {"s3:GetEncryptionConfiguration"}
    assert statement([]) == ""


def test_every_check_is_left_unknown_by_each_kind_that_it_needs():
    for kind, checks in checks_by_kind().items():
        assert all(kind in check.needs for check in checks)
    assert "/" not in "".join(practices_of(checks_by_kind()["rds.instance"]))
