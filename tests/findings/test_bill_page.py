"""The bill and recovery: sums, what is not counted and said so, and no query more for more."""

from decimal import Decimal

import pytest
from django.urls import reverse

from reviewapp.collection.models import PartState
from reviewapp.findings.domain import evaluate
from reviewapp.findings.models import Finding, Suppression
from reviewapp.findings.pages.bill import bill_context
from reviewapp.findings.pages.recovery import recovery_context
from reviewapp.web.templatetags.money import usd
from tests.factories import login, make_user, make_workload
from tests.reviews.factories import make_fact, make_part, make_reading, make_run

pytestmark = pytest.mark.django_db
EC2 = ("ec2.volume", "ec2.address", "ec2.instance", "ec2.snapshot", "ec2.image")


@pytest.fixture
def run(workload):
    """An idle volume of 8.80 a month in Frankfurt, an address, and a database without backups."""
    run = make_run(workload)
    ec2, rds = make_part(run, "ec2"), make_part(run, "rds")
    for kind in EC2:
        make_reading(ec2, kind)
    idle = {"State": "available", "VolumeType": "gp3"}
    make_fact(ec2, "ec2.volume", "idle", Size=100, **idle)
    make_fact(ec2, "ec2.address", "eip", PublicIp="203.0.113.9")
    make_reading(rds, "rds.instance")
    make_fact(rds, "rds.instance", "orders", BackupRetentionPeriod=0)
    evaluate(run)
    return run


def amounts(workload):
    bill = bill_context(workload)["bill"]
    return bill.total.estimated, {each.cause.id: each.total.estimated for each in bill.causes}


def test_savings_are_kept_with_the_findings_and_summed_by_cause(run, workload):
    finding = Finding.objects.get(run=run, check_id="ebs-volume-attached")
    assert (finding.saving_monthly, finding.saving_at_most) == (Decimal("9.52"), False)
    total, causes = amounts(workload)
    assert total == Decimal("13.17")
    assert (causes["idle"], causes["volumes"]) == (Decimal("3.65"), Decimal("9.52"))


def test_what_is_suppressed_is_not_counted_and_said_to_be(run, workload):
    standing = Suppression.objects.create(
        organisation=workload.organisation, reason="kept", expires_on="2099-01-01"
    )
    Finding.objects.filter(check_id="ebs-volume-attached").update(suppression=standing)
    assert amounts(workload)[0] == Decimal("3.65")
    (row,) = [r for r in bill_context(workload)["causes"] if r.found.cause.id == "volumes"]
    assert (row.failed, row.suppressed) == (0, 1)


def test_what_cost_explorer_said_is_shown_by_service(run, workload):
    part = make_part(run, "ce")
    spent = {"Regions": {"eu-central-1": 120.5}, "Services": {"AmazonRDS": 100, "EC2": 20.5}}
    make_fact(part, "ce.region_cost", "cost", Unit="USD", **spent)
    (found,) = bill_context(workload)["spent"]
    assert found.total == Decimal("120.5")
    assert found.services[0] == ("AmazonRDS", Decimal(100))


def test_what_was_not_read_is_named(run, workload):
    make_reading(make_part(run, "logs"), "logs.log_group", PartState.DENIED, "AccessDenied")
    assert [r.kind for r in bill_context(workload)["unread"]] == ["logs.log_group"]


def test_pages_say_what_they_know(run, workload):
    client = login(make_user(workload.organisation))
    bill = client.get(reverse("findings:bill", args=[workload.pk])).content.decode()
    assert "13.17 USD" in bill
    assert "list prices of" in bill
    recovery = client.get(reverse("findings:recovery", args=[workload.pk])).content.decode()
    assert "backup.plan was not read" in recovery


def test_more_findings_ask_no_more_queries(run, workload, django_assert_num_queries):
    with django_assert_num_queries(6):
        bill_context(workload)
    part = run.parts.get(service="ec2")
    for number in range(3):
        data = {"State": "available", "VolumeType": "gp3", "Size": number + 1}
        make_fact(part, "ec2.volume", f"more-{number}", **data)
    evaluate(run)
    with django_assert_num_queries(6):
        bill_context(workload)


class TestRecovery:
    def test_what_misses_the_objective_comes_first(self, run, workload):
        workload.rpo_minutes, workload.rto_minutes = 15, 240
        workload.save()
        context = recovery_context(workload)
        assert [(r.name, r.here.verdict) for r in context["rows"]] == [("orders", "unknown")]
        assert context["recovery"].asked.id == "pilot"
        assert context["objectives"]

    def test_without_objectives_the_page_leads_to_the_form(self, run, workload):
        workload.rpo_minutes = workload.rto_minutes = None
        workload.save()
        client = login(make_user(workload.organisation))
        page = client.get(reverse("findings:recovery", args=[workload.pk])).content.decode()
        assert "has no recovery objectives" in page
        assert reverse("workloads:edit", args=[workload.pk]) in page

    def test_before_the_first_scan_there_is_a_way_to_one(self, organisation):
        other = make_workload(organisation, rpo_minutes=5)
        client = login(make_user(organisation))
        for name in ("findings:bill", "findings:recovery"):
            assert "Go to the scans" in client.get(reverse(name, args=[other.pk])).content.decode()


@pytest.mark.parametrize(
    ("amount", "words"),
    [("3.654", "3.65 USD"), ("0", "0.00 USD"), ("1240.5", "1,241 USD"), (None, "")],
)
def test_money_in_words(amount, words):
    assert usd(None if amount is None else Decimal(amount)) == words
