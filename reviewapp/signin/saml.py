"""SAML 2.0, where the extra `saml` is installed."""

from importlib.util import find_spec

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import HttpRequest

from .models import IdentityProvider

INSTALLED = find_spec("onelogin") is not None


def address_of(request: HttpRequest, provider: IdentityProvider, *, after: str) -> str:
    """Where the browser has to go to sign in there; the way back to `after` is kept."""
    found = get_adapter(request).get_provider(request, "saml", client_id=provider.key)
    answer = found.redirect(request, process=AuthProcess.LOGIN, next_url=after or None)
    return str(answer["Location"])
