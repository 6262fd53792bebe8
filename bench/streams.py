"""Open event streams, as browsers have them, on one event loop."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Stream:
    """One open stream. `events` are what it was told; `ended` once the server closed it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    status: int
    events: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    last_id: str = ""
    ended: bool = False

    async def read(self) -> None:
        """Takes events until the server ends the stream."""
        while line := await self.reader.readline():
            if line.startswith(b"id: "):
                self.last_id = line[4:].decode().strip()
            elif line.startswith(b"data: "):
                self.events.put_nowait(json.loads(line[6:]))
        self.ended = True

    async def next(self, topic: str, *, seconds: float = 20) -> dict[str, Any]:
        """The next event of a topic; those before it are dropped. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                event = await self.events.get()
                if event["topic"] == topic:
                    return event

    def close(self) -> None:
        self.writer.close()


async def open_stream(port: int, path: str, headers: Mapping[str, str]) -> Stream:
    """Asks for a stream and reads the head of its answer; the caller lets it `read`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    status = int((await reader.readline()).split()[1])
    while (await reader.readline()).strip():
        continue
    return Stream(reader, writer, status)
