"""Scans in a process of its own, so that its CPU time and memory are the scanner's alone.

    python -m bench.scanner WORKLOAD [TIMES]

Each scan prints one line of JSON. The first finds a process that has read nothing yet, as the
command line does; the others a warm one, as a worker's.
"""

import json
import os
import resource
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.config.settings")


def main(workload_id: str, times: str = "1") -> None:
    import django

    django.setup()
    from reviewapp.collection.domain import start_run
    from reviewapp.workloads.models import Workload

    workload = Workload.objects.get(pk=workload_id)
    for _ in range(int(times)):
        run = start_run(workload=workload, queue=False)
        print(json.dumps(measured(str(run.pk))), flush=True)


def measured(run_id: str) -> dict[str, Any]:
    """Seconds of the whole scan and of its reading, CPU seconds, peak memory in MiB."""
    from reviewapp.collection.models import Run
    from reviewapp.reviews import scan as module

    reading: list[float] = []
    collect = module.collect

    def timed(run: Run) -> None:
        started = time.perf_counter(), _cpu()
        collect(run)
        reading[:] = [time.perf_counter() - started[0], _cpu() - started[1]]

    module.collect = timed
    started, cpu = time.perf_counter(), _cpu()
    try:
        module.scan(run_id)
    finally:
        module.collect = collect
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
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:])
