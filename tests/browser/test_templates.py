"""A template from its first word to a workload that decides otherwise, with a real worker."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.conftest import Product

MAKE = """
from reviewapp.demo.people import EMAIL, person
from reviewapp.people.models import Organisation
from reviewapp.workloads.domain import create_workload
fields = {{"name": "{name}", "description": "For a template.", "environment": "PRODUCTION",
          "regions": ["eu-west-1"]}}
organisation = Organisation.objects.get(name="Larkspur Outfitters")
workload = create_workload(
    organisation=organisation, fields=fields, lenses=["foundations"], by=person(EMAIL)
)
print(workload.pk)
"""


def test_a_template_reaches_a_workload_and_lets_it_decide_otherwise(demo: Page, product: Product):
    name = f"Central logging {uuid4().hex[:6]}"
    workload = product.shell(MAKE.format(name=f"Target {uuid4().hex[:6]}"))
    question = f"/workloads/{workload}/review/foundations/ops_observe/"

    demo.goto("/templates/new/")
    demo.get_by_label("Name").fill(name)
    demo.get_by_role("button", name="Create the template").click()
    demo.get_by_role("link", name="How do you see what the workload is doing?").click()
    first = demo.locator("fieldset.say").first
    expect(first.get_by_label("Note")).to_be_hidden()
    first.get_by_role("radio", name="In place", exact=True).check()
    first.get_by_label("Note").fill("One log archive for all accounts.")
    demo.get_by_role("button", name="Save", exact=True).click()

    demo.get_by_role("link", name="Preview and publish").click()
    demo.get_by_role("button", name="Publish", exact=True).click()
    demo.get_by_role("link", name="Apply to workloads").click()
    demo.get_by_label("Search", exact=True).fill("Target")
    demo.keyboard.press("Enter")
    demo.locator(f'input[value="{workload}"]').check()
    demo.get_by_role("button", name="Preview", exact=True).click()
    expect(demo.locator(".standing__question")).to_contain_text("Unanswered")
    demo.get_by_role("button", name="Apply to 1 workload").click()

    demo.wait_for_url(re.compile(r"/templates/$"))
    row = demo.locator(".rows > li").filter(has_text=name)
    expect(row).to_contain_text("In step", timeout=30_000)
    demo.goto(question)
    expect(demo.locator("#risk-now")).to_contain_text(f"Template “{name}”, version 1.")
    expect(demo.locator("#note-1")).to_have_value("One log archive for all accounts.")

    demo.locator("#choice-1 input[name=selected]").uncheck()
    expect(demo.locator("#save-state")).to_contain_text("Saved")
    demo.goto(f"/workloads/{workload}/templates/")
    expect(demo.locator(".standing__claim")).to_contain_text("Decided here, otherwise")
    demo.get_by_role("button", name="Follow the template again").click()
    expect(demo.locator(".standing__claim")).to_contain_text("In step")
    demo.goto(question)
    expect(demo.locator("#choice-1 input[name=selected]")).to_be_checked()


def test_a_change_reaches_the_page_that_waits_for_it(demo: Page):
    demo.goto("/templates/")
    demo.get_by_role("link", name="Landing zone").click()
    demo.get_by_role("link", name=re.compile("^Edit.*How do you see")).click()
    note = demo.locator("fieldset.say").first.get_by_label("Note")
    note.fill(f"{note.input_value()} Kept for a year.")
    demo.get_by_role("button", name="Save", exact=True).click()
    demo.get_by_role("link", name="Preview and publish").click()
    expect(demo.get_by_text("The note changes").first).to_be_visible()
    demo.get_by_label("What changed").fill("How long logs are kept.")
    demo.get_by_role("button", name=re.compile("^Publish and apply")).click()
    expect(demo.locator("#standing-job .state--complete")).to_be_visible(timeout=30_000)
    expect(demo.locator("tbody")).not_to_contain_text("Behind")
