"""Three people in one review: who is where, what others answer, and two who write at once."""

import time
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Product, sign_in, visit

pytestmark = pytest.mark.browser

QUESTION = "rel_recovery"
PASSWORD = "walk-the-six-pillars"
PEOPLE = {"mira": "Mira Kovac", "jonas": "Jonas Weber", "ada": "Ada Lindqvist"}

MAKE = """
from allauth.account.models import EmailAddress
from reviewapp.demo.people import EMAIL
from reviewapp.people.models import Membership, User
from reviewapp.workloads.domain import create_workload
home = Membership.objects.get(user__email=EMAIL).organisation
for key, name in {people!r}.items():
    user = User.objects.create_user(f"{{key}}.live@example.com", {password!r}, name=name)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={{"verified": True, "primary": True}}
    )
    Membership.objects.create(organisation=home, user=user, role="contributor")
fields = {{"name": "Together", "description": "For three.", "environment": "PRODUCTION"}}
print(create_workload(organisation=home, fields=fields).pk)
"""


@pytest.fixture(scope="module")
def pages(chromium: Browser, product: Product) -> Iterator[dict[str, Page]]:
    """A browser for each, signed in; `review` is where the review is."""
    key = product.shell(MAKE.format(people=PEOPLE, password=PASSWORD)).splitlines()[-1]
    contexts = {name: visit(chromium, product.url) for name in PEOPLE}
    made = {}
    for name, context in contexts.items():
        context.set_default_timeout(15_000)
        made[name] = context.new_page()
        sign_in(made[name], f"{name}.live@example.com", PASSWORD)
        made[name].review = f"/workloads/{key}/review/foundations/"
    yield made
    for context in contexts.values():
        context.close()


def at_question(page: Page) -> None:
    page.goto(f"{page.review}{QUESTION}/")
    page.wait_for_selector("#live[data-live-state=live]", state="attached")


def save_then_seen(writer: Page, act, seen) -> float:
    """Seconds from the server's answer to a save until another page shows it."""
    with writer.expect_response(
        lambda answer: answer.request.method == "POST" and QUESTION in answer.url
    ):
        act()
    saved = time.monotonic()
    seen()
    return time.monotonic() - saved


def test_three_people_see_each_other_and_each_others_answers(pages: dict[str, Page]) -> None:
    mira, jonas, ada = pages.values()
    at_question(mira)
    at_question(jonas)
    ada.goto(ada.review)
    ada.wait_for_selector("#live[data-live-state=live]", state="attached")

    # Who is where.
    expect(ada.locator("#here [data-here-count]")).to_have_text("2 others here")
    at = ada.locator(f'[data-here="{QUESTION}"]')
    expect(at).to_contain_text("Jonas Weber, Mira Kovac here")
    mira.locator("#here button").click()
    expect(mira.locator("#here-list")).to_contain_text("Ada Lindqvist")
    mira.keyboard.press("Escape")

    # An answer of one is on the others' screens.
    def on_both() -> None:
        expect(jonas.locator("#tick-1")).to_be_checked()
        expect(ada.locator("[data-part=counts-words]")).to_contain_text("17 unanswered")

    took = [save_then_seen(mira, mira.locator("#tick-1").check, on_both)]
    expect(jonas.locator("#save-state")).to_contain_text("by Mira Kovac")
    expect(jonas.locator("#answer-version")).to_have_value("1")
    expect(jonas.locator("#nav-q9 .mark")).not_to_have_class("mark mark--unanswered")
    # Said once for all that happened within five seconds.
    expect(ada.locator("#live-said")).to_have_text(
        "Somebody changed the answer to another question.", timeout=15_000
    )

    # Somebody is writing.
    notes = jonas.get_by_label("Notes", exact=True)
    notes.press_sequentially("Restored")
    expect(mira.locator("#changing")).to_have_text("Jonas Weber is changing this answer")
    expect(mira.get_by_label("Notes", exact=True)).to_have_value("Restored")

    # The focus stays where it is while others change the same answer.
    notes.press_sequentially(" in May")
    expect(mira.get_by_label("Notes", exact=True)).to_have_value("Restored in May")
    mira.locator("#tick-2").check()
    expect(jonas.locator("#tick-2")).to_be_checked()
    expect(notes).to_be_focused()

    # Within a second; where the machine had something else to do, the next time.
    for on in (True, False):
        there = jonas.locator("#tick-3")
        took.append(
            save_then_seen(
                mira,
                partial(mira.locator("#tick-3").set_checked, on),
                partial(expect(there).to_be_checked, checked=on),
            )
        )
    assert min(took) < 1

    # Who leaves is gone.
    ada.goto("about:blank")
    expect(mira.locator("#here [data-here-count]")).to_have_text("1 other here", timeout=15_000)


def test_two_who_write_at_once_see_both_and_lose_nothing(pages: dict[str, Page]) -> None:
    mira, jonas, _ = pages.values()
    at_question(mira)
    at_question(jonas)
    theirs, mine = (page.get_by_label("Notes", exact=True) for page in (mira, jonas))
    mine.fill("")
    expect(theirs).to_have_value("")

    # What Jonas writes does not get through before Mira's does.
    jonas.route(
        f"**/{QUESTION}/",
        lambda route: route.abort() if route.request.method == "POST" else route.fallback(),
    )
    mine.fill("From Jonas.")
    expect(jonas.locator("#save-state")).to_contain_text("Not saved")
    theirs.fill("From Mira.")
    notice = jonas.locator("#theirs")
    expect(notice).to_contain_text("Mira Kovac changed this answer.")
    expect(mine).to_have_value("From Jonas.")
    jonas.unroute(f"**/{QUESTION}/")

    notice.get_by_role("button", name="See what changed").click()
    dialog = jonas.get_by_role("dialog", name="Two people changed this answer")
    expect(dialog).to_contain_text("Both changed this")
    expect(dialog.get_by_role("radio", name="Both texts")).to_be_checked()
    dialog.get_by_role("button", name="Save what is chosen above").click()
    expect(mine).to_have_value("From Mira.\n\nFrom Jonas.")
    expect(theirs).to_have_value("From Mira.\n\nFrom Jonas.")
    expect(mira.locator("#theirs")).to_be_hidden()
