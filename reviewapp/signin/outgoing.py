"""Requests to addresses that an owner typed: they reach the internet, never this network.

The address is looked up once, judged, and that very address is connected to, so that a name
which answers differently the second time gains nothing. Redirects pass the same door.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidURL
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

TIMEOUT = 5
LARGEST = 1024 * 1024
TRANSLATED = IPv6Network("64:ff9b::/96")


class _NotPublic(Exception):
    """Passes through urllib3, which would take any OSError for a broken line and try again."""


class PrivateAddress(InvalidURL):
    """The name leads into a network that this server must not be asked about."""


def outgoing_session() -> Session:
    """A session that takes no proxies or passwords from the environment, and no http."""
    session = Session()
    session.trust_env = False
    session.max_redirects = 3
    session.adapters.clear()
    session.mount("https://", PublicOnly())
    if settings.SIGNIN_PRIVATE_ADDRESSES:
        session.mount("http://", PublicOnly())
    return session


def public_address(host: str, port: int) -> str:
    """One address of a host to connect to.

    Raises:
        _NotPublic: one of its addresses is not of the public internet.
        OSError: no such host.
    """
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not settings.SIGNIN_PRIVATE_ADDRESSES and not all(map(_is_public, addresses)):
        raise _NotPublic(f"{host} is not an address of the public internet.")
    return addresses[0]


def _is_public(address: str) -> bool:
    """Of an IPv6 address that carries an IPv4 address, both count."""
    found = ip_address(address)
    carried = _carried(found) if isinstance(found, IPv6Address) else None
    mapped = isinstance(found, IPv6Address) and found.ipv4_mapped
    judged = [carried] if mapped and carried else [found, *filter(None, [carried])]
    return all(each.is_global and not each.is_multicast for each in judged)


def _carried(address: IPv6Address) -> IPv4Address | None:
    """What a network translates it to (RFC 4291, RFC 3056, RFC 6052)."""
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class _PlainConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        self._dns_host = public_address(self._dns_host, self.port)
        return super()._new_conn()


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        self._dns_host = public_address(self._dns_host, self.port)
        return super()._new_conn()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class PublicOnly(HTTPAdapter):
    """Connects to public addresses alone, within `TIMEOUT` seconds; answers have a size."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:  # type: ignore[override]
        kwargs["timeout"] = kwargs.get("timeout") or TIMEOUT
        try:
            response = super().send(request, **kwargs)
        except _NotPublic as error:
            raise PrivateAddress(str(error)) from error
        if int(response.headers.get("Content-Length") or 0) > LARGEST:
            response.close()
            raise InvalidURL("The answer is too large.")
        return response
