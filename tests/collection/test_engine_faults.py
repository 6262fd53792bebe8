"""AWS, the network or a server of ours fails in the middle of a run: what it comes to."""

import threading
import time

import psycopg
import pytest
from botocore.retries.standard import ExponentialBackoff
from django.conf import settings as product
from django.db import connection

from bench.endpoint import Endpoint
from reviewapp.collection.domain import start_run
from reviewapp.collection.models import PartState, Run
from reviewapp.config.embedded import postgres
from reviewapp.reviews.scan import scan
from reviewapp.workloads.models import Workload
from tests.collection.engine import HERE, THERE, only
from tests.collection.replaying import (
    ACCOUNTS,
    KINDS,
    broker,
    celery_worker,
    ended,
    facts,
    is_sound,
    many,
    sent,
    wait_until,
    worker,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
]
TWO = ACCOUNTS[:2]


@pytest.fixture
def endpoint(recorded, monkeypatch) -> Endpoint:
    """Who is refused tries again after a tenth of the usual time."""
    monkeypatch.setitem(ExponentialBackoff._DEFAULT_BACKOFF_CONFIG, "throttling_base_scale", 0.1)
    recorded.endpoint.order(replay=True)
    return recorded.endpoint


@pytest.fixture
def shop(endpoint, monkeypatch) -> Workload:
    only(monkeypatch, *KINDS)
    return many(accounts=TWO, endpoint=endpoint.url)


@pytest.fixture
def expected(recorded, shop):
    return recorded.facts_of(shop)


def scanned(workload: Workload) -> Run:
    run = scan(str(start_run(workload=workload, queue=False).pk))
    assert run is not None
    return run


def heals(endpoint: Endpoint, workload: Workload, expected) -> bool:
    """Whether a second run, with nothing in its way, finds everything."""
    endpoint.order(replay=True)
    run = scanned(workload)
    return run.state == "complete" and is_sound(run) and facts(run) == expected


@pytest.mark.parametrize(
    ("fault", "counted"),
    [
        ({"throttle": 0.3}, ["throttled"]),
        ({"throttle": 0.1, "errors": 0.1, "resets": 0.1}, ["throttled", "errors", "resets"]),
    ],
    ids=["throttled", "all"],
)
def test_what_passes_is_waited_for(endpoint, shop, expected, fault, counted):
    endpoint.order(replay=True, **fault)
    run = scanned(shop)
    figures = endpoint.figures()
    assert all(figures[name] > 2 for name in counted), figures
    assert is_sound(run)
    # Chance may refuse one call as often as it is tried: then that part says so, and heals.
    unread = run.parts.filter(state=PartState.FAILED).count()
    assert unread <= run.parts.count() // 20
    assert facts(run) == expected if run.state == "complete" else heals(endpoint, shop, expected)


def test_what_does_not_pass_is_told_part_by_part_and_healed(endpoint, shop, expected, monkeypatch):
    impatient(monkeypatch)
    endpoint.order(replay=True, throttle=0.9, spare="sts")
    run = scanned(shop)
    assert (run.state, is_sound(run)) == ("partial", True)
    unread = run.parts.filter(state=PartState.FAILED)
    assert unread.exists()
    throttled = ("ThrottlingException", "Throttling", "RequestLimitExceeded", "SlowDown")
    assert all(any(code in part.reason for code in throttled) for part in unread)
    assert not run.facts.filter(part__in=unread, kind__startswith="sqs").exists()
    assert heals(endpoint, shop, expected)


def impatient(monkeypatch) -> None:
    """Two attempts per call, so that much fails soon."""
    from reviewapp.collection.domain import sessions

    usual = sessions.client_config
    monkeypatch.setattr(
        sessions, "client_config", lambda **named: usual(**{**named, "attempts": 2})
    )


def test_credentials_that_expire_in_the_middle_are_renewed(endpoint, shop, expected):
    endpoint.order(replay=True, expire_after=40)
    run = scanned(shop)
    assert endpoint.figures()["expired"] > 0
    assert (run.state, is_sound(run)) == ("complete", True)
    assert facts(run) == expected


def test_a_region_that_hangs_is_told_and_costs_little(endpoint, shop, expected, settings):
    settings.SCAN_CALL_TIMEOUT = 1
    endpoint.order(replay=True, hang_region=THERE)
    started = time.monotonic()
    run = scanned(shop)
    assert time.monotonic() - started < 25
    assert (run.state, is_sound(run)) == ("partial", True)
    assert states_in(run, THERE) == {"failed"}
    assert states_in(run, HERE, "global") == {"read", "not_used"}
    reasons = " ".join(run.parts.filter(region=THERE).values_list("reason", flat=True))
    assert f"{THERE} gave no answer in time to" in reasons
    assert heals(endpoint, shop, expected)


@pytest.mark.parametrize(("clock", "how"), [(10, "behind"), (-10, "ahead of")])
def test_a_wrong_clock_of_this_server_is_told_and_nothing_else_is_blamed(
    endpoint, shop, clock, how
):
    endpoint.order(replay=True, clock=clock)
    run = scanned(shop)
    assert run.state == "failed"
    assert run.failure == " ".join(f"{account}: {clock_is(how)}" for account in TWO)


def test_a_clock_that_goes_wrong_in_the_middle_is_told_part_by_part_and_healed(
    endpoint, shop, expected
):
    endpoint.order(replay=True, clock=10, clock_after=40)
    run = scanned(shop)
    assert endpoint.figures()["skewed"] > 0
    assert (run.state, is_sound(run)) == ("partial", True)
    assert "read" in states_in(run, HERE, THERE, "global")
    unread = run.parts.exclude(state__in=(PartState.READ, PartState.NOT_USED))
    assert unread.exists()
    assert all(clock_is("behind") in part.reason for part in unread)
    assert heals(endpoint, shop, expected)


def clock_is(how: str) -> str:
    return (
        f"This server's clock is 10 minutes {how} AWS's, so AWS refuses what it signs. "
        "Set the clock (have it kept by NTP), then start the scan again."
    )


def states_in(run: Run, *regions: str) -> set[str]:
    return set(run.parts.filter(region__in=regions).values_list("state", flat=True))


def when_reading(run: Run, work) -> threading.Thread:
    """Does `work` in a thread as soon as something of the run was stored."""

    def wait_and_work() -> None:
        while not Run.objects.filter(pk=run.pk, calls__gt=0).exists():
            time.sleep(0.02)
        connection.close()
        work()

    thread = threading.Thread(target=wait_and_work)
    thread.start()
    return thread


def close_database_for_a_moment() -> None:
    """What those who are connected see of a restart; other tests' databases stay open."""
    name, host = connection.settings_dict["NAME"], postgres.ensure_postgres(product.VAR_DIR)
    address = f"host={host} user=postgres dbname=postgres"
    with psycopg.connect(address, autocommit=True) as other:
        other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        time.sleep(1.5)
        other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_a_run_outlives_a_restart_of_the_database(endpoint, shop, expected):
    endpoint.order(replay=True, latency=0.1)
    run = start_run(workload=shop, queue=False)
    restarting = when_reading(run, close_database_for_a_moment)
    ended = scan(str(run.pk))
    restarting.join()
    assert ended is not None
    assert (ended.state, ended.attempts, is_sound(ended)) == ("complete", 1, True)
    assert facts(ended) == expected


def test_a_run_needs_no_broker_to_end(endpoint, shop, expected):
    """Redis is away when helpers are asked for: whoever drives the run reads all of it."""
    run = start_run(workload=shop, queue=False)
    Run.objects.filter(pk=run.pk).update(alone=False)
    with worker(str(run.pk), REDIS_URL="redis://127.0.0.1:9/0"):
        wait_until(lambda: ended(run))
    assert (run.state, is_sound(run)) == ("complete", True)
    assert facts(run) == expected


def test_a_run_outlives_a_restart_of_the_broker_and_the_worker_takes_the_next(
    endpoint, shop, expected, tmp_path
):
    endpoint.order(replay=True, latency=0.1)
    with broker(tmp_path) as first, celery_worker(first.url):
        run = sent(first.url, shop)
        wait_until(lambda: Run.objects.filter(pk=run.pk, calls__gt=0).exists())
        first.stop()
        first.start()
        assert not ended(run)
        wait_until(lambda: ended(run))
        following = sent(first.url, shop)
        wait_until(lambda: ended(following))
    for each in (run, following):
        assert (each.state, each.attempts, is_sound(each)) == ("complete", 1, True)
        assert facts(each) == expected
