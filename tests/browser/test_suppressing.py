"""A finding let be from the evidence panel: the suggestion follows, and comes back when it ends."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .looking import violations

pytestmark = pytest.mark.browser

REASON = "Detection is bought from another vendor here."


def threats(page: Page) -> Locator:
    """What the panel says of the choice, open."""
    found = page.locator(".evidence-choice", has_text=re.compile("GuardDuty", re.IGNORECASE)).first
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def settled(page: Page, address: str) -> Locator:
    """The same, once the worker has worked suggestions out again."""
    page.goto(address)
    notice = page.locator("#evidence .applying")
    expect(notice).not_to_contain_text("being worked out", timeout=20_000)
    page.reload()
    return threats(page)


def test_let_be_from_the_panel_and_counted_again_once_ended(demo: Page):
    demo.goto("/workloads/")
    link = demo.get_by_role("link", name="Larkspur Shop", exact=True)
    question = f"{link.get_attribute('href')}review/foundations/sec_detect/"
    demo.goto(question)
    expect(threats(demo).locator(".suggestion").first).to_contain_text("Not met")

    threats(demo).get_by_role("link", name=re.compile("^Suppress")).first.click()
    preview = demo.locator("#suppression-preview")
    expect(preview).to_contain_text("1 failing finding")
    demo.get_by_text("What it covers").click()
    demo.get_by_label("Region").fill("nowhere")
    expect(preview).to_contain_text("A region looks like")
    demo.get_by_label("Region").fill("")
    expect(preview).to_contain_text("1 failing finding")
    demo.get_by_label("Reason").fill(REASON)
    demo.get_by_role("button", name="Suppress").click()
    demo.wait_for_url(re.compile("sec_detect"))

    found = settled(demo, question)
    expect(found.locator(".suggestion").first).to_contain_text("Supported")
    expect(found).to_contain_text(REASON)

    found.get_by_role("link", name=re.compile("^Returns on")).click()
    expect(demo.locator(".timeline")).to_contain_text("Made")
    assert violations(demo) == []
    demo.get_by_role("link", name="End it now").click()
    demo.get_by_role("button", name="End it").click()
    expect(demo.locator(".timeline")).to_contain_text("Ended")
    expect(settled(demo, question).locator(".suggestion").first).to_contain_text("Not met")
