"""Where findings are shown or printed, the scope under which they were made is named."""

import pytest
from django.urls import reverse

from pillars.scope import Scope
from reviewapp.findings.domain import evaluate
from reviewapp.reviews.domain.suggesting import store_suggestions
from reviewapp.reviews.scan_report import scan_report
from reviewapp.workloads.domain.scope import change_scope
from tests.factories import REGION
from tests.inventory.facts import Made, run_with, volume
from tests.reviews.factories import make_review

pytestmark = pytest.mark.django_db
SAID = f"In scope: tags app=shop in regions {REGION}."


@pytest.fixture(params=[True, False], ids=["narrowed", "everything"])
def judged(request, workload):
    scope = Scope(tags="app=shop", regions=(REGION,)) if request.param else Scope()
    change_scope(workload=workload, read_version=0, scope=scope, owner_keys=[])
    made = volume("vol-1", app="shop")
    run = run_with(workload, Made(made.kind, made.arn, {"Encrypted": False}, made.tags))
    review = make_review(workload)
    store_suggestions(run, evaluate(run))
    return run, review, request.param


def test_pages_and_the_printed_scan_name_the_scope(viewer, workload, judged):
    run, review, narrowed = judged
    finding = run.findings.filter(check_id="ebs-volumes-encrypted").get()
    kwargs = {"workload_id": workload.pk, "finding_id": finding.pk}
    alias = review.version.lens.alias
    question = f"/workloads/{workload.pk}/review/{alias}/backups/"
    for address in (reverse("findings:finding", kwargs=kwargs), question):
        assert (SAID in viewer.get(address).content.decode()) is narrowed
    printed = scan_report(run)["scope"]
    assert (printed["words"], printed["tags"]) == (SAID, "app=shop") if narrowed else not printed
