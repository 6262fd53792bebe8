"""Starts the replaying endpoint as a process and gives it its orders."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]


class Endpoint:
    """`url` for scanners, `order` for what it shall do, `figures` for what it saw since."""

    def __init__(self, url: str) -> None:
        self.url = url

    def order(self, **orders: Any) -> dict[str, Any]:
        """Fields of `bench.replay.Orders`; what is not named is as by default."""
        return self._ask(json.dumps(orders).encode())

    def figures(self) -> dict[str, Any]:
        return self._ask(None)

    def _ask(self, body: bytes | None) -> dict[str, Any]:
        with urlopen(Request(f"{self.url}/_replay", data=body), timeout=30) as answer:
            return dict(json.load(answer))


@contextmanager
def replaying(upstream: str) -> Iterator[Endpoint]:
    """An endpoint that records what `upstream` answers until it is told to replay."""
    command = [sys.executable, "-m", "bench.replay", "--upstream", upstream]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield Endpoint(process.stdout.readline().removeprefix("listens at ").strip())
    finally:
        process.terminate()
        process.wait(20)
