"""A profile in the browser: written, tried, used, followed through a review; no axe violation."""

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from .conftest import Product
from .looking import look, violations

pytestmark = pytest.mark.browser

_numbers = count(1)


@pytest.fixture
def workload(product: Product) -> str:
    """The address of a new workload."""
    name = f"Priorities {next(_numbers)}"
    product.manage(
        *("workload", "create", "--name", name, "--description", "For the tests of profiles."),
        *("--environment", "PRODUCTION", "--account", "123456789012", "--region", "us-east-1"),
    )
    key = product.shell(
        "from reviewapp.workloads.models import Workload;"
        f"print(Workload.objects.get(name={name!r}).pk)"
    )
    return f"/workloads/{key}/"


@pytest.fixture
def starter(demo: Page) -> str:
    """The address of the starter profile, which the organisation has once."""
    demo.goto("/profiles/")
    link = demo.get_by_role("link", name="Starter profile", exact=True)
    if not link.count():
        demo.get_by_role("button", name="Add the starter profile").click()
        demo.wait_for_url(re.compile(r"/profiles/[0-9a-f-]{36}/$"))
        demo.goto("/profiles/")
    address = link.get_attribute("href")
    assert address
    return address


def path_of(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)


def write_profile(page: Page, name: str) -> str:
    """A profile of one question, whose answer “Yes” puts one question of Foundations first."""
    page.goto("/profiles/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create the profile").click()
    page.wait_for_url(re.compile("/questions/new/$"))
    page.get_by_label("Question").fill("Does money pass through it?")
    page.get_by_label("Answer 1").fill("Yes")
    page.get_by_label("Answer 2").fill("No")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(re.compile(r"/profiles/[0-9a-f-]{36}/$"))
    address = path_of(page)
    page.get_by_text("Yes", exact=True).click()
    page.get_by_role("link", name="Edit the rules of “Yes”").click()
    page.get_by_role("link", name=re.compile("^Foundations")).click()
    page.get_by_label("How do you get data and service back").select_option("First")
    page.get_by_label("What keeps running when one").select_option("First")
    page.get_by_role("button", name="Save the rules for Foundations").click()
    expect(page.get_by_text("Saved: 2 rules in all lenses.")).to_be_visible()
    return address


def test_from_a_question_of_ones_own_to_the_next_prioritised_one(demo: Page, workload: str):
    profile = write_profile(demo, f"Money {workload.split('/')[2][:8]}")

    demo.goto(f"{profile}try/")
    demo.get_by_label("Yes").check()
    expect(demo.locator("#outcome")).to_contain_text("2 of 18 questions")
    expect(demo).to_have_url(re.compile("a-[0-9a-f]+="))

    demo.goto(f"{workload}priorities/")
    name = f"Use it: Money {workload.split('/')[2][:8]}"
    demo.get_by_role("button", name=name).click()
    demo.get_by_label("Yes").check()
    demo.get_by_role("button", name="Save the answers").click()
    expect(demo.get_by_text("2 of 18 prioritised: 2 unanswered, 0 high risk")).to_be_visible()

    demo.goto(f"{workload}review/foundations/?show=prioritised")
    expect(demo.locator(".overview .rows > li")).to_have_count(2)
    demo.get_by_role("link", name="Start the review").click()
    demo.wait_for_url(re.compile("/rel_redundancy/"))
    expect(demo.get_by_text("Because of “Yes”")).to_be_visible()

    demo.locator("[data-practice]").first.check()
    expect(demo.locator("#save-state")).to_contain_text("Saved")
    demo.keyboard.press("p")
    demo.wait_for_url(re.compile("/rel_recovery/"))
    demo.locator("[data-practice]").first.check()
    expect(demo.get_by_role("link", name="Next prioritised")).to_have_count(0)
    expect(demo.get_by_role("link", name="Prioritised 2")).to_be_visible()


@pytest.mark.slow
def test_no_page_of_profiles_has_a_violation(demo: Page, workload: str, starter: str):
    found = look(demo, f"{workload}priorities/")
    demo.get_by_role("button", name="Use it: Starter profile").click()
    demo.get_by_label("Mission critical").check()
    demo.get_by_label("Lower cost").check()
    demo.get_by_role("button", name="Save the answers").click()
    expect(demo.get_by_text("prioritised:").first).to_be_visible()

    asked = f"{starter}questions/criticality/"
    demo.goto(f"{asked}answers/critical/")
    framework = demo.get_by_role("link", name=re.compile("^Framework")).get_attribute("href")
    addresses = ["/profiles/", "/profiles/new/"]
    addresses += [f"{starter}{each}" for each in ("", "edit/", "delete/", "questions/new/")]
    addresses += [asked, f"{asked}answers/critical/", f"{asked}answers/critical/{framework}"]
    addresses += [f"{starter}try/?a-criticality=critical", f"{workload}priorities/"]
    addresses += [
        f"{workload}review/framework/?show=prioritised",
        f"{workload}review/framework/backing_up_data/?show=prioritised",
    ]
    found += look(demo, *addresses)
    demo.goto(starter)
    demo.locator(".answer__rules summary").nth(3).click()
    found += [f"open rules: {text}" for text in violations(demo)]
    assert found == []
