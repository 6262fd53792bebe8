"""One request, understood as far as an answer needs it."""

import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")


@dataclass(frozen=True, slots=True)
class Scope:
    """Who signed a request, for which region and service; all empty where nobody did."""

    key: str = ""
    region: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """`operation` is `ListAccounts`, or `GET /analyzer` where the service speaks in paths.

    A part of a resource that is asked for by its bare name stays with the path: `GET /b?policy`.
    """

    service: str
    region: str
    operation: str
    params: dict[str, Any]


def scope_of(environ: Environ) -> Scope:
    found = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    return Scope(*found.groups()) if found else Scope()


def understand(environ: Environ, scope: Scope) -> Asked:
    """Reads the body and puts it back, so that another application can read it again."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        params = json.loads(body or b"{}")
        return Asked(scope.service, scope.region, target.rsplit(".", 1)[-1], params)
    if "x-www-form-urlencoded" in environ.get("CONTENT_TYPE", ""):
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        return Asked(scope.service, scope.region, form.get("Action", ""), form)
    params = json.loads(body) if body.startswith(b"{") else {}
    return Asked(scope.service, scope.region, _path(environ), params)


def _path(environ: Environ) -> str:
    path = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO'].rstrip('/') or '/'}"
    part, _, _ = environ.get("QUERY_STRING", "").partition("&")
    return f"{path}?{part}" if part and "=" not in part else path
