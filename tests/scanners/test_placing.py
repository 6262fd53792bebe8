"""Findings of other tools under a scope that is narrower than their file."""

import pytest
from django.urls import reverse

from pillars.checking import Verdict
from pillars.scope import Scope
from reviewapp.findings.domain import evaluate
from reviewapp.scanners.domain import take_from_run
from reviewapp.scanners.domain.counting import imported_outcomes
from reviewapp.workloads.domain.scope import change_scope, scope_of
from tests.factories import ACCOUNT, REGION
from tests.inventory.facts import Made, run_with
from tests.scanners.factories import row, take

pytestmark = pytest.mark.django_db
OTHER = "210987654321"


def database(name, **tags):
    arn = f"arn:aws:rds:{REGION}:{ACCOUNT}:db:{name}"
    return Made("rds.instance", arn, {"DBInstanceIdentifier": name}, tags)


def scoped(workload, scope):
    version = scope_of(workload).version
    change_scope(workload=workload, read_version=version, scope=scope, owner_keys=[])


def judged(workload, *made, unread=()):
    run = run_with(workload, *made, unread=unread)
    evaluate(run)
    take_from_run(run)
    return run


def places(report):
    return {each.name: each.place for each in report.findings.all()}


def failing(workload):
    return sum(outcome.count(Verdict.FAIL) for outcome in imported_outcomes(workload))


def test_what_the_last_scan_placed_outside_is_kept_and_not_counted(workload):
    scoped(workload, Scope(tags="app=shop"))
    judged(workload, database("orders", app="shop"), database("blog", app="blog"))
    report = take(workload, row(name="orders"), row(name="blog"), row(name="unseen"))
    assert places(report) == {"orders": "", "blog": "outside", "unseen": "uncertain"}
    assert failing(workload) == 2


def test_a_scan_places_what_was_imported_before_it(workload):
    scoped(workload, Scope(tags="app=shop"))
    report = take(workload, row(name="orders"), row(name="blog"))
    assert places(report) == {"orders": "uncertain", "blog": "uncertain"}
    judged(workload, database("orders", app="shop"), database("blog", app="blog"))
    assert places(report) == {"orders": "", "blog": "outside"}
    scoped(workload, Scope())
    judged(workload, database("orders"), database("blog"))
    assert places(report) == {"orders": "", "blog": ""}


def test_accounts_and_regions_of_the_scope_hold_without_an_inventory(workload):
    scoped(workload, Scope(regions=(REGION,)))
    report = take(workload, row(name="here"), row(name="there", region="eu-west-3"))
    assert places(report) == {"here": "", "there": "outside"}
    scoped(workload, Scope(accounts=(OTHER,)))
    again = take(workload, row(name="here", status="PASS"), row(name="theirs", account=OTHER))
    assert places(again) == {"here": "outside", "theirs": ""}


def test_what_could_not_be_placed_is_not_known(workload):
    scoped(workload, Scope(groups=("shop",)))
    judged(workload, database("orders"), unread=("resourcegroups.group",))
    report = take(workload, row(name="orders"))
    assert places(report) == {"orders": "uncertain"}
    assert failing(workload) == 1


def test_a_resource_of_the_same_name_elsewhere_is_another(workload):
    scoped(workload, Scope(tags="app=shop"))
    judged(workload, database("blog", app="blog"))
    report = take(workload, row(name="blog", account=OTHER))
    assert places(report) == {"blog": "uncertain"}


def test_the_report_says_what_is_outside_and_what_is_not_known(viewer, workload):
    scoped(workload, Scope(tags="app=shop"))
    judged(workload, database("orders", app="shop"), database("blog", app="blog"))
    report = take(workload, row(name="orders"), row(name="blog"), row(name="unseen"))
    kwargs = {"workload_id": workload.pk, "imported_id": report.pk}
    page = viewer.get(reverse("scanners:report", kwargs=kwargs)).content.decode()
    assert "or outside the scope: kept, not counted" in page
    assert "Of 1 finding it is not known whether it is in" in page
    assert page.count("Outside the scope") == 1
    assert page.count("Not known whether in scope") == 1
