"""Event streams of a running server: who hears what, what is missed, how it ends."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse

from bench.serving import Person, cookies_of
from bench.streams import open_stream
from reviewapp.live.publishing import tell
from reviewapp.people.models import Membership, Role
from tests.factories import make_organisation, make_user, make_workload

pytestmark = pytest.mark.django_db(transaction=True)

# More than the pool of the server has connections to the database.
MANY = 30


def run(scenario):
    """In a thread of its own: where a browser was driven before, this one has a loop already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scenario()).result()


async def beside(work):
    """Does what needs the database in a thread that gives its connection back."""

    def do():
        try:
            work()
        finally:
            connections.close_all()

    await asyncio.to_thread(do)


class House:
    """A workload with an owner and a viewer, and a stranger."""

    def __init__(self, port: int) -> None:
        organisation = make_organisation()
        self.port = port
        self.workload = make_workload(organisation)
        self.viewer = make_user(organisation, Role.VIEWER, name="Mira Kovac")
        self.headers = {
            "owner": cookies_of(make_user(organisation, Role.OWNER)),
            "viewer": cookies_of(self.viewer),
            "stranger": cookies_of(make_user(make_organisation(), Role.OWNER)),
        }
        self.path = reverse("live:stream", args=[self.workload.pk])

    async def listen(self, who: str, query: str = "", **headers: str):
        stream = await open_stream(
            self.port, f"{self.path}?{query}", {**self.headers[who], **headers}
        )
        stream.task = asyncio.create_task(stream.read())
        return stream

    async def tell(self, topic: str, **data: object) -> None:
        await beside(lambda: tell(self.workload.pk, topic, **data))


def test_everybody_on_the_workload_hears_and_misses_nothing(server):
    house = House(server.port)

    async def scenario() -> None:
        assert (await house.listen("stranger")).status == 404
        streams = [await house.listen("owner", f"tab=abcdef{n:02}") for n in range(MANY)]
        for stream in streams:
            assert stream.status == 200
            await stream.next("here")
        await house.tell("comment", comment=7)
        heard = [await stream.next("comment") for stream in streams]
        assert [event["comment"] for event in heard] == [7] * MANY

        # None of them holds a connection to the database.
        page = Person(server.port, house.headers["owner"])
        status, _ = await asyncio.to_thread(page.get, f"/workloads/{house.workload.pk}/")
        assert status == 200

        last = streams[0].last_id
        for stream in streams:
            stream.close()
        await house.tell("comment", comment=8)
        back = await house.listen("owner", **{"Last-Event-ID": last})
        assert (await back.next("comment"))["comment"] == 8
        long_away = await house.listen("owner", **{"Last-Event-ID": "1000-0"})
        await long_away.next("resync")

    run(scenario)


async def of_tab(stream, tab):
    """What a stream is told next of a tab: those who come and go are told together."""
    while True:
        for person in (await stream.next("presence"))["people"]:
            if person["tab"] == tab:
                return person


def test_others_see_who_is_where_and_a_removed_member_hears_no_more(server):
    house = House(server.port)

    async def scenario() -> None:
        owner = await house.listen("owner", "tab=ownertab1")
        viewer = await house.listen("viewer", "tab=viewertab&lens=small&question=backups")
        mira = await of_tab(owner, "viewertab")
        assert (mira["initials"], mira["question"]) == ("MK", "backups")
        assert {person["tab"] for person in (await viewer.next("here"))["people"]} == {
            "ownertab1",
            "viewertab",
        }
        await beside(lambda: Membership.objects.get(user=house.viewer).delete())
        await viewer.next("goodbye")
        await asyncio.wait_for(viewer.task, 10)
        assert (await of_tab(owner, "viewertab"))["gone"]
        assert not owner.ended
        assert (await house.listen("viewer")).status == 404

    run(scenario)


def test_a_tab_that_asked_while_its_stream_began_is_gone_with_it(server):
    """Its first marks may come in another order than it sent them."""
    house = House(server.port)

    async def scenario() -> None:
        owner = await house.listen("owner", "tab=ownertab1")
        await owner.next("here")
        viewer = await house.listen("viewer", "tab=viewertab")
        await of_tab(owner, "viewertab")
        page = Person(server.port, house.headers["viewer"])
        path = reverse("live:poll", args=[house.workload.pk])
        status, _ = await asyncio.to_thread(page.get, f"{path}?tab=viewertab")
        assert status == 200
        viewer.close()
        assert (await of_tab(owner, "viewertab"))["gone"]

    run(scenario)


def test_a_server_that_is_asked_to_stop_does_not_wait_for_its_streams(server):
    house = House(server.port)

    async def scenario() -> None:
        streams = [await house.listen("owner") for _ in range(3)]
        for stream in streams:
            await stream.next("here")
        server.process.terminate()
        for stream in streams:
            await asyncio.wait_for(stream.task, 10)

    run(scenario)
    started = time.monotonic()
    server.process.wait(10)
    assert time.monotonic() - started < 5
