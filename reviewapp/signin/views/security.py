"""A person's own: password, address, second factor, passkeys, sessions."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviewapp.isolation.scopes import everything
from reviewapp.people.access import signed_in
from reviewapp.people.models import User
from reviewapp.signin.confinement import confined_to
from reviewapp.signin.domain.security import record_ended
from reviewapp.signin.middleware import missing_factor
from reviewapp.signin.models import IdentityProvider


@require_safe
@signed_in
def security(request: HttpRequest) -> HttpResponse:
    return render(request, "mfa/index.html", _overview(request))


@require_safe
@signed_in
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where the organisation's wish for a second factor leads; away again once it is met."""
    membership = request.membership  # type: ignore[attr-defined]
    missing = missing_factor(request, membership) if membership else ""
    if not missing:
        return redirect("dashboard")
    context = {"missing": missing, **_factors(request.user)}  # type: ignore[arg-type]
    return render(request, "signin/second_factor.html", context)


@require_POST
@signed_in
def session_end(request: HttpRequest, session_id: int) -> HttpResponse:
    """Ends one of the person's sessions; the browser there is out at its next request."""
    user: User = request.user  # type: ignore[assignment]
    session = get_object_or_404(UserSession, pk=session_id, user=user)
    end_sessions(request, [session])
    record_ended(user, session.ip)
    if not request.user.is_authenticated:
        return redirect("account_login")
    messages.success(request, _("The session is ended."))
    return redirect("usersessions_list")


def _overview(request: HttpRequest) -> dict[str, Any]:
    user: User = request.user  # type: ignore[assignment]
    confined = confined_to(request)
    return {
        "address": EmailAddress.objects.filter(user=user, primary=True).first(),
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "confined": confined is not None,
        "through": _providers(user),
        **_factors(user),
    }


def _factors(user: User) -> dict[str, Any]:
    found = list(Authenticator.objects.filter(user=user).order_by("pk"))
    codes = next((each for each in found if each.type == "recovery_codes"), None)
    return {
        "totp": next((each for each in found if each.type == "totp"), None),
        "passkeys": [each for each in found if each.type == "webauthn"],
        "codes": codes,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
    }


def _providers(user: User) -> list[str]:
    """The names of the organisations' sign-ins through which the person came."""
    keys = SocialAccount.objects.filter(user=user).values_list("provider", flat=True)
    found = IdentityProvider.objects.filter(pk__in=list(keys))
    with everything():
        return list(found.values_list("name", flat=True))
