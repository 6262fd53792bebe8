"""Organisations from the command line: how the first owner of an install gets in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command
from django.db import transaction
from django.forms import Form

from reviewapp.people.domain import NameTaken, add_member, create_organisation
from reviewapp.people.forms import MemberForm, OrganisationForm
from reviewapp.people.mail import password_link
from reviewapp.people.models import Membership, Role


class Command(BaseCommand):
    help = "Make an organisation with its first owner; prints a link to set the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make an organisation with its first owner")
        create.add_argument("--name", required=True)
        create.add_argument("--owner", required=True, metavar="EMAIL")

    def handle(self, *, name: str, owner: str, **_: Any) -> None:
        call_command("migrate", verbosity=0)
        _check(OrganisationForm({"name": name}))
        _check(MemberForm({"email": owner, "role": Role.OWNER}))
        try:
            membership = _create(" ".join(name.split()), owner)
        except NameTaken as error:
            raise CommandError(f"An organisation called {name} exists already.") from error
        self.stdout.write(
            f"Organisation {membership.organisation} is ready. Its owner sets a password here:"
        )
        self.stdout.write(password_link(membership.user))


@transaction.atomic
def _create(name: str, owner: str) -> Membership:
    organisation = create_organisation(name=name)
    return add_member(organisation=organisation, email=owner, role=Role.OWNER)[0]


def _check(form: Form) -> None:
    """Raises CommandError with what a page would say beside the field."""
    for field, errors in form.errors.items():
        raise CommandError(f"{field}: {' '.join(map(str, errors))}")
