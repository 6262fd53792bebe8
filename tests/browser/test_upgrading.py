"""A lens review upgraded and taken back in the browser, with somebody else's page still open."""

import json
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.reviews.factories import small_lens
from tests.reviews.versions import second_lens

from .conftest import Product, sign_in, visit
from .looking import look

pytestmark = pytest.mark.browser

_numbers = count(1)


@pytest.fixture
def publish(product: Product, tmp_path) -> Callable[[dict], str]:
    """Brings a document into the demo organisation's library; returns what the lens is called."""
    from reviewapp.demo.people import ORGANISATION

    def bring(document: dict) -> str:
        file = tmp_path / "lens.json"
        file.write_text(json.dumps(document), "utf-8")
        done = product.manage("lens", "import", str(file), "--organisation", ORGANISATION, "--json")
        return str(json.loads(done)["id"])

    return bring


@pytest.fixture
def place(product: Product, publish) -> tuple[str, str]:
    """The address of a new workload, and the name of the lens that it is reviewed with."""
    lens = f"Upgrading {next(_numbers)}"
    alias = publish(small_lens(name=lens))
    product.manage(
        *("workload", "create", "--name", lens, "--description", "For upgrades."),
        *("--environment", "PRODUCTION", "--account", "123456789012", "--region", "us-east-1"),
        *("--lens", alias),
    )
    key = product.shell(
        "from reviewapp.workloads.models import Workload;"
        f"print(Workload.objects.get(name={lens!r}).pk)"
    )
    return f"/workloads/{key}/", lens


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


def review_of(page: Page, workload: str) -> str:
    page.goto(f"{workload}review/")
    return page.url


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_contain_text("Saved")


def upgrade(page: Page, review: str) -> None:
    page.goto(review)
    page.get_by_role("link", name="What would change").click()
    page.get_by_role("button", name="Upgrade to 2.0").click()
    expect(page).to_have_url(review)


def test_an_upgrade_is_looked_at_done_and_undone(demo: Page, place, publish) -> None:
    workload, lens = place
    review = review_of(demo, workload)
    demo.goto(f"{review}backups/")
    for name in ("automatic", "tested", "copies"):
        demo.get_by_role("checkbox", name=f"Practice {name}").check()
    expect(demo.locator("#risk-now")).to_contain_text("No risk")
    saved(demo)
    publish(second_lens(name=lens))

    demo.goto(review)
    demo.get_by_role("link", name="What would change").click()
    card = demo.get_by_role("region", name="How do you get data back?")
    expect(card).to_contain_text("The answer stays, without what it said of choices that are gone.")
    expect(card).to_contain_text("Practice copies")
    demo.get_by_role("button", name="Upgrade to 2.0").click()
    expect(demo.get_by_text(f"“Before {lens} 2.0” keeps how it stood.")).to_be_visible()

    demo.goto(f"{review}backups/")
    expect(demo.locator("#risk-now")).to_contain_text("High risk")
    expect(demo.get_by_role("checkbox", name="Practice copies")).to_have_count(0)
    demo.goto(review)
    demo.get_by_role("link", name="undo", exact=True).click()
    demo.get_by_role("button", name="Go back to 1.0").click()

    demo.goto(f"{review}backups/")
    expect(demo.get_by_role("checkbox", name="Practice copies")).to_be_checked()
    expect(demo.locator("#risk-now")).to_contain_text("No risk")


def test_a_page_that_was_open_loses_nothing_when_its_question_leaves(
    demo: Page, other: Page, place, publish
) -> None:
    workload, lens = place
    review = review_of(demo, workload)
    other.goto(f"{review}question_2/")
    publish(second_lens(name=lens))
    upgrade(demo, review)

    other.get_by_label("Notes", exact=True).fill("Typed too late.")
    dialog = other.get_by_role("dialog", name="This question left the review")
    expect(dialog).to_be_visible()
    expect(other.get_by_label("Notes", exact=True)).to_have_value("Typed too late.")
    dialog.get_by_role("link", name="See what is kept").click()

    expect(other.get_by_text("has this question no more in version 2.0")).to_be_visible()
    kept = other.get_by_role("region", name="What this browser still keeps of yours")
    expect(kept.get_by_role("textbox")).to_have_value("Typed too late.")
    kept.get_by_role("button", name="Forget it").click()
    other.reload()
    expect(kept).to_be_hidden()


def test_a_page_of_the_version_before_shows_its_text_in_the_new_question(
    demo: Page, other: Page, place, publish
) -> None:
    workload, lens = place
    review = review_of(demo, workload)
    other.goto(f"{review}backups/")
    publish(second_lens(name=lens))
    upgrade(demo, review)

    other.get_by_role("checkbox", name="Practice tested").check()
    other.get_by_label("Notes", exact=True).fill("Typed on the old page.")
    expect(other.locator("#form-errors")).to_contain_text("moved to version 2.0 of its lens")
    assert other.locator("#answer-version").input_value() == "0"

    other.reload()
    expect(other.get_by_role("checkbox", name="Practice drilled")).not_to_be_checked()
    expect(other.get_by_role("checkbox", name="Practice tested")).to_be_checked()
    expect(other.get_by_label("Notes", exact=True)).to_have_value("Typed on the old page.")
    state = other.locator("#save-state")
    expect(state).to_contain_text("Not saved: the lens has a newer version")
    assert other.locator("#answer-version").input_value() == "0"
    state.get_by_role("button", name="save it").click()
    saved(other)
    other.reload()
    expect(other.get_by_label("Notes", exact=True)).to_have_value("Typed on the old page.")
    assert other.locator("#answer-version").input_value() == "1"


@pytest.mark.slow
def test_none_of_its_pages_has_a_violation(demo: Page, place, publish) -> None:
    workload, lens = place
    review = review_of(demo, workload)
    publish(second_lens(name=lens))
    demo.goto(review)
    way = demo.get_by_role("link", name="What would change").get_attribute("href")
    lenses = f"{workload}lenses/"
    demo.goto(lenses)
    off = demo.get_by_role("link", name=f"Take off {lens}").get_attribute("href")
    problems = look(demo, way, lenses, off)

    upgrade(demo, review)
    back = demo.get_by_role("link", name="undo", exact=True).get_attribute("href")
    problems += look(demo, back, f"{review}question_2/")
    demo.goto(off)
    demo.get_by_role("button", name="Take it off").click()
    expect(demo.get_by_role("button", name=f"Put back {lens}")).to_be_visible()
    assert problems + look(demo, lenses) == []
