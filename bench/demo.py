"""The demo account in a process of its own, and the demo's workload, scanned."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command

from bench.figures import free_port
from reviewapp.demo.people import EMAIL
from reviewapp.people.models import User
from reviewapp.workloads.models import Connection, Workload

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def demo_workload() -> Iterator[tuple[Workload, User, str]]:
    """The scanned workload, its owner, and the address of its account."""
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "demo", "account", "--port", str(port)]
    account = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        call_command("demo", "workload", endpoint=endpoint)
        connection = Connection.objects.filter(endpoint_url=endpoint).select_related("workload")
        yield connection[0].workload, User.objects.get(email=EMAIL), endpoint
    finally:
        account.send_signal(signal.SIGTERM)
        account.wait(20)
