"""Findings of other tools that are let be: by their own rule, counted and named like ours."""

import re

import pytest
from django.urls import reverse

from pillars.suppressions import Scope
from reviewapp.findings.domain.covering import count_covered
from reviewapp.findings.models import Reapplying, Suppression
from reviewapp.reviews.resuggesting import apply_suppressions_everywhere
from tests.findings.factories import REASON

from .factories import BACKUPS, row, take

pytestmark = pytest.mark.django_db
RULE = f"prowler/{BACKUPS}"


def test_one_is_let_be_from_its_report_by_its_rule(editor, workload):
    report = take(workload, row(), row(name="stock"), row(status="PASS", name="carts"))
    html = editor.get(reverse("scanners:report", args=[workload.pk, report.pk])).content.decode()
    link = re.search(r'href="(/workloads/[^"]+/suppressions/new/\?check=[^"]+)"', html)
    assert link
    response = editor.get(link[1].replace("&amp;", "&"))
    assert "1 failing finding" in response.content.decode()
    sent = {**response.context["form"].initial, "reason": REASON}
    assert sent["check"] == RULE

    made = editor.post(f"/workloads/{workload.pk}/suppressions/new/", sent)
    assert made.status_code == 302
    for job in Reapplying.objects.filter(state="queued"):
        apply_suppressions_everywhere(str(job.pk))

    suppression = Suppression.objects.get()
    let_be = report.findings.get(suppression=suppression)
    assert let_be.resource == sent["resource"]
    listed = editor.get("/suppressions/")
    assert [each.covers for each in listed.context["rows"]] == [1]
    assert f"{BACKUPS} (Prowler)" in listed.content.decode()


def test_the_preview_counts_them_beside_ours(workload):
    take(workload, row(), row(name="stock"), row(status="PASS", name="carts"))
    assert count_covered(workload, Scope(check=RULE)) == 2
    assert count_covered(workload, Scope(resource="*:db:stock")) == 1


def test_a_rule_of_no_tool_is_no_check(editor, workload):
    url = f"/workloads/{workload.pk}/suppressions/preview/"
    assert "There is no check" in editor.get(f"{url}?check=nessus/x").content.decode()
    assert "There is no check" in editor.get(f"{url}?check=prowler/").content.decode()
