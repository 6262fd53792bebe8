"""Whole scans against an endpoint with 40 ms latency; scanner and endpoint are processes alone."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from bench.endpoint import Endpoint, replaying
from bench.figures import heading, row
from reviewapp.workloads.models import Connection, Workload

ROOT = Path(__file__).resolve().parents[1]
LATENCY = 0.040
TIMES = 4


def run(workload: Workload, account: str) -> None:
    with recorded(workload, account) as endpoint:
        endpoint.order(replay=True, latency=LATENCY)
        first, *others = scans(workload, times=TIMES)
        best = min(others, key=lambda each: each["wall"])
        _print("Scan by a process that just started", first)
        _print(f"Scan by a warm worker, best of {len(others)}", best)
        figures = endpoint.figures()
    row("most calls under way at once", figures["most_in_flight"])
    row("answers later than the latency, mean", f"{_late(figures):.1f} ms")
    if figures["missed"]:
        row("answers that were not recorded", figures["missed"])


@contextmanager
def recorded(workload: Workload, account: str) -> Iterator[Endpoint]:
    """The workload's account behind an endpoint that has heard every call of a scan once."""
    with replaying(account) as endpoint:
        Connection.objects.filter(workload=workload).update(endpoint_url=endpoint.url)
        scans(workload, times=1)
        yield endpoint


def scans(workload: Workload, *, times: int) -> list[dict[str, Any]]:
    """What `bench.scanner` measured, scan by scan."""
    command = [sys.executable, "-m", "bench.scanner", str(workload.pk), str(times)]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in ended.stdout.splitlines()]


def _print(title: str, scan: dict[str, Any]) -> None:
    heading(f"{title}, {LATENCY * 1000:.0f} ms per call, {settings.SCAN_CONCURRENCY} calls at once")
    ideal = scan["calls"] * LATENCY / settings.SCAN_CONCURRENCY
    row("state", scan["state"])
    row("calls made, facts", f"{scan['calls']}, {scan['facts']}")
    row("wall time", f"{scan['wall']:.2f} s")
    row("  of it reading", f"{scan['reading']:.2f} s")
    row("  of it judging", f"{scan['judging']:.2f} s")
    rest = scan["wall"] - scan["reading"] - scan["judging"]
    row("  of it suggesting and the rest", f"{rest:.2f} s")
    row("calls x latency / concurrency", f"{ideal:.2f} s")
    row("ratio of reading to that", f"{scan['reading'] / ideal:.2f}")
    row("ratio of judging to that", f"{scan['judging'] / ideal:.2f}")
    row("ratio of wall time to that", f"{scan['wall'] / ideal:.2f}")
    row("CPU time, of it reading", f"{scan['cpu']:.2f} s, {scan['reading_cpu']:.2f} s")
    row("CPU time per 1,000 calls", f"{scan['reading_cpu'] / scan['calls'] * 1000:.2f} s")
    row("peak memory", f"{scan['memory']:.0f} MiB")


def _late(figures: dict[str, Any]) -> float:
    return float(figures["late"]) / max(1, figures["served"]) * 1000
