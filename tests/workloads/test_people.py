"""Who may do what with a workload: shown with its reasons, given, changed, taken; units too."""

import pytest
from django.core import mail

from reviewapp.audit.models import Entry
from reviewapp.notices.models import Notice
from reviewapp.people.models import Role, Unit, User
from reviewapp.workloads.pillars import pillars_of
from tests.factories import PASSWORD, login, make_user, make_workload
from tests.people.links import last_link, said
from tests.people.visitors import new_email
from tests.reviews.factories import make_lens, make_review

from .forms import profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(workload) -> str:
    return f"/workloads/{workload.pk}/people/"


@pytest.fixture
def unit(organisation) -> Unit:
    return organisation.units.create(name="Payments")


def give(browser, page: str, person: User, role: str, **more):
    return browser.post(f"{page}give/", {"email": person.email, "role": role, **more}, follow=True)


def test_each_persons_access_is_told_with_its_reasons(owner, organisation, workload, unit, page):
    workload.unit = unit
    workload.save()
    person = make_user(organisation, Role.VIEWER, name="Zoe")
    unit.roles.create(user=person, role=Role.LEAD)
    workload.roles.create(user=person, role=Role.COMMENTER)
    nobody = make_user(organisation, Role.MEMBER)
    rows = {each.membership.user: each for each in owner.get(page).context["people"]}
    assert rows[person].rights.role == Role.LEAD
    assert rows[person].sources == [
        ("in the organisation", "Viewer"),
        ("in the unit Payments", "Lead reviewer"),
        ("on this workload", "Commenter"),
    ]
    assert nobody not in rows
    found = owner.get(f"{page}?q=ZOE").context["people"]
    assert [each.membership.user for each in found] == [person]


def test_a_role_is_given_with_pillars_told_and_taken(owner, organisation, workload, page):
    make_review(workload, make_lens(organisation=organisation))
    pillar = next(iter(pillars_of(workload)))
    person = make_user(organisation, Role.MEMBER)
    response = give(owner, page, person, "contributor", pillars=[pillar])
    assert said(response) == [f"{person.name} is Contributor here."]
    assert workload.roles.get().pillars == [pillar]
    assert Notice.objects.get(user=person).url == f"/workloads/{workload.pk}/"
    assert owner.get(f"{page}{person.pk}/").context["form"]["pillars"].value() == [pillar]
    owner.post(f"{page}{person.pk}/", {"role": "viewer"})
    assert (workload.roles.get().role, workload.roles.get().pillars) == (Role.VIEWER, [])
    owner.post(f"{page}{person.pk}/take/")
    assert login(person).get(f"/workloads/{workload.pk}/").status_code == 404
    written = Entry.objects.filter(action__startswith="access.").order_by("pk")
    assert [each.action for each in written] == ["access.given", "access.given", "access.taken"]
    assert written[0].after == {"role": "contributor", "pillars": [pillar]}


def test_pillars_are_for_contributors(owner, organisation, workload, page):
    make_review(workload, make_lens(organisation=organisation))
    pillar = next(iter(pillars_of(workload)))
    response = give(owner, page, make_user(organisation), "lead", pillars=[pillar])
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"pillars"}
    unknown = give(owner, page, make_user(organisation), "contributor", pillars=["astrology"])
    assert set(unknown.context["form"].errors) == {"pillars"}


def test_nobody_gives_or_takes_more_than_they_have(organisation, workload, page):
    lead = login(make_user(organisation, Role.LEAD))
    person, above = make_user(organisation, Role.MEMBER), make_user(organisation, Role.MEMBER)
    workload.roles.create(user=above, role=Role.OWNER)
    assert set(give(lead, page, person, "owner").context["form"].errors) == {"role"}
    assert set(give(lead, page, above, "viewer").context["form"].errors) == {"role"}
    assert lead.post(f"{page}{above.pk}/take/").status_code == 403
    assert workload.roles.get().role == Role.OWNER
    give(lead, page, person, "lead")
    assert login(person).get(page).status_code == 200


def test_only_active_members_are_given_a_role(owner, organisation, page, stranger):
    response = give(owner, page, stranger.user, "viewer")
    assert response.context["form"].errors == {
        "email": ["Nobody of this address is active in the organisation."]
    }


def test_somebody_is_invited_to_one_workload_alone(owner, organisation, workload, page, client):
    other, email = make_workload(organisation, "Search"), new_email()
    sent = {"email": email, "name": "Ada", "role": "contributor"}
    assert said(owner.post(f"{page}invite/", sent, follow=True)) == [f"{email} is invited."]
    client.get(last_link())
    account = {"name": "Ada", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/organisation/invited/", account)
    assert client.get(f"/workloads/{workload.pk}/").status_code == 200
    assert client.get(f"/workloads/{other.pk}/").status_code == 404
    assert organisation.memberships.get(user__email=email).role == Role.MEMBER
    assert workload.roles.get().role == Role.CONTRIBUTOR
    again = owner.post(f"{page}invite/", sent)
    assert again.context["form"].errors == {
        "email": ["This person is in the organisation already."]
    }
    assert len(mail.outbox) == 1


def test_who_owns_a_workload_alone_brings_nobody_into_the_organisation(
    organisation, workload, page
):
    person = make_user(organisation, Role.MEMBER)
    workload.roles.create(user=person, role=Role.OWNER)
    sent = {"email": new_email(), "role": "viewer"}
    assert login(person).post(f"{page}invite/", sent).status_code == 403
    assert "people/invite/" not in login(person).get(page).content.decode()


def test_people_are_listed_at_one_cost(
    owner, organisation, workload, page, django_assert_max_num_queries
):
    for count in (1, 4):
        for _ in range(count):
            workload.roles.create(user=make_user(organisation, Role.MEMBER), role=Role.VIEWER)
        with django_assert_max_num_queries(18):
            owner.get(page)


def test_who_leads_a_unit_makes_workloads_in_it_alone(organisation, unit, db):
    other = organisation.units.create(name="Search")
    person = make_user(organisation, Role.MEMBER)
    unit.roles.create(user=person, role=Role.LEAD)
    browser = login(person)
    assert "/workloads/new/" in browser.get("/workloads/").content.decode()
    for wrong in ("", str(other.pk)):
        response = browser.post("/workloads/new/", profile(unit=wrong))
        assert set(response.context["form"].errors) == {"unit"}
    browser.post("/workloads/new/", profile(unit=unit.pk))
    made = organisation.workloads.get()
    assert made.unit == unit
    assert browser.get(f"/workloads/{made.pk}/edit/").status_code == 200


def test_who_leads_no_unit_makes_no_workload(organisation, unit):
    person = make_user(organisation, Role.MEMBER)
    unit.roles.create(user=person, role=Role.CONTRIBUTOR)
    assert login(person).get("/workloads/new/").status_code == 403


def test_workloads_are_found_by_unit(owner, organisation, workload, unit):
    mine = make_workload(organisation, "Ledger", unit=unit)
    for query, names in ((f"unit={unit.pk}", [mine.name]), ("unit=0", [workload.name])):
        found = owner.get(f"/workloads/?{query}").context["page_obj"]
        assert [each.name for each in found] == names
    assert len(owner.get("/workloads/?unit=x").context["page_obj"]) == 2
    assert "Payments" in owner.get("/workloads/").content.decode()
