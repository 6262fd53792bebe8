"""The pages: the team of a review, the line of a question, marks in lists."""

import pytest

from reviewapp.assignments.models import Assignment
from reviewapp.people.models import Role
from tests.factories import login, make_user

from .factories import make_team

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def team():
    return make_team()


def work_url(team, path=""):
    return f"/workloads/{team.workload.pk}/work/{team.review.slug}/{path}"


def review_url(team, path=""):
    return f"/workloads/{team.workload.pk}/review/{team.review.slug}/{path}"


def read(team):
    work = team.board().works["backups"]
    return {"read": work.version, "answer": work.answer_version}


def test_a_lead_gives_out_all_that_a_filter_lists(team):
    team.give(team.cleo, "backups")
    sent = {"assignee": team.ben.pk, "due": "2030-01-02", "all": "1", "show": "unassigned"}
    login(team.lead).post(work_url(team, "assign/"), sent)
    has = {key: work.who.user for key, work in team.board().works.items()}
    assert has == {"backups": team.cleo, "question_1": team.ben, "question_2": team.ben}


def test_a_refused_form_keeps_what_was_ticked_and_says_why(team):
    sent = {"assignee": "", "due": "2001-01-02", "question": ["backups"], "show": "all"}
    response = login(team.lead).post(work_url(team, "assign/"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "This date has passed" in page
    assert 'value="backups" aria-labelledby' in page.replace('" name="question"', '"')
    assert " checked" in page
    assert not Assignment.objects.exists()


def test_a_contributor_takes_a_pillar_and_gives_it_up(team):
    browser = login(team.ben)
    browser.post(work_url(team, "assign/"), {"take": "security"})
    assert team.board().pillars["security"].user == team.ben
    assert "Give it up" in browser.get(work_url(team)).content.decode()
    browser.post(work_url(team, "assign/"), {"give_up": "security"})
    assert not team.board().pillars


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_step_from_the_line(team, headers):
    team.decide(team.ben)
    sent = {**read(team), "to": "ready"}
    url = work_url(team, "questions/backups/state/")
    response = login(team.ben).post(url, sent, headers=headers)
    assert response.status_code == (200 if headers else 302)
    assert team.board().works["backups"].state == "ready"


def test_the_page_of_a_question_offers_each_their_steps(team):
    team.decide(team.ben)
    lead, ben, reader = (
        login(user).get(review_url(team, "backups/")).content.decode()
        for user in (team.lead, team.ben, make_user(team.workload.organisation, Role.VIEWER))
    )
    assert "team-to-agreed" in lead
    assert "team-to-agreed" not in ben
    assert "team-to-ready" in ben
    assert "team-form" not in reader
    assert "Nobody has this question" in reader


def test_a_refused_note_stays_in_its_field(team):
    team.decide(team.ben)
    long = "x" * 1001
    url = work_url(team, "questions/backups/state/")
    response = login(team.lead).post(url, {**read(team), "to": "kept_open", "note": long})
    assert response.status_code == 422
    assert long in response.content.decode()
    assert "At most 1000 characters" in response.content.decode()


def test_the_second_of_two_gets_what_there_is_now_and_keeps_the_note(team):
    team.decide(team.ben)
    seen = read(team)
    team.step(team.ben, "ready")
    url = work_url(team, "questions/backups/state/")
    sent = {**seen, "to": "kept_open", "note": "Mine."}
    response = login(team.cleo).post(url, sent, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 409
    assert "This is how it stands now" in page
    assert "Ready for review" in page
    assert "Mine." in page


def test_lists_of_questions_show_who_and_how_far_and_filter_by_it(team):
    team.give(team.ben, "backups")
    team.decide(team.ben)
    team.step(team.ben, "ready")
    page = login(team.ben).get(review_url(team, "question_1/")).content.decode()
    assert "assigned to Ben Okoro" in page
    assert "Ready for review" in page
    mine = login(team.ben).get(review_url(team, "?show=mine")).content.decode()
    assert "How do you get data back?" in mine
    assert "How do you do number 1?" not in mine


def test_a_save_moves_the_state_on_the_page(team):
    answer = team.decide(team.ben)
    team.step(team.lead, "agreed")
    sent = {"version": answer.version, "lens": 1, "selected": "tested"}
    response = login(team.ben).post(review_url(team, "backups/"), sent, headers=HTMX)
    page = response.content.decode()
    assert 'id="team-state" hx-swap-oob="true"' in page
    assert "The answer changed after Ada Lead agreed to it" in page


def test_pages_escape_what_people_write(team):
    team.ben.name = "<b>Ben</b>"
    team.ben.save()
    team.give(team.ben, "backups")
    team.step(team.ben, "kept_open", note="<script>alert(1)</script>")
    for url in (review_url(team, "backups/"), work_url(team), work_url(team, "questions/backups/")):
        page = login(team.lead).get(url).content.decode()
        assert "<script>alert" not in page
        assert "<b>Ben" not in page
        assert "&lt;b&gt;Ben" in page


def test_the_page_of_a_review_costs_the_same_for_many_people(team, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = login(team.lead)
    team.give(team.ben, "backups")
    browser.get(work_url(team))
    with CaptureQueriesContext(connection) as few:
        browser.get(work_url(team))
    for question_id in ("question_1", "question_2"):
        person = make_user(team.workload.organisation, Role.CONTRIBUTOR)
        team.give(person, question_id)
        team.decide(person, question_id)
        team.step(person, "ready", question_id)
    with django_assert_max_num_queries(len(few)):
        browser.get(work_url(team))
