"""The life of a lens, by hand: written, published, reviewed with, published anew, upgraded, undone."""

import re

from playwright.sync_api import Page, expect

from .conftest import Product

MAKE = """
from reviewapp.people.models import Organisation
from reviewapp.workloads.domain.profile import create_workload
made = create_workload(
    organisation=Organisation.objects.get(memberships__user__email="demo@example.com"),
    fields={
        "name": "Life of a lens",
        "description": "Reviewed with a lens of its own.",
        "environment": "PRODUCTION",
        "non_aws_regions": ["cellar"],
    },
    lenses=[],
)
print(made.pk)
"""


def written(page: Page) -> None:
    """Waits until the draft says that it is saved."""
    expect(page.locator(".save-state--saved")).to_be_visible()


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_role("textbox", name=label, exact=True).first.fill(text)
    page.get_by_role("textbox", name=label, exact=True).first.press("Tab")


def publish(page: Page, *, name: str = "") -> None:
    page.get_by_role("link", name=re.compile("^Publish")).click()
    page.get_by_label("Name of the version").fill(name)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text(re.compile("is published"))).to_be_visible()


def write_lens(page: Page) -> str:
    """Writes and publishes a lens of one question. Returns the address of its page."""
    page.goto("/lenses/")
    page.get_by_role("button", name="New lens").click()
    page.wait_for_url(re.compile("/drafts/"))
    with page.expect_response(lambda r: r.request.method == "POST" and r.ok):
        fill(page, "Name", "Restores")
    page.get_by_role("link", name="First question").click()
    page.wait_for_url(re.compile("/questions/"))
    with page.expect_response(lambda r: r.request.method == "POST" and r.ok):
        fill(page, "Question", "Can the shop be restored?")
    with page.expect_response(lambda r: r.request.method == "POST" and r.ok):
        fill(page, "Practice", "Backups are taken")
    written(page)
    publish(page)
    page.wait_for_url(re.compile(r"/lenses/[0-9a-f-]{36}/$"))
    return page.url


def put_on(page: Page, workload: str) -> None:
    page.goto(f"/workloads/{workload}/lenses/")
    page.get_by_label("Lens", exact=True).select_option(label="Restores")
    page.get_by_role("button", name="Put on").click()


def test_the_life_of_a_lens(demo: Page, product: Product) -> None:
    workload = product.shell(MAKE)
    lens = write_lens(demo)
    put_on(demo, workload)
    review = f"/workloads/{workload}/review/restores/"

    # A review with it: one of two practices is medium risk by the rules that the draft began with.
    demo.goto(review)
    demo.get_by_role("link", name="Can the shop be restored?").click()
    demo.get_by_role("checkbox", name=re.compile("Backups are taken")).check()
    expect(demo.locator("#risk-now")).to_contain_text("Medium risk")
    question = demo.url

    # A third practice, and no risk without it, is a major version: the review stays as it is.
    demo.goto(lens)
    demo.get_by_role("button", name="Edit").click()
    demo.wait_for_url(re.compile("/drafts/"))
    demo.get_by_role("link", name="First question").click()
    demo.get_by_role("button", name="Add a choice").click()
    rule = demo.get_by_role("textbox", name=re.compile("As a condition of rule 2"))
    with demo.expect_response(lambda r: r.request.method == "POST" and r.ok):
        rule.fill("second_practice")
        rule.press("Tab")
    written(demo)
    publish(demo, name="Autumn")
    expect(demo.locator("main")).to_contain_text("2.0")

    demo.goto(question)
    expect(demo.locator("#risk-now")).to_contain_text("Medium risk")

    # The upgrade is offered, says what it does, keeps the tick and judges by the new rules.
    demo.goto(review)
    demo.get_by_role("link", name=re.compile("what would change", re.IGNORECASE)).first.click()
    expect(demo.locator("main")).to_contain_text("Can the shop be restored?")
    demo.get_by_role("button", name=re.compile("Upgrade to 2.0")).click()
    demo.goto(question)
    expect(demo.get_by_role("checkbox", name=re.compile("Backups are taken"))).to_be_checked()
    expect(demo.locator("#risk-now")).to_contain_text("High risk")
    demo.goto(f"/workloads/{workload}/milestones/")
    expect(demo.locator("main")).to_contain_text("Before Restores 2.0")

    # And back.
    demo.goto(review)
    demo.get_by_role("link", name=re.compile("undo", re.IGNORECASE)).first.click()
    demo.get_by_role("button", name="Go back to 1.0").click()
    expect(demo.locator("main")).to_contain_text("What would change")
    demo.goto(question)
    expect(demo.get_by_role("checkbox", name=re.compile("Backups are taken"))).to_be_checked()
    expect(demo.locator("#risk-now")).to_contain_text("Medium risk")

    # Taken off and put back, the answer is there.
    demo.goto(f"/workloads/{workload}/lenses/")
    demo.get_by_role("link", name=re.compile("Take off")).click()
    demo.get_by_role("button", name="Take it off").click()
    expect(demo.get_by_role("button", name=re.compile("Put back"))).to_be_visible()
    demo.goto(question)
    expect(demo.locator("main")).to_contain_text("Kept aside")
    expect(demo.locator("#answer-form")).to_have_count(0)
    demo.goto(f"/workloads/{workload}/lenses/")
    demo.get_by_role("button", name=re.compile("Put back")).click()
    expect(demo.get_by_text("Restores is back")).to_be_visible()
    demo.goto(question)
    expect(demo.get_by_role("checkbox", name=re.compile("Backups are taken"))).to_be_checked()
