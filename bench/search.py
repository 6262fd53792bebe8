"""Searching an organisation with many things: how long the page, its parts and the palette take.

    make bench ARGS="search --entries 100000"

Of ten organisations, one has all but a tenth of the entries: what others have must not be in the
way. Words are drawn so that some stand in nearly everything and some in one entry.
"""

import random
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.figures import heading, row, spread, timed
from reviewapp.collection.copying import copy_in
from reviewapp.isolation.scopes import everything
from reviewapp.people.models import Membership, Organisation, Role, User
from reviewapp.search.domain.asking import ask
from reviewapp.search.domain.words import indexed
from reviewapp.search.models import Entry, Kind
from reviewapp.search.queries import Narrowed, best, look, seen_by
from reviewapp.workloads.models import Environment, Workload

TIMES = 30
WORKLOADS = 50
WORDS = [
    "volume",
    "snapshot",
    "bucket",
    "orders",
    "checkout",
    "queue",
    "replica",
    "backup",
    "encrypted",
    "public",
    "key",
]
ASKED = {
    "one resource by its id": "vol-00000c0ffee",
    "one resource by its ARN": "arn:aws:ec2:eu-west-1:111122223333:volume/vol-00000c0ffee",
    "beginning of ids": "vol-00000c0ff",
    "two words of many": "encrypted checkout",
    "a word of a tenth": "replica",
    "a word of everything": "arn",
}


def run(*, entries: int) -> None:
    heading(f"Searching {entries:,} entries")
    seconds, membership = timed(lambda: _fill(entries))
    row("Writing them by COPY", f"{seconds:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(membership.user)
    for name, typed in ASKED.items():
        _measure(client, membership, name, typed)


def _measure(client: Client, membership: Membership, name: str, typed: str) -> None:
    asked, seen = ask(typed), seen_by(membership)
    found = look(seen, asked.query, Narrowed()).total
    queries = spread(lambda: _both(seen, asked.query), times=TIMES)
    page = spread(lambda: client.get("/search/", {"q": typed}), times=TIMES)
    palette = spread(lambda: client.get("/search/palette/", {"q": typed}), times=TIMES)
    row(f"{name} ({found:,} looked at): queries p50 / p95", _ms(queries))
    row("    page", _ms(page))
    row("    palette", _ms(palette))


def _both(seen: Any, query: str) -> None:
    best(look(seen, query, Narrowed()), query, Narrowed())


def _ms(figures: tuple[float, float]) -> str:
    return f"{figures[0]:.0f} / {figures[1]:.0f} ms"


@everything()
def _fill(entries: int) -> Membership:
    large = _organisation("Bench search")
    others = [_organisation(f"Bench other {number}") for number in range(9)]
    left = _entries(large, entries * 9 // 10)
    while batch := list(islice(left, 5000)):
        copy_in(batch)
    for other in others:
        copy_in(list(_entries(other, entries // 90)))
    user = User.objects.create_user("search@bench.example", None, name="Bench")
    return Membership.objects.create(organisation=large, user=user, role=Role.OWNER)


def _organisation(name: str) -> Organisation:
    organisation = Organisation.objects.create(name=name)
    for number in range(WORKLOADS):
        Workload.objects.create(
            organisation=organisation,
            name=f"{name} {number}",
            description="Made for measuring.",
            environment=Environment.PRODUCTION,
        )
    return organisation


def _entries(organisation: Organisation, number: int) -> Any:
    workloads = list(organisation.workloads.all())
    chance, now = random.Random(organisation.name), timezone.now()
    first = 0xC0FFEE - number // 2
    for each in range(number):
        words = " ".join(chance.sample(WORDS, 2))
        arn = f"arn:aws:ec2:eu-west-1:111122223333:volume/vol-{first + each:011x}"
        body = f"{arn}\nVolume\n111122223333 eu-west-1\nstack={words}"
        yield Entry(
            organisation=organisation,
            workload=workloads[each % WORKLOADS],
            kind=Kind.RESOURCE.value if each % 3 else Kind.FINDING.value,
            key=f"{organisation.pk.hex[:8]}-{each}",
            title=words,
            body=body,
            where={"fact": each, "finding": each},
            weight=0 if each % 3 else 2,
            at=now - timedelta(minutes=each),
            head=indexed(words),
            words=indexed(body),
        )
