"""A meeting of two by keyboard alone: one presents, the other's screen follows, minutes show it."""

import re
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from .conftest import Product, sign_in, visit
from .hands import press

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password for me"
MADE = """
from reviewapp.demo.people import EMAIL
from reviewapp.people.models import Membership
from tests.factories import make_user, make_workload
from tests.reviews.factories import make_lens, make_review, small_lens
house = Membership.objects.get(user__email=EMAIL).organisation
make_user(house, "contributor", email="{email}", name="Ben Okoro", password="{password}")
workload = make_workload(house, "Parcels {mark}")
review = make_review(workload, make_lens(small_lens(questions=2), organisation=house))
print(f"/workloads/{{workload.pk}}/review/{{review.slug}}/")
"""
WITHIN_MS = 1000
MINUTES = re.compile("/minutes/$")


def test_one_presents_by_keyboard_and_the_other_follows(
    product: Product, demo: Page, chromium: Browser
):
    mark = token_hex(4)
    email = f"ben-{mark}@example.com"
    review = product.shell(MADE.format(email=email, password=PASSWORD, mark=mark))
    context = visit(chromium, product.url)
    context.set_default_timeout(15_000)
    ben = context.new_page()
    sign_in(ben, email, PASSWORD)
    ben.goto(review)
    _begin(demo, review)
    # The overview was open all the while, and says so by itself.
    press(ben, ben.locator("#meeting-running").get_by_role("link", name="Join"))
    expect(_title(ben)).to_have_text("How do you get data back?")
    _present(demo, ben)
    _keep_what_is_unsaved(demo, ben)
    _end(demo, ben)
    context.close()


def _title(page: Page):
    return page.locator("#question-title")


def _begin(lead: Page, review: str) -> None:
    lead.goto(review)
    press(lead, lead.get_by_role("link", name="Meeting", exact=True))
    press(lead, lead.get_by_role("button", name="Begin the meeting"))
    expect(_title(lead)).to_have_text("How do you get data back?")


def _present(lead: Page, ben: Page) -> None:
    expect(lead.locator("#meeting-now")).to_contain_text("Ben Okoro")
    lead.keyboard.press("2")
    expect(lead.locator("#risk-now")).to_contain_text("Medium risk")
    # Both see the same answer, and that it was decided.
    expect(ben.locator("#tick-2")).to_be_checked()
    expect(ben.locator("#meeting-decisions")).to_contain_text("Answered")
    lead.keyboard.press("m")
    lead.keyboard.type("Restored in May.")
    lead.keyboard.press("Escape")
    expect(lead.locator("#meeting-decisions")).to_contain_text("MRI")
    expect(ben.locator("#notes")).to_have_value("Restored in May.")
    lead.keyboard.press("s")
    expect(lead.locator("#assign").get_by_label("Assign to")).to_be_focused()
    lead.keyboard.type("Ben")
    press(lead, lead.locator("#assign").get_by_role("button", name="Save"))
    expect(lead.locator("#team-line")).to_contain_text("Assigned to Ben Okoro")
    lead.keyboard.press("y")
    expect(ben.locator("#team-line")).to_contain_text("Agreed")
    lead.keyboard.press("p")
    lead.keyboard.type("Ask finance")
    lead.keyboard.press("Enter")
    expect(ben.locator("#meeting-parking")).to_contain_text("Ask finance")
    expect(lead.locator("dialog[open]")).to_have_count(0)
    # Counted from where the presenter sees the next question.
    lead.keyboard.press("j")
    expect(_title(lead)).to_have_text("How do you do number 1?")
    expect(_title(ben)).to_have_text("How do you do number 1?", timeout=WITHIN_MS)
    lead.keyboard.press("q")
    expect(lead.locator("#risk-now")).to_contain_text("Not applicable")
    expect(ben.locator("#risk-now")).to_contain_text("Not applicable")


def _keep_what_is_unsaved(lead: Page, ben: Page) -> None:
    """Whoever writes is told that the meeting moved, and not moved."""
    ben.locator("#notes").press_sequentially("Half a sen")
    lead.keyboard.press("j")
    expect(_title(lead)).to_have_text("How do you do number 2?")
    expect(ben.locator("#meeting-moved")).to_contain_text("moved on to another question")
    expect(_title(ben)).to_have_text("How do you do number 1?")
    # Saved, and heard of: at the next event after that the page would go on by itself.
    with ben.expect_response(lambda answer: "/side/" in answer.url), ben.expect_response(_finished):
        ben.keyboard.insert_text("tence.")  # At once, so that it is one save that is heard of.
    expect(ben.locator("#notes")).to_have_value("Half a sentence.")
    press(ben, ben.locator("#meeting-moved a"))
    expect(_title(ben)).to_have_text("How do you do number 2?")


def _finished(answer: Response) -> bool:
    return "sentence" in (answer.request.post_data or "")


def _end(lead: Page, ben: Page) -> None:
    lead.keyboard.press("Shift+E")
    expect(lead.get_by_role("button", name="End it and read the minutes")).to_be_focused()
    lead.keyboard.press("Enter")
    for page in (lead, ben):
        page.wait_for_url(MINUTES)
        minutes = page.locator(".minutes")
        for said in (
            "Ben Okoro",
            "Risk: Unanswered → Medium risk",
            "Restored in May.",
            "Half a sentence.",
            "Not applicable",
            "Ask finance",
            "Assigned to Ben Okoro",
            "Agreed",
        ):
            expect(minutes).to_contain_text(said)
