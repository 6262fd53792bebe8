"""Celery's way into a propagation."""

from celery import shared_task

from .propagating import propagate


@shared_task(name="standing.propagate")
def propagate_task(propagation_id: str) -> None:
    propagate(propagation_id)
