"""Debian's Chromium, once per process: Playwright runs one event loop and no second one.

It is closed with the last test that needs it. As long as it is open, what comes after would run
within Playwright's event loop, where Django refuses to wait for anything asynchronous.
"""

import shutil
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, sync_playwright

# The first has no windows to draw, and takes half the time.
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


_open = ExitStack()


@pytest.fixture(scope="session")
def chromium() -> Browser:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "No Chromium is installed; make test installs it."
    playwright = _open.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
    _open.callback(browser.close)
    return browser


def drives(item: pytest.Item | None) -> bool:
    """Whether a test needs the browser."""
    return "chromium" in getattr(item, "fixturenames", ())


def close_after(nextitem: pytest.Item | None) -> None:
    """Closes the browser where the next test does not need it; what tests opened in it is closed.

    Those that need it follow one another: `pytest_collection_modifyitems` sees to that.
    """
    if not drives(nextitem):
        _open.close()
