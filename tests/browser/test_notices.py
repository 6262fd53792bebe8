"""The bell: it counts while a page is open, and all of it goes by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from reviewapp.demo.people import EMAIL

from .conftest import Product
from .looking import violations

pytestmark = pytest.mark.browser

TELL = f"""
from reviewapp.notices.domain import notify
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload
user = User.objects.get(email={EMAIL!r})
user.notices.all().delete()
workload = Workload.objects.get(name="Larkspur Shop")
for text in ("First of two", "Second of two"):
    notify(users=[user], kind="state_changed", organisation=workload.organisation, text=text,
           url=f"/workloads/{{workload.pk}}/scans/", workload_id=workload.pk)
"""


def test_what_happens_elsewhere_is_told_at_the_bell_and_read_by_keyboard(
    product: Product, demo: Page
):
    demo.goto("/workloads/")
    demo.get_by_role("link", name="Larkspur Shop", exact=True).click()
    expect(demo.locator("#live")).to_have_attribute("data-live-state", "live")
    bell = demo.locator("button.bell[popovertarget]")
    product.shell(TELL)
    expect(bell).to_have_accessible_name("Notifications 2 unread")

    bell.press("Enter")
    panel = demo.get_by_role("dialog", name="Notifications")
    first = panel.get_by_role("link", name="First of two")
    expect(first).to_be_visible()
    assert violations(demo) == []
    panel.get_by_role("button", name="Mark as read: First of two").press("Enter")
    expect(bell).to_have_accessible_name("Notifications 1 unread")
    expect(first).to_be_focused()

    panel.get_by_role("link", name="Unread: Second of two").press("Enter")
    demo.wait_for_url(re.compile("/scans/$"))
    expect(bell).to_have_accessible_name("Notifications")
