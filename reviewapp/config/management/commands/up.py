"""Starts the whole product on this machine."""

import os
import signal
import socket
import sys
import time
import urllib.request
from argparse import ArgumentParser
from typing import Any
from urllib.error import URLError

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from reviewapp.config.processes import Group, Process

READY_SECONDS = 60


class Command(BaseCommand):
    help = (
        "Start the web server, a worker and the schedule as one group, on the embedded "
        "PostgreSQL and Redis where no servers are configured. Ctrl-C stops all of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--demo", action="store_true", help="with a simulated account and a scanned workload"
        )
        parser.add_argument(
            "--account-port", type=int, default=0, help="of the simulated account; any free one"
        )

    def handle(self, *, host: str, port: int, demo: bool, account_port: int = 0, **_: Any) -> None:
        _require_free(host, port)
        group = Group(_processes(host, port))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: group.stopping.set())
        try:
            if demo:
                group.processes.insert(0, self._start_account(account_port or _free_port()))
            self._prepare()
            self._run(group, host, port, demo=demo)
        finally:
            self.stderr.write("Stopping…")
            group.stop()

    def _start_account(self, port: int) -> Process:
        """Starts it before everything else: it fills while the database is made."""
        self.endpoint = os.environ["DEMO_ENDPOINT"] = f"http://127.0.0.1:{port}"
        command = [sys.executable, "manage.py", "demo", "account", "--port", str(port)]
        account = Process("account", command)
        account.start()
        return account

    def _prepare(self) -> None:
        self.stderr.write("Starting PostgreSQL and preparing the database…")
        call_command("migrate", verbosity=0)
        if settings.DEVELOPMENT:
            settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # looked for, not needed
        else:
            call_command("collectstatic", verbosity=0, interactive=False)
        connection.close()

    def _run(self, group: Group, host: str, port: int, *, demo: bool) -> None:
        group.start()
        workload = self._start_workload() if demo else None
        _wait_for(f"http://{host}:{port}/healthz", group)
        if workload:
            _finish(workload, group)
        if not group.stopping.is_set():
            self._announce(host, port, demo=demo)
        group.watch()

    def _start_workload(self) -> Process:
        """In a process of its own, so that Ctrl-C ends it and its memory is given back."""
        command = [sys.executable, "manage.py", "demo", "workload", "--endpoint", self.endpoint]
        workload = Process("demo", command)
        workload.start()
        return workload

    def _announce(self, host: str, port: int, *, demo: bool) -> None:
        self.stdout.write(f"\n  The product runs at http://{host}:{port}/\n")
        if demo:
            from reviewapp.demo.people import EMAIL, PASSWORD

            self.stdout.write(f"  Sign in with {EMAIL} and the password {PASSWORD}\n")
        self.stdout.write("  Ctrl-C stops it.\n\n")
        self.stdout.flush()


def _processes(host: str, port: int) -> list[Process]:
    celery = [sys.executable, "-m", "celery", "-A", "reviewapp.config", "--quiet"]
    level = ["--loglevel", settings.LOG_LEVEL]
    web = [
        *(sys.executable, "-m", "uvicorn", "reviewapp.config.asgi:application"),
        *("--host", host, "--port", str(port), "--no-access-log", "--lifespan", "off"),
    ]
    return [
        Process("worker", [*celery, "worker", "--concurrency", "2", "-n", "worker@%h", *level]),
        Process("beat", [*celery, "beat", "-s", str(settings.VAR_DIR / "beat"), *level]),
        Process("web", web, {"DATABASE_POOL": "1"}),
    ]


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} is taken ({error.strerror}). "
                f"Stop what uses it, or choose another: make run PORT={port + 1}"
            ) from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _finish(process: Process, group: Group) -> None:
    """Waits for the end of a process that ends by itself; raises CommandError where it failed."""
    while not process.ended and not group.stopping.wait(0.1):
        continue
    process.terminate()
    process.wait(time.monotonic() + 5)
    if not group.stopping.is_set() and process.running and process.running.returncode:
        raise CommandError("The demo could not be prepared; its lines above say why.")


def _wait_for(address: str, group: Group) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not group.stopping.is_set():
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.2)
    if not group.stopping.is_set():
        raise CommandError("The web server did not answer in time; its log above says why.")
