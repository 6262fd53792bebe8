"""The tick: finds what is due, what can be settled, what went out of date, and whom to tell."""

from celery import shared_task

from reviewapp.assignments.domain.due import tell_of_due
from reviewapp.isolation.scopes import everything
from reviewapp.meetings.domain.ending import end_forgotten
from reviewapp.reviews.domain.evidence_items import mark_all_stale

from .domain import open_due, settle_waiting, start_due
from .mail import send_waiting
from .stale_mail import tell_of_stale


@shared_task(name="schedule.tick", expires=55)
@everything()
def tick() -> None:
    # What is due as a re-review is scanned by that; then no second scan is started.
    open_due()
    start_due()
    settle_waiting()
    send_waiting()
    mark_all_stale()
    tell_of_stale()
    tell_of_due()
    end_forgotten()
