"""An organisation's own sign-in: setting it up, changing it, taking it away."""

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from reviewapp.audit.domain import record
from reviewapp.people.models import Membership, Organisation, User
from reviewapp.signin.models import IdentityProvider
from reviewapp.signin.sealing import seal

# What says who somebody is there: whoever is linked is linked by it.
IDENTITY = ("protocol", "issuer", "client_id")
TOLD = (
    *("protocol", "name", "slug", "issuer", "client_id", "saml_address", "saml_certificate"),
    *("domains", "newcomer_role", "addresses_trusted", "active"),
)


class SlugTaken(Exception):
    """Another organisation uses this address."""


def provider_of(organisation: Organisation) -> IdentityProvider | None:
    return IdentityProvider.objects.filter(pk=organisation.pk).first()


@transaction.atomic
def save_provider(
    *, organisation: Organisation, fields: Mapping[str, Any], secret: str, by: User | None
) -> IdentityProvider:
    """Makes or changes it; an empty `secret` keeps the one that there is.

    Where another issuer or client says who people are, nobody stays linked: the same number may
    be somebody else there.

    Raises:
        SlugTaken: see there.
    """
    found = IdentityProvider.objects.select_for_update().filter(pk=organisation.pk).first()
    provider = found or IdentityProvider(organisation=organisation)
    before = facts_of(provider) if found else None
    for name, value in fields.items():
        setattr(provider, name, value)
    if secret:
        provider.sealed_secret = seal(secret)
    _save(provider)
    if before and any(before[name] != getattr(provider, name) for name in IDENTITY):
        SocialAccount.objects.filter(provider=provider.key).delete()
    record(
        organisation=organisation,
        action="provider.changed" if before else "provider.created",
        by=by,
        subject=provider.name,
        before=before,
        after={**facts_of(provider), "new_key": bool(secret)},
    )
    return provider


@transaction.atomic
def remove_provider(provider: IdentityProvider, *, by: User | None) -> None:
    """Takes it away, and the links of the people who came through it; they stay members."""
    SocialAccount.objects.filter(provider=provider.key).delete()
    record(
        organisation=provider.organisation_id,
        action="provider.removed",
        by=by,
        subject=provider.name,
        before=facts_of(provider),
    )
    provider.delete()


def facts_of(provider: IdentityProvider) -> dict[str, Any]:
    """Without the secret."""
    return {name: getattr(provider, name) for name in TOLD}


def providers_for(email: str) -> list[IdentityProvider]:
    """Where a member of this address signs in; empty for everybody else."""
    theirs = Membership.active.filter(user__email=email.strip().lower())
    return list(
        IdentityProvider.objects.filter(
            active=True, organisation__in=theirs.values("organisation")
        ).order_by("name")
    )


def _save(provider: IdentityProvider) -> None:
    try:
        with transaction.atomic():
            provider.save()
    except IntegrityError as error:
        raise SlugTaken from error
