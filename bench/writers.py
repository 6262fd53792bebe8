"""Many people who change the answers of one review at once, over HTTP, and whether nothing is lost.

Each writer goes on until all of their changes are accepted: a refused one is made again over the
version that the server showed with its refusal, with another text, as a person would.
"""

import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.urls import reverse

from bench.figures import heading, row
from bench.serving import Person, cookies_of, served
from reviewapp.audit.domain.verifying import verify_chain
from reviewapp.audit.models import Entry
from reviewapp.people.models import Membership, Organisation, Role, User
from reviewapp.reviews.domain.answers import history_of
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.domain import create_workload
from reviewapp.workloads.models import Environment, Workload

WRITERS = 50
CHANGES = 2000
SHOWN = re.compile(r'id="answer-version" value="(\d+)"')
CURRENT = re.compile(r'data-conflict="(\d+)"')


class Loss(AssertionError):
    """Something that was accepted is not there, or something that was refused is."""


@dataclass
class Tally:
    """What the server said: accepted texts by question and version, refused texts, seconds."""

    accepted: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    refused: set[str] = field(default_factory=set)
    took: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(each) for each in self.accepted.values())


def write_all(
    port: int, people: Sequence[User], review: LensReview, *, changes: int, choices: int = 0
) -> Tally:
    """`changes` accepted changes of each person, all at once.

    Args:
        port: of the server.
        people: the writers.
        review: whose answers; a fresh one.
        changes: of each writer.
        choices: of how many questions; 0 for all.
    """
    asked = list(review.answers.values_list("question_id", flat=True))[: choices or None]
    tally, gate = Tally(), threading.Barrier(len(people))
    signed_in = [cookies_of(person) for person in people]

    def write(number: int) -> None:
        person, chance = Person(port, signed_in[number]), random.Random(number)
        gate.wait(60)
        for change in range(changes):
            _change(person, review, tally, chance.choice(asked), f"{number}-{change}")

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(write, range(len(people))))
    return tally


def _change(person: Person, review: LensReview, tally: Tally, asked: str, text: str) -> None:
    path = reverse("reviews:question", args=[review.workload_id, review.slug, asked])
    # A copy: others add to it meanwhile.
    known = max(list(tally.accepted[asked]), default=0)
    for attempt in range(1000):
        notes = f"{text}-{attempt}"
        started = time.perf_counter()
        status, html = person.post(path, {"version": known, "notes": notes})
        tally.took.append(time.perf_counter() - started)
        if status == 200:
            tally.accepted[asked][int(SHOWN.search(html)[1])] = notes  # type: ignore[index]
            return
        if status != 409:
            raise Loss(f"{path} answered {status}: {html[:500]}")
        tally.refused.add(notes)
        known = int(CURRENT.search(html)[1])  # type: ignore[index]
    raise Loss(f"{path} was refused a thousand times")


def check(review: LensReview, tally: Tally) -> None:
    """Raises Loss unless history, answers and audit log say exactly what the server accepted."""
    for answer in review.answers.all():
        kept = {change.version: change.after["notes"] for change in history_of(answer)}
        said = tally.accepted.get(answer.question_id, {})
        _same(kept, said, f"the history of {answer.question_id}")
        _same(sorted(kept), list(range(1, answer.version + 1)), "its versions")
        _same(answer.notes, kept.get(answer.version, ""), "its last words")
        if tally.refused & set(kept.values()):
            raise Loss(f"Refused and written all the same: {answer.question_id}")
        for version, change in ((each.version, each) for each in history_of(answer)):
            _same(change.before["notes"], kept.get(version - 1, ""), "what a change replaced")
    _check_audit(review.workload, tally)


def _check_audit(workload: Workload, tally: Tally) -> None:
    entries = Entry.objects.filter(
        action="answer.changed", organisation_id=workload.organisation_id
    )
    texts = [entry.after["notes"] for entry in entries]
    said = [text for each in tally.accepted.values() for text in each.values()]
    _same(sorted(texts), sorted(said), "the audit log")
    verdict = verify_chain(workload.organisation_id)
    if verdict.misfit:
        raise Loss(f"The chain of the audit log is broken: {verdict}")


def _same(found: object, wanted: object, what: str) -> None:
    if found != wanted:
        raise Loss(f"{what}: {found!r} is not {wanted!r}"[:2000])


def make_people(workload: Workload, count: int, *, prefix: str = "writer") -> list[User]:
    """Members who may answer."""
    people = [
        User(email=f"{prefix}-{number}@example.com", name=f"{prefix.title()} {number}")
        for number in range(count)
    ]
    people = User.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(organisation=workload.organisation, user=each, role=Role.CONTRIBUTOR)
        for each in people
    )
    return people


def fresh_review(name: str) -> LensReview:
    """A review of the small built-in lens, of an organisation of its own."""
    organisation = Organisation.objects.create(name=name)
    fields = {"name": name, "description": "Many at once.", "environment": Environment.PRODUCTION}
    workload = create_workload(organisation=organisation, fields=fields)
    return workload.reviews.get(version__lens__alias="foundations")


def run(*, changes: int = CHANGES) -> None:

    heading(f"{WRITERS} writers on one review, {changes} changes over HTTP")
    review = fresh_review("Bench of writers")
    workload = review.workload
    people = make_people(workload, WRITERS)
    with served() as server:
        started = time.perf_counter()
        tally = write_all(server.port, people, review, changes=changes // WRITERS)
        seconds = time.perf_counter() - started
    check(review, tally)
    took = sorted(each * 1000 for each in tally.took)
    row("accepted, each of them in history and audit log", tally.count)
    row("refused as stale, none of them written", len(tally.refused))
    row("wall time", f"{seconds:.1f} s")
    row("requests a second", f"{len(took) / seconds:.0f}")
    row("one save, p50 / p95", f"{took[len(took) // 2]:.0f} / {took[int(len(took) * 0.95)]:.0f} ms")
