"""Units: made, named, deleted; who is what in them; who may say so."""

import pytest

from reviewapp.audit.models import Entry
from reviewapp.people.models import Role, Unit
from tests.factories import login, make_user, make_workload

from .links import said

pytestmark = pytest.mark.django_db
UNITS = "/organisation/units/"


@pytest.fixture
def unit(organisation) -> Unit:
    return organisation.units.create(name="Payments")


@pytest.fixture
def head(organisation, unit):
    """Owns the unit, and is nothing else in the organisation."""
    person = make_user(organisation, Role.MEMBER)
    unit.roles.create(user=person, role=Role.OWNER)
    return login(person)


def page(unit: Unit) -> str:
    return f"{UNITS}{unit.pk}/"


def test_a_unit_is_made_named_and_deleted_while_its_workloads_stay(owner, organisation, workload):
    owner.post(f"{UNITS}new/", {"name": " Pay\nments "})
    unit = organisation.units.get(name="Pay ments")
    workload.unit = unit
    workload.save()
    owner.post(f"{page(unit)}edit/", {"name": "Payments"})
    assert "Payments" in owner.get(UNITS).content.decode()
    owner.post(f"{page(unit)}delete/")
    workload.refresh_from_db()
    assert workload.unit is None
    written = Entry.objects.filter(action__startswith="unit.").order_by("pk")
    assert [each.action for each in written] == ["unit.created", "unit.renamed", "unit.deleted"]


def test_a_name_is_taken_once_in_an_organisation(owner, unit):
    response = owner.post(f"{UNITS}new/", {"name": "PAYMENTS"})
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "name": ["Your organisation has a unit of this name already."]
    }


def test_an_organisation_has_so_many_units(owner, unit, monkeypatch):
    monkeypatch.setattr("reviewapp.people.domain.units.MOST_UNITS", 1)
    assert (
        "at most"
        in owner.post(f"{UNITS}new/", {"name": "Search"}).context["form"].errors["name"][0]
    )


def test_who_owns_a_unit_chooses_its_people_and_its_name_and_cannot_delete_it(
    head, unit, organisation, workload
):
    person = make_user(organisation, Role.MEMBER)
    workload.unit = unit
    workload.save()
    there = f"/workloads/{workload.pk}/"
    assert login(person).get(there).status_code == 404
    response = head.post(
        f"{page(unit)}people/", {"email": person.email, "role": "lead"}, follow=True
    )
    assert said(response) == [f"{person.name} is Lead reviewer in Payments."]
    assert login(person).get(f"{there}edit/").status_code == 200
    held = unit.roles.get(user=person)
    head.post(f"{page(unit)}people/{held.pk}/take/")
    assert login(person).get(there).status_code == 404
    assert head.post(f"{page(unit)}edit/", {"name": "Pay"}).status_code == 302
    assert head.post(f"{page(unit)}delete/").status_code == 403
    assert head.post(f"{UNITS}new/", {"name": "Search"}).status_code == 403


def test_who_is_something_else_in_a_unit_sees_it_and_changes_nothing(organisation, unit, owner):
    other = organisation.units.create(name="Fulfilment")
    person = make_user(organisation, Role.MEMBER)
    unit.roles.create(user=person, role=Role.LEAD)
    browser = login(person)
    listed = browser.get(UNITS).content.decode()
    assert "Payments" in listed
    assert "Fulfilment" not in listed
    assert browser.get(page(unit)).status_code == 200
    assert browser.get(page(other)).status_code == 404
    assert browser.post(f"{page(unit)}people/", {"email": "x", "role": "lead"}).status_code == 403
    assert browser.get("/organisation/").status_code == 403


def test_only_active_members_are_put_into_a_unit(owner, organisation, unit, stranger, viewer):
    organisation.memberships.filter(user=viewer.user).update(deactivated_at="2026-01-01T00:00Z")
    for email in (stranger.user.email, viewer.user.email, "nobody@example.com"):
        response = owner.post(f"{page(unit)}people/", {"email": email, "role": "lead"})
        assert response.status_code == 422
        assert response.context["form"].errors == {
            "email": ["Nobody of this address is active in the organisation."]
        }


def test_units_are_listed_at_one_cost(owner, organisation, django_assert_max_num_queries):
    for count in (1, 4):
        for number in range(count):
            unit = organisation.units.create(name=f"Unit {count}.{number}")
            make_workload(organisation, unit=unit)
        with django_assert_max_num_queries(8):
            owner.get(UNITS)
