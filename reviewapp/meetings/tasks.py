"""Celery's way into the minutes of a meeting."""

from celery import shared_task

from .writing import write_minutes


@shared_task(name="meetings.write_minutes")
def write_minutes_task(minutes_id: str) -> None:
    write_minutes(minutes_id)
