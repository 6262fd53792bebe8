"""A worker that is killed hard in the middle of a scan and of a report."""

import os
import re
import signal
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product

pytestmark = pytest.mark.slow


def kill_worker(product: Product) -> None:
    pids = product.worker_pids()
    assert pids
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def workload_address(page: Page) -> str:
    page.goto("/workloads/")
    found = page.get_by_role("link", name="Larkspur Shop", exact=True).get_attribute("href")
    assert found
    return found


def wait_for_worker(product: Product) -> None:
    deadline = time.monotonic() + 60
    while len(product.worker_pids()) < 2 and time.monotonic() < deadline:
        time.sleep(0.3)


def test_a_scan_goes_on_after_its_worker_was_killed(demo: Page, product: Product):
    demo.goto(workload_address(demo))
    demo.get_by_role("button", name="Scan now").click()
    expect(demo.locator("#scan")).to_contain_text("Last read:", timeout=60_000)
    kill_worker(product)
    expect(demo.locator("#scan .state").first).to_have_text(re.compile("Complete"), timeout=150_000)
    expect(demo.locator("#scan")).to_contain_text("2 times, after a worker was lost")
    run_id = demo.url.rstrip("/").rsplit("/", 1)[-1]
    doubled = product.shell(
        "from reviewapp.collection.models import Fact;from django.db.models import Count;"
        f"print(Fact.objects.filter(run='{run_id}').values('account','region','kind','resource')"
        ".annotate(n=Count('pk')).filter(n__gt=1).count())"
    )
    assert doubled == "0"


def test_a_report_is_written_after_its_worker_was_killed(demo: Page, product: Product):
    wait_for_worker(product)
    address = workload_address(demo)
    demo.goto(f"{address}reports/")
    finished = demo.get_by_role("link", name=re.compile("^Download")).count()
    demo.get_by_role("button", name="Write the report").click()
    running = demo.locator("table progress, table .state--running")
    running.first.wait_for(timeout=30_000)
    kill_worker(product)
    links = demo.get_by_role("link", name=re.compile("^Download"))
    expect(links).to_have_count(finished + 1, timeout=150_000)
