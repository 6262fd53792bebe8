"""Pages about re-reviews: rhythm, list, what changed, close."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from reviewapp.collection.models import Run
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.schedule.models import ReReview, Schedule
from tests.factories import make_workload

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 31, 10, tzinfo=UTC)


def base(workload) -> str:
    return f"/workloads/{workload.pk}/rereviews/"


def make_rereview(workload, state: str, **fields) -> ReReview:
    now = timezone.now()
    values = {"due": now + timedelta(seconds=workload.rereviews.count()), "opened_at": now}
    return ReReview.objects.create(workload=workload, state=state, **{**values, **fields})


@pytest.fixture
def clock():
    """Before anybody signs in: sessions end too."""
    with time_machine.travel(NOW, tick=False):
        yield


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_rhythm_is_shown_and_changed(clock, editor, workload):
    page = editor.get(base(workload)).content.decode()
    assert "30 Apr 2027" in page
    sent = {"cadence": "monthly", "next_due": "2027-03-31"}
    assert editor.post(base(workload), sent)["Location"] == base(workload)
    schedule = Schedule.objects.get()
    assert schedule.cadence == "monthly"
    assert schedule.next_due == schedule.counted_from == datetime(2027, 3, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (
            {"cadence": "weekly"},
            {"cadence": ["Select a valid choice. weekly is not one of the available choices."]},
        ),
        ({"cadence": ""}, {"cadence": ["This field is required."]}),
        (
            {"cadence": "monthly", "next_due": "2027-01-30"},
            {"next_due": ["The next date lies in the past. Choose a later one."]},
        ),
        (
            {"cadence": "monthly", "next_due": "9999-12-31"},
            {"next_due": ["The next date lies more than five years ahead."]},
        ),
        ({"cadence": "monthly", "next_due": "soon"}, {"next_due": ["Enter a valid date."]}),
    ],
)
def test_a_wrong_rhythm_is_told_and_changes_nothing(clock, editor, workload, sent, errors):
    response = editor.post(base(workload), sent)
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert Schedule.objects.get().cadence == "quarterly"


def test_one_is_started_out_of_turn_and_a_second_click_leads_to_it(editor, workload):
    first = editor.post(f"{base(workload)}start/")
    found = ReReview.objects.get()
    assert first["Location"] == f"{base(workload)}{found.pk}/"
    assert (found.state, found.run.requested_by) == ("scanning", editor.user)
    again = editor.post(f"{base(workload)}start/", follow=True)
    assert again.redirect_chain[0][0] == first["Location"]
    assert said(again) == ["A re-review is open already."]
    assert Schedule.objects.get().next_due is not None


def test_the_page_asks_for_itself_while_the_scan_is_under_way(viewer, workload):
    run = Run.objects.create(workload=workload, state="running")
    found = make_rereview(workload, "scanning", run=run)
    address = f"{base(workload)}{found.pk}/"
    moving = f'hx-get="{address}" hx-trigger="live:scan from:body, every 6s" hx-swap="outerHTML"'
    assert moving in viewer.get(address).content.decode()
    fragment = viewer.get(address, headers={"HX-Request": "true"}).content.decode()
    assert moving in fragment
    assert "<html" not in fragment
    found.state = "open"
    found.save()
    assert "hx-trigger" not in viewer.get(address, headers={"HX-Request": "true"}).content.decode()


CHANGES = {
    "totals": {"before": {"high": 2, "medium": 1}, "after": {"high": 3, "medium": 0}},
    "risks": [
        {
            "lens": "foundations",
            "pillar": "Security",
            "question": "sec_data",
            "title": "How do you protect <data>?",
            "before": "MEDIUM",
            "after": "HIGH",
            "because": "A bucket became public.",
        }
    ],
    "suggestions": [
        {
            "lens": "foundations",
            "question": "sec_data",
            "choice": "c",
            "title": "Data is encrypted",
            "practice": None,
            "before": "unknown",
            "after": "not_met",
            "because": "Volume vol-1 is not encrypted.",
        }
    ],
    "findings": {
        "new": [
            {
                "check": "x",
                "title": "x",
                "resource": f"arn:aws:s3:::bucket-{number}",
                "name": f"bucket-{number}",
                "account": "1",
                "region": "eu-west-1",
                "reason": "It is public.",
            }
            for number in range(101)
        ],
        "gone": [],
        "cut": True,
    },
    "answers": [
        {
            "lens": "foundations",
            "question": "sec_data",
            "title": "How do you protect data?",
            "ticked": ["Keys are rotated"],
            "unticked": [],
            "notes_changed": True,
            "not_applicable": None,
        }
    ],
    "questions": {"added": [], "removed": []},
}


def test_what_changed_is_listed(viewer, workload):
    run = Run.objects.create(workload=workload, state="failed", failure="No way in.")
    since = save_milestone(workload=workload, name="Spring review")
    found = make_rereview(workload, "open", run=run, since=since, changes=CHANGES)
    page = viewer.get(f"{base(workload)}{found.pk}/").content.decode()
    for words in (
        "Spring review",
        "the evidence is as old as the scan before it. No way in.",
        "How do you protect &lt;data&gt;?",
        "A bucket became public.",
        "Volume vol-1 is not encrypted.",
        "bucket-99",
        "The first 100 of 101.",
        "Some lists of findings were cut short",
        "Ticked: Keys are rotated. Notes changed.",
        "2 → 3",
    ):
        assert words in page
    assert "bucket-100" not in page
    assert f"/workloads/{workload.pk}/review/foundations/sec_data/" in page


def test_an_open_one_is_closed_with_a_milestone(editor, workload):
    found = make_rereview(workload, "open")
    response = editor.post(f"{base(workload)}{found.pk}/close/", follow=True)
    assert said(response) == [f"Closed. Milestone saved: {workload.milestones.get()}."]
    found.refresh_from_db()
    assert (found.state, found.milestone.created_by) == ("closed", editor.user)
    assert "Close with a milestone" not in response.content.decode()


def test_one_whose_scan_is_under_way_is_not_closed(editor, workload):
    found = make_rereview(workload, "scanning", run=Run.objects.create(workload=workload))
    response = editor.post(f"{base(workload)}{found.pk}/close/", follow=True)
    assert said(response) == ["Its scan is still under way. Close it when the scan has ended."]
    found.refresh_from_db()
    assert found.state == "scanning"


def test_viewers_read_and_have_no_buttons(viewer, editor, workload):
    found = make_rereview(workload, "open")
    page = viewer.get(base(workload)).content.decode()
    assert "<select" not in page
    assert "/start/" not in page
    assert "/close/" not in viewer.get(f"{base(workload)}{found.pk}/").content.decode()
    assert "/close/" in editor.get(f"{base(workload)}{found.pk}/").content.decode()


def test_an_archived_workload_says_that_nothing_comes_back(viewer, organisation):
    put_away = make_workload(organisation, archived_at=timezone.now())
    assert "nothing is re-reviewed until it is taken back" in (
        viewer.get(base(put_away)).content.decode()
    )


@pytest.mark.parametrize("count", [1, 3, 30])
def test_rereviews_are_listed_at_one_cost(viewer, workload, django_assert_num_queries, count):
    viewer.get(base(workload))
    since = save_milestone(workload=workload, name="First")
    for _ in range(count):
        run = Run.objects.create(workload=workload, state="complete")
        make_rereview(workload, "closed", run=run, since=since, milestone=since, changes=CHANGES)
    with django_assert_num_queries(9):
        page = viewer.get(base(workload))
    assert len(page.context["page_obj"]) == min(count, 25)
