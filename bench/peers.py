"""The same recorded account scanned by the product and by other scanners, side by side.

    make bench ARGS="peers --prowler /opt/prowler/bin/prowler"
    make bench ARGS="peers --prowler /opt/prowler/bin/prowler --each 0"
    make bench ARGS="peers --peer again='python -m bench.scanner WORKLOAD'"

Other scanners are no part of this project: they are found on the PATH or named. Each runs once
to have its own calls recorded, then once to be measured, as a process of its own: what a process
that just started takes, its own start included. Prowler's checks as a whole are what compares to
all six pillars here; its two frameworks of the same name are measured beside them. The memory of
a database that a scanner writes to is not its own.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.endpoint import Endpoint, replaying
from bench.figures import heading, row
from bench.growth import fill_up
from bench.wire import RECORDED_REGIONS
from reviewapp.workloads.models import Connection, Workload

ROOT = Path(__file__).resolve().parents[1]
LATENCY = 0.040
OURS = "this product, all six pillars"
# How much faster than a peer the product is to be, and how much of a peer's memory it may take.
FASTER, SHARE = 5.0, 0.5
FOUND = 3  # Prowler's status where it found something that fails

FRAMEWORK = "aws_well_architected_framework_{}_pillar_aws"
# Wall and CPU seconds, peak MiB and calls, of an account of this size (2 regions, some 1,900
# objects, 40 ms a call) on two cores, by releases of August 2026.
ELSEWHERE = {
    "Prowler, security framework": (148.0, 55.0, 768.0, 4470),
    "Prowler, reliability framework": (45.0, None, 393.0, 677),
    "Service Screener, 31 services": (117.0, 47.0, 593.0, 9326),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds, seconds of CPU with all its processes, MiB of the largest of them, AWS calls."""

    wall: float
    cpu: float
    memory: float
    calls: int
    status: int


def run(workload: Workload, account: str, *, named: Mapping[str, str], each: int) -> None:
    """Prints what each takes.

    Args:
        workload: the demo's, as large as it is.
        account: where its account answers.
        named: a peer's name to the command or executable that was given for it.
        each: how many are added of four things, per region; none leaves the account small.
    """
    if each:
        fill_up(account, each=each)
    with replaying(account) as endpoint:
        Connection.objects.filter(workload=workload).update(endpoint_url=endpoint.url)
        scanner = [sys.executable, "-m", "bench.scanner", str(workload.pk)]
        ours = _recorded_and_measured(scanner, endpoint)
        heading(f"One account, {len(RECORDED_REGIONS)} regions, {LATENCY * 1000:.0f} ms per call")
        row("facts that this product reads", workload.runs.latest("queued_at").facts_count)
        _print(OURS, ours)
        for name, command in commands(named, workload=str(workload.pk)).items():
            if command is None:
                row(name, "not present")
                continue
            _print(name, _recorded_and_measured(command, endpoint), beside=ours)
    heading("Measured apart, on another machine of two cores, by an account of the same size")
    for name, (wall, cpu, memory, calls) in ELSEWHERE.items():
        told = f"{cpu:.0f} s CPU" if cpu else "CPU not noted"
        row(name, f"{wall:.0f} s, {told}, {memory:.0f} MB, {calls} calls")


def commands(named: Mapping[str, str], *, workload: str = "") -> dict[str, list[str] | None]:
    """How each peer is called; None where it is not here."""
    prowler = shutil.which(named.get("prowler") or "prowler")
    screener = _screener(named.get("service-screener") or "screener")
    every = [prowler, "aws", *_prowlers()] if prowler else None
    found: dict[str, list[str] | None] = {"Prowler, every check": every}
    for pillar in ("security", "reliability"):
        found[f"Prowler, {pillar} framework"] = (
            [prowler, "aws", "--compliance", FRAMEWORK.format(pillar), *_prowlers()]
            if prowler
            else None
        )
    regions = ",".join(RECORDED_REGIONS)
    found["Service Screener"] = [*screener, "--regions", regions] if screener else None
    for name, line in named.items():
        if name not in ("prowler", "service-screener"):
            found[name] = shlex.split(line.replace("WORKLOAD", workload))
    return found


def _prowlers() -> list[str]:
    folder = tempfile.mkdtemp(prefix="bench-prowler-")
    output = ["--output-formats", "json-ocsf", "--output-directory", folder, "--no-banner"]
    return ["--region", *RECORDED_REGIONS, *output]


def _screener(given: str) -> list[str] | None:
    """Its executable, or the `main.py` of a checkout."""
    if given.endswith(".py"):
        return [sys.executable, given] if Path(given).is_file() else None
    found = shutil.which(given)
    return [found] if found else None


def _recorded_and_measured(command: Sequence[str], endpoint: Endpoint) -> Measured:
    endpoint.order(replay=True)
    measured(command, endpoint)
    endpoint.order(replay=True, latency=LATENCY)
    return measured(command, endpoint)


# A process counts as its own what its parent held when it was made: this parent holds nothing.
LAUNCHER = """
import json, os, subprocess, sys, time
started, quiet = time.perf_counter(), subprocess.DEVNULL
process = subprocess.Popen(sys.argv[1:], stdout=quiet, stderr=quiet)
_, status, used = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
wall, cpu = time.perf_counter() - started, used.ru_utime + used.ru_stime
print(json.dumps([wall, cpu, used.ru_maxrss / 1024, process.returncode]))
"""


def measured(command: Sequence[str], endpoint: Endpoint | None = None) -> Measured:
    """Runs a command whose AWS is the endpoint; what it prints is nobody's to read."""
    launched = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCHER, *command],
        cwd=ROOT,
        env=os.environ | _surroundings(endpoint),
        stdout=subprocess.PIPE,
        check=True,
    )
    wall, cpu, memory, status = json.loads(launched.stdout)
    calls = endpoint.figures()["served"] if endpoint else 0
    return Measured(wall=wall, cpu=cpu, memory=memory, calls=calls, status=status)


def _surroundings(endpoint: Endpoint | None) -> dict[str, str]:
    if endpoint is None:
        return {}
    return {
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_ACCESS_KEY_ID": "recorded",
        "AWS_SECRET_ACCESS_KEY": "recorded",
        "AWS_DEFAULT_REGION": RECORDED_REGIONS[0],
    }


def _print(name: str, found: Measured, *, beside: Measured | None = None) -> None:
    heading(name)
    if found.status not in (0, FOUND):
        row("ended with status", found.status)
    for label, of in (
        ("wall time, s", lambda each: each.wall),
        ("CPU time, s", lambda each: each.cpu),
        ("peak memory of its largest process, MiB", lambda each: each.memory),
        ("calls", lambda each: each.calls),
    ):
        ratio = f"   {of(found) / of(beside):.1f} x ours" if beside and of(beside) else ""
        row(label, f"{of(found):.1f}{ratio}")
    if beside:
        row("at least 5 times faster, at most half the memory", _floors(found, beside))


def _floors(peer: Measured, ours: Measured) -> str:
    faster = peer.wall >= FASTER * ours.wall
    smaller = ours.memory <= SHARE * peer.memory
    return ", ".join("yes" if kept else "NO" for kept in (faster, smaller))
