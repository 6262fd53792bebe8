"""The row of tabs on a narrow screen."""

import pytest
from playwright.sync_api import Page, expect

from .looking import PHONE

pytestmark = pytest.mark.browser


def test_the_tab_where_one_is_is_in_sight_on_a_phone(demo: Page):
    demo.set_viewport_size(PHONE)
    demo.goto("/workloads/")
    demo.get_by_role("link", name="Larkspur Shop", exact=True).click()
    tabs = demo.get_by_role("navigation", name="Workload")
    last = tabs.get_by_role("link").last
    expect(last).not_to_be_in_viewport()
    last.click()
    expect(last).to_have_attribute("aria-current", "page")
    expect(last).to_be_in_viewport(ratio=0.9)
