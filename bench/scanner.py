"""Scans in a process of its own, so that its CPU time and memory are the scanner's alone.

    python -m bench.scanner WORKLOAD [TIMES]
    python -m bench.scanner help

Each scan prints one line of JSON. The first finds a process that has read nothing yet, as the
command line does; the others a warm one, as a worker's.
"""

import json
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.config.settings")


def main(workload_id: str, times: str = "1") -> None:
    import django

    django.setup()
    from reviewapp.collection.domain import start_run
    from reviewapp.collection.models import Run
    from reviewapp.workloads.models import Workload

    workload = Workload.objects.get(pk=workload_id)
    for _ in range(int(times)):
        run = start_run(workload=workload, queue=False)
        Run.objects.filter(pk=run.pk).update(alone=False)  # helpers have the same way in
        print(json.dumps(measured(str(run.pk))), flush=True)


def help_until_told() -> None:
    """Helps with whatever is read until it is asked to end, then says what that took."""
    import django

    django.setup()
    from reviewapp.collection.domain.helping import help_out

    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    print("ready", flush=True)
    while not ending.is_set():
        if not help_out():
            ending.wait(0.1)
    print(json.dumps({"cpu": _cpu(), "memory": _memory()}), flush=True)


def measured(run_id: str) -> dict[str, Any]:
    """Seconds of the whole scan and of its reading, CPU seconds, peak memory in MiB."""
    from reviewapp.collection.models import Run
    from reviewapp.reviews import scan as module

    reading: list[float] = []  # seconds, CPU seconds, peak memory at its end
    judging: list[float] = []  # seconds
    collect, evaluate = module.collect, module.evaluate

    def timed(run: Run) -> None:
        started = time.perf_counter(), _cpu()
        collect(run)
        reading[:] = [time.perf_counter() - started[0], _cpu() - started[1], _memory()]

    def judged(run: Run) -> Any:
        started = time.perf_counter()
        try:
            return evaluate(run)
        finally:
            judging[:] = [time.perf_counter() - started]

    module.collect, module.evaluate = timed, judged
    started, cpu = time.perf_counter(), _cpu()
    try:
        module.scan(run_id)
    finally:
        module.collect, module.evaluate = collect, evaluate
    run = Run.objects.get(pk=run_id)
    return {
        "run": run_id,
        "state": run.state,
        "calls": run.calls,
        "facts": run.facts_count,
        "wall": time.perf_counter() - started,
        "cpu": _cpu() - cpu,
        "reading": reading[0],
        "reading_cpu": reading[1],
        "reading_memory": reading[2],
        "judging": judging[0],
        "memory": _memory(),
    }


def _memory() -> float:
    """Not getrusage's: it counts what the process that started this one had at that time."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    if sys.argv[1] == "help":
        help_until_told()
    else:
        main(*sys.argv[1:])
