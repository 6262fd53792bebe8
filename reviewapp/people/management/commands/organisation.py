"""Organisations from the command line: how the first owner of an install gets in."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import IntegrityError

from reviewapp.people.domain import (
    AlreadyMember,
    BelongsElsewhere,
    add_member,
    create_organisation,
)
from reviewapp.people.mail import password_link
from reviewapp.people.models import Role


class Command(BaseCommand):
    help = "Make an organisation with its first owner; prints a link to set the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make an organisation with its first owner")
        create.add_argument("--name", required=True)
        create.add_argument("--owner", required=True, metavar="EMAIL")

    def handle(self, *, name: str, owner: str, **_: Any) -> None:
        try:
            validate_email(owner)
        except ValidationError as error:
            raise CommandError(f"{owner} is not an e-mail address.") from error
        try:
            organisation = create_organisation(name=name)
            membership, _created = add_member(
                organisation=organisation, email=owner, role=Role.OWNER
            )
        except IntegrityError as error:
            raise CommandError(f"An organisation called {name} exists already.") from error
        except (AlreadyMember, BelongsElsewhere) as error:
            organisation.delete()
            raise CommandError(f"{owner} belongs to another organisation.") from error
        self.stdout.write(f"Organisation {name} is ready. Its owner sets a password here:")
        self.stdout.write(password_link(membership.user))
