"""Putting a workload away, taking it back, and removing it for good."""

from django.db import transaction
from django.utils import timezone

from reviewapp.files.domain import remove_file
from reviewapp.workloads.models import Workload


class WrongConfirmation(Exception):
    """The typed name is not the workload's."""


def archive_workload(workload: Workload) -> None:
    """Keeps everything and takes the workload out of lists and schedules."""
    Workload.objects.filter(pk=workload.pk, archived_at=None).update(archived_at=timezone.now())


def restore_workload(workload: Workload) -> None:
    Workload.objects.filter(pk=workload.pk).update(archived_at=None)


@transaction.atomic
def delete_workload(workload: Workload, *, typed: str) -> None:
    """Removes the workload with its answers, history, scans and reports.

    Raises:
        WrongConfirmation: `typed` is not the workload's name.
    """
    if typed.strip() != workload.name:
        raise WrongConfirmation
    workload.delete()
    remove_file(workload.diagram_id)
