"""Many connected reviewers on one review: how soon they hear, and what it costs the server."""

import asyncio
import os
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psutil
from django.db import connection
from django.urls import reverse

from bench.figures import heading, row
from bench.serving import Person, Server, cookies_of, served
from bench.streams import Stream, open_stream
from bench.writers import fresh_review, make_people
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview

REVIEWERS = 200
CHANGES_PER_SECOND = 5
SECONDS = 60
WRITERS = 5
OPENED_AT_ONCE = 10


@dataclass
class Heard:
    """When each change was sent, and when each reviewer heard of it: seconds of one clock."""

    sent: dict[tuple[str, int], float] = field(default_factory=dict)
    at: list[tuple[tuple[str, int], float]] = field(default_factory=list)
    standings: int = 0
    lost: int = 0

    def delays(self) -> list[float]:
        return sorted(at - self.sent[key] for key, at in self.at if key in self.sent)


def run(*, seconds: int = SECONDS) -> None:
    heading(f"{REVIEWERS} reviewers on one review, {CHANGES_PER_SECOND} changes a second")
    review = fresh_review("Bench of live pages")
    readers = make_people(review.workload, REVIEWERS, prefix="reader")
    writers = make_people(review.workload, WRITERS, prefix="hand")
    floor = _bare()
    with served() as server:
        alone = _pages(server, review, writers, seconds=max(5, seconds // 6))
        paths = _streams_of(review, readers)
        heard, cost, beside = asyncio.run(_meet(server, review, paths, writers, seconds))
    row("a bare Django view with one INSERT, p50", f"{floor:.1f} ms")
    for name, took in (("alone", alone), (f"beside {REVIEWERS} reviewers", beside)):
        _tell_pages(name, took, floor)
    _tell_heard(heard, cost)
    wanted = len(heard.sent) * REVIEWERS
    if heard.lost or len(heard.at) < wanted:
        raise SystemExit(f"Heard {len(heard.at)} of {wanted}; {heard.lost} streams ended early.")


def _bare() -> float:
    """Milliseconds that a POST takes where the view does nothing but one INSERT."""
    with served({"DJANGO_SETTINGS_MODULE": "bench.bare"}) as server:
        person = Person(server.port, {})
        return statistics.median(
            _timed(lambda: _ok(person.post("/insert/", {}))) for _ in range(100)
        )


def _streams_of(review: LensReview, readers: Sequence[User]) -> list[tuple[str, dict[str, str]]]:
    """Address and headers of each reader's stream; they are spread over the questions."""
    path = reverse("live:stream", args=[review.workload_id])
    asked = list(review.answers.values_list("question_id", flat=True))
    return [
        (
            f"{path}?tab=reader{n:04}&lens={review.slug}&question={asked[n % len(asked)]}",
            cookies_of(reader),
        )
        for n, reader in enumerate(readers)
    ]


Took = dict[str, list[float]]
Streams = Sequence[tuple[str, dict[str, str]]]


@dataclass
class Cost:
    cpu: float
    memory: int
    before: int


async def _meet(
    server: Server,
    review: LensReview,
    paths: Streams,
    writers: Sequence[User],
    seconds: int,
) -> tuple[Heard, Cost, Took]:
    heard, process = Heard(), psutil.Process(server.process.pid)
    before = process.memory_info().rss
    streams = await _open_all(server, paths)
    tasks = [asyncio.create_task(_hear(stream, heard)) for stream in streams]
    started, cpu = time.monotonic(), sum(process.cpu_times()[:2])
    took = await asyncio.to_thread(_pages, server, review, writers, seconds=seconds, heard=heard)
    spent = (sum(process.cpu_times()[:2]) - cpu) / (time.monotonic() - started)
    await asyncio.sleep(2)
    cost = Cost(spent, process.memory_info().rss, before)
    heard.lost = sum(stream.ended for stream in streams)
    for stream, task in zip(streams, tasks, strict=True):
        task.cancel()
        stream.close()
    return heard, cost, took


async def _open_all(server: Server, paths: Streams) -> list[Stream]:
    gate = asyncio.Semaphore(OPENED_AT_ONCE)

    async def one(path: str, headers: dict[str, str]) -> Stream:
        async with gate:
            stream = await open_stream(server.port, path, headers)
        if stream.status != 200:
            raise SystemExit(f"A stream was answered with {stream.status}.")
        return stream

    return await asyncio.gather(*(one(*each) for each in paths))


async def _hear(stream: Stream, heard: Heard) -> None:
    reading = asyncio.create_task(stream.read())
    try:
        while True:
            event = await stream.events.get()
            if event["topic"] == "answer" and "version" in event:
                heard.at.append(((event["question"], event["version"]), time.monotonic()))
            heard.standings += event["topic"] == "standing"
    finally:
        reading.cancel()


def _pages(
    server: Server,
    review: LensReview,
    writers: Sequence[User],
    *,
    seconds: int,
    heard: Heard | None = None,
) -> Took:
    """Each writer loads a question's page and saves it once a second, with another risk each time;
    milliseconds."""
    took: Took = {"page": [], "save": []}
    signed_in = [cookies_of(writer) for writer in writers]
    asked = list(review.answers.values_list("question_id", flat=True))
    versions = dict(review.answers.values_list("question_id", "version"))
    first = {each.id: each.choices[0].id for each in lens_of(review.version).questions}
    connection.close()

    def write(number: int) -> None:
        person, begun = Person(server.port, signed_in[number]), time.monotonic()
        own = asked[number :: len(writers)]
        for turn in range(seconds):
            time.sleep(max(0.0, begun + turn + number / len(writers) - time.monotonic()))
            question = own[turn % len(own)]
            path = reverse("reviews:question", args=[review.workload_id, review.slug, question])
            took["page"].append(_timed(lambda path=path: _ok(person.get(path))))
            ticked = [first[question]] if versions[question] % 2 else []
            fields = {"version": versions[question], "notes": str(turn), "selected": ticked}
            versions[question] += 1
            if heard:
                heard.sent[question, versions[question]] = time.monotonic()
            took["save"].append(_timed(lambda path=path, sent=fields: _ok(person.post(path, sent))))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(len(writers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def _ok(answer: tuple[int, str]) -> None:
    if answer[0] != 200:
        raise SystemExit(f"The server answered {answer[0]}: {answer[1][:300]}")


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    return f"{statistics.median(ordered):.0f} / {ordered[int(len(ordered) * 0.95)]:.0f} ms"


def _tell_pages(name: str, took: Took, floor: float) -> None:
    row(f"question page {name}, p50 / p95", _spread(took["page"]))
    row(f"save {name}, p50 / p95", _spread(took["save"]))
    row(f"save {name}, p50 over the bare view", f"{statistics.median(took['save']) / floor:.0f} x")


def _tell_heard(heard: Heard, cost: Cost) -> None:
    row("changes saved", len(heard.sent))
    row("told of them, all reviewers together", len(heard.at))
    row("streams that ended early", heard.lost)
    row(
        "from sending a save to a reviewer who hears, p50 / p95",
        _spread([d * 1000 for d in heard.delays()]),
    )
    row("how the review stands, given to all reviewers together", heard.standings)
    row("server CPU meanwhile, of one core", f"{cost.cpu * 100:.0f} %")
    row("server memory", f"{cost.memory / 2**20:.0f} MiB")
    per = (cost.memory - cost.before) / REVIEWERS / 1024
    row("of that for each stream", f"{per:.0f} KiB")
    row("load of the machine", f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
