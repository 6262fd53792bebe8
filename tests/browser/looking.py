"""axe-core and the width of a page: in daylight, in the dark and on a phone, loaded once."""

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
CONTRAST = "color-contrast"
# Dark differs from light in its colours alone, a phone from a desk in all but them: what is only
# shown on a phone has its colours looked at there, in the dark.
VIEWS = (
    ("light", DESK, {}),
    ("dark", PHONE, {"runOnly": {"type": "rule", "values": [CONTRAST]}}),
    ("light", PHONE, {"rules": {CONTRAST: {"enabled": False}}}),
)
# What stands across a guest's page is faint on purpose: the page is to be read through it, and its
# foot says the same in plain words.
VIOLATIONS = (
    "options => axe.run({include: document, exclude: '.watermark'}, options)"
    ".then(found => found.violations)"
)
# Chromium leaves some elements in the colours of the theme before where size and theme change
# at once; what was not drawn gets all of its style anew.
DRAWN_ANEW = """() => {
  document.body.hidden = true;
  document.body.getBoundingClientRect();
  document.body.hidden = false;
}"""
TOO_WIDE = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
    " ? ['scrolls sideways'] : []"
)


def look(page: Page, address: str) -> list[str]:
    """What is wrong with a page, view by view; empty where nothing is."""
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, f"{address}: {response.status}"
    return [f"{address}: {text}" for text in violations(page)]


def violations(page: Page) -> list[str]:
    """What is wrong with the page as it stands; leaves it as it was, on a desk in daylight."""
    page.evaluate(AXE_SCRIPT)
    try:
        return [text for view in VIEWS for text in _look(page, *view)]
    finally:
        _turn(page, "light", DESK)


def _look(page: Page, theme: str, size: dict, options: dict) -> Iterator[str]:
    _turn(page, theme, size)
    where = f"{theme} {size['width']} px"
    for told in page.evaluate(VIOLATIONS, {"resultTypes": ["violations"], **options}):
        targets = ", ".join(" ".join(node["target"]) for node in told["nodes"][:3])
        yield f"{where}: {told['id']}: {told['help']} ({targets})"
    yield from (f"{where}: {text}" for text in page.evaluate(TOO_WIDE))


def _turn(page: Page, theme: str, size: dict) -> None:
    # With motion, a button would be caught between the colours of two themes.
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size(size)
    page.evaluate(DRAWN_ANEW)
