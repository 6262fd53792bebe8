"""The tick: suppressions whose day has come end, and their owners hear of it."""

from celery import shared_task

from reviewapp.isolation.scopes import everything

from .domain.suppressing import end_expired
from .mail import send_returned, send_warnings


@shared_task(name="findings.tick", expires=280)
@everything()
def tick() -> None:
    end_expired()
    send_returned()
    send_warnings()
