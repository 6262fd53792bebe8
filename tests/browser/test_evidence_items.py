"""Attaching evidence in the browser: a file and a link on a practice, and what goes stale."""

import pytest
from playwright.sync_api import Page, expect

from tests.reviews.test_true_types import PDF

from .conftest import Product

pytestmark = pytest.mark.browser

QUESTION = "review/framework/dev_integ/"
A_DAY_TOO_LATE = """
from datetime import timedelta
from django.utils import timezone
from reviewapp.reviews.models import EvidenceItem
from reviewapp.schedule.tasks import tick
yesterday = timezone.now().date() - timedelta(days=1)
print(EvidenceItem.objects.filter(kind="link", removed_at=None).update(valid_until=yesterday))
tick()
"""


def test_a_file_and_a_link_are_attached_and_the_link_goes_stale(product: Product, demo: Page):
    demo.goto("/workloads/")
    workload = demo.get_by_role("link", name="Larkspur Shop", exact=True).get_attribute("href")
    demo.goto(f"{workload}{QUESTION}")
    panel = demo.locator("#items")
    expect(panel).to_contain_text("Nothing yet.")

    panel.get_by_text("Attach evidence", exact=True).click()
    panel.get_by_label("It shows").select_option(index=1)
    policy = {"name": "policy.html", "mimeType": "text/html", "buffer": PDF}
    panel.get_by_label("File").set_input_files(policy)
    panel.get_by_role("button", name="Attach").click()
    # It is what its bytes say, and the page was not left.
    expect(panel.get_by_role("link", name="policy.html.pdf")).to_be_visible()
    with demo.expect_download() as saved:
        panel.get_by_role("link", name="policy.html.pdf").click()
    assert saved.value.path().read_bytes() == PDF

    panel.get_by_text("Attach evidence", exact=True).click()
    panel.get_by_label("or a link").fill("javascript:alert(1)")
    panel.get_by_role("button", name="Attach").click()
    expect(panel).to_contain_text("Only addresses that start with https://")
    panel.get_by_label("or a link").fill("https://wiki.example.com/rehearsal")
    panel.get_by_label("Title").fill("The last rehearsal")
    panel.get_by_label("Valid until").first.fill("2099-01-01")
    panel.get_by_role("button", name="Attach").click()
    expect(panel.get_by_role("link", name="The last rehearsal")).to_be_visible()
    expect(demo.locator("#risk-now")).not_to_contain_text("Stale")

    told = product.shell(A_DAY_TOO_LATE)
    assert told.startswith("1\n")
    assert "Subject: Larkspur Shop: 1 attached item is past the last day" in told
    demo.goto(f"{workload}{QUESTION}?show=stale")
    expect(demo.locator("#risk-now")).to_contain_text("Stale: evidence that people attached")
    expect(panel.locator(".badge", has_text="Stale")).to_be_visible()
    # Removed, nothing is stale any more; the page says so without being loaded again.
    panel.get_by_role("button", name="Remove The last rehearsal").click()
    expect(panel.get_by_role("link", name="The last rehearsal")).to_have_count(0)
    expect(demo.locator("#risk-now")).not_to_contain_text("Stale")
