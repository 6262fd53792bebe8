"""Celery's way into the index."""

from celery import shared_task

from reviewapp.isolation.scopes import everything

from .domain.scans import heal, index_scan


@shared_task(name="search.index")
def index_task(indexing_id: str) -> None:
    index_scan(indexing_id)


@shared_task(name="search.tick", expires=240)
@everything()
def tick() -> int:
    return heal()
