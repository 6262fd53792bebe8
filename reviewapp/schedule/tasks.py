"""The tick: finds what is due, what can be settled, and whom to tell."""

from celery import shared_task

from .domain import open_due, settle_waiting
from .mail import send_waiting


@shared_task(name="schedule.tick", expires=55)
def tick() -> None:
    open_due()
    settle_waiting()
    send_waiting()
