"""A small OpenID Connect provider over real HTTP, and the way of a browser through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from django.http import HttpResponse
from django.test import Client

from reviewapp.people.models import Organisation, Role
from reviewapp.signin.domain.providers import save_provider
from reviewapp.signin.models import IdentityProvider

SECRET = "the client's own secret"


@dataclass(frozen=True)
class Issuer:
    url: str

    def knows(self, sub: str, **claims: Any) -> str:
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=10).raise_for_status()
        return sub

    def authorize(self, address: str, sub: str) -> str:
        """Where the provider sends the browser of this person back to: path and query."""
        sent = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
        back = urlsplit(sent.headers["Location"])
        return f"{back.path}?{back.query}"


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    # Every process loads this file, few tests begin a provider, and this loads much.
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread() as server:
        yield Issuer(f"http://localhost:{server.server_port}")


def make_provider(organisation: Organisation, issuer: str, **fields: Any) -> IdentityProvider:
    values = {
        "name": f"{organisation.name} ID",
        "slug": organisation.name.lower(),
        "issuer": issuer,
        "client_id": "pillars",
        "domains": ["meridian.example"],
        "newcomer_role": Role.VIEWER,
    }
    return save_provider(
        organisation=organisation, fields={**values, **fields}, secret=SECRET, by=None
    )


def come(visitor: Client, issuer: Issuer, provider: IdentityProvider, sub: str) -> HttpResponse:
    """Signs in through an organisation's provider as a browser does; the last answer."""
    page = visitor.post(f"/signin/at/{provider.slug}/")
    return visitor.get(issuer.authorize(page.context["address"], sub))
