"""Completes an answer of moto's on its way out."""

from collections.abc import Iterable
from typing import Any

from .asked import Application, Environ, StartResponse
from .records import Amendment


def amended(
    change: Amendment, behind: Application, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    """What `behind` answers, changed where it is a success."""
    started: list[Any] = []

    def keep(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        started[:] = [status, headers]

    body = b"".join(behind(environ, keep))
    status, headers = started
    if status.startswith("200"):
        body = change(body.decode()).encode()
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    start_response(status, [*kept, ("Content-Length", str(len(body)))])
    return [body]
