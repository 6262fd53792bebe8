"""Keeps everybody but its builder out of the account until it is complete."""

import threading
from collections.abc import Iterable

from . import READY_PATH
from .answers.asked import Application, Environ, StartResponse, scope_of

BUILDER_KEY = "AKIALARKSPURBUILDER0"
WAIT_SECONDS = 120


class Gate:
    """Requests of others wait; READY_PATH answers 503 until the account is open, then 200.

    Nobody else is served meanwhile, so that ids come out the same at every start.
    """

    def __init__(self, behind: Application) -> None:
        self.behind = behind
        self.open = threading.Event()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == READY_PATH:
            return _say(start_response, "200 OK" if self.open.is_set() else "503 Not Ready")
        if scope_of(environ).key != BUILDER_KEY:
            self.open.wait(WAIT_SECONDS)
        return self.behind(environ, start_response)


def _say(start_response: StartResponse, status: str) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain")])
    return [status.encode()]
