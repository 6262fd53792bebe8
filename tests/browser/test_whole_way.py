"""From sign-in to a re-review that shows a change made in the account, as people do it."""

import io
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from reviewapp.demo.people import EMAIL, PASSWORD
from tests.browser.conftest import Product, sign_in, visit
from tests.browser.hands import assert_kept_nothing

SCAN_MS = 120_000
NAME = "Whole way"


@pytest.fixture(scope="module")
def place() -> dict[str, str]:
    """The address of the workload, from the test that makes it to those that follow."""
    return {}


@pytest.fixture
def address(place: dict[str, str]) -> str:
    assert place, "the workload could not be made, see the first test"
    return place["workload"]


def test_a_workload_is_described(demo: Page, place: dict[str, str]):
    demo.goto("/workloads/new/")
    demo.get_by_label("Name", exact=False).first.fill("ab")
    demo.get_by_label("Description").fill("Sells things.")
    demo.get_by_label("Environment").select_option("PRODUCTION")
    demo.get_by_label("AWS accounts").fill("12345")
    demo.get_by_label("AWS regions").fill("us-east-1 mars-north-1")
    demo.get_by_role("button", name="Create the workload").click()
    expect(demo.get_by_text("“12345” is not 12 digits.")).to_be_visible()
    expect(demo.get_by_text("AWS has no region “mars-north-1”.", exact=False)).to_be_visible()
    expect(demo.get_by_label("Description")).to_have_value("Sells things.")

    demo.get_by_label("Name", exact=False).first.fill(NAME)
    demo.get_by_label("AWS accounts").fill("123456789012")
    demo.get_by_label("AWS regions").fill("us-east-1\neu-west-1")
    demo.get_by_label("RTO", exact=False).fill("60")
    demo.get_by_role("button", name="Create the workload").click()
    expect(demo.get_by_role("heading", level=1)).to_have_text(NAME)
    place["workload"] = re.sub(r"^https?://[^/]+", "", demo.url)
    demo.goto(f"{place['workload']}rereviews/")
    expect(demo.get_by_text("Next re-review:", exact=False)).to_be_visible()


def test_a_connection_is_tested(demo: Page, address: str):
    demo.goto(f"{address}connections/new/")
    demo.get_by_label("This server's own credentials").check()
    demo.get_by_label("AWS account id").fill("123456789012")
    demo.get_by_role("button", name="Save and go on").click()
    demo.get_by_role("button", name="Test connection").click()
    expect(demo.get_by_text("Reached account 123456789012", exact=False)).to_be_visible(
        timeout=60_000
    )


def test_a_scan_shows_its_progress_and_ends(demo: Page, address: str):
    demo.goto(address)
    demo.get_by_role("button", name="Scan now").click()
    demo.wait_for_url(re.compile(r"/scans/[0-9a-f-]{36}/$"))
    expect(demo.locator("#scan progress")).to_be_visible()
    expect(demo.locator("#scan .state").first).to_have_text(re.compile("Complete"), timeout=SCAN_MS)
    expect(demo.get_by_role("row", name=re.compile("^s3 "))).to_contain_text("Read")


def test_evidence_is_accepted_and_decisions_save_themselves(demo: Page, address: str):
    demo.goto(f"{address}review/foundations/sec_detect/")
    evidence = demo.get_by_role("complementary", name="Evidence")
    expect(evidence.get_by_text("arn:aws", exact=False).first).to_be_visible()
    expect(demo.locator("#save-state")).not_to_contain_text("Saved ")
    demo.get_by_role("button", name="Accept the evidence").click()
    expect(demo.locator("#save-state")).to_contain_text("Saved")
    expect(demo.locator(".risk-now .risk--high").first).to_be_visible()

    demo.goto(f"{address}review/foundations/ops_prepare/")
    demo.get_by_label(re.compile("runbook", re.IGNORECASE)).first.check()
    expect(demo.locator("#save-state")).to_contain_text("Saved")
    demo.get_by_label("Notes", exact=True).last.fill("Runbooks live in the wiki. <b>bold?</b>")
    expect(demo.locator("#save-state")).to_contain_text("Saved")
    demo.reload()
    expect(demo.get_by_label(re.compile("runbook", re.IGNORECASE)).first).to_be_checked()
    expect(demo.get_by_label("Notes", exact=True).last).to_have_value(
        "Runbooks live in the wiki. <b>bold?</b>"
    )


def test_a_pillar_is_accepted_and_risks_move(demo: Page, address: str):
    demo.goto(f"{address}review/foundations/")
    before = high_risks(demo)
    for button in ("security-0", "reliability-0"):
        assert button  # one form per pillar; the page loads anew after each
        accept = demo.get_by_role("button", name=re.compile(r"Accept the evidence for \d"))
        if accept.count():
            accept.first.click()
            demo.wait_for_load_state()
    assert high_risks(demo) > before
    demo.goto("/?q=Whole")
    expect(demo.get_by_role("row", name=re.compile(NAME))).to_contain_text("HRI")


def test_two_people_at_once_lose_nothing(demo: Page, chromium, product: Product, address: str):
    question = f"{address}review/foundations/perf_data/"
    other_context = visit(chromium, product.url)
    try:
        other = other_context.new_page()
        sign_in(other, EMAIL, PASSWORD)
        demo.route("**/live/**", lambda route: route.abort())  # as where events do not come
        demo.goto(question)
        other.goto(question)
        notes(other).fill("Theirs: replicas since May.")
        expect(other.locator("#save-state")).to_contain_text("Saved")
        notes(demo).fill("Mine: queues everywhere.")
        dialog = demo.get_by_role("dialog")
        expect(dialog).to_contain_text("Theirs: replicas since May.")
        expect(dialog).to_contain_text("Mine: queues everywhere.")
        dialog.get_by_label(re.compile("Both texts")).check()
        dialog.get_by_role("button", name="Save what is chosen above").click()
        expect(demo.get_by_role("dialog")).to_have_count(0)
        assert_kept_nothing(demo)
        demo.goto(question)
        text = notes(demo).input_value()
        assert "Theirs: replicas since May." in text
        assert "Mine: queues everywhere." in text
    finally:
        other_context.close()


def test_a_lost_connection_loses_nothing(demo: Page, context: BrowserContext, address: str):
    question = f"{address}review/foundations/cost_visibility/"
    demo.goto(question)
    context.set_offline(True)
    notes(demo).fill("Written in a tunnel.")
    expect(demo.locator("#save-state")).to_contain_text(re.compile("not saved", re.IGNORECASE))
    context.set_offline(False)
    expect(demo.locator("#save-state")).to_contain_text("Saved", timeout=30_000)
    demo.goto(question)
    expect(notes(demo)).to_have_value("Written in a tunnel.")


def test_the_pdf_names_every_high_risk(demo: Page, address: str):
    demo.goto(f"{address}review/foundations/?show=high")
    titles = demo.locator(".pillar-card .rows__main a").all_inner_texts()
    assert titles
    demo.goto(f"{address}reports/")
    demo.get_by_role("button", name="Write the report").click()
    download = demo.get_by_role("link", name=re.compile("^Download"))
    expect(download.first).to_be_visible(timeout=90_000)
    with demo.expect_download() as waiting:
        download.first.click()
    content = waiting.value.path().read_bytes()
    text = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    assert [title for title in titles if squeezed(title) not in text] == []


def test_a_milestone_and_a_rereview_that_shows_what_changed(
    demo: Page, product: Product, address: str
):
    demo.goto(f"{address}milestones/new/")
    demo.get_by_label("Name").fill("Before the change")
    demo.get_by_role("button", name="Save the milestone").click()
    expect(demo.get_by_text("Before the change").first).to_be_visible()
    kept = demo.locator("details.frozen").first
    kept.locator("summary").click()
    expect(kept.locator(".frozen__choices > li").first).to_be_visible()
    expect(kept.locator(".frozen__fetch")).to_have_count(0)

    ec2 = product.aws("ec2", "us-east-1")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(
        GroupName="opened-in-between", Description="Opened between two reviews", VpcId=vpc
    )["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
    )

    demo.goto(f"{address}rereviews/")
    demo.get_by_role("button", name="Start one now").click()
    expect(demo.locator("#rereview .state").first).to_have_text(re.compile("Open"), timeout=SCAN_MS)
    expect(demo.locator("#rereview")).to_contain_text("opened-in-between")
    demo.get_by_role("button", name="Close with a milestone").click()
    expect(demo.locator("#rereview .state").first).to_have_text(re.compile("Closed"))


def notes(page: Page):
    return page.locator("#notes")


def high_risks(page: Page) -> int:
    counts = page.locator(".overview-head .risk-counts").inner_text()
    found = re.search(r"(\d+)\s*high", counts)
    assert found, counts
    return int(found.group(1))


def squeezed(text: str) -> str:
    """Without white space: a PDF breaks lines where it likes."""
    return re.sub(r"\s+", "", text)
