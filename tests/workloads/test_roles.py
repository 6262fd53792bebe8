"""What leads to a workload adds up to the highest of it."""

import pytest

from reviewapp.people.models import Role, Unit
from reviewapp.workloads.queries import people_of, visible_workloads
from reviewapp.workloads.roles import rights_on
from tests.factories import make_organisation, make_user, make_workload

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(organisation, workload) -> Unit:
    made = organisation.units.create(name="Payments")
    workload.unit = made
    workload.save(update_fields=["unit"])
    return made


def test_a_member_sees_nothing_until_something_is_given(organisation, workload):
    member = make_user(organisation, Role.MEMBER)
    assert rights_on(workload, member).role is None
    assert not visible_workloads(member.memberships.get()).exists()
    assert member not in people_of(workload)


def test_the_highest_of_organisation_unit_and_workload_counts(organisation, workload, unit):
    person = make_user(organisation, Role.VIEWER)
    unit.roles.create(user=person, role=Role.LEAD)
    workload.roles.create(user=person, role=Role.COMMENTER)
    assert rights_on(workload, person).role == Role.LEAD


def test_a_unit_gives_its_own_workloads_alone(organisation, workload, unit):
    other = make_workload(organisation, "Search")
    person = make_user(organisation, Role.MEMBER)
    unit.roles.create(user=person, role=Role.CONTRIBUTOR)
    assert list(visible_workloads(person.memberships.get())) == [workload]
    assert rights_on(other, person).role is None
    assert person in people_of(workload)
    assert person not in people_of(other)


def test_a_contributor_of_a_pillar_answers_there_alone(organisation, workload):
    person = make_user(organisation, Role.COMMENTER)
    workload.roles.create(user=person, role=Role.CONTRIBUTOR, pillars=["security"])
    rights = rights_on(workload, person)
    assert rights.answers("security")
    assert not rights.answers("performance")
    assert not rights.answers_all


def test_whoever_answers_everywhere_is_not_limited_by_a_pillar(organisation, workload):
    person = make_user(organisation, Role.CONTRIBUTOR)
    workload.roles.create(user=person, role=Role.CONTRIBUTOR, pillars=["security"])
    assert rights_on(workload, person).answers_all


@pytest.mark.parametrize(
    ("at_home", "shared", "there"),
    [
        (Role.OWNER, Role.VIEWER, Role.VIEWER),
        (Role.OWNER, Role.CONTRIBUTOR, Role.CONTRIBUTOR),
        (Role.COMMENTER, Role.CONTRIBUTOR, Role.COMMENTER),
        (Role.MEMBER, Role.CONTRIBUTOR, None),
    ],
)
def test_a_share_gives_no_more_than_the_person_may_do_at_home(workload, at_home, shared, there):
    partner = make_organisation("Auditors")
    workload.shares.create(organisation=partner, role=shared)
    person = make_user(partner, at_home)
    rights = rights_on(workload, person)
    assert rights.role == there
    assert (person in people_of(workload)) == (there is not None)
    assert there is None or not rights.home


def test_a_deactivated_member_sees_nothing(organisation, workload, owner):
    membership = owner.user.memberships.get()
    assert owner.get("/").status_code == 200
    membership.deactivated_at = membership.joined_at
    membership.save()
    assert owner.get("/").headers["Location"] == "/organisation/none/"
    assert owner.get(f"/workloads/{workload.pk}/").status_code == 404
    assert owner.user not in people_of(workload)


def test_a_link_into_another_organisation_of_ones_own_opens(organisation, workload, stranger):
    page = f"/workloads/{workload.pk}/"
    assert stranger.get(page).status_code == 404
    organisation.memberships.create(user=stranger.user, role=Role.VIEWER)
    response = stranger.get(page)
    assert response.status_code == 200
    assert response.wsgi_request.organisation == organisation
    assert response.wsgi_request.role == Role.VIEWER
