"""The inventory's pages over a scan with known facts."""

import csv
import io
import json

import pytest
from django.urls import reverse

from reviewapp.findings.models import FindingVerdict
from tests.factories import ACCOUNT, REGION
from tests.inventory.facts import finding, instance, resource, run_with, volume

pytestmark = pytest.mark.django_db


def address(workload, name="list", **more):
    return reverse(f"inventory:{name}", kwargs={"workload_id": workload.pk, **more})


def names(page) -> list[str]:
    return [row.fact.name for row in page.context["rows"]]


def test_before_the_first_scan_the_page_says_so(viewer, workload):
    assert "Nothing scanned yet" in viewer.get(address(workload)).content.decode()


def test_the_list_shows_resources_with_counts_and_leaves_settings_out(viewer, workload):
    run = run_with(
        workload, instance("i-1", Name="web", team="shop"), instance("i-2"), volume("vol-1")
    )
    resource(run, "iam.account_summary", f"arn:aws:iam::{ACCOUNT}:root")
    finding(run, "i-1", FindingVerdict.FAIL)
    finding(run, "i-1", FindingVerdict.PASS)
    page = viewer.get(address(workload))
    assert names(page) == ["i-2", "web", "vol-1"]
    assert [row.failing for row in page.context["rows"]] == [0, 1, 0]
    services = page.context["facets"][0]
    assert [(each.label, each.count) for each in services.items] == [("EC2 and VPC", 3)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=WEB", ["web"]),
        ("q=vol-", ["vol-1"]),
        ("kind=ec2.volume", ["vol-1"]),
        ("service=s3", []),
        ("tag=team", ["web"]),
        ("tag=team%3Dpay", []),
        ("ownerless=yes", ["i-2", "vol-1"]),
        ("failing=yes", ["web"]),
        ("kind=nonsense&place=%00&change=x", ["i-2", "web", "vol-1"]),
    ],
)
def test_filters(viewer, workload, query, expected):
    run = run_with(
        workload, instance("i-1", Name="web", team="shop"), instance("i-2"), volume("vol-1")
    )
    finding(run, "i-1", FindingVerdict.FAIL)
    page = viewer.get(f"{address(workload)}?{query}")
    assert names(page) == expected
    assert page.context["page_obj"].paginator.count == len(expected)


def test_what_came_and_went_is_told_only_where_both_scans_read(viewer, workload):
    run_with(workload, instance("i-1"), instance("i-2"), volume("vol-1"), unread=("s3.bucket",))
    run_with(workload, instance("i-2"), instance("i-3"), unread=("ec2.volume",))
    came = viewer.get(f"{address(workload)}?change=came")
    went = viewer.get(f"{address(workload)}?change=went")
    assert (names(came), names(went)) == (["i-3"], ["i-1"])
    assert (
        "Not known for EBS volume (1 place), S3 bucket (1 place): "
        "one of the two scans did not read them there."
    ) in came.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    viewer, workload, many, django_assert_num_queries
):
    before = run_with(workload, instance("i-0"))
    run = run_with(workload, *(instance(f"i-{number}", team="a") for number in range(many)))
    for number in range(many):
        finding(run, f"i-{number}", FindingVerdict.FAIL)
    assert before.pk != run.pk
    viewer.get(address(workload))
    with django_assert_num_queries(18):
        viewer.get(address(workload))


def test_a_file_holds_what_the_page_shows_and_no_formula(viewer, workload):
    run_with(workload, instance("i-1", Name='=HYPERLINK("http://x")', team="a"), volume("vol-1"))
    table = b"".join(
        viewer.get(address(workload, "export", file_type="csv") + "?kind=ec2.instance")
    )
    [row] = csv.DictReader(io.StringIO(table.decode()))
    assert row["name"] == '\'=HYPERLINK("http://x")'
    assert (row["type"], row["region"], row["scope"]) == ("EC2 instance", REGION, "inside")
    told = json.loads(b"".join(viewer.get(address(workload, "export", file_type="json"))))
    assert [each["type"] for each in told["resources"]] == ["EC2 instance", "EBS volume"]
    assert told["resources"][0]["tags"] == {"Name": '=HYPERLINK("http://x")', "team": "a"}


def test_a_resource_tells_its_fact_findings_and_relations(viewer, workload):
    run = run_with(workload, instance("i-1"), volume("vol-1", "i-1"))
    finding(run, "vol-1", FindingVerdict.FAIL, "It is not encrypted.")
    disk = run.facts.get(kind="ec2.volume")
    page = viewer.get(address(workload, "resource", fact_id=disk.pk))
    text = page.content.decode()
    assert "It is not encrypted." in text
    assert "&quot;Attachments&quot;" in text
    assert {
        words: [each.fact.name for each in found]
        for words, found in page.context["related"].items()
    } == {"Part of": ["i-1"]}
    server = run.facts.get(kind="ec2.instance")
    other = viewer.get(address(workload, "resource", fact_id=server.pk)).context["related"]
    assert {words: [each.fact.name for each in found] for words, found in other.items()} == {
        "Holds": ["vol-1"]
    }
