"""Levels of practices in the PDF, the table and the JSON, and in a milestone as they were."""

import csv
import io
import json

import pytest

from pillars.levels import Level
from reviewapp.lenses.domain.levels import end_level, set_level
from reviewapp.reports.models import Format
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.models import Milestone
from tests.reviews.factories import levelled_lens, make_lens, make_review

from .factories import answer, make_reviewed, print_report, rendered, text_of

pytestmark = pytest.mark.django_db

REASON = "Our platform does this for every workload."
MORE = {"why": "Or else it burns.", "effort": "high", "tradeOff": "Cost: twice the disks."}


@pytest.fixture
def review(workload):
    document = levelled_lens()
    document["pillars"][0]["questions"][0]["choices"][0].update(MORE)
    review = make_review(workload, make_lens(document, organisation=workload.organisation))
    answer(review, "asked", "may")
    return review


@pytest.fixture
def own(organisation):
    return set_level(
        organisation=organisation, practice="OWN-must", level=Level.MEDIUM, reason=REASON, by=None
    )


def rows(workload, milestone=None):
    text = rendered(workload, Format.CSV, milestone).data.decode("utf-8-sig")
    return {row["choice_id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def levels_in(row):
    return [row[name] for name in ("level", "level_published", "level_reason")]


def test_the_table_has_both_levels_and_the_reason(workload, review, own):
    found = rows(workload)
    assert levels_in(found["must"]) == ["MEDIUM", "HIGH", REASON]
    assert levels_in(found["may"]) == ["LOW", "LOW", ""]
    assert levels_in(found["asked_no"]) == ["", "", ""]
    said = [found["must"][name] for name in ("why_it_matters", "effort", "trade_off")]
    assert said == ["Or else it burns.", "high", "Cost: twice the disks."]


def test_the_json_carries_them_and_a_milestone_keeps_its_own(workload, organisation, review, own):
    def must(milestone=None):
        written = json.loads(rendered(workload, Format.JSON, milestone).data)["review"]
        choices = written["lenses"][0]["pillars"][0]["questions"][0]["choices"]
        return levels_in(choices[0])

    milestone = save_milestone(workload=workload, name="With an own level")
    assert must() == ["MEDIUM", "HIGH", REASON]
    end_level(organisation=organisation, practice="OWN-must", by=None)
    assert must() == ["HIGH", "HIGH", ""]
    assert must(milestone) == ["MEDIUM", "HIGH", REASON]


def test_the_pdf_shows_levels_reasons_and_what_they_cost(workload, review, own):
    text = text_of(print_report(workload))
    assert "Practices missing in answered questions, by their level: 0 high, 2 medium" not in text
    assert "by their level: 2 medium, 0 low." in text
    assert "Practice must OWN-must Medium risk while absent" in text
    assert f"Own level medium, published high: {REASON}" in text
    assert "Why it matters: Or else it burns." in text
    assert "Effort: high. Trade-off: Cost: twice the disks." in text
    assert "Meridian set levels of its own" in text
    assert f"Practice must OWN-must high medium {REASON}" in text


def test_practices_missing_stand_in_the_order_of_their_levels(workload, organisation, review):
    set_level(
        organisation=organisation, practice="OWN-must", level=Level.LOW, reason=REASON, by=None
    )
    text = text_of(print_report(workload))
    issue = text[text.index("Practices not in place") :]
    assert issue.index("Practice should OWN-should") < issue.index("Practice must OWN-must")


def test_a_milestone_of_before_levels_can_still_be_reported_and_seen(workload, viewer, review):
    milestone = save_milestone(workload=workload, name="Old")
    document = milestone.document
    for choice in document["lenses"][0]["pillars"][0]["questions"][0]["choices"]:
        for name in ("level", "level_published", "level_reason", "why", "effort", "trade_off"):
            del choice[name]
    Milestone.objects.filter(pk=milestone.pk).update(document=document)
    milestone.refresh_from_db()

    assert levels_in(rows(workload, milestone)["must"]) == ["", "", ""]
    text = text_of(print_report(workload, milestone))
    assert "Practice must OWN-must" in text
    assert "risk while absent" not in text
    page = viewer.get(f"/workloads/{workload.pk}/milestones/{milestone.pk}/").content.decode()
    assert "Practice must" in page
    assert "level--" not in page


def test_a_milestones_page_shows_the_levels_of_then(workload, organisation, viewer, review, own):
    milestone = save_milestone(workload=workload, name="Then")
    end_level(organisation=organisation, practice="OWN-must", by=None)
    address = f"/workloads/{workload.pk}/milestones/{milestone.pk}/"
    question = f"{address}review/{review.slug}/asked/"
    assert question in viewer.get(address).content.decode()
    page = viewer.get(question).content.decode()
    assert "Missing: medium risk" in page
    assert f"Own level: medium, published high. Reason: {REASON}" in page


def test_a_lens_without_levels_says_nothing_of_them(workload):
    make_reviewed(workload)
    text = text_of(print_report(workload))
    assert "by their level" not in text
    assert "risk while absent" not in text
    assert "No level of the organisation’s own counted" in text
