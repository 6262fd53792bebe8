"""An answer saves by itself and loses nothing: lost connections, reloads, two people at once."""

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .conftest import Product, sign_in, visit
from .hands import assert_kept_nothing

pytestmark = pytest.mark.browser

QUESTION = "rel_recovery"
_numbers = count(1)


@pytest.fixture
def address(product: Product) -> str:
    """The question page of a new workload."""
    name = f"Saving {next(_numbers)}"
    product.manage(
        *("workload", "create", "--name", name, "--description", "For the tests of saving."),
        *("--environment", "PRODUCTION", "--account", "123456789012", "--region", "us-east-1"),
    )
    key = product.shell(
        "from reviewapp.workloads.models import Workload;"
        f"print(Workload.objects.get(name={name!r}).pk)"
    )
    return f"/workloads/{key}/review/foundations/{QUESTION}/"


@pytest.fixture
def other(chromium: Browser, product: Product) -> Iterator[Page]:
    """A second browser, of the same person."""
    from reviewapp.demo.people import EMAIL, PASSWORD

    context = visit(chromium, product.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, EMAIL, PASSWORD)
    yield page
    context.close()


def state(page: Page):
    return page.locator("#save-state")


def version(page: Page) -> str:
    return page.locator("#answer-version").input_value()


def saved(page: Page) -> None:
    expect(state(page)).to_contain_text("Saved")


def alone(page: Page) -> None:
    """Hears nothing of others while it is open, as behind a proxy that holds streams back."""
    page.route("**/live/**", lambda route: route.abort())


def refuse(route: Route) -> None:
    route.abort() if route.request.method == "POST" else route.fallback()


def test_ticks_and_words_save_by_themselves(demo: Page, address: str) -> None:
    loads: list[str] = []
    demo.goto(address)
    demo.on("framenavigated", lambda frame: loads.append(frame.url))
    demo.locator("[data-practice]").first.check()
    saved(demo)
    expect(demo.locator("#risk-now .risk")).not_to_contain_text("Unanswered")
    expect(demo.locator("#nav-q9 .mark")).not_to_have_class(re.compile("unanswered"))

    demo.get_by_label("Notes", exact=True).fill("Restored in May.")
    expect(demo.locator("#answer-version")).to_have_value("2")
    assert loads == []
    assert_kept_nothing(demo)
    demo.reload()
    expect(demo.get_by_label("Notes", exact=True)).to_have_value("Restored in May.")


def test_none_of_these_and_the_practices_exclude_each_other(demo: Page, address: str) -> None:
    demo.goto(address)
    demo.keyboard.press("1")
    expect(demo.locator("#tick-1")).to_be_checked()
    demo.keyboard.press("x")
    expect(demo.locator("#tick-1")).not_to_be_checked()
    expect(demo.locator("#answer-version")).to_have_value("2")
    demo.keyboard.press("2")
    expect(demo.locator("input[data-none]")).not_to_be_checked()
    expect(demo.locator("#answer-version")).to_have_value("3")


def test_keys_lead_through_the_questions_and_can_be_turned_off(demo: Page, address: str) -> None:
    demo.goto(address)
    demo.keyboard.press("j")
    expect(demo).not_to_have_url(re.compile(QUESTION))
    demo.keyboard.press("k")
    expect(demo).to_have_url(re.compile(QUESTION))
    demo.keyboard.press("?")
    demo.get_by_label("Use these keys in this browser").uncheck()
    demo.keyboard.press("Escape")
    demo.keyboard.press("1")
    expect(demo.locator("#tick-1")).not_to_be_checked()


def test_a_lost_connection_is_said_and_made_good(demo: Page, address: str) -> None:
    demo.goto(address)
    demo.context.set_offline(True)
    demo.get_by_label("Notes", exact=True).fill("Typed without a connection.")
    expect(state(demo)).to_contain_text("connection lost, retrying")
    expect(demo.locator(".toast")).to_have_count(0)

    demo.context.set_offline(False)
    saved(demo)
    assert version(demo) == "1"
    assert_kept_nothing(demo)


def test_what_was_not_saved_survives_a_reload(demo: Page, address: str) -> None:
    demo.goto(address)
    demo.route("**/*", refuse)
    demo.locator("[data-practice]").first.check()
    demo.get_by_label("Notes", exact=True).fill("Typed before the reload.")
    expect(state(demo)).to_contain_text("Not saved")
    demo.reload()
    expect(demo.get_by_label("Notes", exact=True)).to_have_value("Typed before the reload.")
    expect(demo.locator("[data-practice]").first).to_be_checked()

    demo.unroute("**/*")
    demo.reload()
    saved(demo)
    assert version(demo) == "1"


def test_a_page_left_at_once_is_saved_from_the_next_one(demo: Page, address: str) -> None:
    demo.goto(address)
    demo.get_by_label("Notes", exact=True).fill("Left before it was saved.")
    demo.locator("#question-ways a[rel=next]").click()
    expect(demo).not_to_have_url(re.compile(QUESTION))
    demo.wait_for_function(
        "() => Object.keys(localStorage).every(name => !name.startsWith('draft:'))"
    )
    demo.goto(address)
    expect(demo.get_by_label("Notes", exact=True)).to_have_value("Left before it was saved.")
    assert version(demo) == "1"


def test_of_two_people_the_second_sees_both_and_merges(
    demo: Page, other: Page, address: str
) -> None:
    alone(other)
    demo.goto(address)
    other.goto(address)
    demo.locator("#tick-1").check()
    saved(demo)
    demo.get_by_label("Notes", exact=True).fill("From the first.")
    expect(demo.locator("#answer-version")).to_have_value("2")

    other.get_by_label("Notes", exact=True).fill("From the second.")
    dialog = other.get_by_role("dialog", name="Two people changed this answer")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("From the first.")
    expect(dialog).to_contain_text("From the second.")
    assert version(other) == "0"

    dialog.get_by_role("button", name="Save what is chosen above").click()
    expect(other.locator("#answer-version")).to_have_value("3")
    notes = other.get_by_label("Notes", exact=True)
    expect(notes).to_have_value("From the first.\n\nFrom the second.")
    expect(other.locator("#tick-1")).to_be_checked()
    assert_kept_nothing(other)


def test_taking_theirs_drops_what_this_browser_kept(demo: Page, other: Page, address: str) -> None:
    alone(other)
    demo.goto(address)
    other.goto(address)
    demo.get_by_label("Notes", exact=True).fill("From the first.")
    saved(demo)
    other.get_by_label("Notes", exact=True).fill("From the second.")
    other.get_by_role("link", name="Take all of theirs").click()
    expect(other.get_by_label("Notes", exact=True)).to_have_value("From the first.")
    assert_kept_nothing(other)
    assert version(other) == "1"


def test_too_long_a_text_is_said_and_kept(demo: Page, address: str) -> None:
    demo.goto(address)
    notes = demo.get_by_label("Notes", exact=True)
    notes.fill("x" * 10_050)
    expect(demo.locator("#notes-errors")).to_contain_text("Shorten it by 50")
    expect(notes).to_have_attribute("aria-invalid", "true")
    expect(notes).to_have_value("x" * 10_050)
    notes.fill("Short.")
    saved(demo)
    expect(demo.locator("#notes-errors")).to_be_empty()
    expect(notes).not_to_have_attribute("aria-invalid", "true")


def test_signing_in_again_in_another_tab_keeps_this_one_saving(demo: Page, address: str):
    """Signing in changes the token that guards every form."""
    from reviewapp.demo.people import EMAIL, PASSWORD

    demo.goto(address)
    demo.context.clear_cookies(name="sessionid")
    tab = demo.context.new_page()
    sign_in(tab, EMAIL, PASSWORD)
    tab.close()
    demo.locator("#notes").fill("Typed after that")
    saved(demo)
    assert_kept_nothing(demo)
