"""A guest reads one review by a link, until whoever gave it takes it back."""

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Product, visit
from .looking import violations

pytestmark = pytest.mark.browser


def test_a_link_is_given_read_and_taken_back(product: Product, demo: Page, chromium: Browser):
    demo.goto("/workloads/")
    workload = demo.get_by_role("link", name="Larkspur Shop", exact=True).get_attribute("href")
    demo.goto(f"{workload}guests/")
    demo.get_by_label("Whom it is for").fill("Vela Audit")
    demo.get_by_role("button", name="Make a link").click()
    address = demo.locator("#guest-address").inner_text().strip()

    context = visit(chromium, product.url)
    context.set_default_timeout(15_000)
    guest = context.new_page()
    guest.goto(address)
    expect(guest).not_to_have_url(address)  # The secret is not left in the address.
    review = guest.url
    expect(guest.get_by_role("heading", level=1)).to_be_visible()
    expect(guest.locator("body")).to_contain_text("Vela Audit")
    expect(guest.locator("form:not([action*=language])")).to_have_count(0)
    assert violations(guest) == []
    guest.goto(workload)
    expect(guest.get_by_label("Password")).to_be_visible()

    # In the middle of the guest's reading.
    guest.goto(review)
    expect(guest.locator("body")).to_contain_text("Vela Audit")
    demo.get_by_role("button", name="End Vela Audit").click()
    expect(demo.get_by_role("row", name="Vela Audit")).to_contain_text("Ended")
    guest.reload()
    for opened in (review, address):
        guest.goto(opened)
        expect(guest.get_by_role("heading", name="This link does not work")).to_be_visible()
        expect(guest.locator("body")).not_to_contain_text("Larkspur")
    context.close()
