"""The whole product as processes of its own, and Debian's Chromium in front of it.

It begins on a copy of the tests' migrated database: what `migrate` makes from nothing, on a server
that the product starts for itself, is looked at by tests/truth/test_command.py. The group of
processes is the one that `make run` starts: web, worker, beat, the simulated account. Every test
shares it; each makes the workloads that it changes.
"""

import json
import math
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.database import copied

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180
# Pages about one's own account ask for the password again when it is five minutes old.
KEPT_SECONDS = 150
OK = 200


@dataclass
class Product:
    """A running product: its address, its log, and its commands."""

    url: str
    account_url: str
    var: Path
    process: "subprocess.Popen[str]"
    environment: dict[str, str]
    log: list[str] = field(default_factory=list)
    _hand: "subprocess.Popen[str] | None" = None
    _at_hand: threading.Lock = field(default_factory=threading.Lock)

    def manage(self, *arguments: str) -> str:
        """What a command prints; it must succeed."""
        with self._at_hand:
            if self._hand is None:
                self._hand = self._make_hand()
            print(json.dumps(arguments), file=self._hand.stdin, flush=True)
            told = json.loads(self._hand.stdout.readline())
        assert told["code"] == 0, f"{arguments}: {told['stderr']}"
        return str(told["stdout"])

    def _make_hand(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "tests.browser.hand"],
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def put_hand_down(self) -> None:
        if self._hand is not None:
            self._hand.stdin.close()
            self._hand.wait(20)

    def shell(self, code: str) -> str:
        """What a snippet of Python prints inside the product's Django."""
        return self.manage("shell", "--no-imports", "-c", code).strip()

    def aws(self, service: str, region: str) -> Any:
        """A boto3 client of the simulated account."""
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.account_url,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def worker_pids(self) -> list[int]:
        """The worker's main process and its children."""
        for child in psutil.Process(self.process.pid).children():
            if "worker" in child.cmdline() and "celery" in " ".join(child.cmdline()):
                return [child.pid, *(each.pid for each in child.children(recursive=True))]
        return []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def database(migrated, django_db_setup, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock(), copied(migrated) as address:
        yield address


@pytest.fixture(scope="session")
def product(tmp_path_factory, database) -> Iterator[Product]:
    var = tmp_path_factory.mktemp("product")
    port, account_port = free_port(), free_port()
    account = f"http://127.0.0.1:{account_port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "DEVELOPMENT": "1",
        "VAR_DIR": str(var),
        "DATABASE_URL": database,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "JOB_LEASE_SECONDS": "6",
        "NOTICE_BUNDLE_SECONDS": "0",
        # This server's own credentials lead to the simulated account.
        "AWS_ENDPOINT_URL": account,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    command = [sys.executable, "manage.py", "up", "--demo", "--port", str(port)]
    command += ["--account-port", str(account_port)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    running = Product(f"http://127.0.0.1:{port}", account, var, process, environment)
    threading.Thread(target=_read_log, args=(running,), daemon=True).start()
    try:
        _wait_until_announced(running)
        yield running
    finally:
        running.put_hand_down()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()


def mail_to(product: Product, email: str, wanted: str) -> str:
    """What matches `wanted` in a mail; the product prints mails where no mail server is named."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        mails = "\n".join(product.log).split("-" * 79)
        own = [mail for mail in mails if f"To: {email}\n" in mail]
        if found := [match for mail in own if (match := re.search(wanted, mail, re.DOTALL))]:
            return found[-1][0]
        time.sleep(0.1)
    raise AssertionError(f"no mail to {email} has {wanted}")


def _read_log(running: Product) -> None:
    for line in running.process.stdout or ():
        running.log.append(line.rstrip())


def _wait_until_announced(running: Product) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if any("The product runs at" in line for line in running.log):
            return
        if running.process.poll() is not None:
            break
        time.sleep(0.2)
    raise AssertionError("The product did not start:\n" + "\n".join(running.log[-60:]))


@dataclass
class Kept:
    """The demo's owner's session: to sign in anew for each test takes longer than most of them."""

    cookies: list[Any] = field(default_factory=list)
    since: float = -math.inf


@pytest.fixture(scope="session")
def kept() -> Kept:
    return Kept()


@pytest.fixture
def context(chromium: Browser, product: Product) -> Iterator[BrowserContext]:
    made = visit(chromium, product.url, viewport={"width": 1280, "height": 900})
    made.set_default_timeout(15_000)
    yield made
    made.close()


def visit(chromium: Browser, url: str, **options: Any) -> BrowserContext:
    """A browser of somebody's own, who asks for less motion: to draw what turns, frame by frame,
    costs more than most tests."""
    return chromium.new_context(base_url=url, reduced_motion="reduce", **options)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
    page.get_by_label("Password", exact=False).first.fill(password)
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    page.wait_for_url(re.compile(r"^https?://[^/]+/$"))


@pytest.fixture
def demo(page: Page, kept: Kept) -> Page:
    """A page in which the demo's owner is signed in, on the way that `kept` remembers."""
    from reviewapp.demo.people import EMAIL, PASSWORD

    if time.monotonic() - kept.since < KEPT_SECONDS:
        page.context.add_cookies(kept.cookies)
    # Asked without drawing what is answered: every test begins with a page of its own.
    if not page.context.cookies() or page.request.get("/", max_redirects=0).status != OK:
        sign_in(page, EMAIL, PASSWORD)
        cookies: list[Any] = page.context.cookies()
        kept.cookies = [each for each in cookies if each["name"] in ("sessionid", "csrftoken")]
        kept.since = time.monotonic()
    return page
