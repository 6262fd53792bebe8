"""Timing and printing."""

import socket
import statistics
import time
from collections.abc import Callable
from typing import Any

WIDTH = 54


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def row(name: str, value: Any) -> None:
    print(f"  {name:<{WIDTH}} {value}", flush=True)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def spread(work: Callable[[], Any], *, times: int, warmup: int = 2) -> tuple[float, float]:
    """Median and 95th percentile of a call, in milliseconds."""
    for _ in range(warmup):
        work()
    took = sorted(timed(work)[0] * 1000 for _ in range(times))
    return statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.95))]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
