"""An organisation's provider in the form in which allauth asks for one."""

from typing import Any

from allauth.socialaccount.models import SocialApp

from .models import IdentityProvider, Protocol
from .sealing import Unreadable, unseal


def app_of(provider: IdentityProvider) -> SocialApp:
    """Never saved: the secret stays sealed in our own table."""
    saml = provider.protocol == Protocol.SAML
    return SocialApp(
        provider=provider.protocol,
        provider_id=provider.key,
        name=provider.name,
        # allauth finds a SAML app by what it calls the client.
        client_id=provider.key if saml else provider.client_id,
        secret=_secret(provider),
        settings=_saml(provider) if saml else {"server_url": provider.issuer},
    )


def _saml(provider: IdentityProvider) -> dict[str, Any]:
    return {
        "idp": {
            "entity_id": provider.issuer,
            "sso_url": provider.saml_address,
            "x509cert": provider.saml_certificate,
        },
        "advanced": {
            "reject_idp_initiated_sso": True,
            "want_assertion_signed": True,
            # Names within a company's network are often of one part.
            "allow_single_label_domains": True,
        },
    }


def _secret(provider: IdentityProvider) -> str:
    """Empty where it cannot be read any more: the provider then refuses, and a page says so."""
    try:
        return unseal(provider.sealed_secret) if provider.sealed_secret else ""
    except Unreadable:
        return ""
