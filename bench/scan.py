"""A whole scan against an endpoint with 40 ms latency."""

import resource

from django.conf import settings

from bench.figures import heading, row, timed
from bench.replay import Replay
from reviewapp.collection.domain import start_run
from reviewapp.collection.models import Run
from reviewapp.reviews.scan import scan
from reviewapp.workloads.models import Connection, Workload

LATENCY = 0.040


def run(workload: Workload, endpoint: str) -> None:
    heading(f"Scan, {LATENCY * 1000:.0f} ms per call, {settings.SCAN_CONCURRENCY} calls at once")
    replay = Replay(upstream=endpoint).start()
    Connection.objects.filter(workload=workload).update(endpoint_url=replay.url)
    _scan(workload)
    replay.measure(LATENCY)
    cpu_before = _cpu()
    seconds, done = timed(lambda: _scan(workload))
    cpu = _cpu() - cpu_before
    ideal = done.calls * LATENCY / settings.SCAN_CONCURRENCY
    row("state", done.state)
    row("wall time", f"{seconds:.2f} s")
    row("calls made", done.calls)
    row("calls per second", f"{done.calls / seconds:.0f}")
    row("facts", done.facts_count)
    row("calls x latency / concurrency", f"{ideal:.2f} s")
    row("ratio of wall time to that", f"{seconds / ideal:.2f}")
    row("CPU time of scanner and endpoint", f"{cpu:.2f} s")
    row("most calls under way at once", replay.most_in_flight)
    if replay.missed:
        row("answers that were not recorded", replay.missed)


def _scan(workload: Workload) -> Run:
    run = start_run(workload=workload, queue=False)
    scan(str(run.pk))
    return Run.objects.get(pk=run.pk)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
