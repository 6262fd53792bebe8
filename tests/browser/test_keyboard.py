"""The main flows by keyboard alone: nothing here clicks, and the focus is never lost.

From sign-in to a question that is answered, assigned, ready and talked about; a person is invited;
a guest's link is made and ended.
"""

import re
from secrets import token_hex

import pytest
from playwright.sync_api import Page, expect

from reviewapp.demo.people import EMAIL, PASSWORD

from .conftest import Product
from .hands import assert_somewhere, press, tab_to, write

pytestmark = pytest.mark.browser

MADE = """
from reviewapp.demo.people import EMAIL
from reviewapp.people.models import Membership
from tests.factories import make_user, make_workload
from tests.reviews.factories import make_lens, make_review, small_lens
house = Membership.objects.get(user__email=EMAIL).organisation
make_user(house, "contributor", email="ola-{mark}@example.com", name="Ola {mark}")
make_review(make_workload(house, "Ferry {mark}"), make_lens(small_lens(questions=1), organisation=house))
"""


@pytest.fixture
def ferry(product: Product, page: Page) -> str:
    """The name of a workload with one review, in whose page the demo's owner arrives by keyboard."""
    mark = token_hex(3)
    product.shell(MADE.format(mark=mark))
    _sign_in(page)
    press(page, page.get_by_role("link", name="Workloads", exact=True))
    press(page, page.get_by_role("link", name=f"Ferry {mark}", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ferry {mark}")
    return mark


def _sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    write(page, page.get_by_label(re.compile("e-?mail", re.IGNORECASE)), EMAIL)
    write(page, page.get_by_label("Password", exact=False).first, PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^https?://[^/]+/$"))


def test_the_main_flows_without_a_mouse(page: Page, ferry: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    press(
        page,
        page.get_by_role("navigation", name="Workload").get_by_role(
            "link", name="Review", exact=True
        ),
    )
    press(page, page.get_by_role("link", name="How do you get data back?").first)
    expect(page.locator("#live")).to_have_attribute("data-live-state", "live")
    _answer(page)
    _undo(page)
    _assign(page, f"Ola {ferry}")
    _mark_ready(page)
    _comment(page, f"Ola {ferry}")
    page.keyboard.press("Escape")  # Out of the text: letters are keys again.
    page.keyboard.press("j")
    expect(page.locator("#question-title")).to_have_text("How do you do number 1?")
    _make_and_end_a_link(page, f"Auditor {ferry}")
    _invite(page, f"new-{ferry}@example.com")
    assert errors == []


def _answer(page: Page) -> None:
    """With keys that have a letter or a number, and with Tab and Space."""
    tick = page.locator("#tick-1")
    saved = page.locator("#save-state")
    tab_to(page, tick)
    page.keyboard.press("Space")
    expect(tick).to_be_checked()
    expect(saved).to_contain_text("Saved")
    expect(tick).to_be_focused()
    page.keyboard.press("d")
    page.keyboard.press("Space")
    expect(page.locator("#tick-2")).to_be_checked()
    expect(page.locator("#risk-now")).to_contain_text("No risk")
    expect(page.locator("#tick-2")).to_be_focused()
    page.keyboard.press("m")
    page.keyboard.type("Restored in May.")
    expect(page.locator("#answer-version")).to_have_value("3")
    expect(page.get_by_label("Notes", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert_somewhere(page)


def _undo(page: Page) -> None:
    """By its letter, and put back by its button, which keeps the focus under another name."""
    notes = page.get_by_label("Notes", exact=True)
    tab_to(page, page.locator("#tick-2"), "Shift+Tab")
    page.keyboard.press("z")
    expect(notes).to_have_value("")
    expect(page.locator("#tick-2")).to_be_focused()
    redo = page.get_by_role("button", name="Redo")
    press(page, redo)
    expect(notes).to_have_value("Restored in May.")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()


def _assign(page: Page, name: str) -> None:
    line = page.locator("#team-line")
    tab_to(page, page.locator("#team-assign"), "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, line.get_by_label("Assign to"))
    page.keyboard.type(name)
    press(page, line.get_by_role("button", name="Save"))
    expect(line).to_contain_text(f"Assigned to {name}")
    assert_somewhere(page)


def _mark_ready(page: Page) -> None:
    press(page, page.locator("#team-to-ready"))
    expect(page.locator("#team-line")).to_contain_text("Ready for review")
    expect(page.locator("#team-words")).to_be_focused()


def _comment(page: Page, name: str) -> None:
    """Arrows are the list's while it is open; Enter takes a person and sends nothing."""
    talk = page.locator("#discussion")
    field = talk.get_by_label("Begin a thread")
    write(page, field, f"@{name[:5]}")
    person = page.locator("#mentions").get_by_role("option", name=name)
    expect(person).to_be_visible()
    for _ in range(page.locator("#mentions").get_by_role("option").count()):
        if person.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", person.get_attribute("id"))
    page.keyboard.press("Enter")
    page.keyboard.type("who restores at night?")
    press(page, talk.get_by_role("button", name="Comment", exact=True))
    expect(talk.locator(".said__text")).to_have_text(f"@{name} who restores at night?")
    assert_somewhere(page)


def _make_and_end_a_link(page: Page, name: str) -> None:
    press(page, page.get_by_role("navigation", name="Workload").get_by_role("link", name="People"))
    press(page, page.get_by_role("link", name="Guests"))
    write(page, page.get_by_label("Whom it is for"), name)
    press(page, page.get_by_role("button", name="Make a link"))
    expect(page.locator("#guest-address")).to_contain_text("/guest/open/")
    row = page.get_by_role("row", name=name)
    expect(row).to_contain_text("Open")
    press(page, row.get_by_role("button", name=f"End {name}"))
    expect(row).to_contain_text("Ended")


def _invite(page: Page, email: str) -> None:
    press(page, page.get_by_role("link", name="Organisation", exact=True))
    press(page, page.get_by_role("link", name="Invitations"))
    press(page, page.get_by_role("link", name="Invite people").first)
    write(page, page.get_by_label("E-mail addresses"), email)
    press(page, page.get_by_role("button", name="Invite"))
    expect(page.get_by_role("row", name=email)).to_be_visible()
