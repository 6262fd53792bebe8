"""The first owner of an install, from the command line."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from reviewapp.people.models import Organisation, Role, User
from tests.factories import PASSWORD, make_organisation, make_user
from tests.people.visitors import can_sign_in, new_email, set_password

pytestmark = pytest.mark.django_db


def create(name="Meridian", owner="first@example.com") -> str:
    out = io.StringIO()
    call_command("organisation", "create", "--name", name, "--owner", owner, stdout=out)
    return out.getvalue()


def test_an_organisation_is_made_with_an_owner_who_sets_a_password_by_the_link():
    email = new_email()
    printed = create(owner=email)
    owner = User.objects.get(email=email).memberships.get()
    assert (owner.organisation.name, owner.role) == ("Meridian", Role.OWNER)
    set_password(re.search(r"http://127\.0\.0\.1:8000(\S+)", printed)[1], PASSWORD)
    assert can_sign_in(email, PASSWORD)


def test_whoever_has_an_account_may_own_another_organisation():
    person = make_user(make_organisation("Taken"), email="member@example.com")
    create(owner=person.email)
    assert [each.organisation.name for each in person.memberships.order_by("pk")] == [
        "Taken",
        "Meridian",
    ]


@pytest.mark.parametrize(
    ("name", "owner", "words"),
    [
        ("Meridian", "nobody", "email: Enter a valid email address."),
        ("", "a@example.com", "name: This field is required."),
        ("n" * 101, "a@example.com", "name: Ensure this value has at most 100 characters"),
        ("TAKEN", "a@example.com", "An organisation called TAKEN exists already."),
    ],
)
def test_what_cannot_be_made_is_told_and_leaves_nothing(name, owner, words):
    make_user(make_organisation("Taken"), email="member@example.com")
    with pytest.raises(CommandError, match=re.escape(words)):
        create(name, owner)
    assert (Organisation.objects.count(), User.objects.count()) == (1, 1)
