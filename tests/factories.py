"""What tests are made of: an organisation, its people, a workload. Plain functions.

organisation = make_organisation()
client = login(make_user(organisation, Role.LEAD))
workload = make_workload(organisation, rto_minutes=30)
"""

from itertools import count
from typing import Any

from django.test import Client

from reviewapp.people.models import Membership, Organisation, Role, User
from reviewapp.workloads.models import Environment, Workload

ACCOUNT = "111122223333"
REGION = "eu-central-1"
PASSWORD = "correct horse battery staple"

_numbers = count(1)


class Browser(Client):
    """A test client that knows who is signed in."""

    user: User


def make_organisation(name: str = "") -> Organisation:
    return Organisation.objects.create(name=name or f"Organisation {next(_numbers)}")


def make_user(
    organisation: Organisation | None = None,
    role: str = Role.OWNER,
    *,
    email: str = "",
    name: str = "",
    password: str | None = None,
) -> User:
    """A user; a member of `organisation` where one is given. No usable password unless given."""
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"{role}-{number}@example.com", password, name=name or f"{role.title()} {number}"
    )
    if organisation is not None:
        Membership.objects.create(organisation=organisation, user=user, role=role)
    return user


def make_workload(organisation: Organisation, name: str = "", **fields: Any) -> Workload:
    values: dict[str, Any] = {
        "description": "Takes orders and payments.",
        "environment": Environment.PRODUCTION,
        "account_ids": [ACCOUNT],
        "regions": [REGION],
    }
    return Workload.objects.create(
        organisation=organisation,
        name=name or f"Workload {next(_numbers)}",
        **{**values, **fields},
    )


def login(user: User, **defaults: Any) -> Browser:
    """A browser in which `user` is signed in; the user stands at `client.user`."""
    client = Browser(**defaults)
    client.force_login(user)
    client.user = user
    return client
