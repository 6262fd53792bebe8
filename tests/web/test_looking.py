"""What looks at all pages finds the one bad text among many that are alike."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import violations

STYLE = """
body { background: #fff; color: #222 } .off { color: #bbb }
.on-dark { background: #444 }
@media (prefers-color-scheme: dark) { .night { background: #444 } }
@media (max-width: 500px) and (prefers-color-scheme: dark) { .small { color: #eee } }
"""
ROWS = "<p>Backups are kept</p>" * 50


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    made = chromium.new_page()
    yield made
    made.close()


def problems(page: Page, body: str) -> list[str]:
    page.set_content(
        f"<!doctype html><html lang=en><head><title>t</title><style>{STYLE}</style></head>"
        f"<body><main><h1>Page</h1>{body}</main></body></html>"
    )
    return violations(page)


def test_many_alike_are_fine(page):
    assert problems(page, ROWS) == []


@pytest.mark.parametrize(
    ("bad", "views"),
    [
        ("<p class=off>Late</p>", ["light 1280 px", "dark 390 px"]),
        ("<div class=on-dark><p>Late</p></div>", ["light 1280 px", "dark 390 px"]),
        ("<div class=night><p>Late</p></div>", ["dark 390 px"]),
        ("<p class=small>Late</p>", ["dark 390 px"]),
        (
            "<button class=off disabled>Off</button>" * 5 + "<button class=off>On</button>",
            ["light 1280 px", "dark 390 px"],
        ),
    ],
)
def test_one_that_cannot_be_read_is_found_among_them(page, bad, views):
    found = problems(page, ROWS + bad + ROWS)
    assert [each.split(":")[0] for each in found] == views
    assert all("color-contrast" in each for each in found)


def test_other_rules_hold_at_both_widths(page):
    found = problems(page, ROWS + "<img src=x>")
    assert [each.split(":")[0] for each in found] == ["light 1280 px", "dark 390 px"]
