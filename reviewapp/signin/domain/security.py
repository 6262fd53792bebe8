"""What an organisation asks of those who sign in."""

from collections.abc import Mapping
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from reviewapp.audit.domain import record
from reviewapp.isolation.scopes import everything
from reviewapp.people.models import Membership, Organisation, User
from reviewapp.signin.models import SecuritySettings

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def security_of(organisation: Organisation) -> SecuritySettings:
    """The organisation's settings; the defaults where it never set any."""
    try:
        return organisation.security
    except SecuritySettings.DoesNotExist:
        return SecuritySettings(organisation=organisation)


def fresh_security(organisation_id: UUID) -> SecuritySettings:
    found = SecuritySettings.objects.filter(pk=organisation_id).first()
    return found or SecuritySettings(organisation_id=organisation_id)


@transaction.atomic
def change_security(
    *,
    organisation: Organisation,
    second_factor_required: bool,
    own_sign_in_counts: bool,
    by: User | None,
) -> SecuritySettings:
    before = facts_of(fresh_security(organisation.pk))
    settings, _ = SecuritySettings.objects.update_or_create(
        organisation=organisation,
        defaults={
            "second_factor_required": second_factor_required,
            "own_sign_in_counts": own_sign_in_counts,
        },
    )
    after = facts_of(settings)
    if after != before:
        record(
            organisation=organisation,
            action="security.changed",
            by=by,
            subject=organisation.name,
            before=before,
            after=after,
        )
    return settings


def facts_of(settings: SecuritySettings) -> Mapping[str, bool]:
    return {
        "second_factor_required": settings.second_factor_required,
        "own_sign_in_counts": settings.own_sign_in_counts,
    }


def has_second_factor(user: User) -> bool:
    """An authenticator app or a passkey; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=STRONG).exists())


def members_without_second_factor(organisation: Organisation) -> QuerySet[Membership]:
    theirs = Authenticator.objects.filter(user=OuterRef("user"), type__in=STRONG)
    return (
        Membership.active.filter(~Exists(theirs), organisation=organisation)
        .select_related("user")
        .order_by("user__email")
    )


def record_factor(*, user: User, action: str, factor: str) -> None:
    _record_everywhere(user, action, {"factor": factor})


def record_ended(user: User, address: str) -> None:
    """A session from this network address was ended by the person."""
    _record_everywhere(user, "session.ended", {"address": address})


def record_session(user: User, action: str) -> None:
    """`session.signed_in` and its like, in the logs of the person's organisations."""
    _record_everywhere(user, action, {})


def _record_everywhere(user: User, action: str, after: Mapping[str, str]) -> None:
    """In the log of every organisation that the person belongs to."""
    with everything(), transaction.atomic():
        for membership in Membership.active.filter(user=user):
            record(
                organisation=membership.organisation_id,
                action=action,
                by=user,
                subject=user.email,
                after=dict(after) or None,
            )
