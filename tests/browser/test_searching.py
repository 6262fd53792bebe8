"""The palette and the keys, without a mouse: from anywhere to a question by a word of its note."""

from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from .conftest import Product

pytestmark = pytest.mark.browser

MADE = """
from reviewapp.demo.people import EMAIL
from reviewapp.people.models import Membership
from reviewapp.reviews.domain.answers import save_answer
from tests.factories import make_workload
from tests.reviews.factories import answer_of, decide, make_lens, make_review, small_lens
house = Membership.objects.get(user__email=EMAIL).organisation
review = make_review(make_workload(house, "Kiln {mark}"), make_lens(small_lens(), organisation=house))
note = "The <b>kiln{mark}</b> is restored every May."
save_answer(
    answer_id=answer_of(review).pk, read_version=0, decision=decide("tested", notes=note), by=None
)
print(f"/workloads/{{review.workload_id}}/review/{{review.slug}}/")
"""


def test_the_palette_and_the_keys(product: Product, demo: Page):
    errors: list[str] = []
    demo.on("pageerror", lambda error: errors.append(str(error)))
    mark = token_hex(4)
    review = product.shell(MADE.format(mark=mark))
    demo.set_viewport_size({"width": 1440, "height": 900})
    demo.goto("/lenses/")
    _opened_and_closed(demo)
    _to_the_question(demo, f"kiln{mark}", f"{review}backups/")
    _keys_of_the_page(demo)
    _commands_of_the_page(demo)
    _pages_by_letters(demo)
    _the_page_of_search(demo, f"kiln{mark}")
    assert not errors


def _opened_and_closed(page: Page) -> None:
    """The focus comes back to where it was."""
    link = page.get_by_role("link", name="Dashboard", exact=True)
    link.focus()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-input")).to_be_focused()
    expect(page.get_by_role("option", name="Audit log")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(link).to_be_focused()


def _to_the_question(page: Page, word: str, url: str) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type(word)
    field, found = page.locator("#palette-input"), page.get_by_role("option")
    expect(found.first).to_contain_text("How do you get data back?")
    expect(field).to_have_attribute("aria-activedescendant", found.first.get_attribute("id") or "")
    page.keyboard.press("ArrowDown")
    expect(found.first).to_have_attribute("aria-selected", "false")
    expect(found.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{url}")


def _keys_of_the_page(page: Page) -> None:
    """Those of every page and those of the question; typing a text fires none of them."""
    keys = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(keys).to_contain_text("Go to the workloads")
    expect(keys).to_contain_text("Next unanswered question")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("m")
    page.keyboard.type("?gd")
    expect(page.locator("#notes")).to_be_focused()
    expect(keys).to_be_hidden()
    assert "/review/" in page.url
    page.keyboard.press("Escape")


def _commands_of_the_page(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("assign que")
    option = page.get_by_role("option", name="Assign this question")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#team-line").get_by_label("Assign to")).to_be_visible()


def _pages_by_letters(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/workloads/")


def _the_page_of_search(page: Page, word: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator(".hit mark").first).to_have_text(word)
    expect(page.locator(".hit__text")).to_contain_text(f"<b>{word}</b> is restored")
