"""An organisation's people: added with a mail, given roles, removed, never without an owner."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client

from reviewapp.people.models import Membership, Role, User
from tests.factories import PASSWORD, login, make_organisation, make_user
from tests.people.visitors import can_sign_in, new_email, set_password

pytestmark = pytest.mark.django_db
PAGE = "/organisation/"
ADD = "/organisation/members/add/"


@pytest.fixture
def email() -> str:
    return new_email()


def add(owner, email="new@example.com", role="lead", name="New Person"):
    return owner.post(ADD, {"email": email, "role": role, "name": name}, follow=True)


def member(organisation, email: str) -> Membership:
    return organisation.memberships.get(user__email=email)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def link_in(body: str) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(\S+)", body)[1]


def test_a_new_person_gets_an_account_and_a_mail_whose_link_sets_a_password(
    owner, organisation, email
):
    response = add(owner, email=email.upper())
    assert said(response) == ["New Person is in the organisation."]
    assert member(organisation, email).role == Role.LEAD
    (sent,) = mail.outbox
    assert sent.to == [email]
    assert sent.subject == "Your account for Meridian"
    assert "(Lead reviewer)" in sent.body
    set_password(link_in(sent.body), PASSWORD)
    assert can_sign_in(email, PASSWORD)


def test_the_link_of_a_welcome_works_once(owner, email):
    add(owner, email)
    path = link_in(mail.outbox[0].body)
    set_password(path, PASSWORD)
    page = Client().get(path, follow=True).content.decode()
    assert "This link no longer works" in page
    set_password(path, "another long password")
    assert not can_sign_in(email, "another long password")


def test_a_person_without_a_password_cannot_sign_in(owner, email):
    add(owner, email)
    assert not can_sign_in(email, "")
    assert not can_sign_in(email, PASSWORD)


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"email": "nobody", "role": "lead"}, {"email": ["Enter a valid email address."]}),
        ({"email": "", "role": "lead"}, {"email": ["This field is required."]}),
        (
            {"email": "a@example.com", "role": "emperor"},
            {"role": ["Select a valid choice. emperor is not one of the available choices."]},
        ),
        (
            {"email": f"{'a' * 250}@example.com", "role": "viewer"},
            {"email": ["Ensure this value has at most 254 characters (it has 262)."]},
        ),
    ],
)
def test_a_person_who_cannot_be_added_is_told_beside_the_field(owner, sent, errors):
    response = owner.post(ADD, sent)
    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert User.objects.count() == 1


def test_a_member_is_not_added_twice(owner, editor):
    response = add(owner, email=editor.user.email.upper())
    assert response.context["form"].errors == {
        "email": ["This person is in the organisation already."]
    }


def test_an_account_belongs_to_one_organisation(owner, stranger):
    response = add(owner, email=stranger.user.email)
    assert response.context["form"].errors == {
        "email": ["This address belongs to an account of another organisation."]
    }


def test_a_person_who_left_can_be_added_again_and_keeps_the_account(owner, organisation, editor):
    owner.post(f"/organisation/members/{member(organisation, editor.user.email).pk}/remove/")
    add(owner, email=editor.user.email, role="viewer")
    assert member(organisation, editor.user.email).user == editor.user
    assert mail.outbox == []


def test_a_welcome_that_cannot_be_sent_is_told_and_the_person_is_in(
    owner, organisation, monkeypatch
):
    def refuse(**_):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("reviewapp.people.mail.send_mail", refuse)
    response = add(owner)
    assert "could not be sent" in said(response)[0]
    assert member(organisation, "new@example.com")


def test_a_role_is_changed(owner, organisation, editor):
    found = member(organisation, editor.user.email)
    url = f"/organisation/members/{found.pk}/role/"
    assert said(owner.post(url, {"role": "viewer"}, follow=True)) == [
        f"{editor.user.name} is now Viewer."
    ]
    assert editor.get("/workloads/new/").status_code == 403
    owner.post(url, {"role": "owner"})
    assert editor.get("/organisation/edit/").status_code == 200


def test_a_role_that_is_none_changes_nothing(owner, organisation, editor):
    found = member(organisation, editor.user.email)
    response = owner.post(f"/organisation/members/{found.pk}/role/", {"role": "x"}, follow=True)
    assert said(response) == ["Choose one of the three roles."]
    found.refresh_from_db()
    assert found.role == Role.LEAD


@pytest.mark.parametrize(("action", "sent"), [("role", {"role": "viewer"}), ("remove", {})])
def test_the_last_owner_stays(owner, organisation, action, sent):
    make_user(organisation, Role.LEAD)
    found = member(organisation, owner.user.email)
    response = owner.post(f"/organisation/members/{found.pk}/{action}/", sent, follow=True)
    assert said(response) == [
        "An organisation keeps at least one owner. Make somebody else an owner first."
    ]
    found.refresh_from_db()
    assert found.role == Role.OWNER


@pytest.mark.parametrize(("action", "sent"), [("role", {"role": "viewer"}), ("remove", {})])
def test_one_of_two_owners_may_go(owner, organisation, action, sent):
    make_user(organisation, Role.OWNER)
    found = member(organisation, owner.user.email)
    owner.post(f"/organisation/members/{found.pk}/{action}/", sent)
    assert organisation.memberships.filter(role=Role.OWNER).count() == 1


def test_whoever_is_removed_sees_nothing_any_more(owner, organisation, editor, workload):
    assert editor.get(f"/workloads/{workload.pk}/").status_code == 200
    owner.post(f"/organisation/members/{member(organisation, editor.user.email).pk}/remove/")
    assert editor.get(f"/workloads/{workload.pk}/").status_code == 404
    assert editor.get("/").status_code == 404
    assert User.objects.filter(pk=editor.user.pk).exists()


def test_members_are_listed_at_one_cost(owner, organisation, django_assert_num_queries):
    for count in (1, 3):
        for _ in range(count):
            make_user(organisation, Role.VIEWER)
        with django_assert_num_queries(5):
            owner.get(PAGE)


def test_viewers_see_people_and_no_buttons(viewer, owner):
    page = viewer.get(PAGE).content.decode()
    assert owner.user.email in page
    assert "/members/" not in page
    assert "/members/add/" in owner.get(PAGE).content.decode()


def test_an_organisation_is_renamed(owner, organisation):
    assert owner.get("/organisation/edit/").context["form"]["name"].value() == "Meridian"
    owner.post("/organisation/edit/", {"name": " Meridian\n Group "})
    organisation.refresh_from_db()
    assert organisation.name == "Meridian Group"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "This field is required."),
        ("n" * 101, "Ensure this value has at most 100 characters (it has 101)."),
        ("ELSEWHERE", "There is an organisation of this name already."),
    ],
)
def test_a_name_that_cannot_be_taken_is_told(owner, organisation, name, error):
    make_organisation("Elsewhere")
    response = owner.post("/organisation/edit/", {"name": name})
    assert response.status_code == 422
    assert response.context["form"].errors == {"name": [error]}
    organisation.refresh_from_db()
    assert organisation.name == "Meridian"


def test_a_person_in_no_organisation_finds_nothing(db):
    nobody = login(make_user())
    assert [nobody.get(url).status_code for url in ("/", "/workloads/", PAGE)] == [404] * 3
