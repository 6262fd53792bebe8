"""Invitations: mailed, opened, accepted once; sent again, taken back, too old; never told on."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from reviewapp.audit.models import Entry
from reviewapp.people.domain import invite
from reviewapp.people.models import Invitation, Role, User
from tests.factories import PASSWORD, login, make_organisation, make_user
from tests.people.visitors import can_sign_in, new_email, sign_in

from .links import last_link, said

pytestmark = pytest.mark.django_db
NEW = "/organisation/invitations/new/"
LIST = "/organisation/invitations/"
PAGE = "/organisation/invited/"
ACCOUNT = {"name": "Ada Lovelace", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def email() -> str:
    return new_email()


def ask(owner, addresses: str, role: str = "contributor", **more):
    return owner.post(NEW, {"addresses": addresses, "role": role, **more}, follow=True)


def opened(link: str, browser: Client | None = None) -> Client:
    """A browser that followed the link."""
    browser = browser or Client()
    response = browser.get(link)
    assert response.headers["Location"] == PAGE
    return browser


def join(link: str, **changes: str):
    return opened(link).post(PAGE, {**ACCOUNT, **changes})


def is_over(link: str) -> bool:
    response = opened(link).get(PAGE)
    return response.status_code == 404 and "This link does not work" in response.content.decode()


def test_the_link_of_a_mail_makes_the_account_and_signs_in(owner, organisation, email):
    unit = organisation.units.create(name="Payments")
    ask(owner, f"Ada <{email.upper()}>", units=[unit.pk], unit_role="lead")
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([email], "You are invited to Meridian")
    browser = opened(last_link())
    assert browser.get(PAGE).context["form"]["name"].value() == "Ada"
    assert browser.post(PAGE, ACCOUNT).headers["Location"] == "/"
    assert browser.get("/").wsgi_request.organisation == organisation
    person = User.objects.get(email=email)
    assert (person.name, person.memberships.get().role) == ("Ada Lovelace", Role.CONTRIBUTOR)
    assert unit.roles.get(user=person).role == Role.LEAD
    assert EmailAddress.objects.get(user=person).verified
    assert can_sign_in(email, PASSWORD)


def test_a_link_works_once(owner, email):
    ask(owner, email)
    join(last_link())
    assert is_over(last_link())


def test_old_revoked_used_and_unknown_links_look_alike(owner, email):
    ask(owner, email)
    link, invitation = last_link(), Invitation.objects.get()
    page = opened(link).get(PAGE)
    assert page.status_code == 200
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    old = opened(link).get(PAGE).content
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    owner.post(f"{LIST}{invitation.pk}/revoke/")
    revoked = opened(link).get(PAGE).content
    unknown = opened("/organisation/invited/nothing/").get(PAGE).content
    token = rb'(content|value)="[^"]{60,}"'
    assert {re.sub(token, b"", each) for each in (old, revoked)} == {re.sub(token, b"", unknown)}
    assert b"Meridian" not in unknown


def test_another_mail_kills_the_link_of_the_one_before(owner, email):
    ask(owner, email)
    first, invitation = last_link(), Invitation.objects.get()
    again = f"{LIST}{invitation.pk}/resend/"
    assert said(owner.post(again, follow=True)) == [
        "It was sent just now. Wait a minute before sending it again."
    ]
    Invitation.objects.update(last_sent_at=timezone.now() - timedelta(minutes=2))
    owner.post(again, follow=True)
    assert is_over(first)
    join(last_link())
    assert User.objects.filter(email=email).exists()
    assert Invitation.objects.get().times_sent == 2
    assert "over" in said(owner.post(again, follow=True))[0]


def test_a_mail_that_cannot_be_sent_is_told_and_can_be_sent_again(owner, email, monkeypatch):
    def refuse(**_):
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patched:
        patched.setattr("reviewapp.people.mail.send_mail", refuse)
        assert "could not be sent" in said(ask(owner, email))[0]
    assert "could not be sent" in owner.get(LIST).content.decode()
    owner.post(f"{LIST}{Invitation.objects.get().pk}/resend/")
    assert [each.to for each in mail.outbox] == [[email]]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": ""}, {"name"}),
        ({"password1": "short", "password2": "short"}, {"password1"}),
        ({"password2": "something else entirely"}, {"password2"}),
    ],
)
def test_an_account_that_cannot_be_made_is_told_beside_the_field(owner, email, changes, errors):
    ask(owner, email)
    response = join(last_link(), **changes)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == errors
    assert not User.objects.filter(email=email).exists()


def test_whoever_has_an_account_signs_in_first_and_may_be_in_two_organisations(owner, stranger):
    ask(owner, stranger.user.email)
    browser = opened(last_link())
    page = browser.get(PAGE).content.decode()
    assert "/accounts/login/?next=/organisation/invited/" in page
    assert browser.post(PAGE, ACCOUNT).status_code == 200
    assert stranger.user.memberships.count() == 1
    there = opened(last_link(), stranger)
    assert "Join Meridian" in there.get(PAGE).content.decode()
    there.post(PAGE)
    assert there.get("/").wsgi_request.organisation.name == "Meridian"
    assert stranger.user.memberships.count() == 2


def test_the_session_keeps_the_invitation_over_the_sign_in(owner, email):
    other = make_organisation("Elsewhere")
    make_user(other, email=email, password=PASSWORD)
    ask(owner, email)
    browser = opened(last_link())
    response = sign_in(browser, email, next=PAGE)
    assert response.headers["Location"] == PAGE
    assert "Accept" in browser.get(PAGE).content.decode()


def test_only_the_invited_address_may_accept(owner, viewer, email):
    ask(owner, email)
    browser = opened(last_link(), viewer)
    for response in (browser.get(PAGE), browser.post(PAGE)):
        assert response.status_code == 403
        page = response.content.decode()
        assert email in page
        assert viewer.user.email in page
    assert Invitation.objects.get().accepted_at is None


def test_every_address_is_answered_for(owner, organisation, viewer, email):
    other = new_email()
    response = ask(owner, f"{email}, {viewer.user.email}\n{other};{email}")
    assert response.status_code == 422
    assert said(response) == ["2 people are invited."]
    form = response.context["form"]
    assert form.errors["addresses"] == [
        f"{viewer.user.email}: This person is in the organisation already."
    ]
    assert form["addresses"].value() == viewer.user.email
    assert sorted(each.to[0] for each in mail.outbox) == sorted([email, other])


@pytest.mark.parametrize(
    ("addresses", "error"),
    [
        ("", "This field is required."),
        ("a@example.com, nobody", "Not an e-mail address: nobody"),
        (
            "\n".join(f"a{n}@example.com" for n in range(51)),
            "At most 50 at once; these are 51.",
        ),
    ],
)
def test_addresses_that_are_none_invite_nobody(owner, addresses, error):
    response = ask(owner, addresses)
    assert response.status_code == 422
    assert response.context["form"].errors["addresses"] == [error]
    assert not Invitation.objects.exists()


def test_an_address_is_invited_once_until_that_is_over(owner, organisation, email):
    ask(owner, email)
    assert "invited already" in ask(owner, email).context["form"].errors["addresses"][0]
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    ask(owner, email)
    assert len(mail.outbox) == 2
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_deactivated_members_are_reactivated_and_not_invited(owner, organisation, viewer):
    organisation.memberships.filter(user=viewer.user).update(deactivated_at=timezone.now())
    errors = ask(owner, viewer.user.email).context["form"].errors["addresses"]
    assert "Reactivate them" in errors[0]


def test_an_organisation_invites_so_many_in_an_hour(owner, organisation, email, monkeypatch):
    monkeypatch.setattr("reviewapp.people.domain.inviting.MOST_IN_AN_HOUR", 1)
    ask(owner, email)
    assert "within the last hour" in ask(owner, new_email()).context["form"].errors["addresses"][0]


def test_the_token_is_kept_nowhere(owner, email, caplog):
    ask(owner, email)
    link = last_link()
    token = link.split("/")[-2]
    join(link)
    kept = str(list(Invitation.objects.values()) + list(Entry.objects.values()))
    assert token not in kept + caplog.text + owner.get(LIST).content.decode()
    assert list(
        Entry.objects.exclude(action__startswith="session.")
        .order_by("pk")
        .values_list("action", flat=True)
    ) == [
        "invitation.created",
        "member.added",
        "invitation.accepted",
    ]


def test_what_waits_for_a_proved_address_is_accepted_without_the_link(organisation, stranger):
    invitation, _token = invite(
        organisation=organisation, email=stranger.user.email, role=Role.VIEWER
    )
    accept = f"/organisation/invited/{invitation.pk}/accept/"
    EmailAddress.objects.filter(user=stranger.user).update(verified=False)
    assert "Join Meridian" not in stranger.get("/organisation/none/").content.decode()
    assert stranger.post(accept).status_code == 404
    EmailAddress.objects.filter(user=stranger.user).update(verified=True)
    assert "Join Meridian" in stranger.get("/organisation/none/").content.decode()
    stranger.post(accept)
    assert organisation.memberships.get().user == stranger.user


def test_an_organisations_own_sign_in_proves_no_address(organisation, stranger):
    """Its owner could have it say that somebody is anybody."""
    invite(organisation=organisation, email=stranger.user.email, role=Role.OWNER)
    session = stranger.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "provider": "x"}]
    session["account_authentication_methods_user"] = str(stranger.user.pk)
    session.save()
    assert "Join Meridian" not in stranger.get("/organisation/none/").content.decode()


def test_a_person_in_no_organisation_is_told_what_to_do(db):
    nobody = login(make_user())
    for url in ("/", "/workloads/", "/organisation/"):
        assert nobody.get(url).headers["Location"] == "/organisation/none/"
    page = nobody.get("/organisation/none/").content.decode()
    assert "You are in no organisation" in page
    assert "/accounts/logout/" in page
    assert nobody.post("/workloads/new/").status_code == 404
