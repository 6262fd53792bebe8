"""What happens when accounts and second factors come and go."""

from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import (
    email_changed,
    password_changed,
    password_reset,
    password_set,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.utils.translation import get_language_from_request

from reviewapp.people.domain.languages import note_browser_language
from reviewapp.people.models import User

from .domain.addresses import count_as_verified
from .domain.security import STRONG, record_factor, record_session
from .sessions import begin_noting


def connect() -> None:
    post_save.connect(on_account, sender=User, dispatch_uid="signin.account")
    user_logged_in.connect(on_signed_in, dispatch_uid="signin.signed_in")
    user_logged_out.connect(on_signed_out, dispatch_uid="signin.signed_out")
    user_login_failed.connect(on_failed, dispatch_uid="signin.failed")
    for each in (password_changed, password_set, password_reset):
        each.connect(on_password, dispatch_uid="signin.password")
    email_changed.connect(on_address, dispatch_uid="signin.address")
    authenticator_added.connect(on_factor_added, dispatch_uid="signin.factor_added")
    authenticator_removed.connect(on_factor_removed, dispatch_uid="signin.factor_removed")
    authenticator_reset.connect(on_factor_reset, dispatch_uid="signin.factor_reset")


def on_account(*, instance: User, created: bool, raw: bool, **_: Any) -> None:
    """An account that its holder did not make by themselves needs no proof of the address."""
    if created and not raw and not getattr(instance, "self_made", False):
        count_as_verified(instance)


def on_signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    begin_noting(request)
    note_browser_language(user, get_language_from_request(request))
    record_session(user, "session.signed_in")


def on_signed_out(*, user: User | None, **_: Any) -> None:
    """None where nobody was signed in."""
    if user is not None:
        record_session(user, "session.signed_out")


def on_password(*, user: User, **_: Any) -> None:
    """Changed, set for the first time, or by a link out of a mail."""
    record_session(user, "session.password_changed")


def on_address(*, user: User, **_: Any) -> None:
    record_session(user, "session.address_changed")


def on_failed(*, credentials: Mapping[str, Any], **_: Any) -> None:
    """Of addresses that belong to nobody nothing is kept."""
    address = str(credentials.get("email") or "")
    for user in User.objects.filter(email__iexact=address)[:1]:
        record_session(user, "session.failed")


def on_factor_added(
    *, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Whoever set a factor up has just used it: this session need not give it again."""
    if authenticator.type in STRONG:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    record_factor(user=user, action="factor.added", factor=authenticator.type)


def on_factor_removed(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    record_factor(user=user, action="factor.removed", factor=authenticator.type)


def on_factor_reset(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    record_factor(user=user, action="factor.reset", factor=authenticator.type)
