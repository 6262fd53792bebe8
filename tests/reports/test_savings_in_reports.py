"""Savings in every format: summed once a resource, the largest of a pillar first."""

from decimal import Decimal

import pytest

from pillars.prices import prices
from reviewapp.findings.models import Finding
from reviewapp.reports.content import content_of
from reviewapp.reports.csv_file import as_csv
from reviewapp.reports.figures import saving_words
from reviewapp.reports.pdf.context import pdf_context
from reviewapp.reports.pdf.issues import issues_of, open_questions
from reviewapp.reviews.document import review_document

from .factories import make_reviewed
from .test_data_files import rows_of

pytestmark = pytest.mark.django_db


def price(check_id, *amounts, at_most=False):
    """Gives the first failing findings of a check a saving each."""
    found = Finding.objects.filter(check_id=check_id, verdict="fail").order_by("pk")
    for finding, amount in zip(found, amounts, strict=False):
        finding.saving_monthly, finding.saving_basis = Decimal(amount), "Two hours"
        finding.saving_at_most, finding.saving_priced = at_most, prices().date
        finding.save()


@pytest.fixture
def document(workload):
    make_reviewed(workload)
    checks = Finding.objects.filter(verdict="fail").values_list("check_id", flat=True)
    price(checks.order_by("pk")[0], "120", "4.50")
    return review_document(workload)


def practices(document):
    (lens,) = document["lenses"]
    return [c for p in lens["pillars"] for q in p["questions"] for c in q["choices"]]


def test_the_document_sums_by_choice_pillar_and_whole(document):
    saving = {"estimated": 124.5, "at_most": 0.0, "resources": 2}
    assert document["saving"] == saving
    saved = [choice["saving"] for choice in practices(document) if choice["saving"]]
    assert saving in saved
    assert [p["saving"] for p in document["lenses"][0]["pillars"] if p["saving"]] == [saving]
    found = [f["saving"] for c in practices(document) for f in c["findings"] if f["saving"]]
    assert {"monthly": 120.0, "at_most": False, "basis": "Two hours"}.items() <= found[0].items()


def test_suppressed_findings_save_nothing(document, workload):
    from reviewapp.findings.models import Suppression

    standing = Suppression.objects.create(
        organisation=workload.organisation, reason="kept", expires_on="2099-01-01"
    )
    Finding.objects.filter(saving_monthly=120).update(suppression=standing)
    assert review_document(workload)["saving"]["estimated"] == 4.5


def test_the_table_has_the_sum_of_each_choice(document, workload):
    assert "124.50" in {row["saving_usd_month"] for row in rows_of(workload)}
    assert as_csv(content_of(workload)).count('"saving_usd_month"') == 1


def test_the_pdf_tells_sum_date_and_each_practice(document, workload):
    context = pdf_context(content_of(workload))
    assert context["saving"] == "about 124 USD a month"
    assert context["priced"] == f"{prices().date:%-d %B %Y}"
    assert context["saves"]


def test_a_milestone_of_before_savings_reads_as_saving_nothing(document):
    for choice in practices(document):
        del choice["saving"]
        choice["findings"] = [
            {k: v for k, v in f.items() if k != "saving"} for f in choice["findings"]
        ]
    assert {issue.saving for issue in issues_of(document, "HIGH")} == {""}


def question(name, estimated, risk="MEDIUM"):
    choice = {"is_none": False, "selected": False, "not_applicable": False, "title": name}
    blank = {"practice": "", "description": "", "because": "", "notes": "", "improvement": None}
    more = {"suggestion": None, "disagrees": False, "findings": [], "improvement_steps": {}}
    counts = {"passed": 0, "failed": 0, "unknown": 0}
    saving = {"estimated": estimated, "at_most": 0.0, "resources": 1} if estimated else None
    missing = {**choice, **blank, **more, "counts": counts, "saving": saving, "id": name}
    chosen = {**missing, "id": "chosen", "selected": True, "saving": None}
    own = {"because": "", "notes": "", "updated_at": None, "disagrees": False, "updated_by": None}
    return {
        **own,
        "id": name,
        "title": name,
        "risk": risk,
        "not_applicable": False,
        "choices": [missing, chosen],
    }


def test_within_a_pillar_what_saves_most_comes_first():
    cost = {"id": "c", "name": "Cost", "questions": [question("a", 5), question("b", 90)]}
    security = {"id": "s", "name": "Security", "questions": [question("x", 0), question("y", 0)]}
    lens = {"alias": "l", "name": "L", "pillars": [security, cost]}
    issues = issues_of({"lenses": [lens]}, "MEDIUM")
    assert [issue.title for issue in issues] == ["x", "y", "b", "a"]
    assert [issue.saving for issue in issues] == ["", "", "90.00\xa0USD", "5.00\xa0USD"]


@pytest.mark.parametrize(
    ("estimated", "at_most", "words"),
    [
        (0.0, 40.0, "at most 40.00 USD a month"),
        (120.0, 0.0, "about 120 USD a month"),
        (3.65, 1240.0, "about 3.65 USD a month, and at most 1,240 USD more"),
    ],
)
def test_savings_in_words(estimated, at_most, words):
    assert saving_words({"estimated": estimated, "at_most": at_most, "resources": 1}) == words
    assert saving_words(None) == ""


def test_open_questions_tell_what_answering_them_would_save():
    unanswered = question("sizes", 40, risk="UNANSWERED") | {"suggested_risk": "HIGH"}
    quiet = question("rules", 0, risk="UNANSWERED") | {"suggested_risk": "HIGH"}
    pillar = {"id": "c", "name": "Cost", "questions": [quiet, unanswered]}
    found = open_questions({"lenses": [{"alias": "l", "name": "L", "pillars": [pillar]}]})
    assert [(each.title, each.saving) for each in found] == [
        ("sizes", "40.00\xa0USD"),
        ("rules", ""),
    ]
