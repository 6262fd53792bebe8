"""How far a session reaches, by the way in which it was opened.

The owner of an organisation decides what the organisation's own sign-in says, and could have it
say that somebody is anybody. So a session that it opened reaches that organisation alone, and
cannot plant a password, a passkey or an address that would later open more. Whoever then
confirms their own password is the account's holder, and the session reaches everything.
"""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from reviewapp.people.models import Membership

# What decides how an account is signed in to and shows where it is, by the names of addresses.
KEYS = frozenset(
    {
        "account_email",
        "account_change_password",
        "account_set_password",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_deactivate_totp",
        "mfa_activate_totp",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "usersessions_list",
        "signin:session_end",
    }
)
# Open where the account belongs to no other organisation. A first second factor, which the
# organisation may ask for, opens nothing by itself; where else somebody is signed in concerns
# nobody else.
AT_HOME = frozenset(
    {
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "usersessions_list",
        "signin:session_end",
    }
)


def confined_to(request: HttpRequest) -> UUID | None:
    """The organisation that the session reaches alone; None where it reaches all of a person's."""
    records = records_of(request)
    if any(each.get("method") == "password" for each in records):
        return None
    named = [each["provider"] for each in records if each.get("method") == "socialaccount"]
    return _uuid(named[-1]) if named else None


def came_through(request: HttpRequest, organisation_id: UUID) -> bool:
    """Whether this organisation's own sign-in opened the session."""
    return any(
        each.get("method") == "socialaccount" and each.get("provider") == str(organisation_id)
        for each in records_of(request)
    )


def gave_second_factor(request: HttpRequest) -> bool:
    return any(each.get("method") == "mfa" for each in records_of(request))


def may_change_keys(request: HttpRequest, url_name: str) -> bool:
    """Whether the session may open an address of `KEYS`."""
    confined = confined_to(request)
    if confined is None:
        return True
    return url_name in AT_HOME and not _belongs_elsewhere(request, confined)


def _belongs_elsewhere(request: HttpRequest, organisation_id: UUID) -> bool:
    others = Membership.objects.filter(user=request.user).exclude(organisation=organisation_id)  # type: ignore[misc]
    return others.exists()


def records_of(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    found: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return found


def _uuid(text: str) -> UUID:
    """An account of no organisation's provider reaches none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
