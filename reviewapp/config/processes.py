"""Keeps the processes of one install running together: readable logs, a clean end."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

STOP_SECONDS = 15
RESTART_SECONDS = 2
PR_SET_PDEATHSIG = 1


@dataclass
class Process:
    """One command of the group; `name` stands before each line it logs."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    running: "subprocess.Popen[str] | None" = None

    def start(self) -> None:
        self.running = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches the group through us, in order
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        threading.Thread(target=self._copy_log, args=(self.running,), daemon=True).start()

    @property
    def ended(self) -> bool:
        return self.running is not None and self.running.poll() is not None

    def terminate(self) -> None:
        if self.running and not self.ended:
            self.running.terminate()

    def wait(self, until: float) -> None:
        """Waits for the end, and ends it hard where it takes too long."""
        if self.running is None:
            return
        try:
            self.running.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("%s did not stop in %s s and is killed", self.name, STOP_SECONDS)
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def _copy_log(self, running: "subprocess.Popen[str]") -> None:
        for line in running.stdout or ():
            sys.stderr.write(f"{self.name:>7} | {line}")


class Group:
    """Starts processes in order, restarts what dies, stops them in reverse."""

    def __init__(self, processes: list[Process]) -> None:
        self.processes = processes
        self.stopping = threading.Event()

    def start(self) -> None:
        for process in self.processes:
            if process.running is None:
                process.start()

    def watch(self) -> None:
        """Returns when `stopping` is set; until then no process stays down."""
        while not self.stopping.wait(0.5):
            for process in self.processes:
                if process.ended and not self.stopping.is_set():
                    self._restart(process)

    def stop(self) -> None:
        self.stopping.set()
        for process in reversed(self.processes):
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in reversed(self.processes):
            process.wait(until)

    def _restart(self, process: Process) -> None:
        code = process.running.returncode if process.running else None
        logger.warning("%s ended (%s) and is started again", process.name, code)
        if not self.stopping.wait(RESTART_SECONDS):
            process.start()


def _end_with_parent() -> None:
    """Linux ends this process when its parent is gone, even after a kill -9 of the parent."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
