"""A person without a mouse: Tab leads there, Enter presses, and the focus is somewhere after."""

from playwright.sync_api import Locator, Page, expect

STEPS = 150
# Nothing where the element was replaced by one of its name.
HERE = "element => element.isConnected ? element === document.activeElement : null"
NOWHERE = "!document.activeElement || document.activeElement === document.body"


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press `key` until `wanted` has the focus, as a person without a mouse gets there."""
    expect(wanted).to_be_visible()
    # htmx looks at what it puts into a page a moment later; nobody's hands are that quick.
    expect(page.locator(".htmx-added")).to_have_count(0)
    element = wanted.element_handle()  # To look for it by its name at each step takes its time.
    for _ in range(STEPS):
        here = element.evaluate(HERE)
        if here:
            return
        if here is None:
            element = wanted.element_handle()
        else:
            page.keyboard.press(key)
    raise AssertionError("The keyboard does not get there.")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, field: Locator, text: str) -> None:
    tab_to(page, field)
    page.keyboard.type(text)


def assert_somewhere(page: Page) -> None:
    """After a part of the page was replaced: who used it is not thrown to its beginning."""
    assert not page.evaluate(NOWHERE), "The focus is lost."


def drafts(page: Page) -> list[str]:
    """What this browser keeps of answers that the server does not have."""
    return page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('draft:'))")


def assert_kept_nothing(page: Page) -> None:
    """The page shows what is settled before its script has put the draft away."""
    for _attempt in range(50):
        if not drafts(page):
            return
        page.wait_for_timeout(100)
    assert drafts(page) == []
