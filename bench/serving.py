"""The web server in a process of its own, and people who are signed in there."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from django.test import Client

from bench.figures import free_port
from reviewapp.people.models import User

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
TOKEN = "t" * 32


@dataclass(frozen=True)
class Server:
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """One uvicorn process on the servers and settings of this one, as `manage.py up` starts it."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "reviewapp.config.asgi:application"]
    command += ["--port", str(port), "--lifespan", "off", "--no-access-log"]
    pooled = {**os.environ, "DATABASE_POOL": "1", **(environment or {})}
    process = subprocess.Popen(command, cwd=ROOT, env=pooled)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web server did not start.")


def cookies_of(user: User) -> dict[str, str]:
    """Headers with which requests are this person's."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    session = client.cookies["sessionid"].value
    return {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}


class Person:
    """Somebody at a browser: one connection that stays open, for one thread."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = dict(headers)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, object]) -> tuple[int, str]:
        """As the page's script sends a form."""
        return self._ask("POST", path, urlencode(fields, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {**self._headers, "HX-Request": "true"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        return response.status, response.read().decode()
