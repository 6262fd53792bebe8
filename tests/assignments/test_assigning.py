"""Giving questions and pillars to people."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from reviewapp.assignments.domain.assigning import InvalidAssignee, Place, StaleAssignment
from reviewapp.assignments.models import Assignment
from reviewapp.audit.models import Entry
from reviewapp.notices.models import Notice
from reviewapp.people.models import Role
from tests.factories import make_organisation, make_user

from .factories import make_team

pytestmark = pytest.mark.django_db
SECURITY = Place(pillar_id="security")


@pytest.fixture
def team():
    return make_team()


def who(team, question_id="backups"):
    found = team.board().works[question_id].who
    return found and found.user


def test_a_question_without_somebody_of_its_own_has_its_pillars(team):
    team.assign([SECURITY], team.ben)
    team.give(team.cleo, "question_1")
    assert [who(team, f"question_{n}") for n in (1, 2)] == [team.cleo, team.ben]
    team.give(None, "question_1")
    assert who(team, "question_1") == team.ben


def test_another_person_makes_a_new_row_and_the_old_one_stays(team):
    team.give(team.ben, "backups", due=date(2030, 1, 2))
    team.give(team.cleo, "backups")
    team.give(team.cleo, "backups")
    rows = Assignment.objects.order_by("started_at")
    assert [(row.assignee, row.ended_by) for row in rows] == [
        (team.ben, team.lead),
        (team.cleo, None),
    ]


def test_the_person_hears_of_it_once_and_the_log_keeps_each(team):
    team.give(team.ben, "backups", "question_1", "question_2")
    notice = Notice.objects.get()
    assert notice.user == team.ben
    assert "Ada Lead assigned 3 questions to you" in notice.text
    entries = Entry.objects.filter(action="assignment.changed")
    assert {each.after["assignee"] for each in entries} == {"Ben Okoro"}
    assert entries.count() == 3


def test_whoever_had_a_question_hears_that_it_was_taken(team):
    team.assign([SECURITY], team.ben)
    team.give(team.ben, "backups")
    Notice.objects.all().delete()

    team.give(team.cleo, "backups", "question_1")
    team.give(None, "question_1")
    team.assign([SECURITY], None)
    team.give(team.ben, "backups", due=date(2030, 1, 2))
    team.give(team.ben, "backups", due=date(2030, 1, 3))

    told = Notice.objects.order_by("pk").values_list("user__name", "text")
    assert [each for each in told if " assigned " not in each[1]] == [
        ("Ben Okoro", "Ada Lead gave 2 questions, which you had, to Cleo Marsh (Checkout)"),
        ("Cleo Marsh", "Ada Lead took “How do you do number 1?” from you (Checkout)"),
        ("Ben Okoro", "Ada Lead took 2 questions from you (Checkout)"),
        (
            "Cleo Marsh",
            "Ada Lead gave “How do you get data back?”, which you had, to Ben Okoro (Checkout)",
        ),
    ]


def test_only_who_may_answer_there_is_given_a_question(team):
    reader = make_user(team.workload.organisation, Role.COMMENTER)
    specialist = make_user(team.workload.organisation, Role.MEMBER)
    team.workload.roles.create(user=specialist, role=Role.CONTRIBUTOR, pillars=["security"])
    for person in (reader, specialist, make_user(make_organisation())):
        with pytest.raises(InvalidAssignee, match="Reliability"):
            team.give(person, "backups", "question_1")
    team.give(specialist, "question_1")
    assert who(team, "question_1") == specialist


def test_a_partner_through_a_share_may_be_given_a_question(team):
    partners = make_organisation()
    partner = make_user(partners, Role.OWNER)
    team.workload.shares.create(organisation=partners, role=Role.CONTRIBUTOR)
    team.give(partner, "backups")
    assert who(team) == partner


def test_contributors_take_what_nobody_has_and_give_up_what_is_theirs(team):
    team.give(team.ben, "backups", by=team.ben)
    for refused in (team.cleo, None):
        with pytest.raises(PermissionDenied):
            team.give(refused, "backups", by=team.cleo)
    with pytest.raises(PermissionDenied):
        team.give(team.cleo, "question_1", by=team.ben)
    with pytest.raises(PermissionDenied):
        team.give(team.ben, "backups", by=team.ben, due=date(2030, 1, 2))
    team.give(None, "backups", by=team.ben)
    assert who(team) is None


def test_what_somebody_had_who_left_is_free_again_and_listed(team):
    team.give(team.ben, "backups")
    team.ben.memberships.get().delete()
    work = team.board().works["backups"]
    assert (work.who.here, [each.user for each in team.board().gone]) == (False, [team.ben])
    team.give(team.cleo, "backups", by=team.cleo)
    assert who(team) == team.cleo


def test_the_second_of_two_sees_who_has_it_now(team):
    team.give(team.ben, "backups", read="")
    with pytest.raises(StaleAssignment) as stale:
        team.give(team.cleo, "backups", read="")
    assert stale.value.who.user == team.ben


def test_many_questions_cost_as_much_as_few(team, django_assert_max_num_queries):
    names = ["backups", "question_1", "question_2"]
    with django_assert_max_num_queries(40):
        assert team.give(team.ben, *names) == 3
    assert Assignment.objects.filter(ended_at=None).count() == 3
