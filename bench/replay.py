"""An endpoint that answers like a simulated account, each answer after a set latency.

It records while it forwards, then replays from memory: what is measured is the scanner, not the
simulator. One process, asyncio, HTTP/1.1 with kept connections.
"""

import asyncio
import hashlib
import http.client
import re
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Headers = dict[str, str]
Recorded = tuple[int, Headers, bytes]

DROPPED = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
TIMES = re.compile(rb"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?|\b1[67]\d{8}(\.\d+)?\b")


@dataclass
class Replay:
    """Answers from `upstream` at first, from memory once `latency` is set."""

    upstream: str
    latency: float | None = None
    answers: dict[str, Recorded] = field(default_factory=dict)
    served: int = 0
    missed: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    port: int = 0

    def start(self) -> "Replay":
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait(10)
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def measure(self, latency: float) -> None:
        """From now on replay, each answer after `latency` seconds; counters start at nought."""
        self.latency, self.served, self.missed, self.most_in_flight = latency, 0, 0, 0

    def _run(self, ready: threading.Event) -> None:
        async def serve() -> None:
            server = await asyncio.start_server(self._connection, "127.0.0.1", 0, backlog=512)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            async with server:
                await server.serve_forever()

        asyncio.run(serve())

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(reader)) is not None:
                status, headers, body = await self._answer(*request)
                writer.write(_head(status, headers, body) + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, method: str, path: str, headers: Headers, body: bytes) -> Recorded:
        self.served += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._look_up(method, path, headers, body)
        finally:
            self.in_flight -= 1

    async def _look_up(self, method: str, path: str, headers: Headers, body: bytes) -> Recorded:
        key = _key(method, path, headers, body)
        known = self.answers.get(key)
        if self.latency is not None:
            await asyncio.sleep(self.latency)
            if known is not None:
                return known
            self.missed += 1
        answer = await asyncio.to_thread(self._forward, method, path, headers, body)
        self.answers[key] = answer
        return answer

    def _forward(self, method: str, path: str, headers: Headers, body: bytes) -> Recorded:
        where = urlsplit(self.upstream)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            kept = {k: v for k, v in answer.getheaders() if k.lower() not in DROPPED}
            return answer.status, kept, answer.read()
        finally:
            connection.close()


async def _read(reader: asyncio.StreamReader) -> tuple[str, str, Headers, bytes] | None:
    line = await reader.readline()
    if not line:
        return None
    method, path, _ = line.decode().split(" ", 2)
    headers: Headers = {}
    while (line := await reader.readline()).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return method, path, headers, await _chunks(reader)
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return method, path, headers, body


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


def _head(status: int, headers: Headers, body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status} OK", *(f"{k}: {v}" for k, v in headers.items())]
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _key(method: str, path: str, headers: Headers, body: bytes) -> str:
    """The same question asked another day has other times in it, and nothing else."""
    scope = re.search(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", headers.get("authorization", ""))
    parts = (
        *(scope.groups() if scope else ("", "")),
        method,
        TIMES.sub(b"T", path.encode()).decode(),
        headers.get("x-amz-target", ""),
        hashlib.sha256(TIMES.sub(b"T", body)).hexdigest(),
    )
    return "|".join(parts)
