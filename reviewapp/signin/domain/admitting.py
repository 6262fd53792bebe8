"""Whom an organisation's own sign-in lets in, and as whom.

An owner chooses the provider, and a provider may say any address of anybody. What it says is
therefore believed within its organisation alone:

- it signs in people who are active members of the organisation, known by the provider's own
  number for them or by a verified address in the domains that the owner named;
- it makes an account for a newcomer only where no account has the address;
- it never signs in, links or adds an account that is not a member of the organisation;
- the session that it opens reaches this organisation alone and cannot change how the account
  is signed in to (`reviewapp.signin.confinement`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reviewapp.audit.domain import record
from reviewapp.people.models import Membership, User
from reviewapp.signin.models import IdentityProvider

NO_MEMBER = _("You are not a member of this organisation. Ask an owner of it to invite you.")
# Some providers write the claim as a text.
VERIFIED = (True, "true", "True")


class Refused(Exception):
    """Not let in; `reason` is for the person."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Admitted:
    """`user` is the member who came, None for a newcomer; `email` is empty for who is known."""

    user: User | None
    email: str = ""


def admit(
    provider: IdentityProvider, *, known: User | None, addresses: Sequence[EmailAddress]
) -> Admitted:
    """Decides who it is that the provider sent.

    Args:
        provider: the organisation's own.
        known: the user to whom the provider's number for the person is linked.
        addresses: what the provider says, with whether it says that they are verified.

    Raises:
        Refused: not let in.
    """
    if known is not None:
        return Admitted(_member(provider, known))
    email = _verified(provider, addresses)
    user = User.objects.filter(email=email).first()
    if user is not None:
        return Admitted(_member(provider, user), email)
    if not provider.newcomer_role:
        raise Refused(NO_MEMBER)
    return Admitted(None, email)


@transaction.atomic
def join(provider: IdentityProvider, user: User) -> Membership:
    """Makes a newcomer's account a member with the role that the owner chose."""
    membership = Membership.objects.create(
        organisation=provider.organisation, user=user, role=provider.newcomer_role
    )
    record(
        organisation=provider.organisation_id,
        action="member.added",
        by=None,
        subject=user.email,
        after={"role": provider.newcomer_role, "through": provider.name},
    )
    return membership


def linked(provider: IdentityProvider, user: User) -> None:
    """Writes down that a member came through the provider for the first time."""
    record(
        organisation=provider.organisation_id,
        action="provider.linked",
        by=user,
        subject=user.email,
        after={"through": provider.name},
    )


def _member(provider: IdentityProvider, user: User) -> User:
    """Raises Refused, alike for those it let go and for those whom it never knew."""
    if Membership.active.filter(organisation=provider.organisation, user=user).exists():
        return user
    raise Refused(NO_MEMBER)


def _verified(provider: IdentityProvider, addresses: Sequence[EmailAddress]) -> str:
    found = next((each for each in addresses if each.email), None)
    if found is None:
        raise Refused(_("Your organisation’s sign-in did not tell your e-mail address."))
    if found.verified not in VERIFIED and not provider.addresses_trusted:
        raise Refused(
            _("Your organisation’s sign-in did not say that your e-mail address is verified.")
        )
    email = str(found.email).lower()
    if email.rpartition("@")[2] not in provider.domains:
        raise Refused(_("Your e-mail address is in none of the domains that an owner allowed."))
    return email
