"""Housekeeping of job rows."""

from celery import shared_task

from .domain import recover_lost


@shared_task(name="jobs.recover", expires=30)
def recover() -> int:
    return recover_lost()
