"""Celery's way into a scan."""

from celery import shared_task

from .scan import scan


@shared_task(name="reviews.scan")
def scan_task(run_id: str) -> None:
    scan(run_id)
