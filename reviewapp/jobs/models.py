"""What every slow thing has in common: a row with state, progress and a readable failure."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    COMPLETE = "complete", _("Complete")
    PARTIAL = "partial", _("Complete, parts unread")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


ACTIVE_STATES = (JobState.QUEUED, JobState.RUNNING)
ENDED_STATES = (JobState.COMPLETE, JobState.PARTIAL, JobState.FAILED, JobState.CANCELLED)


class Job(models.Model):
    """One piece of slow work, driven by Celery but owned by this row.

    A worker holds the row by a lease that it renews while it works (`lease_until`, `holder`).
    A lease that ran out means that the worker is gone: the housekeeping tick queues the job
    again until `MAX_ATTEMPTS` is reached, then ends it as failed. Subclasses name their Celery
    task in `TASK`; the task takes the row's id as its only argument. `ASKED_BY` names the column
    with the person who asked for it: what the job writes is in their language.
    """

    TASK: ClassVar[str] = ""
    ASKED_BY: ClassVar[str] = "requested_by"
    MAX_ATTEMPTS: ClassVar[int] = 3

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_label = models.CharField(max_length=200, blank=True)
    failure = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def asked_by(self) -> Any:
        """The person who asked for it; None where nobody did, or nobody knows."""
        return getattr(self, self.ASKED_BY, None)
