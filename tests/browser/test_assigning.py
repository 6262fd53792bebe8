"""Two people and a review by keyboard alone: assigned, marked ready, agreed, closed."""

from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Product, sign_in, visit
from .hands import press, tab_to

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password for me"
MADE = """
from reviewapp.demo.people import EMAIL
from reviewapp.people.models import Membership, User
from tests.factories import make_user, make_workload
from tests.reviews.factories import make_lens, make_review, small_lens
house = Membership.objects.get(user__email=EMAIL).organisation
make_user(house, "contributor", email="{email}", name="Ben Okoro", password="{password}")
workload = make_workload(house, "Parcels {mark}")
review = make_review(workload, make_lens(small_lens(questions=1), organisation=house))
print(f"/workloads/{{workload.pk}}/review/{{review.slug}}/")
"""


def test_a_question_from_assigned_to_closed(product: Product, demo: Page, chromium: Browser):
    mark = token_hex(4)
    email = f"ben-{mark}@example.com"
    review = product.shell(MADE.format(email=email, password=PASSWORD, mark=mark))
    context = visit(chromium, product.url)
    context.set_default_timeout(15_000)
    ben = context.new_page()
    sign_in(ben, email, PASSWORD)
    _assign(demo, review)
    _answer(ben)
    # What Ben does stands on the lead's page, which was not loaded again.
    line = demo.locator("#team-line")
    expect(line).to_contain_text("Ready for review")
    press(demo, demo.locator("#team-to-agreed"))
    expect(line).to_contain_text("Agreed")
    expect(demo.locator("#team-words")).to_be_focused()
    _leave_open(demo, review)
    _close(demo, review)
    # A page that was open all the while is refused in words.
    ben.keyboard.press("2")
    expect(ben.locator("#form-errors")).to_contain_text("This review is closed")
    context.close()


def _assign(lead: Page, review: str) -> None:
    lead.goto(f"{review}backups/")
    line = lead.locator("#team-line")
    expect(line).to_contain_text("Nobody has this question")
    press(lead, lead.locator("#team-assign"))
    tab_to(lead, line.get_by_label("Assign to"))
    lead.keyboard.type("Ben")
    press(lead, line.get_by_role("button", name="Save"))
    expect(line).to_contain_text("Assigned to Ben Okoro")


def _answer(ben: Page) -> None:
    press(ben, ben.get_by_role("link", name="My questions"))
    press(ben, ben.get_by_role("link", name="How do you get data back?"))
    expect(ben.locator("#team-line")).to_contain_text("Assigned to you")
    ben.wait_for_load_state()  # its keys are there then
    ben.keyboard.press("1")
    expect(ben.locator("#save-state")).to_contain_text("Saved")
    press(ben, ben.locator("#team-to-ready"))
    expect(ben.locator("#team-line")).to_contain_text("Ready for review")


def _leave_open(lead: Page, review: str) -> None:
    lead.goto(f"{review}question_1/")
    line = lead.locator("#team-line")
    press(lead, line.get_by_text("With a note"))
    tab_to(lead, line.get_by_label("Why"))
    lead.keyboard.type("Waits for the penetration test.")
    press(lead, line.get_by_role("button", name="Leave it open"))
    expect(line).to_contain_text("Stays open")


def _close(lead: Page, review: str) -> None:
    lead.goto(review)
    press(lead, lead.get_by_role("link", name="Team and states"))
    press(lead, lead.get_by_role("link", name="Close the review"))
    press(lead, lead.get_by_role("button", name="Close the review"))
    expect(lead.get_by_text("This review is closed.")).to_be_visible()
