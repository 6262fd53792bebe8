"""The lens editor: a lens written, tried and published with the keyboard alone; saving by itself."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from .conftest import Product, sign_in, visit

pytestmark = pytest.mark.browser

DRAFT = re.compile(r"/lenses/drafts/[0-9a-f-]{36}/$")
QUESTION = re.compile(r"/questions/")


@pytest.fixture
def violations(demo: Page) -> Iterator[list[str]]:
    """What the browser says against the page: errors of scripts, things the policy forbids."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            said.append(message.text)

    demo.on("pageerror", lambda error: said.append(str(error)))
    demo.on("console", note)
    yield said
    assert said == []


@pytest.fixture
def new_lens(demo: Page, violations: list[str]) -> Page:
    demo.goto("/lenses/")
    demo.get_by_role("button", name="New lens").click()
    demo.wait_for_url(DRAFT)
    return demo


@pytest.fixture
def question(new_lens: Page) -> Page:
    """The page of the first question of a new lens."""
    new_lens.locator(".edit-questions a").first.click()
    new_lens.wait_for_url(QUESTION)
    return new_lens


def tab_to(page: Page, wanted: Locator, back: bool = False) -> None:
    """Presses Tab until the wanted element has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(120):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{wanted} is not reached with Tab")


def write(page: Page, text: str) -> None:
    """Over what stands in the field that has the focus."""
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def saved(page: Page, seen: str) -> str:
    """Waits until the part is another one than it was seen as."""
    expect(page.locator("#part-seen")).not_to_have_value(seen)
    expect(page.locator("#save-state")).to_contain_text("Draft saved")
    return page.locator("#part-seen").input_value()


def seen(page: Page) -> str:
    return page.locator("#part-seen").input_value()


def conditions(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator(".rule textarea").all()]


def test_a_lens_is_written_tried_and_published_with_the_keyboard(
    demo: Page, violations: list[str]
) -> None:
    demo.goto("/lenses/")
    tab_to(demo, demo.get_by_role("button", name="New lens"))
    demo.keyboard.press("Enter")
    demo.wait_for_url(DRAFT)

    tab_to(demo, demo.locator("#l-name"))
    write(demo, "Written by hand")
    demo.keyboard.press("Tab")
    write(demo, "What we agree on.")
    tab_to(demo, demo.locator("#p0-name"))
    before = seen(demo)
    write(demo, "Going live")
    demo.keyboard.press("ControlOrMeta+s")
    saved(demo, before)
    expect(demo.locator("#p0-id")).to_have_value("going_live")
    demo.keyboard.press("Escape")
    demo.keyboard.press("j")
    demo.wait_for_url(QUESTION)

    before = seen(demo)
    tab_to(demo, demo.locator("#q-title"))
    write(demo, "How do you go live?")
    tab_to(demo, demo.locator("#c0-title"))
    write(demo, "Rehearse it")
    tab_to(demo, demo.locator("#c1-title"))
    write(demo, "Name a way back")
    demo.keyboard.press("ControlOrMeta+s")
    before = saved(demo, before)
    demo.wait_for_url(re.compile("/questions/how_do_you_go_live/$"))
    expect(demo.locator("#r0-condition")).to_have_value("rehearse_it && name_a_way_back")

    demo.keyboard.press("Escape")
    demo.keyboard.press("a")
    expect(demo.locator("#c2-title")).to_be_focused()
    before = saved(demo, before)
    demo.keyboard.type("Watch it for a day")
    before = saved(demo, before)
    expect(demo.locator("#c2-id")).to_have_value("watch_it_for_a_day")
    tab_to(demo, demo.locator("#r0-menu input").nth(2))
    demo.keyboard.press("Space")
    expect(demo.locator("#r0-condition")).to_have_value(
        "rehearse_it && name_a_way_back && watch_it_for_a_day"
    )

    demo.keyboard.press("Escape")
    demo.keyboard.press("p")
    demo.wait_for_url(re.compile("/preview/"))
    for key, risk in (("1", "Medium risk"), ("2", "Medium risk"), ("3", "No risk")):
        demo.keyboard.press(key)
        expect(demo.locator("#risk-now .risk")).to_contain_text(risk)

    tab_to(demo, demo.get_by_role("link", name="Publish…"))
    demo.keyboard.press("Enter")
    tab_to(demo, demo.get_by_label("Name of the version"))
    demo.keyboard.type("First")
    tab_to(demo, demo.get_by_role("button", name="Publish", exact=True))
    demo.keyboard.press("Enter")
    expect(demo.locator("h1")).to_contain_text("Written by hand")
    expect(demo.get_by_text("Version 1.0 (First)").first).to_be_visible()


def test_menu_and_text_of_a_rule_say_the_same_as_one_types(question: Page) -> None:
    page = question
    page.locator("#r1-mode").select_option("all")
    expect(page.locator("#r1-condition")).to_have_value("first_practice && second_practice")
    expect(page.locator("#truth")).to_contain_text("Rule 2 is never reached.")

    page.locator("#r1-condition").fill("second_practice")
    expect(page.locator("#r1-menu input").nth(0)).not_to_be_checked()
    expect(page.locator("#r1-menu input").nth(1)).to_be_checked()
    expect(page.locator("#truth")).not_to_contain_text("never reached")

    page.locator("#r1-condition").fill("second_practice && (first")
    expect(page.locator("#r1-errors")).to_contain_text("at character 26")
    expect(page.locator("#r1-condition")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#draft-state")).to_contain_text("1 error")
    expect(page.locator(".qnav [aria-current] .outline__mark--error")).to_have_count(1)

    page.locator("#r1-condition").press_sequentially("_practice || !first_practice)")
    expect(page.locator("#r1-mode")).to_have_value("written")
    expect(page.locator("#r1-errors")).to_be_empty()
    expect(page.locator("#draft-state")).not_to_contain_text("error")
    assert conditions(page)[1] == "second_practice && (first_practice || !first_practice)"


def test_buttons_keep_what_is_typed_and_a_removal_is_taken_back(question: Page) -> None:
    page = question
    page.locator("#q-description").fill("Typed, not saved by itself yet.")
    page.get_by_role("button", name="Move “Second practice” up").click()
    expect(page.locator("#c0-title")).to_have_value("Second practice")
    # It cannot go up any further.
    expect(page.locator("#c0-down")).to_be_focused()
    page.get_by_role("button", name="Remove “Second practice”").click()
    expect(page.locator("#undo")).to_be_focused()
    assert conditions(page) == ["first_practice", "first_practice", "default"]
    page.keyboard.press("Enter")
    expect(page.locator("#c0-title")).to_have_value("Second practice")
    assert conditions(page)[0] == "first_practice && second_practice"
    page.reload()
    expect(page.locator("#q-description")).to_have_value("Typed, not saved by itself yet.")


def test_a_lost_connection_is_said_and_made_good(question: Page) -> None:
    page = question
    before = seen(page)
    page.context.set_offline(True)
    page.locator("#q-title").fill("Typed without a connection")
    expect(page.locator("#save-state")).to_contain_text("connection lost, retrying")
    page.context.set_offline(False)
    saved(page, before)
    page.reload()
    expect(page.locator("#q-title")).to_have_value("Typed without a connection")


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


def test_two_people_write_one_question(demo: Page, other: Page) -> None:
    demo.goto("/lenses/")
    demo.get_by_role("button", name="New lens").click()
    demo.wait_for_url(DRAFT)
    demo.locator(".edit-questions a").first.click()
    demo.wait_for_url(QUESTION)
    other.goto(demo.url)
    before = seen(other)
    other.locator("#q-description").fill("Theirs.")
    saved(other, before)

    demo.locator("#c0-title").fill("Mine")
    dialog = demo.locator("#conflict dialog")
    expect(dialog).to_contain_text("Two people changed this")
    expect(dialog).to_contain_text("Theirs.")
    expect(dialog).to_contain_text("Mine")
    dialog.get_by_role("button", name="Keep mine").click()
    expect(demo.locator("#c0-title")).to_have_value("Mine")
    expect(demo.locator("#q-description")).to_have_value("")
    assert demo.evaluate("Object.keys(localStorage).filter(n => n.startsWith('draft:'))") == []


def test_a_lens_of_a_million_characters_stays_quick(demo: Page, violations: list[str]) -> None:
    demo.goto("/lenses/?show=builtin")
    demo.get_by_role("link", name="Framework", exact=True).click()
    demo.get_by_role("button", name="Copy and edit").click()
    demo.wait_for_url(DRAFT)
    expect(demo.locator("#outline-lens")).to_contain_text("57 questions")
    demo.locator(".qnav__list a").nth(20).click()
    demo.wait_for_url(QUESTION)
    before = seen(demo)
    with demo.expect_response(lambda response: response.request.method == "POST") as answer:
        demo.locator("#q-description").fill("Shorter.")
        start = time.monotonic()
    assert answer.value.status == 200
    saved(demo, before)
    assert time.monotonic() - start < 5
