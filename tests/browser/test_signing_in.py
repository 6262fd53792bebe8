"""Signing in with a second factor, with a passkey, and through an organisation's own provider."""

import re
from uuid import uuid4

from playwright.sync_api import BrowserContext, Page, expect

from tests.factories import PASSWORD
from tests.signin.codes import code_of
from tests.signin.issuers import Issuer, running_issuer

from .conftest import Product, sign_in, visit
from .looking import violations

DASHBOARD = re.compile(r"^https?://[^/]+/$")
# A device of its own with a fingerprint that is always right.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PERSON = """
from reviewapp.people.domain import create_organisation
from reviewapp.people.models import User
user = User.objects.create_user("{email}", "{password}", name="Ada Byron")
create_organisation(name="{name}", owner=user)
"""
PROVIDER = """
from reviewapp.people.models import Organisation
from reviewapp.signin.domain.providers import save_provider
save_provider(
    organisation=Organisation.objects.get(name="{name}"),
    fields=dict(name="Meridian ID", slug="{name}", issuer="{issuer}", client_id="pillars",
                domains=["{name}.example"], newcomer_role="viewer"),
    secret="secret", by=None,
)
"""


def new_person(product: Product) -> str:
    """The name of a new organisation, whose owner is at that name's domain."""
    name = f"o{uuid4().hex[:8]}"
    product.shell(PERSON.format(email=f"ada@{name}.example", password=PASSWORD, name=name))
    return name


def sign_out(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Your account")).click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def enter_code(page: Page, secret: str, button: str) -> None:
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_of(secret))
    page.get_by_role("button", name=button, exact=True).click()


def set_up_app(page: Page) -> str:
    """The key that the page shows to an authenticator app."""
    page.get_by_role("button", name=re.compile("^Your account")).click()
    page.get_by_role("link", name="Security").click()
    assert violations(page) == []
    page.get_by_role("link", name="Set up an authenticator app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    picture = page.get_by_alt_text("QR code")
    assert picture.evaluate("each => each.complete && each.naturalWidth > 0")
    assert violations(page) == []
    secret = page.locator("#totp-secret").inner_text()
    enter_code(page, secret, "Set up")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert violations(page) == []
    return secret


def add_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/passkeys/add/")
    assert violations(page) == []
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto("/accounts/2fa/passkeys/")
    expect(page.get_by_text("Work laptop").first).to_be_visible()
    expect(page.get_by_text("signs in alone")).to_be_visible()


def test_a_second_factor_is_set_up_and_signs_in_and_so_does_a_passkey(chromium, product):
    # Browsers give passkeys to names alone, and to no numbers.
    context = visit(chromium, product.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    email = f"ada@{new_person(product)}.example"
    sign_in(page, email, PASSWORD)
    secret = set_up_app(page)
    add_passkey(page)
    sign_out(page)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    assert violations(page) == []
    enter_code(page, secret, "Sign in")
    page.wait_for_url(DASHBOARD)
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(DASHBOARD)
    context.close()


def test_a_member_comes_through_the_organisations_own_provider(
    context: BrowserContext, product: Product
):
    name = new_person(product)
    with running_issuer() as issuer:
        product.shell(PROVIDER.format(name=name, issuer=issuer.url))
        page = come_through(context, issuer, name)
    page.get_by_role("button", name=re.compile("^Your account: Grace Hopper")).click()
    page.get_by_role("link", name="Security").click()
    expect(page.get_by_text("You came through your organisation’s sign-in")).to_be_visible()
    assert violations(page) == []


def come_through(context: BrowserContext, issuer: Issuer, name: str) -> Page:
    sub = issuer.knows(
        uuid4().hex, email=f"grace@{name}.example", email_verified=True, name="Grace Hopper"
    )
    page = context.new_page()
    page.goto(f"/signin/at/{name}/?next=/lenses/")
    assert violations(page) == []
    page.get_by_role("button", name="Sign in with Meridian ID").click()
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(re.compile("/lenses/$"))
    return page
