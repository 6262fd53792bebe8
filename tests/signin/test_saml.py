"""Sign-in through a SAML identity provider, where the extra `saml` is installed."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from zlib import decompress

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client

from reviewapp.people.models import Membership
from reviewapp.signin import saml
from reviewapp.signin.models import Protocol
from tests.factories import make_organisation, make_user
from tests.people.visitors import new_visitor

from .issuers import make_provider

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not saml.INSTALLED, reason="needs the extra saml"),
]
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
ISSUER = "https://id.example/saml"
ASSERTION = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{response}" Version="2.0"
 IssueInstant="{now}" Destination="{acs}" InResponseTo="{request}"><saml:Issuer>{issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
{assertion}</samlp:Response>"""
INNER = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{id}" Version="2.0"
 IssueInstant="{now}"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject>
<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{sub}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData
 NotOnOrAfter="{later}" Recipient="{acs}" InResponseTo="{request}"/></saml:SubjectConfirmation>
</saml:Subject><saml:Conditions NotBefore="{before}" NotOnOrAfter="{later}"><saml:AudienceRestriction>
<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}"><saml:AuthnContext><saml:AuthnContextClassRef>
urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="{mail}">
<saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>
</saml:Assertion>"""


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def certificate(key) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture
def provider(organisation, certificate):
    return make_provider(
        organisation,
        ISSUER,
        protocol=Protocol.SAML,
        saml_address="https://id.example/sso",
        saml_certificate=certificate,
        addresses_trusted=True,
    )


def browser() -> Client:
    """Browsers name the host that they ask, which the library of SAML looks at."""
    return new_visitor(HTTP_HOST="testserver")


def asked(visitor: Client) -> str:
    """The id of the request that the browser carries to the identity provider."""
    address = visitor.post("/signin/at/meridian/").context["address"]
    assert address.startswith("https://id.example/sso?")
    sent = b64decode(parse_qs(urlsplit(address).query)["SAMLRequest"][0])
    return decompress(sent, -15).decode().split('ID="')[1].split('"')[0]


def answer(key, certificate: str, provider, request: str, email: str) -> str:
    """What the identity provider signs."""
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    now, form = datetime.now(UTC), "%Y-%m-%dT%H:%M:%SZ"
    place = f"http://testserver/accounts/saml/{provider.key}"
    words = {
        "id": uuid4().hex,
        "response": uuid4().hex,
        "now": now.strftime(form),
        "before": (now - timedelta(minutes=1)).strftime(form),
        "later": (now + timedelta(minutes=5)).strftime(form),
        "acs": f"{place}/acs/",
        "audience": f"{place}/metadata/",
        "issuer": ISSUER,
        "request": request,
        "sub": email,
        "mail": MAIL,
        "email": email,
    }
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
    signed = OneLogin_Saml2_Utils.add_sign(
        INNER.format(**words),
        private,
        certificate,
        sign_algorithm=RSA_SHA256,
        digest_algorithm=SHA256,
    )
    inner = signed.decode() if isinstance(signed, bytes) else signed
    inner = inner.split("?>", 1)[-1]
    return ASSERTION.format(assertion=inner, **words)


RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def hand_in(visitor: Client, provider, document: str):
    sent = {"SAMLResponse": b64encode(document.encode()).decode()}
    return visitor.post(f"/accounts/saml/{provider.key}/acs/", sent, follow=True)


def test_a_signed_answer_lets_a_newcomer_in(key, certificate, provider):
    visitor = browser()
    document = answer(key, certificate, provider, asked(visitor), "ada@meridian.example")
    hand_in(visitor, provider, document)
    assert visitor.get("/").status_code == 200
    assert Membership.objects.get(user__email="ada@meridian.example").role == "viewer"
    # Once.
    assert hand_in(browser(), provider, document).status_code == 403


@pytest.mark.parametrize(
    "forge",
    [
        lambda text: text.replace("ada@meridian", "eve@meridian"),
        lambda text: (
            text[: text.index("<ds:Signature")] + text[text.index("</ds:Signature>") + 15 :]
        ),
    ],
    ids=["changed", "unsigned"],
)
def test_what_is_not_signed_lets_nobody_in(key, certificate, provider, forge):
    visitor = browser()
    document = answer(key, certificate, provider, asked(visitor), "ada@meridian.example")
    assert hand_in(visitor, provider, forge(document)).status_code == 401
    assert not SocialAccount.objects.exists()


def test_an_account_of_another_organisation_is_not_taken_over(key, certificate, provider):
    make_user(make_organisation("Elsewhere"), email="ada@meridian.example")
    visitor = browser()
    document = answer(key, certificate, provider, asked(visitor), "ada@meridian.example")
    assert hand_in(visitor, provider, document).status_code == 403
    assert visitor.get("/").status_code == 302


def test_the_identity_provider_finds_what_it_needs(owner, provider):
    text = browser().get(f"/accounts/saml/{provider.key}/metadata/").content.decode()
    assert f"/accounts/saml/{provider.key}/acs/" in text
    assert (
        f"/accounts/saml/{provider.key}/acs/"
        in owner.get("/organisation/security/sign-in/").content.decode()
    )


def test_an_owner_sets_it_up(owner, certificate):
    form = "/organisation/security/sign-in/?protocol=saml"
    sent = {
        "name": "Meridian ID",
        "slug": "meridian",
        "issuer": ISSUER,
        "saml_address": "https://id.example/sso",
        "saml_certificate": certificate,
        "domains": "meridian.example",
        "active": "on",
    }
    wrong = owner.post(form, {**sent, "saml_certificate": "nothing"})
    assert list(wrong.context["form"].errors) == ["saml_certificate"]
    assert owner.post(form, sent).status_code == 302
    assert "SAML 2.0" in owner.get("/organisation/security/").content.decode()
    assert asked(browser())


def test_addresses_of_one_protocol_are_not_those_of_the_other(organisation, provider):
    forged = "callback/?code=x&state=y"
    assert browser().get(f"/accounts/oidc/{provider.key}/{forged}").status_code == 404
    other = make_provider(make_organisation("Elsewhere"), "https://id.example")
    for path in ("metadata/", "finish/", "out/"):
        assert browser().get(f"/accounts/saml/{other.key}/{path}").status_code == 404


def test_without_the_extra_it_is_not_there(provider, monkeypatch):
    monkeypatch.setattr(saml, "INSTALLED", False)
    assert browser().get("/signin/at/meridian/").status_code == 404
    assert browser().get(f"/accounts/saml/{provider.key}/metadata/").status_code == 404
