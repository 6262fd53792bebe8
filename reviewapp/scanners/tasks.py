"""Celery's way into the slow work of this stage."""

from celery import shared_task

from reviewapp.isolation.scopes import everything

from .domain.ageing import let_age
from .domain.reading import read_stored


@shared_task(name="scanners.read")
def read_task(report_id: str) -> None:
    read_stored(report_id)


@shared_task(name="scanners.age", expires=3000)
@everything()
def age_task() -> int:
    return let_age()
