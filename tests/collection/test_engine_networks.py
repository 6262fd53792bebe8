"""Workers on two networks that see nothing of each other but the database finish one run."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings as product
from django.db import connection

from reviewapp.collection.domain import start_run
from reviewapp.collection.models import Run
from reviewapp.config.embedded import postgres
from tests.collection.engine import only
from tests.collection.networks import HOST, networks, relaying, to_port, to_socket, why_not
from tests.collection.replaying import KINDS, ended, facts, is_sound, many, wait_until, worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
]


def test_workers_on_two_networks_finish_one_run_also_where_one_is_killed(recorded, monkeypatch):
    if reason := why_not():
        pytest.skip(reason)
    only(monkeypatch, *KINDS)
    recorded.endpoint.order(replay=True)
    expected = recorded.facts_of(many(endpoint=recorded.endpoint.url))
    recorded.endpoint.order(replay=True, latency=0.05)
    database = to_socket(f"{postgres.ensure_postgres(product.VAR_DIR)}/.s.PGSQL.5432")
    aws = to_port(urlsplit(recorded.endpoint.url).port or 0)
    with networks(2) as (first, second), relaying(database, aws):
        run = asked(f"http://{HOST}:{aws.port}")
        there = {"DATABASE_URL": address(database.port), "JOB_LEASE_SECONDS": "2"}
        with (
            worker("help", within=first, **there) as helper,
            worker(str(run.pk), within=second, **there),
        ):
            wait_until(lambda: run.shards.exclude(holder="").values("holder").distinct()[1:])
            helper.kill()
            wait_until(lambda: ended(run))
    assert (run.state, run.attempts, is_sound(run)) == ("complete", 1, True)
    assert facts(run) == expected
    assert database.seen == aws.seen == {first.address, second.address}


def asked(endpoint: str) -> Run:
    run = start_run(workload=many(endpoint=endpoint, name="Apart"), queue=False)
    Run.objects.filter(pk=run.pk).update(alone=False)
    return run


def address(port: int) -> str:
    return f"postgres://postgres@{HOST}:{port}/{connection.settings_dict['NAME']}"
