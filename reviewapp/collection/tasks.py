"""Celery's way into the slow work of this stage."""

from celery import current_app, shared_task

from reviewapp.isolation.scopes import everything

from .domain.collect import HELP
from .domain.connection_tests import test_connections
from .domain.discoveries import discover
from .domain.helping import help_out


@shared_task(name=HELP, expires=600)
@everything()
def help_task() -> None:
    """Goes to the end of the queue after each shard, so that other work is not kept waiting."""
    if help_out():
        current_app.send_task(HELP)


@shared_task(name="collection.discover")
def discover_task(discovery_id: str) -> None:
    discover(discovery_id)


@shared_task(name="collection.test_connections")
def test_connections_task(test_id: str) -> None:
    test_connections(test_id)
