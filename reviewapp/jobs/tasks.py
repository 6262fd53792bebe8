"""Housekeeping of job rows."""

from celery import shared_task

from reviewapp.isolation.scopes import everything

from .domain import recover_lost


@shared_task(name="jobs.recover", expires=30)
@everything()
def recover() -> int:
    return recover_lost()
