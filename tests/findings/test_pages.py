"""Pages of findings: by check, of one check, and why one says what it says."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviewapp.collection.models import Fact, Run
from reviewapp.findings.models import Finding, Reapplying
from reviewapp.jobs.models import JobState
from reviewapp.people.models import Role
from tests.factories import ACCOUNT, make_user, make_workload
from tests.reviews.factories import make_finding, make_run

from .factories import BACKUPS, REASON, judged, reviewed, suppress

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(workload):
    return f"/workloads/{workload.pk}/findings/"


def show(browser, url, status=200):
    response = browser.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def checks_on(browser, url):
    context = browser.get(url).context
    return [group.check_id for group in context["groups"]]


def test_before_the_first_scan_there_is_a_way_to_it(viewer, base):
    assert "No findings yet" in show(viewer, base)


@pytest.mark.parametrize("page", ["findings/", "bill/", "recovery/", "inventory/"])
def test_without_findings_a_page_says_what_the_newest_scan_is_about(viewer, workload, page):
    run = make_run(workload, state=JobState.RUNNING)
    address = f"/workloads/{workload.pk}/{page}"
    assert "A scan is under way" in show(viewer, address)
    Run.objects.filter(pk=run.pk).update(state=JobState.FAILED, failure="The role is gone.")
    said = show(viewer, address)
    assert "The last scan failed" in said
    assert "The role is gone." in said


def test_findings_say_that_a_newer_scan_runs_or_failed(viewer, workload, base):
    make_run(workload, checks=["x"])
    assert "A newer scan" not in show(viewer, base)
    run = make_run(workload, state=JobState.RUNNING)
    assert "under way" in show(viewer, base)
    Run.objects.filter(pk=run.pk).update(state=JobState.FAILED, failure="The role is gone.")
    assert "The role is gone." in show(viewer, base)


def test_what_fails_comes_first_by_severity(viewer, workload, base):
    run = make_run(workload, checks=["x"])
    make_finding(run, "nat-multi-az")
    make_finding(run, "efs-encrypted", "pass")
    make_finding(run, "ebs-volumes-encrypted", "unknown")
    make_finding(run, "cloudtrail-all-regions")
    make_finding(run, "gone-in-this-release", "unknown")
    assert checks_on(viewer, base) == [
        *("cloudtrail-all-regions", "nat-multi-az"),
        *("ebs-volumes-encrypted", "gone-in-this-release", "efs-encrypted"),
    ]


def test_filters(viewer, workload, base):
    run = make_run(workload, checks=["x"])
    make_finding(run, "nat-multi-az", resource_name="Old-Gateway", region="us-east-1")
    make_finding(run, "ebs-volumes-encrypted", "pass", account="999988887777")
    make_finding(run, "efs-encrypted", "unknown", resource="arn:aws:elasticfilesystem:x:1:fs/one")
    alone = {
        "severity=medium": "nat-multi-az",
        "pillar=reliability": "nat-multi-az",
        "verdict=pass": "ebs-volumes-encrypted",
        "service=efs": "efs-encrypted",
        "region=us-east-1": "nat-multi-az",
        "account=999988887777": "ebs-volumes-encrypted",
        "q=old-gate": "nat-multi-az",
        "q=FS/one": "efs-encrypted",
        "pillar=reliability&severity=medium&verdict=fail": "nat-multi-az",
    }
    assert {query: checks_on(viewer, f"{base}?{query}") for query in alone} == {
        query: [check] for query, check in alone.items()
    }
    assert len(checks_on(viewer, f"{base}?severity=nonsense&verdict=x&page=99")) == 3
    assert "No finding fits" in show(viewer, f"{base}?q=nothing-of-this-name")


def test_new_and_gone_since_the_scan_before(viewer, workload, base):
    before, now = make_run(workload, checks=["x"]), make_run(workload, checks=["x"])
    stays, goes = "arn:aws:s3:::stays", "arn:aws:s3:::goes"
    make_finding(before, "nat-multi-az", resource=stays)
    make_finding(before, "efs-encrypted", resource=goes)
    make_finding(now, "nat-multi-az", resource=stays)
    make_finding(now, "efs-encrypted", "pass", resource=goes)
    make_finding(now, "ebs-volumes-encrypted", resource=goes)
    assert checks_on(viewer, f"{base}?change=new") == ["ebs-volumes-encrypted"]
    assert checks_on(viewer, f"{base}?change=gone") == ["efs-encrypted"]


def test_a_suppressed_one_is_a_verdict_apart(viewer, editor, workload, base):
    judged(workload, orders=0, stock=0)
    suppress(workload, editor.user, check=BACKUPS, resource="*orders")
    assert checks_on(viewer, f"{base}?verdict=suppressed") == [BACKUPS]
    html = show(viewer, f"{base}checks/{BACKUPS}/?verdict=suppressed")
    assert REASON in html
    assert "db:orders" in html
    assert "db:stock" not in html
    assert "db:stock" in show(viewer, f"{base}checks/{BACKUPS}/?verdict=fail")


def test_pages_ask_the_same_whatever_their_size(viewer, workload, base):
    runs = [make_run(workload, checks=["x"]) for _ in range(2)]
    ids = ["nat-multi-az", "efs-encrypted", "ebs-volumes-encrypted", "cloudtrail-all-regions"]
    paths = ("", "?change=new&q=db", "checks/nat-multi-az/")
    asked = []
    for many in (1, 15):
        for run in runs:
            for check in ids * many:
                make_finding(run, check)
        viewer.get(base)
        asked.append([queries_of(viewer, base + path) for path in paths])
    assert asked[0] == asked[1]


def queries_of(browser, url):
    with CaptureQueriesContext(connection) as asked:
        show(browser, url)
    return len(asked)


def test_a_check_tells_its_rule_its_calls_and_what_it_touches(viewer, workload, base):
    reviewed(workload, orders=0)
    html = show(viewer, f"{base}checks/{BACKUPS}/")
    assert "rds:DescribeDBInstances" in html
    assert "REL09-BP03" in html
    assert "Practice automatic" in html
    assert f"/workloads/{workload.pk}/review/" in html
    assert "orders" in html
    show(viewer, f"{base}checks/no-such-check/", 404)


def test_a_finding_explains_itself(viewer, workload, base):
    _, run = reviewed(workload, orders=0)
    finding = run.findings.get(check_id=BACKUPS, resource_name="orders")
    Fact.objects.filter(pk=finding.fact_id).update(data={"Note": "<b>raw</b>", "Kept": 0})
    html = show(viewer, f"{base}{finding.pk}/")
    for words in (finding.reason, "rds:Describe", "&lt;b&gt;raw&lt;/b&gt;", "team=pay"):
        assert words in html, words
    assert "Practice automatic" in html
    assert "Places read" in html


def test_where_the_fact_is_gone_or_never_was_one_it_says_so(viewer, workload, base):
    _, run = reviewed(workload, orders=0)
    finding = run.findings.get(check_id=BACKUPS, resource_name="orders")
    run.facts.all().delete()
    assert "not kept any more" in show(viewer, f"{base}{finding.pk}/")
    place = run.findings.filter(fact=None, resource=f"arn:aws:iam::{ACCOUNT}:root").first()
    assert "of an account and region as a whole" in show(viewer, f"{base}{place.pk}/")


def test_an_unknown_finding_names_where_it_was_not_read(viewer, workload, base):
    _, run = reviewed(workload, orders=0)
    unknown = run.findings.filter(check_id="kms-keys-rotate", verdict="unknown").first()
    unknown = unknown or run.findings.filter(verdict="unknown", reason__contains="kms:").first()
    assert "kms:ListKeys: AccessDenied" in show(viewer, f"{base}{unknown.pk}/")


def test_a_check_that_left_the_release_keeps_its_findings(viewer, workload, base):
    finding = make_finding(make_run(workload, checks=["x"]), "left-us")
    assert "no such check any more" in show(viewer, f"{base}{finding.pk}/")


def test_the_form_is_filled_from_the_finding_and_makes_the_suppression(editor, workload, base):
    _, run = reviewed(workload, orders=0)
    finding = run.findings.get(check_id=BACKUPS, resource_name="orders")
    url = f"/workloads/{workload.pk}/suppressions/new/"
    form = editor.get(f"{url}?finding={finding.pk}&next={base}").context["form"]
    sent = {**{name: str(value) for name, value in form.initial.items()}, "reason": REASON}
    assert (sent["check"], sent["resource"]) == (BACKUPS, finding.resource)
    response = editor.post(url, {**sent, "next": base})
    assert response["Location"] == base
    finding.refresh_from_db()
    assert finding.suppression.reason == REASON
    assert Reapplying.objects.get().workload == workload
    assert "being worked out again" in show(editor, base)
    assert "hx-get" in show(editor, f"{base}working/")
    Reapplying.objects.update(state="failed", failure="The server made a mistake (KeyError).")
    assert "(KeyError)" in show(editor, base)
    Reapplying.objects.update(state="complete")
    assert "Load the page" in show(editor, f"{base}working/")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"check": "no-such"}, "There is no check “no-such”"),
        ({"check": "", "resource": "*"}, "hide every finding"),
        ({"reason": "no"}, "10 to 2000 characters"),
        ({"expires_on": "2020-01-01"}, "still to come"),
        ({"expires_on": "soon"}, "Enter a valid date"),
        ({"owner": "0"}, "Choose a member"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(editor, workload, changed, words):
    url = f"/workloads/{workload.pk}/suppressions/new/"
    form = editor.get(f"{url}?check={BACKUPS}").context["form"]
    sent = {**{name: str(value) for name, value in form.initial.items()}, "reason": REASON}
    response = editor.post(url, {**sent, "region": "eu-west-3", **changed})
    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert 'value="eu-west-3"' in html


def test_the_way_back_never_leads_elsewhere(editor, workload):
    reviewed(workload, orders=0)
    url = f"/workloads/{workload.pk}/suppressions/new/"
    form = editor.get(f"{url}?check={BACKUPS}").context["form"]
    sent = {**{name: str(value) for name, value in form.initial.items()}, "reason": REASON}
    for bad in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert editor.post(url, {**sent, "next": bad})["Location"].startswith("/suppressions/")


def test_a_finding_of_another_workload_fills_no_form(editor, workload, organisation):
    _, run = reviewed(make_workload(organisation), orders=0)
    url = f"/workloads/{workload.pk}/suppressions/new/?finding={run.findings.first().pk}"
    show(editor, url, 404)


def test_the_preview_tells_how_many_it_would_cover(editor, workload):
    reviewed(workload, orders=0, stock=0)
    url = f"/workloads/{workload.pk}/suppressions/preview/"
    assert "<strong>2 failing findings</strong>" in show(editor, f"{url}?check={BACKUPS}")
    assert "hide every finding" in show(editor, f"{url}?resource=*")
    assert "Checkout: 2" in show(editor, f"{url}?check={BACKUPS}&where=all")


def test_lists_by_state_and_the_history(owner, editor, workload, base):
    reviewed(workload, orders=0)
    made = suppress(workload, editor.user, days=9)
    suppress(workload, editor.user, check="efs-encrypted", days=90)
    for url in ("/suppressions/", f"/workloads/{workload.pk}/suppressions/"):
        assert [pill["count"] for pill in owner.get(url).context["pills"]] == [2, 1, 0]
        assert owner.get(f"{url}?state=soon").context["rows"][0].covers == 1
    one = f"/suppressions/{made.pk}/"
    later = {"reason": "Another reason.", "owner": editor.user.pk, "expires_on": made.expires_on}
    assert owner.post(f"{one}edit/", later).status_code == 302
    assert owner.post(f"{one}edit/", {**later, "reason": ""}).status_code == 422
    assert owner.post(f"{one}end/").status_code == 302
    html = show(owner, one)
    for words in (REASON, "Another reason.", "Ended", str(owner.user), "Made"):
        assert words in html, words
    assert Finding.objects.filter(suppression=made).count() == 0
    assert [pill["count"] for pill in owner.get("/suppressions/").context["pills"]] == [1, 0, 1]


def test_readers_see_and_change_nothing(viewer, editor, workload, base):
    _, run = reviewed(workload, orders=0)
    made = suppress(workload, editor.user)
    finding = run.findings.get(check_id=BACKUPS, resource_name="orders")
    assert "/suppressions/new/" not in show(viewer, f"{base}{finding.pk}/")
    assert f"/suppressions/{made.pk}/end/" not in show(viewer, f"/suppressions/{made.pk}/")
    assert viewer.post(f"/suppressions/{made.pk}/end/").status_code == 403


def test_the_owner_must_be_able_to_act(editor, organisation, workload):
    reader = make_user(organisation, Role.VIEWER)
    form = editor.get(f"/workloads/{workload.pk}/suppressions/new/").context["form"]
    offered = {str(value) for value, _ in form.fields["owner"].choices}
    assert str(editor.user.pk) in offered
    assert str(reader.pk) not in offered


def test_the_evidence_panel_asks_why_and_shows_what_is_let_be(editor, workload):
    review, run = reviewed(workload, orders=0, stock=0)
    suppress(workload, editor.user, check=BACKUPS, resource="*orders")
    html = show(editor, f"/workloads/{workload.pk}/review/{review.slug}/backups/")
    shown = run.findings.get(check_id=BACKUPS, resource_name="stock")
    assert f"/findings/{shown.pk}/" in html
    assert f"finding={shown.pk}" in html
    assert REASON in html
    assert "1 suppressed" in html


def test_the_scans_json_names_the_suppressed(editor, workload):
    from reviewapp.reviews.scan_report import scan_report

    _, run = reviewed(workload, orders=0)
    suppress(workload, editor.user)
    assert '"verdict": "suppressed"' in json.dumps(scan_report(run), default=str)


def test_a_finding_of_a_place_shows_the_facts_that_it_rests_on(viewer, workload, base):
    """With what there is: the facts with call and time; with nothing: that nothing was listed."""
    run = judged(workload, orders=0)
    place = {"resource": f"arn:aws:iam::{ACCOUNT}:root", "resource_name": f"account {ACCOUNT}"}
    finding = make_finding(run, "any-copy-in-another-region", region="global", fact=None, **place)
    fact = Fact.objects.get(run=run)
    page = show(viewer, f"{base}{finding.pk}/")
    assert f"inventory/{fact.pk}/" in page
    assert f"<code>{fact.call}</code>" in page
    Fact.objects.filter(run=run).delete()
    assert "listed nothing is the fact" in show(viewer, f"{base}{finding.pk}/")
