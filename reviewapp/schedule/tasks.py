"""The tick: finds what is due, what can be settled, and whom to tell."""

from celery import shared_task

from .domain import open_due, settle_waiting, start_due
from .mail import send_waiting


@shared_task(name="schedule.tick", expires=55)
def tick() -> None:
    # What is due as a re-review is scanned by that; then no second scan is started.
    open_due()
    start_due()
    settle_waiting()
    send_waiting()
