"""The pages: plain posts, who sees what, what moves beside the question."""

import pytest

from reviewapp.meetings.domain.running import go_to
from reviewapp.meetings.models import Meeting
from reviewapp.people.models import Role
from tests.assignments.factories import make_team
from tests.factories import login, make_user

from .factories import start, url_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def team():
    return make_team()


def begin_url(team):
    return f"/workloads/{team.workload.pk}/meetings/on/{team.review.slug}/"


def sent(**more):
    plan = {"take-0": "on", "minutes-0": "5", "order-0": "2"}
    plan |= {"take-1": "on", "minutes-1": "15", "order-1": "1"}
    return {"title": "Monday", "show": "all", **plan, **more}


def test_a_contributor_begins_presents_and_answers_without_a_script(team):
    ben = login(team.ben)
    response = ben.post(begin_url(team), sent(), follow=True)
    meeting = Meeting.objects.get()
    page = response.content.decode()
    assert [each["pillar"] for each in meeting.plan] == ["security", "reliability"]
    assert "How do you do number 1?" in page
    assert "Question 1 of 3" in page
    ben.post(url_of(meeting, "go/"), {"to": "backups"})
    at_backups = ben.get(url_of(meeting)).content.decode()
    assert "How do you get data back?" in at_backups
    answer = team.answer()
    form = {
        "version": answer.version,
        "lens": team.review.version.major,
        "selected": "tested",
        "reason": "NONE",
        "back": url_of(meeting),
        "then": "stay",
    }
    saved = ben.post(f"/workloads/{team.workload.pk}/review/{team.review.slug}/backups/", form)
    assert saved.headers["Location"] == url_of(meeting)
    assert team.answer().selected == ["tested"]
    assert [each.user for each in meeting.attendances.all()] == [team.ben]


def test_a_way_back_leads_nowhere_else(team):
    form = {"version": 0, "lens": team.review.version.major, "reason": "NONE"}
    form |= {"selected": "tested", "back": "https://elsewhere.example/"}
    url = f"/workloads/{team.workload.pk}/review/{team.review.slug}/backups/"
    assert login(team.ben).post(url, form).headers["Location"] == url


def test_a_form_that_does_not_hold_says_why_and_keeps_what_was_sent(team):
    wrong = sent(**{"minutes-0": "0", "title": "Thursday"})
    response = login(team.ben).post(begin_url(team), wrong)
    assert response.status_code == 422
    assert 'value="Thursday"' in response.content.decode()
    none = {"title": "Monday", "show": "all"}
    response = login(team.ben).post(begin_url(team), none)
    assert "Choose at least one pillar." in response.content.decode()
    assert not Meeting.objects.exists()


def test_a_viewer_follows_and_may_look_around(team):
    viewer = make_user(team.workload.organisation, Role.VIEWER, name="Vera")
    meeting = start(team)
    browser = login(viewer)
    page = browser.get(url_of(meeting)).content.decode()
    assert "Stop following" in page
    assert "Present instead" not in page
    assert "data-autosave" not in page
    alone = browser.get(url_of(meeting), {"at": "question_2"}).content.decode()
    assert "How do you do number 2?" in alone
    assert "Follow again" in alone
    assert "data-following" not in alone
    assert browser.get(url_of(meeting), {"at": "nothing"}).status_code == 404
    assert meeting.attendances.get().user == viewer
    side = browser.get(url_of(meeting, "side/"), headers=HTMX).content.decode()
    assert "Vera" in side
    assert 'data-shown="backups"' in side


def test_who_does_not_present_is_told_and_parks_from_the_dialog(team):
    meeting = start(team)
    cleo = login(team.cleo)
    page = cleo.post(url_of(meeting, "go/"), {"to": "question_1"}, follow=True).content.decode()
    assert "Ben Okoro presents now" in page
    refused = cleo.post(url_of(meeting, "park/"), {"text": " "}, headers=HTMX)
    assert refused.status_code == 422
    assert "Write what is parked." in refused.content.decode()
    parked = {"text": "Ask <b>finance</b>", "question": "backups"}
    taken = cleo.post(url_of(meeting, "park/"), parked, headers=HTMX).content.decode()
    assert "Ask &lt;b&gt;finance" in taken
    assert 'id="park-form"' in taken
    plain = cleo.post(url_of(meeting, "park/"), {"text": "Later"})
    assert plain.headers["Location"] == url_of(meeting)
    assert list(meeting.parked.values_list("question_id", flat=True)) == ["backups", ""]


def test_pages_of_the_review_lead_to_the_meeting_that_runs_and_then_to_its_minutes(team):
    ben = login(team.ben)
    review = f"/workloads/{team.workload.pk}/review/{team.review.slug}/"
    join = f'href="/workloads/{team.workload.pk}/meetings/'
    assert "A meeting is running" not in ben.get(review).content.decode()
    meeting = start(team)
    for page in (review, f"{review}backups/", f"{begin_url(team)}running/"):
        text = ben.get(page).content.decode()
        assert "A meeting is running: Monday." in text
        assert f"{join}{meeting.pk}/" in text
    assert ben.get(begin_url(team)).headers["Location"] == url_of(meeting)
    assert ben.post(url_of(meeting, "end/")).headers["Location"] == url_of(meeting, "minutes/")
    assert ben.get(url_of(meeting)).headers["Location"] == url_of(meeting, "minutes/")
    listed = ben.get(f"/workloads/{team.workload.pk}/meetings/").content.decode()
    assert url_of(meeting, "minutes/") in listed


def test_a_question_that_left_with_an_upgrade_is_skipped(team):
    meeting = start(team)
    team.review.answers.filter(question_id="backups").update(retired=True)
    page = login(team.ben).get(url_of(meeting)).content.decode()
    assert "How do you do number 1?" in page
    go_to(meeting_id=meeting.pk, question_id="question_2", by=team.ben)
    assert "How do you do number 2?" in login(team.ben).get(url_of(meeting)).content.decode()


def test_a_lens_that_was_taken_off_leaves_the_minutes(team):
    meeting = start(team)
    team.review.removed_at = meeting.started_at
    team.review.save(update_fields=["removed_at"])
    response = login(team.ben).get(url_of(meeting))
    assert response.headers["Location"] == url_of(meeting, "minutes/")
    assert "Go to the meeting" in login(team.ben).get(url_of(meeting, "minutes/")).content.decode()
