"""Workers in network namespaces of their own, which reach nothing but what is relayed to them.

Each namespace has one cable to this machine. What a worker needs (the database, AWS) listens at
this machine's end of the first cable, for both; none of it can be reached another way.
"""

import asyncio
import os
import shutil
import subprocess
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HOST = "10.77.1.1"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Network:
    """A namespace; `address` is what others see of it."""

    name: str
    address: str

    def inside(self, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.name, *command]


def why_not() -> str:
    """Why no namespaces can be made here; empty where they can."""
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    if shutil.which("ip") is None:
        return "there is no ip command here"
    try:
        _ip("netns", "add", "pillars-try")
        _ip("netns", "delete", "pillars-try")
    except subprocess.CalledProcessError as error:
        return f"network namespaces are not permitted here: {error.stderr.strip()}"
    return ""


@contextmanager
def networks(number: int) -> Iterator[list[Network]]:
    made = [Network(f"pillars-{each}", f"10.77.{each}.2") for each in range(1, number + 1)]
    try:
        for each, network in enumerate(made, start=1):
            _cable(network, each)
        yield made
    finally:
        for network in made:
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", network.name)  # its cable goes with it


def _cable(network: Network, number: int) -> None:
    here, there, gateway = f"pil{number}a", f"pil{number}b", f"10.77.{number}.1"
    with suppress(subprocess.CalledProcessError):  # of tests that were killed
        _ip("netns", "delete", network.name)
    _ip("netns", "add", network.name)
    _ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", network.name)
    _ip("addr", "add", f"{gateway}/30", "dev", here)
    _ip("link", "set", here, "up")
    for command in (
        ("link", "set", "lo", "up"),
        ("addr", "add", f"{network.address}/30", "dev", there),
        ("link", "set", there, "up"),
        ("route", "add", "default", "via", gateway),
    ):
        _ip("-n", network.name, *command)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True, timeout=20)


@dataclass
class Relay:
    """Passes what comes to `HOST` on to somewhere on this machine; remembers who came."""

    to: Callable[[], Awaitable[Streams]]
    port: int = 0
    seen: set[str] = field(default_factory=set)

    async def _passes(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.seen.add(writer.get_extra_info("peername")[0])
        there, back = await self.to()
        await asyncio.gather(_pump(reader, back), _pump(there, writer))

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._passes, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        return server


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextmanager
def relaying(*relays: Relay) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    # In a thread of its own from the start: Playwright may have a loop under way in this one.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = [asyncio.run_coroutine_threadsafe(relay.serve(), loop) for relay in relays]
    servers = [each.result(10) for each in serving]
    try:
        yield
    finally:
        for server in servers:
            loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def to_port(port: int) -> Relay:
    return Relay(lambda: asyncio.open_connection("127.0.0.1", port))


def to_socket(path: str) -> Relay:
    return Relay(lambda: asyncio.open_unix_connection(path))
