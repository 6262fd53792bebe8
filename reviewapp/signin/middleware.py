"""What a session may reach, and what an organisation asks before it lets anybody in."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from reviewapp.isolation.scopes import everything
from reviewapp.people.models import Membership

from .confinement import KEYS, came_through, confined_to, gave_second_factor, may_change_keys
from .domain.security import fresh_security, has_second_factor, security_of
from .models import SecuritySettings
from .sessions import note_session

# A person's own, of no organisation; what they need to satisfy it, or to leave it.
OPEN_PREFIXES = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_", "saml_")
OPEN = frozenset(
    {
        "signin:language",
        "signin:second_factor",
        "signin:session_end",
        "signin:entrance",
        "signin:enter",
        "people:switch",
    }
)


class SessionsSeen:
    """Notes when and from where each session was used last, at most every five minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            note_session(request)
        return self.get_response(request)


class SignInRules:
    """Keeps a confined session in its organisation; leads to a second factor that one asks for.

    Stands before `CurrentOrganisation`, which asks `request.narrow`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.narrow = partial(_narrowed, request)  # type: ignore[attr-defined]
            request.asks_more = partial(_missing_elsewhere, request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        if not request.user.is_authenticated or request.resolver_match is None:
            return None
        name = request.resolver_match.view_name
        if name in KEYS and not may_change_keys(request, name):
            messages.warning(request, _confined_words())
            return redirect("mfa_index")
        membership: Membership | None = request.membership  # type: ignore[attr-defined]
        if membership and not is_open(name) and missing_factor(request, membership):
            return redirect("signin:second_factor")
        return None


def is_open(name: str) -> bool:
    """Whether an address belongs to the person, and not to an organisation."""
    return name in OPEN or name.startswith(OPEN_PREFIXES)


def missing_factor(request: HttpRequest, membership: Membership) -> str:
    """What the membership's organisation waits for: "enrol", "confirm", or "" for nothing."""
    return _missing(request, security_of(membership.organisation))


def _missing_elsewhere(request: HttpRequest, membership: Membership) -> str:
    """Of an organisation that the request does not speak for, whose rows it does not see."""
    with everything():
        return _missing(request, fresh_security(membership.organisation_id))


def _missing(request: HttpRequest, asked: SecuritySettings) -> str:
    if not asked.second_factor_required or gave_second_factor(request):
        return ""
    if asked.own_sign_in_counts and came_through(request, asked.organisation_id):
        return ""
    return "confirm" if has_second_factor(request.user) else "enrol"  # type: ignore[arg-type]


def _narrowed(request: HttpRequest, found: QuerySet[Membership]) -> QuerySet[Membership]:
    """Of a person's memberships those that the session reaches, with what they ask for."""
    found = found.select_related("organisation__security")
    confined = confined_to(request)
    return found.filter(organisation=confined) if confined else found


def _confined_words() -> str:
    return gettext(
        "You came through your organisation’s sign-in, which cannot change how your account is "
        "signed in to. Confirm your password first, or sign out and sign in with it."
    )
