"""Celery's way into the slow work of this stage."""

from celery import current_app, shared_task

from .domain.collect import HELP
from .domain.helping import help_out


@shared_task(name=HELP, expires=600)
def help_task() -> None:
    """Goes to the end of the queue after each shard, so that other work is not kept waiting."""
    if help_out():
        current_app.send_task(HELP)
