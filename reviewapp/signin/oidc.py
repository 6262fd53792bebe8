"""OpenID Connect as allauth speaks it, with an identity provider that an owner configured."""

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe
from requests import RequestException

from .discovery import DiscoveryFailed, judge
from .models import IdentityProvider, Protocol

FAILURES = (OAuth2Error, RequestException, KeyError, ValueError)


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """Goes on only with a discovery document that is the issuer's own and whole."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        try:
            judge(config, issuer=self.get_provider().app.settings["server_url"])
        except DiscoveryFailed as error:
            raise OAuth2Error(str(error)) from error
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002
        """The one that an owner is shown, by whichever name of this server the person came."""
        kwargs = {"provider_id": self.provider_id}
        return settings.BASE_URL + reverse("openid_connect_callback", kwargs=kwargs)


def address_of(request: HttpRequest, provider: IdentityProvider, *, after: str) -> str:
    """Where the browser has to go to sign in there; the way back to `after` is kept.

    Raises:
        OAuth2Error, RequestException: the provider does not answer as it should.
    """
    found = get_adapter(request).get_provider(request, provider.key)
    found.oauth2_adapter_class = CheckedAdapter
    answer = found.redirect(request, process=AuthProcess.LOGIN, next_url=after or None)
    return str(answer["Location"])


@require_safe
@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Where the provider sends people back to."""
    adapter = CheckedAdapter(request, provider_id)
    try:
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    if provider.id != Protocol.OIDC:
        raise Http404
    try:
        if "code" in request.GET:
            # allauth fetches it where an unreachable provider would be a mistake of this server.
            _ = adapter.openid_config
        answer: HttpResponseBase = OAuth2CallbackView.adapter_view(adapter)(request)
    except FAILURES as error:
        return render_authentication_error(request, provider, exception=error)
    return answer
