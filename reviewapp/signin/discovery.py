"""What an OpenID Connect issuer publishes of itself (OpenID Connect Discovery 1.0, section 4)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from requests import ConnectionError as NotReached
from requests import RequestException, Timeout

from .outgoing import PrivateAddress, outgoing_session

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class DiscoveryFailed(Exception):
    """The text says to an owner what is wrong."""


def discover(issuer: str) -> Mapping[str, Any]:
    """Fetches and judges the document, and the keys that it names.

    Raises:
        DiscoveryFailed: see there.
    """
    document = _fetch(issuer + WELL_KNOWN)
    judge(document, issuer=issuer)
    keys = _fetch(document["jwks_uri"])
    if not keys.get("keys"):
        raise DiscoveryFailed(_("The issuer publishes no keys at %s.") % document["jwks_uri"])
    return document


def judge(document: Mapping[str, Any], *, issuer: str) -> None:
    """Raises DiscoveryFailed where the document is not this issuer's own, or not whole."""
    named = str(document.get("issuer", ""))
    if named.rstrip("/") != issuer.rstrip("/"):
        raise DiscoveryFailed(
            _("The document there is of the issuer %(named)s, not of %(issuer)s.")
            % {"named": named or "–", "issuer": issuer}
        )
    for name in ENDPOINTS:
        if not _is_address(document.get(name)):
            raise DiscoveryFailed(_("The issuer’s document has no usable “%s”.") % name)


def _is_address(value: object) -> bool:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    schemes = ("https", "http") if settings.SIGNIN_PRIVATE_ADDRESSES else ("https",)
    return bool(parts and parts.scheme in schemes and parts.hostname)


def _fetch(address: str) -> Mapping[str, Any]:
    try:
        with outgoing_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            found = answer.json()
    except PrivateAddress as error:
        raise DiscoveryFailed(
            _("%s is in a private network, which this server does not ask.") % address
        ) from error
    except Timeout as error:
        raise DiscoveryFailed(_("%s did not answer within 5 seconds.") % address) from error
    except NotReached as error:
        raise DiscoveryFailed(_("%s could not be reached.") % address) from error
    except RequestException as error:
        raise DiscoveryFailed(_in_words(address, error)) from error
    if not isinstance(found, dict):
        raise DiscoveryFailed(_("%s does not answer with JSON.") % address)
    return found


def _in_words(address: str, error: RequestException) -> str:
    status = getattr(error.response, "status_code", 0)
    if status and status != 200:
        return _("%(address)s answers with %(status)d.") % {"address": address, "status": status}
    return _("%s does not answer with JSON.") % address
