"""From an invitation to the first answer: the owner invites, a new person follows the mail's link."""

import re
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Product, mail_to, visit
from .looking import violations

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password for me"


def test_an_invited_person_sets_a_password_and_answers(
    product: Product, demo: Page, chromium: Browser
):
    email = f"{token_hex(4)}@example.com"
    demo.goto("/workloads/")
    demo.get_by_role("link", name="Larkspur Shop", exact=True).click()
    shop = demo.url
    demo.get_by_role("navigation", name="Workload").get_by_role("link", name="People").click()
    demo.get_by_role("link", name="Invite somebody").click()
    demo.get_by_label("E-mail address").fill(email)
    demo.get_by_label("Role on this workload").select_option("contributor")
    demo.get_by_label("Security").check()
    demo.get_by_role("button", name="Invite").click()
    expect(demo.get_by_text(f"{email} is invited.")).to_be_visible()
    assert violations(demo) == []
    demo.goto("/organisation/units/")
    demo.get_by_role("link", name="Storefront").click()
    assert violations(demo) == []

    context = visit(chromium, product.url, viewport={"width": 390, "height": 844})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(mail_to(product, email, r"http://\S+/invited/\S+"))
    assert page.url.endswith("/organisation/invited/")
    assert violations(page) == []
    page.get_by_label("Your name").fill("Nadia Rossi")
    page.get_by_label("Password", exact=False).first.fill("short")
    page.get_by_label("Password once more").fill("short")
    page.get_by_role("button", name="Make the account and join").click()
    expect(page.locator(".field--error").first).to_be_visible()
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_label("Password once more").fill(PASSWORD)
    page.get_by_role("button", name="Make the account and join").click()
    page.wait_for_url(re.compile(r"^https?://[^/]+/$"))
    expect(page.get_by_role("rowheader")).to_have_count(1)

    page.goto(f"{shop}review/framework/securely_operate/")
    choice = page.locator(".question__choices input[type=checkbox]").first
    ticked = choice.is_checked()
    choice.set_checked(not ticked)
    expect(page.locator(".save-state--saved").first).to_be_attached()
    page.reload()
    expect(choice).to_be_checked(checked=not ticked)
    page.goto(f"{shop}review/framework/dev_integ/")
    expect(page.locator(".question__choices input[type=checkbox]:enabled")).to_have_count(0)
    context.close()
