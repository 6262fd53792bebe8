"""Signing in through one's organisation."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_not_required
from allauth.core import ratelimit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from requests import RequestException

from reviewapp.isolation.scopes import everything
from reviewapp.signin import oidc, saml
from reviewapp.signin.domain.providers import providers_for
from reviewapp.signin.forms import EnterForm
from reviewapp.signin.mail import mail_entrances
from reviewapp.signin.models import IdentityProvider, Protocol

logger = logging.getLogger(__name__)
UNREACHABLE = (OAuth2Error, RequestException, KeyError, ValueError)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def find(request: HttpRequest) -> HttpResponse:
    """Mails a member the address; the page says the same to everybody."""
    form = EnterForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "signin/find.html", {"form": form}, status=_status(form))
    if not ratelimit.consume(request, action="find_sign_in"):
        return ratelimit.respond_429(request)
    _mail(form.cleaned_data["email"])
    return redirect("signin:found")


@require_http_methods(["GET", "HEAD"])
@login_not_required
def found(request: HttpRequest) -> HttpResponse:
    return render(request, "signin/found.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def entrance(request: HttpRequest, slug: str) -> HttpResponse:
    """The organisation's own sign-in.

    A form may lead to no other site (the content security policy forbids it), so the answer to
    one is a page that goes on by itself.
    """
    with everything():
        provider = get_object_or_404(saml.usable_providers(), slug=slug)
    context = {"provider": provider, "next": _after(request)}
    if request.method != "POST":
        return render(request, "signin/entrance.html", context)
    if not ratelimit.consume(request, action="own_sign_in"):
        return ratelimit.respond_429(request)
    try:
        address = _address(request, provider)
    except UNREACHABLE as error:
        logger.warning("Sign-in of %s does not work: %s", provider.pk, type(error).__name__)
        return render(request, "signin/entrance.html", {**context, "failed": True}, status=502)
    return render(request, "signin/leaving.html", {**context, "address": address})


def _address(request: HttpRequest, provider: IdentityProvider) -> str:
    way = saml if provider.protocol == Protocol.SAML else oidc
    return way.address_of(request, provider, after=_after(request))


def _after(request: HttpRequest) -> str:
    """Where the person wanted to go; nowhere outside of this product."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if wanted and get_adapter(request).is_safe_url(wanted) else ""


def _mail(email: str) -> None:
    with everything():
        providers = providers_for(email)
    if not providers:
        return
    try:
        mail_entrances(email, providers)
    except (OSError, SMTPException):
        logger.exception("A mail with a sign-in address was not sent")


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200
