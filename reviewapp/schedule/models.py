"""When a workload is reviewed again, and the re-reviews that came of it."""

import uuid

from django.db import models
from django.utils import timezone

from reviewapp.collection.models import Run
from reviewapp.reviews.models import Milestone
from reviewapp.workloads.models import Workload


class Cadence(models.TextChoices):
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"
    HALF_YEARLY = "half_yearly", "Every half year"
    YEARLY = "yearly", "Every year"
    OFF = "off", "Not by itself"


class Schedule(models.Model):
    workload = models.OneToOneField(Workload, on_delete=models.CASCADE, related_name="schedule")
    cadence = models.CharField(max_length=12, choices=Cadence.choices, default=Cadence.QUARTERLY)
    next_due = models.DateTimeField(null=True, blank=True)
    counted_from = models.DateTimeField(
        default=timezone.now, help_text="The date that whole periods are counted from."
    )

    class Meta:
        indexes = [models.Index(fields=["next_due"], name="schedule_due")]

    def __str__(self) -> str:
        return f"{self.workload}: {self.get_cadence_display()}"


class ReReviewState(models.TextChoices):
    SCANNING = "scanning", "Scan under way"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class ReReview(models.Model):
    """A review that came back: what changed since the last milestone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="rereviews")
    due = models.DateTimeField()
    opened_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ReReviewState.choices, default=ReReviewState.SCANNING
    )
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.ForeignKey(
        Milestone, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changes = models.JSONField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["workload", "due"], name="rereview_due_unique")
        ]

    def __str__(self) -> str:
        return f"{self.workload} due {self.due:%Y-%m-%d}"
