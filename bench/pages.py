"""The pages that people wait for: review, one save, dashboard with a thousand workloads."""

from collections.abc import Callable

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.figures import heading, row, spread
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.people.models import User
from reviewapp.workloads.models import Environment, Workload

TIMES = 60


def run(workload: Workload, user: User) -> None:
    heading(f"Pages, server time over {TIMES} requests")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    floor, _ = spread(bare_insert, times=TIMES)
    for alias in ("foundations", "framework"):
        _review(client, workload, alias, floor)
    _thousand(workload)
    _measure("dashboard, 1,000 workloads", lambda: client.get(reverse("dashboard")), floor)
    row("one bare INSERT, for comparison, p50", f"{floor:.2f} ms")


def _review(client: Client, workload: Workload, alias: str, floor: float) -> None:
    """The pages of one lens: its biggest question, a save there, overview and all practices."""
    review = workload.reviews.select_related("version__lens").get(version__lens__alias=alias)
    lens, name = lens_of(review.version), review.version.lens.name
    biggest = max(lens.questions, key=lambda question: len(question.choices))
    practices = sum(not choice.is_none for each in lens.questions for choice in each.choices)
    row(f"{name}: questions, practices", f"{sum(1 for _ in lens.questions)}, {practices}")
    row(f"{name}: choices of the biggest question", len(biggest.choices))
    place = [workload.pk, review.slug]
    page = reverse("reviews:question", args=[*place, biggest.id])
    overview, every = reverse("reviews:lens", args=place), reverse("reviews:practices", args=place)
    answer = review.answers.get(question_id=biggest.id)
    _measure(f"{name}: question page", lambda: client.get(page), floor)
    _measure(f"{name}: one save", _saver(client, page, answer), floor)
    _measure(f"{name}: overview", lambda: client.get(overview), floor)
    _measure(f"{name}: practices", lambda: client.get(every), floor)


def _measure(name: str, work: Callable[[], object], floor: float) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = work()
    count = len(queries)  # read now: the next request empties the log
    status = response.status_code  # type: ignore[attr-defined]
    if status != 200:
        raise SystemExit(f"{name} answered {status}")
    p50, p95 = spread(work, times=TIMES)
    row(f"{name}, p50 / p95", f"{p50:.1f} / {p95:.1f} ms")
    row(f"{name}, queries", count)
    row(f"{name}, p50 over a bare INSERT", f"{p50 / floor:.0f} x")


def _saver(client: Client, address: str, answer) -> Callable[[], object]:
    """Each call changes the notes, so that each is a real write with its history."""
    count = 0

    def save() -> object:
        nonlocal count
        count += 1
        answer.refresh_from_db()
        data = {"version": answer.version, "selected": answer.selected, "notes": f"note {count}"}
        return client.post(address, data, headers={"hx-request": "true"})

    return save


def bare_insert() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_floor (n integer)")
        cursor.execute("INSERT INTO bench_floor VALUES (1)")


def _thousand(like: Workload) -> None:
    have = Workload.objects.filter(organisation=like.organisation).count()
    Workload.objects.bulk_create(
        Workload(
            organisation=like.organisation,
            name=f"Bench workload {number:04}",
            description="One of many.",
            environment=Environment.PRODUCTION,
            high_risks=number % 7,
            medium_risks=number % 5,
            questions_total=18,
            questions_answered=number % 19,
        )
        for number in range(have, 1000)
    )
