"""A person's questions across workloads, and what they are told of dates."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from reviewapp.assignments.domain.assigning import Place
from reviewapp.assignments.domain.due import tell_of_due
from reviewapp.notices.domain import set_digest
from reviewapp.notices.models import Kind, Notice
from reviewapp.people.models import Role
from tests.factories import login, make_organisation, make_user, make_workload
from tests.reviews.factories import make_review

from .factories import Team, make_team

pytestmark = pytest.mark.django_db
MINE = "/my-questions/"
DUE = date(2030, 5, 10)


@pytest.fixture
def team():
    return make_team()


def rows(user, query=""):
    context = login(user).get(f"{MINE}{query}").context
    return [(row.answer.question_id, row.due) for row in context["rows"]]


def second(team: Team, name="Search") -> Team:
    workload = make_workload(team.workload.organisation, name)
    review = make_review(workload, team.review.version)
    review.workload = workload
    return Team(workload, review, team.lead, team.ben, team.cleo)


def test_own_and_inherited_questions_of_every_workload_due_first(team):
    other = second(team)
    team.assign([Place(pillar_id="security")], team.ben)
    team.give(team.cleo, "question_1")
    other.give(team.ben, "backups", due=DUE)
    assert rows(team.ben) == [("backups", DUE), ("question_2", None)]


def test_only_what_the_person_sees_and_what_goes_on(team):
    other, third = second(team), second(team, "Third")
    for each in (team, other, third):
        each.give(team.ben, "backups")
    other.workload.archived_at = datetime.now(UTC)
    other.workload.save()
    third.settle_all()
    third.review.closed_at = datetime.now(UTC)
    third.review.save()
    assert rows(team.ben, "?state=all") == [("backups", None)]
    team.ben.memberships.update(role=Role.MEMBER)
    assert rows(team.ben, "?state=all") == []


def test_states_filter_and_a_changed_answer_is_to_do_again(team):
    team.give(team.ben, "backups", "question_1")
    team.decide(team.ben)
    team.step(team.ben, "ready")
    assert rows(team.ben) == [("question_1", None)]
    assert rows(team.ben, "?state=ready") == [("backups", None)]
    team.decide(team.ben, "backups", "tested")
    assert rows(team.ben) == [("backups", None), ("question_1", None)]


def test_nothing_yet_says_how_questions_come_here(team):
    page = login(team.ben).get(MINE).content.decode()
    assert "Nothing is assigned to you" in page
    assert login(team.ben).get(f"{MINE}?state=rubbish&workload=x&page=9").status_code == 200


def test_the_dashboard_counts_what_waits(team):
    team.give(team.ben, "backups", "question_1")
    page = login(team.ben).get(reverse("dashboard")).content.decode()
    assert "2 questions wait for you" in page


def test_the_number_of_queries_does_not_grow(team, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = login(team.ben)
    team.give(team.ben, "backups")
    browser.get(MINE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(MINE)
    for name in ("One", "Two", "Three"):
        second(team, name).assign([Place(pillar_id="security")], team.ben)
    with django_assert_max_num_queries(len(few)):
        browser.get(MINE)


def told(user):
    return list(Notice.objects.filter(user=user, kind=Kind.DUE).values_list("text", flat=True))


def at(day, hour=12):
    return datetime(2030, 5, day, hour, tzinfo=UTC)


def test_the_day_before_and_once_overdue(team):
    team.give(team.ben, "backups", "question_1", due=DUE)
    for day in (8, 9, 9, 10, 11, 11, 12):
        tell_of_due(now=at(day))
    assert told(team.ben) == [
        "2 questions of yours are overdue (Checkout)",
        "2 questions of yours are due tomorrow (Checkout)",
    ]


def test_days_are_those_of_the_person_and_nobody_is_told_at_night(team):
    set_digest(team.ben, time_zone="Pacific/Auckland", hour=8)
    team.give(team.ben, "backups", due=DUE)
    # In Auckland it is 9 May, 06:00 and then 08:00.
    assert tell_of_due(now=at(8, 18)) == 0
    assert tell_of_due(now=at(8, 20)) == 1


def test_what_waits_for_nobody_is_not_told(team):
    team.give(team.ben, "backups", "question_1", due=DUE)
    team.decide(team.ben)
    team.step(team.ben, "ready")
    team.give(team.cleo, "question_2", due=DUE)
    team.cleo.memberships.update(deactivated_at=datetime.now(UTC))
    tell_of_due(now=at(11))
    assert told(team.ben) == ["1 question of yours is overdue (Checkout)"]
    assert not told(team.cleo)


def test_another_date_is_told_of_anew(team):
    team.give(team.ben, "backups", due=DUE)
    tell_of_due(now=at(11))
    team.give(team.ben, "backups", due=date(2030, 5, 20))
    assert tell_of_due(now=at(19)) == 1


def test_another_organisations_questions_are_not_among_them(team):
    strangers = make_organisation()
    team.give(team.ben, "backups")
    elsewhere = make_user(strangers, Role.OWNER)
    assert rows(elsewhere, "?state=all") == []
