"""SAML 2.0, where the extra `saml` is installed."""

from importlib.util import find_spec

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.db.models import QuerySet
from django.http import HttpRequest

from .models import IdentityProvider, Protocol

INSTALLED = find_spec("onelogin") is not None


def usable_providers() -> QuerySet[IdentityProvider]:
    """Of all organisations those that are on, and whose protocol this server speaks."""
    found = IdentityProvider.objects.filter(active=True).select_related("organisation")
    return found if INSTALLED else found.exclude(protocol=Protocol.SAML)


def address_of(request: HttpRequest, provider: IdentityProvider, *, after: str) -> str:
    """Where the browser has to go to sign in there; the way back to `after` is kept."""
    found = get_adapter(request).get_provider(request, "saml", client_id=provider.key)
    answer = found.redirect(request, process=AuthProcess.LOGIN, next_url=after or None)
    return str(answer["Location"])
