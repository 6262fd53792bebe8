"""An endpoint that answers as a recorded account did, in a process of its own.

It records while it forwards, then replays from memory with the latency and the faults that it is
told: what is measured is the scanner, not the simulator, and not in the scanner's process. One
recorded account answers for any number of accounts: who asks is told by the access key that this
endpoint gave for a role.

    python -m bench.replay --upstream http://127.0.0.1:5000

`POST /_replay` takes `Orders` as JSON, `GET /_replay` gives `Figures`; see `bench.endpoint`.
"""

import argparse
import asyncio
import http.client
import json
import random
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from bench import wire
from bench.wire import Answer, Request

CONTROL = "/_replay"


@dataclass
class Orders:
    """What is asked of the endpoint. Rates are shares of all requests, latency is in seconds."""

    replay: bool = False
    latency: float = 0.0
    throttle: float = 0.0
    errors: float = 0.0
    resets: float = 0.0
    hang_region: str = ""
    spare: str = ""  # a service that has no faults
    # After so many calls the credentials given until then have run out; new ones are good.
    expire_after: int = 0
    # Minutes by which AWS's clock is ahead of the caller's, once it has served so many calls.
    clock: float = 0.0
    clock_after: int = 0
    seed: int = 1


@dataclass
class Figures:
    """Counted since the last orders. `late` is the endpoint's own delay in seconds, summed."""

    served: int = 0
    missed: int = 0
    throttled: int = 0
    errors: int = 0
    resets: int = 0
    expired: int = 0
    skewed: int = 0
    hung: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    late: float = 0.0
    most_of_account: dict[str, int] = field(default_factory=dict)


class Replay:
    """The answers of one recorded account, and how they are given."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self.answers: dict[str, Answer] = {}
        self.orders, self.figures = Orders(), Figures()
        self.dice = random.Random(1)
        self.under_way: dict[str, int] = {}
        self.generation = 0
        self.pool = ThreadPoolExecutor(16)

    def order(self, orders: Orders) -> None:
        self.orders, self.figures = orders, Figures()
        self.dice, self.generation, self.under_way = random.Random(orders.seed), 0, {}

    async def answer(self, request: Request) -> Answer | None:
        """None asks for a connection that breaks without an answer."""
        if request.path.startswith(CONTROL):
            return self._control(request)
        place = self._enter(request)
        try:
            return await self._after_latency(request)
        finally:
            self.figures.in_flight -= 1
            self.under_way[place] -= 1

    def _enter(self, request: Request) -> str:
        told, account = self.figures, request.account
        told.served += 1
        told.in_flight += 1
        told.most_in_flight = max(told.most_in_flight, told.in_flight)
        if request.service == "sts":  # opening the door is no call in the account
            account = "sts"
        self.under_way[account] = self.under_way.get(account, 0) + 1
        most = told.most_of_account.get(account, 0)
        told.most_of_account[account] = max(most, self.under_way[account])
        return account

    async def _after_latency(self, request: Request) -> Answer | None:
        """What finding the answer takes is part of the latency, not beside it."""
        due = time.monotonic() + self.orders.latency
        answer = await self._found(request)
        if self.orders.replay:
            await asyncio.sleep(due - time.monotonic())
            self.figures.late += max(0.0, time.monotonic() - due)
        return answer

    async def _found(self, request: Request) -> Answer | None:
        if self.orders.hang_region and request.region == self.orders.hang_region:
            self.figures.hung += 1
            await asyncio.sleep(3600)
        return await self._fault(request)

    async def _fault(self, request: Request) -> Answer | None:
        chance, orders = self.dice.random(), self.orders
        if request.service == orders.spare:
            return await self._known(request)
        if chance < orders.resets:
            self.figures.resets += 1
            return None
        if chance < orders.resets + orders.errors:
            self.figures.errors += 1
            return 500, {"Content-Type": "text/plain"}, b""
        if chance < orders.resets + orders.errors + orders.throttle:
            self.figures.throttled += 1
            return wire.throttled(request)
        return await self._known(request)

    async def _known(self, request: Request) -> Answer:
        if self.orders.clock and self.figures.served > self.orders.clock_after:
            self.figures.skewed += 1
            return wire.skewed(request, minutes=self.orders.clock)
        if request.service == "sts":
            return self._sts(request)
        if self._ran_out(request):
            self.figures.expired += 1
            return wire.expired(request)
        question = wire.as_recorded(request) if self.orders.replay else request
        known = self.answers.get(question.key) if self.orders.replay else None
        if known is None:
            self.figures.missed += 1
            known = await asyncio.get_running_loop().run_in_executor(
                self.pool, self._forward, question
            )
            known = self.answers[question.key] = _lasting(known)
        return wire.as_asked(known, request) if self.orders.replay else known

    def _sts(self, request: Request) -> Answer:
        account = wire.role_account(request) or request.account
        if wire.role_account(request):
            return wire.assumed(account, self.generation)
        return wire.identity(account)

    def _ran_out(self, request: Request) -> bool:
        after = self.orders.expire_after
        if after and not self.generation and self.figures.served > after:
            self.generation = 1
        return request.generation < self.generation

    def _control(self, request: Request) -> Answer:
        if request.method == "POST":
            self.order(Orders(**json.loads(request.body)))
        used = resource.getrusage(resource.RUSAGE_SELF)
        body = asdict(self.figures) | {
            "cpu": used.ru_utime + used.ru_stime,
            "recorded": len(self.answers),
        }
        return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()

    def _forward(self, request: Request) -> Answer:
        connection = http.client.HTTPConnection(
            self.upstream.hostname or "", self.upstream.port, timeout=60
        )
        try:
            connection.request(request.method, request.path, request.body, request.headers)
            answer = connection.getresponse()
            kept = {k: v for k, v in answer.getheaders() if k.lower() not in wire.DROPPED}
            return answer.status, kept, answer.read()
        finally:
            connection.close()


def _lasting(answer: Answer) -> Answer:
    """A simulator's own mistake is no passing one: nobody should wait for it to be over."""
    status, headers, body = answer
    return (400, headers, body) if status >= 500 else answer


class Connection(asyncio.Protocol):
    """HTTP/1.1 with kept connections, one request at a time, as botocore speaks it."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.buffer = b""
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own name
        if self.task is not None:
            self.task.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        request, self.buffer = wire.parse(self.buffer)
        if request is not None:
            self.task = asyncio.ensure_future(self._respond(request))

    async def _respond(self, request: Request) -> None:
        answer = await self.replay.answer(request)
        if answer is None:
            self.transport.abort()
        else:
            self.transport.write(wire.written(answer, head=request.method == "HEAD"))


async def serve(replay: Replay, port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(replay), "127.0.0.1", port, backlog=512)
    print(f"listens at http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    asyncio.run(serve(Replay(arguments.upstream), arguments.port))


if __name__ == "__main__":
    main()
