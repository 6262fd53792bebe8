"""Every page, in both themes and on a phone, by axe-core: no violation."""

import json
import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from reviewapp.demo.people import EMAIL, PASSWORD
from tests.reviews.factories import small_lens

from .conftest import sign_in
from .looking import look, violations

WORKLOAD_PAGES = (
    "",
    "edit/",
    "delete/",
    "review/",
    "review/foundations/",
    "review/framework/",
    "review/framework/dev_integ/",
    "review/framework/dev_integ/attached/",
    "discussion/",
    "discussion/on/framework/dev_integ/",
    "practices/framework/",
    "practices/framework/?level=HIGH&state=unanswered",
    "findings/",
    "findings/checks/guardduty-enabled/",
    "bill/",
    "recovery/",
    "suppressions/",
    "suppressions/new/?check=guardduty-enabled",
    "scanners/",
    "scanners/import/",
    "scanning/",
    "scans/",
    "scope/",
    "connections/",
    "guests/",
    "connections/new/",
    "connections/organisation/",
    "connections/rollout/",
    "copy/framework/",
    "inventory/",
    "lenses/",
    "milestones/",
    "meetings/",
    "meetings/on/framework/",
    "milestones/new/",
    "offers/framework/",
    "people/",
    "people/invite/",
    "priorities/",
    "reports/",
    "rereviews/",
    "audit/",
    "templates/",
    "templates/make/",
    "work/framework/",
    "work/framework/close/",
    "work/framework/questions/dev_integ/",
)
PAGES = (
    "/",
    "/workloads/",
    "/workloads/new/",
    "/lenses/",
    "/lenses/import/",
    "/lenses/levels/",
    "/lenses/levels/SEC01-BP01/",
    "/templates/",
    "/templates/new/",
    "/suppressions/",
    "/organisation/",
    "/notifications/",
    "/notifications/settings/",
    "/organisation/edit/",
    "/organisation/invitations/",
    "/organisation/invitations/new/",
    "/organisation/leave/",
    "/organisation/none/",
    "/organisation/transfer/",
    "/organisation/units/",
    "/organisation/units/new/",
    "/organisation/audit/",
    "/organisation/scanning/",
    "/my-questions/",
    "/search/",
    "/search/?q=backup",
    "/search/?q=qqqqqq",
    "/start/",
    "/organisation/security/",
    "/organisation/security/sign-in/",
    "/accounts/security/",
    "/accounts/sessions/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/passkeys/",
    "/accounts/reauthenticate/",
)
LENS_ADDRESS = re.compile(r"/lenses/[0-9a-f-]{36}/$")
LENS_PAGES = (
    "",
    "versions/",
    "versions/1/",
    "versions/1/remarks/",
    "compare/",
    "shares/",
    "delete/",
)
TEMPLATE_PAGES = ("", "edit/", "delete/", "questions/", "workloads/", "apply/")
OUTSIDE = ("/accounts/login/", "/accounts/password/reset/", "/signin/", "/signin/sent/")


@pytest.fixture
def demo(page: Page) -> Page:
    """Signed in just now: else some of the pages would ask for the password instead."""
    sign_in(page, EMAIL, PASSWORD)
    return page


def workload_address(page: Page) -> str:
    page.goto("/workloads/")
    link = page.get_by_role("link", name="Larkspur Shop", exact=True).get_attribute("href")
    assert link is not None
    return link


def inner_pages(page: Page, workload: str) -> list[str]:
    """One question, scan, connection, milestone and the like: the first that each list links."""
    found = [f"{workload}{path}" for path in WORKLOAD_PAGES]
    for path, pattern in (
        ("review/foundations/", r"/review/foundations/\w+/$"),
        ("scans/", r"/scans/[0-9a-f-]+/$"),
        ("scans/", r"/scans/[0-9a-f-]+/coverage/$"),
        ("findings/", r"/findings/[0-9]+/$"),
        ("connections/", r"/connections/[0-9a-f-]+/$"),
        ("milestones/", r"/milestones/[0-9a-f-]+/$"),
    ):
        page.goto(f"{workload}{path}")
        links = page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        found += [link for link in links if re.search(pattern, link)][:1]
    milestone = found[-1]
    return [*found, f"{milestone}review/framework/dev_integ/"]


def lens_pages(page: Page) -> list[str]:
    """Pages of a lens with two versions, and of the largest built-in one."""
    for questions in (2, 3):
        page.goto("/lenses/import/")
        document = small_lens(name="Rules of the house", questions=questions)
        page.get_by_label("Or its text").fill(json.dumps({**document, "_team": "Shop"}))
        page.get_by_role("button", name="Import").click()
        page.wait_for_load_state()
        if page.get_by_label("A lens of its own").count():
            page.get_by_role("button", name="Import").click()
    page.goto("/lenses/?q=Rules")
    own = page.get_by_role("link", name="Rules of the house").first.get_attribute("href")
    page.goto("/lenses/?show=builtin")
    built_in = page.get_by_role("link", name="Framework", exact=True).get_attribute("href")
    assert own
    assert built_in
    return [built_in, *(f"{own}{path}" for path in LENS_PAGES)]


def draft_pages(page: Page) -> list[str]:
    """The editor's pages of a copy of a built-in lens, and the simulator of the lens itself."""
    page.goto("/lenses/?show=builtin")
    page.get_by_role("link", name="Foundations", exact=True).click()
    page.wait_for_url(LENS_ADDRESS)
    lens = LENS_ADDRESS.search(page.url)
    assert lens
    page.get_by_role("button", name="Copy and edit").click()
    page.wait_for_url(re.compile("/drafts/"))
    draft = re.sub(r"^https?://[^/]+", "", page.url)
    question = page.locator(".qnav__list a").first.get_attribute("href")
    assert question
    inside = [f"{question}{path}" for path in ("", "preview/", "risk/?selected=x")]
    outside = f"{lens[0]}questions/{question.split('/')[-2]}/risk/"
    return [draft, *inside, f"{draft}publish/", f"{draft}discard/", outside]


def template_pages(page: Page) -> list[str]:
    """Pages of the demo's template and of a workload that uses it, and a draft to publish."""
    page.goto("/templates/")
    template = page.get_by_role("link", name="Landing zone").get_attribute("href")
    page.goto("/workloads/")
    uses = page.get_by_role("link", name="Warehouse control", exact=True).get_attribute("href")
    assert template
    assert uses
    page.goto(template)
    question = page.get_by_role("link", name=re.compile("^Edit")).first.get_attribute("href")
    page.goto(f"{uses}templates/")
    off = page.get_by_role("link", name="Take off").first.get_attribute("href")
    preview = f"{template}apply/?step=preview&workload={workload_address(page).split('/')[2]}"
    own = [f"{template}{path}" for path in TEMPLATE_PAGES]
    return [*own, str(question), preview, f"{uses}templates/", str(off), draft_to_publish(page)]


def meeting_pages(page: Page) -> list[str]:
    """A meeting that runs, with something in everything, and its minutes."""
    page.goto("/workloads/")
    address = page.get_by_role("link", name="Warehouse control", exact=True).get_attribute("href")
    page.goto(f"{address}meetings/on/framework/")
    page.get_by_role("button", name="Begin the meeting").click()
    page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}/$"))
    meeting = re.sub(r"^https?://[^/]+", "", page.url)
    page.wait_for_load_state()
    page.keyboard.press("p")
    page.get_by_label("What to come back to").fill("Ask finance")
    page.keyboard.press("Enter")
    page.locator("#meeting-decisions").get_by_text("Parked: Ask finance").wait_for()
    paths = ("", "?at=dev_integ", "minutes/", "park/", "end/")
    return [*(f"{meeting}{path}" for path in paths), f"{address}meetings/"]


def draft_to_publish(page: Page) -> str:
    page.goto("/templates/new/")
    page.get_by_label("Name").fill(f"Drafted {uuid4().hex[:8]}")
    page.get_by_role("button", name="Create the template").click()
    page.locator(".rows a").first.click()
    page.get_by_role("radio", name="In place", exact=True).first.check()
    page.get_by_role("button", name="Save", exact=True).click()
    return str(page.get_by_role("link", name="Preview and publish").get_attribute("href"))


def test_a_message_about_a_lens_has_no_violation(demo: Page):
    demo.goto("/lenses/import/")
    document = small_lens(name="Broken")
    document["pillars"][0]["questions"][0]["riskRules"][0]["condition"] = "nobody"
    demo.get_by_label("Or its text").fill(json.dumps({**document, "_team": "Shop"}, indent=2))
    demo.get_by_role("button", name="Import").click()
    demo.get_by_text("unknown-choice").wait_for()
    assert violations(demo) == []


@pytest.mark.slow
def test_no_page_has_a_violation(demo: Page):
    workload = workload_address(demo)
    pages = [*PAGES, *lens_pages(demo), *draft_pages(demo), *inner_pages(demo, workload)]
    pages += [*template_pages(demo), *meeting_pages(demo)]
    assert len(pages) >= len(PAGES) + len(WORKLOAD_PAGES) + 4
    assert look(demo, *pages) == []


def test_the_pages_before_sign_in_have_no_violation(page: Page):
    assert look(page, *OUTSIDE) == []
