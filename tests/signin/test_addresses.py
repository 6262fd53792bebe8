"""Addresses are proven before they open anything; who is there already stays in."""

import re
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core import mail

from reviewapp.people.domain import add_member
from reviewapp.people.models import Role
from tests.factories import PASSWORD, login, make_user
from tests.people.visitors import new_email, new_visitor, sign_in

pytestmark = pytest.mark.django_db


def follow(visitor, message) -> None:
    """Opens the link of a mail and says yes."""
    path = re.search(r"http://\S+?(/accounts/confirm-email/\S+)", message.body)[1]
    visitor.get(path)
    visitor.post(path)


def test_who_signs_up_gets_in_only_once_the_address_is_proven(settings):
    settings.SIGNUP_OPEN = True
    visitor, email = new_visitor(), new_email()
    visitor.post(
        "/accounts/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    )
    assert sign_in(visitor, email)["Location"] == "/accounts/confirm-email/"
    assert visitor.get("/accounts/security/").status_code == 302
    follow(new_visitor(), mail.outbox[0])
    sign_in(visitor, email)
    assert visitor.get("/accounts/security/").status_code == 200


def test_a_changed_address_holds_once_it_is_proven(organisation):
    user = make_user(organisation, email=new_email(), password=PASSWORD)
    browser, new = login(user), new_email()
    browser.post("/accounts/email/", {"email": new, "action_add": ""})
    user.refresh_from_db()
    assert user.email != new
    sent = mail.outbox[0]
    assert sent.to == [new]
    assert sign_in(new_visitor(), new)["Location"] == "/accounts/confirm-email/"
    follow(browser, sent)
    user.refresh_from_db()
    assert user.email == new
    assert sign_in(new_visitor(), new).status_code == 302


def test_an_address_of_somebody_else_is_not_taken_even_by_their_click(organisation):
    other = make_user(organisation, email=new_email())
    browser = login(make_user(organisation, email=new_email(), password=PASSWORD))
    browser.post("/accounts/email/", {"email": other.email, "action_add": ""})
    follow(browser, mail.outbox[0])
    browser.user.refresh_from_db()
    assert browser.user.email != other.email
    assert EmailAddress.objects.get(email=other.email, verified=True).user == other


def test_an_account_that_an_owner_made_needs_no_other_proof_than_its_mail(organisation):
    membership, _ = add_member(organisation=organisation, email=new_email(), role=Role.VIEWER)
    assert EmailAddress.objects.get(user=membership.user).verified


def test_who_could_sign_in_before_still_can(organisation):
    users = [make_user(organisation, email=new_email(), password=PASSWORD) for _ in range(2)]
    EmailAddress.objects.filter(user=users[0]).delete()
    EmailAddress.objects.filter(user=users[1]).update(verified=False, primary=False)
    assert sign_in(new_visitor(), users[0].email)["Location"] == "/accounts/confirm-email/"
    migration = import_module("reviewapp.signin.migrations.0002_addresses_of_who_is_there")
    migration.verify(apps, None)
    assert [sign_in(new_visitor(), each.email)["Location"] for each in users] == ["/", "/"]


def test_sessions_from_before_are_listed(organisation):
    browser = login(make_user(organisation))
    UserSession.objects.all().delete()
    migration = import_module("reviewapp.signin.migrations.0003_sessions_of_who_is_there")
    migration.list_sessions(apps, None)
    assert UserSession.objects.get().user == browser.user
    assert "This browser" in browser.get("/accounts/sessions/").content.decode()
