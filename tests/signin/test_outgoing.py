"""What an owner types leads to no address inside this network; what is stored stays sealed."""

import socket

import pytest

from reviewapp.signin.discovery import DiscoveryFailed, discover, judge
from reviewapp.signin.outgoing import PrivateAddress, outgoing_session
from reviewapp.signin.sealing import Unreadable, seal, unseal

from .issuers import running_issuer

GOOD = {
    "issuer": "https://id.example",
    "authorization_endpoint": "https://id.example/a",
    "token_endpoint": "https://id.example/t",
    "userinfo_endpoint": "https://id.example/u",
    "jwks_uri": "https://id.example/k",
}


@pytest.fixture
def strict(settings):
    settings.SIGNIN_PRIVATE_ADDRESSES = False


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "[::1]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:a00:1::1]",
        "224.0.0.1",
        "2130706433",
    ],
)
def test_no_private_address_is_asked(strict, host):
    with pytest.raises(PrivateAddress), outgoing_session() as session:
        session.get(f"https://{host}/")


def test_a_name_is_judged_by_all_of_its_addresses(strict, monkeypatch):
    answers = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("1.1.1.1", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(PrivateAddress), outgoing_session() as session:
        session.get("https://rebinding.example/")


def test_a_redirect_passes_the_same_door(settings):
    with running_issuer() as issuer, outgoing_session() as session:
        settings.SIGNIN_PRIVATE_ADDRESSES = True
        assert session.get(f"{issuer.url}/jwks").status_code == 200
        settings.SIGNIN_PRIVATE_ADDRESSES = False
        session.close()
        with pytest.raises(PrivateAddress):
            session.get(f"{issuer.url}/jwks")


def test_http_is_not_spoken(strict):
    with outgoing_session() as session:
        assert list(session.adapters) == ["https://"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issuer": "https://evil.example"}, "of the issuer https://evil.example"),
        ({"issuer": None}, "of the issuer"),
        ({"token_endpoint": None}, "no usable “token_endpoint”"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "no usable “authorization_endpoint”"),
        ({"jwks_uri": "http://id.example/k"}, "no usable “jwks_uri”"),
        ({"userinfo_endpoint": "https://["}, "no usable “userinfo_endpoint”"),
    ],
)
def test_a_document_that_is_not_the_issuers_own_or_not_whole_is_refused(strict, change, words):
    judge(GOOD, issuer="https://id.example")
    with pytest.raises(DiscoveryFailed, match=words):
        judge({**GOOD, **change}, issuer="https://id.example")


def test_what_is_wrong_with_an_issuer_is_told(settings):
    with running_issuer() as issuer:
        assert discover(issuer.url)["issuer"] == issuer.url
        with pytest.raises(DiscoveryFailed, match="answers with 404"):
            discover(f"{issuer.url}/nothing")
        settings.SIGNIN_PRIVATE_ADDRESSES = False
        with pytest.raises(DiscoveryFailed, match="private network"):
            discover(issuer.url.replace("http:", "https:"))
    settings.SIGNIN_PRIVATE_ADDRESSES = True
    with pytest.raises(DiscoveryFailed, match="could not be reached"):
        discover("http://localhost:9")


def test_a_sealed_text_is_unreadable_without_the_key(settings):
    settings.SECRET_KEY = "first"
    sealed = seal("the secret")
    assert "secret" not in sealed
    assert unseal(sealed) == "the secret"
    settings.SECRET_KEY = "second"
    with pytest.raises(Unreadable):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = ["first"]
    assert unseal(sealed) == "the secret"
