"""Putting a workload away, taking it back, and removing it for good."""

from django.db import transaction
from django.utils import timezone

from reviewapp.files.domain import remove_file
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on


class WrongConfirmation(Exception):
    """The typed name is not the workload's."""


@transaction.atomic
def archive_workload(workload: Workload) -> None:
    """Keeps everything and takes the workload out of lists and schedules."""
    standing = Workload.objects.filter(pk=workload.pk, archived_at=None)
    if standing.update(archived_at=timezone.now()):
        record_on(workload, "workload.archived", by=None)


@transaction.atomic
def restore_workload(workload: Workload) -> None:
    archived = Workload.objects.filter(pk=workload.pk).exclude(archived_at=None)
    if archived.update(archived_at=None):
        record_on(workload, "workload.restored", by=None)


@transaction.atomic
def delete_workload(workload: Workload, *, typed: str) -> None:
    """Removes the workload with its answers, history, scans and reports.

    Raises:
        WrongConfirmation: `typed` is not the workload's name.
    """
    if typed.strip() != workload.name:
        raise WrongConfirmation
    record_on(workload, "workload.deleted", by=None)
    workload.delete()
    remove_file(workload.diagram_id)
