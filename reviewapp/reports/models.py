"""A report that was asked for, and the file it became."""

from django.db import models

from reviewapp.files.models import StoredFile
from reviewapp.jobs.models import ACTIVE_STATES, Job
from reviewapp.people.models import User
from reviewapp.reviews.models import Milestone
from reviewapp.workloads.models import Workload


class Format(models.TextChoices):
    PDF = "pdf", "PDF"
    JSON = "json", "JSON"
    CSV = "csv", "CSV"


class Report(Job):
    TASK = "reports.write"

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="reports")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    format = models.CharField(max_length=4, choices=Format.choices, default=Format.PDF)
    discussion = models.BooleanField(
        default=False, db_default=False, help_text="Whether it has what was said, too."
    )
    requested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    pages = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            # Two, since a live report has no milestone and empty values differ in an index.
            models.UniqueConstraint(
                fields=["workload", "format", "discussion"],
                condition=models.Q(state__in=ACTIVE_STATES, milestone=None),
                name="report_one_active_live",
            ),
            models.UniqueConstraint(
                fields=["milestone", "format", "discussion"],
                condition=models.Q(state__in=ACTIVE_STATES),
                name="report_one_active_of_milestone",
            ),
        ]
        indexes = [models.Index(fields=["workload", "-queued_at"], name="report_latest")]

    def __str__(self) -> str:
        return f"{self.workload} {self.format}"
