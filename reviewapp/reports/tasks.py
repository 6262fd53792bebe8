"""Celery's way into a report."""

from celery import shared_task

from .writing import write_report


@shared_task(name="reports.write")
def write_task(report_id: str) -> None:
    write_report(report_id)
