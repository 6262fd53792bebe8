"""Two people talk on a question: a mention by keyboard, seen live, settled, and nothing typed is lost."""

import pytest
from playwright.sync_api import Browser, Page, expect

from reviewapp.demo.people import COMMENTER_EMAIL, EDITOR_EMAIL, PASSWORD

from .conftest import Product, mail_to, sign_in, visit
from .looking import violations

pytestmark = pytest.mark.browser

QUESTION = "review/framework/dev_integ/"


@pytest.fixture
def mira(chromium: Browser, product: Product):
    context = visit(chromium, product.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, EDITOR_EMAIL, PASSWORD)
    yield page
    context.close()


def test_two_people_talk_on_a_question(product: Product, demo: Page, mira: Page):
    demo.goto("/workloads/")
    workload = demo.get_by_role("link", name="Larkspur Shop", exact=True).get_attribute("href")
    for page in (demo, mira):
        page.goto(f"{workload}{QUESTION}")
        expect(page.locator("#live")).to_have_attribute("data-live-state", "live")
    here, there = demo.locator("#discussion"), mira.locator("#discussion")
    errors: list[str] = []
    demo.on("pageerror", lambda error: errors.append(str(error)))
    mira.on("pageerror", lambda error: errors.append(str(error)))

    # Mira writes something that she has not sent when Dana begins a thread.
    there.get_by_label("Begin a thread").fill("Half a thought")
    field = here.get_by_label("Begin a thread")
    field.press_sequentially("@Mir")
    people = demo.get_by_role("listbox")
    expect(people.get_by_role("option", selected=True)).to_contain_text("Mira Kovac")
    expect(field).to_have_attribute("aria-activedescendant", "mention-0")
    field.press("Escape")
    expect(people).to_have_count(0)
    field.press_sequentially("a")
    expect(people.get_by_role("option")).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("@[Mira Kovac] ")
    field.press_sequentially("who merges at **night**?")
    field.press("Control+Enter")
    expect(here.locator(".said__text")).to_have_text("@Mira Kovac who merges at night?")
    expect(field).to_have_value("")
    expect(field).to_be_focused()

    # It appears to Mira; her text and her focus are where they were.
    expect(there.locator(".mention--me")).to_have_text("@Mira Kovac")
    expect(there.get_by_label("Begin a thread")).to_have_value("Half a thought")
    expect(there.get_by_label("Begin a thread")).to_be_focused()
    expect(mira.locator("#live-said")).to_contain_text("New comment")
    expect(mira.locator("#question-nav [aria-current=page] .qnav__talk")).to_contain_text("1")
    # A reload finds what she has not sent.
    mira.reload()
    expect(there.get_by_label("Begin a thread")).to_have_value("Half a thought")
    assert violations(mira) == []

    # She answers; what cannot be sent stays, with the words beside it and the file chosen.
    reply = there.get_by_label("Reply")
    reply.fill("@[Nobody] does")
    there.locator(".talk__form--reply").get_by_text("Attach files").click()
    shot = {"name": "shot.png", "mimeType": "image/png", "buffer": _picture()}
    there.locator(".talk__form--reply input[type=file]").set_input_files(shot)
    there.get_by_role("button", name="Reply").click()
    expect(there.locator(".field--error")).to_contain_text("Nobody called “Nobody”")
    expect(reply).to_be_focused()
    reply.fill("The bot does.")
    there.get_by_role("button", name="Reply").click()
    expect(there.locator(".said__file")).to_contain_text("shot.png")
    expect(here.locator(".said")).to_have_count(2)
    expect(here.locator(".said__file")).to_contain_text("shot.png")

    # Dana edits her own in place and settles the thread; Mira sees both.
    here.get_by_role("link", name="Edit this comment").click()
    dialog = demo.get_by_role("dialog")
    expect(dialog.get_by_label("Comment")).to_have_value("@[Mira Kovac] who merges at **night**?")
    dialog.get_by_label("Comment").fill("@[Mira Kovac] who merges on *Sundays*?")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(here.get_by_role("link", name="Edit this comment")).to_be_focused()
    here.get_by_role("button", name="Resolve this thread").click()
    expect(there.locator(".talk__state")).to_contain_text("Resolved")
    expect(there.locator(".said__text").first).to_have_text("@Mira Kovac who merges on Sundays?")

    # A practice has its own threads, in place; the form around it is not sent.
    mark = demo.locator(".talk-mark").first
    mark.click()
    dialog.get_by_label("Begin a thread").fill("@[Farid Amrani] is it only here?")
    dialog.get_by_role("button", name="Comment").click()
    expect(dialog.locator(".said__text")).to_have_text("@Farid Amrani is it only here?")
    demo.keyboard.press("Escape")
    expect(mark.locator("[data-talk-number]")).to_have_text("1")
    expect(mira.locator(".talk-mark").first.locator("[data-talk-number]")).to_have_text("1")
    assert errors == []

    rows = demo.locator(".talk-rows li")
    demo.goto(f"{workload}discussion/?state=all")
    expect(rows.filter(has_text="is it only here?")).to_have_count(1)
    expect(rows.filter(has_text="who merges on Sundays?")).to_have_count(1)

    # Who was mentioned and is not there gets a mail, which leads to it.
    product.shell("from reviewapp.notices.tasks import tick; tick()")
    mail_to(product, COMMENTER_EMAIL, rf"mentioned you.*?is it only here\?.*?{product.url}/\S+")


def _picture() -> bytes:
    from tests.reviews.test_true_types import picture

    return picture("PNG")
