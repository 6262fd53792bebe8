"""What the product sends when it is not in development: one start of it, in its own process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json, django
from django.core.management import call_command
django.setup()
call_command("collectstatic", interactive=False, verbosity=0)
from django.conf import settings
from django.templatetags.static import static
from django.test import Client
browser = Client(HTTP_HOST="reviews.example.com", raise_request_exception=False)
page = browser.get("/accounts/login/", secure=True)
plain = browser.get("/accounts/login/")
through = browser.get("/accounts/login/", headers={"X-Forwarded-Proto": "https"})
sheet = browser.get(static("css/tokens.css"), secure=True)
forged = browser.get("/accounts/login/", secure=True, headers={"Host": "evil.example.com"})
print(json.dumps({
    "page": [page.status_code, dict(page.headers)],
    "body": page.content.decode(),
    "plain": [plain.status_code, plain.headers.get("Location")],
    "others": [plain.headers.get("Content-Security-Policy"), sheet.headers.get("Content-Security-Policy")],
    "through": through.status_code,
    "forged": forged.status_code,
    "csrf": {**page.cookies["csrftoken"]},
    "session": {
        "secure": settings.SESSION_COOKIE_SECURE,
        "httponly": settings.SESSION_COOKIE_HTTPONLY,
        "samesite": settings.SESSION_COOKIE_SAMESITE,
    },
    "debug": settings.DEBUG,
}))
"""


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> dict:
    clean = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    ended = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={
            **clean,
            "DJANGO_SETTINGS_MODULE": "reviewapp.config.settings",
            "VAR_DIR": str(tmp_path_factory.mktemp("production")),
            "SECRET_KEY": "k" * 60,
            "BASE_URL": "https://reviews.example.com",
            "ALLOWED_HOSTS": "reviews.example.com",
            "TRUST_PROXY": "true",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def test_pages_are_served_by_https_alone_and_say_so_for_a_year(sent):
    assert sent["plain"] == [301, "https://reviews.example.com/accounts/login/"]
    assert sent["through"] == 200
    status, headers = sent["page"]
    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_redirects_and_static_files_have_the_policy_too(sent):
    _, headers = sent["page"]
    whole = sorted(headers["Content-Security-Policy"].split("; "))
    assert [sorted((each or "").split("; ")) for each in sent["others"]] == [whole, whole]


def test_nothing_inline_and_nothing_foreign_may_run(sent):
    _, headers = sent["page"]
    policy = [part.strip() for part in headers["Content-Security-Policy"].split(";")]
    assert sorted(policy) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
    ]
    assert "<style" not in sent["body"]
    assert " style=" not in sent["body"]
    assert " onclick=" not in sent["body"]


def test_other_headers_of_protection_are_there(sent):
    _, headers = sent["page"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_travel_by_https_alone(sent):
    assert sent["session"] == {"secure": True, "httponly": True, "samesite": "Lax"}
    assert sent["csrf"]["secure"] is True
    assert sent["csrf"]["samesite"] == "Lax"


def test_no_debugging_and_no_other_host(sent):
    assert sent["debug"] is False
    assert sent["forged"] == 400


def test_files_have_the_names_of_their_content(sent):
    assert "/static/css/pillars." in sent["body"]
    assert "/static/css/pillars.css" not in sent["body"]
