"""AWS answers that moto does not give: a small server that boto3 really calls.

    answers = {
        "ListBackupSelections": ...,          # by X-Amz-Target or Action
        "GET /2015-03-31/functions": ...,     # by method and path, a shell pattern
        "GET /bucket?policy": ...,            # and a query parameter that is there
    }
    with fake_aws(answers, upstream=moto_endpoint) as endpoint: ...

An answer is a dict (JSON), a str (XML), a `Refusal`, or a function of the request's parameters
that returns one of these. What has no answer goes to `upstream`, or fails the
test that asked. A path has no slash at its end.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

JSON = "application/x-amz-json-1.1"
XML = "text/xml"


@dataclass(frozen=True)
class Refusal:
    """An error as AWS gives it; written in the protocol of the service that was asked."""

    code: str = "AccessDenied"
    message: str = "not authorized"
    status: int = 400


DENIED = Refusal("AccessDeniedException", "User is not authorized to perform this", 403)

Content = dict[str, Any] | str | Refusal
Answer = Content | Callable[[Mapping[str, Any]], Content]
Answers = Mapping[str, Answer]


def tagged(arn: str = "", **tags: str) -> dict[str, Any]:
    """An answer of the tagging service's GetResources, for what moto's does not know."""
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": pairs}] if arn else []}


@contextmanager
def fake_aws(answers: Answers, *, upstream: str = "") -> Iterator[str]:
    """Serves `answers` on a free port of this machine; yields the address."""

    surprises: list[str] = []

    class Handler(_Handler):
        table = answers
        behind = upstream
        unknown = surprises

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert not surprises, f"asked for what nobody answers: {surprises}"


@dataclass
class _Asked:
    """One request: what it asks for and with which parameters."""

    method: str
    path: str
    query: dict[str, str]
    operation: str
    params: dict[str, Any] = field(default_factory=dict)
    service: str = ""

    def matches(self, key: str) -> bool:
        if " " not in key:
            return key == self.operation
        method, _, target = key.partition(" ")
        path, _, parameter = target.partition("?")
        return (
            method == self.method
            and fnmatchcase(self.path, path)
            and (not parameter or parameter in self.query)
        )


class _Handler(BaseHTTPRequestHandler):
    table: Answers = {}
    behind = ""
    unknown: list[str] = []

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = _understand(self.command, self.path, dict(self.headers), body)
        # The more a key says, the better it fits.
        keys = sorted((key for key in self.table if asked.matches(key)), key=len, reverse=True)
        if keys:
            answer = self.table[keys[0]]
            content = answer(asked.params) if callable(answer) else answer
            self._send(*_write(content, asked))
        elif self.behind:
            self._send(*_forward(self.behind, self, body))
        else:
            self.unknown.append(f"{self.command} {self.path} {asked.operation}".rstrip())
            self._send(*_write(Refusal("NotFaked", "nobody answers this", 501), asked))

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve  # noqa: N815 - http.server's names

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """A test's output is no place for an access log."""


def _understand(method: str, target: str, headers: dict[str, str], body: bytes) -> _Asked:
    lower = {name.lower(): value for name, value in headers.items()}
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path.rstrip("/") or "/"
    asked = _Asked(method, path, query, "", params=dict(query))
    scope = re.search(r"Credential=[^/]+/[^/]+/[^/]+/([^/]+)/", lower.get("authorization", ""))
    asked.service = scope[1] if scope else ""
    if "x-amz-target" in lower:
        asked.operation = lower["x-amz-target"].rsplit(".", 1)[-1]
        asked.params |= json.loads(body or b"{}")
    elif "x-www-form-urlencoded" in lower.get("content-type", ""):
        asked.params |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        asked.operation = asked.params.get("Action", "")
    elif body.startswith(b"{"):
        asked.params |= json.loads(body)
    return asked


def _write(content: Content, asked: _Asked) -> tuple[int, dict[str, str], bytes]:
    if isinstance(content, Refusal):
        return _refuse(content, asked)
    if isinstance(content, str):
        return 200, {"Content-Type": XML}, content.encode()
    return 200, {"Content-Type": JSON}, json.dumps(content).encode()


def _refuse(refusal: Refusal, asked: _Asked) -> tuple[int, dict[str, str], bytes]:
    if asked.service in {"s3", "route53", "cloudfront"} or (
        asked.operation and "Action" in asked.params
    ):
        return refusal.status, {"Content-Type": XML}, _xml_error(refusal, asked.service).encode()
    body = json.dumps({"__type": refusal.code, "message": refusal.message}).encode()
    return refusal.status, {"Content-Type": JSON, "x-amzn-ErrorType": refusal.code}, body


def _xml_error(refusal: Refusal, service: str) -> str:
    error = f"<Error><Code>{refusal.code}</Code><Message>{refusal.message}</Message></Error>"
    if service == "s3":
        return error
    if service == "ec2":
        return f"<Response><Errors>{error}</Errors><RequestID>1</RequestID></Response>"
    return f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"


def _forward(
    upstream: str, request: BaseHTTPRequestHandler, body: bytes
) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(upstream)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request(request.command, request.path, body, dict(request.headers))
        answer = connection.getresponse()
        content = answer.read()
        dropped = {"connection", "content-length", "transfer-encoding", "date", "server"}
        headers = {n: v for n, v in answer.getheaders() if n.lower() not in dropped}
        return answer.status, headers, content
    finally:
        connection.close()
