"""When a workload is reviewed again, and the re-reviews that came of it."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviewapp.collection.models import Run
from reviewapp.people.models import Organisation
from reviewapp.reviews.models import Milestone
from reviewapp.workloads.models import Workload


class Cadence(models.TextChoices):
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    HALF_YEARLY = "half_yearly", _("Every half year")
    YEARLY = "yearly", _("Every year")
    OFF = "off", _("Not by itself")


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


class Every(models.TextChoices):
    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")
    MONTH = "month", _("Every month")
    NEVER = "never", _("Not by itself")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class ScanRhythm(models.Model):
    """When accounts are scanned by themselves: of an organisation, or of one workload instead."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="scan_rhythm"
    )
    workload = models.OneToOneField(
        Workload, on_delete=models.CASCADE, null=True, blank=True, related_name="scan_rhythm"
    )
    every = models.CharField(max_length=6, choices=Every.choices, default=Every.NEVER)
    hour = models.PositiveSmallIntegerField(default=3, help_text="Of the day, UTC.")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices, default=Weekday.SUNDAY)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation=None) ^ models.Q(workload=None),
                name="scan_rhythm_of_one",
            )
        ]

    def __str__(self) -> str:
        said = {"every": self.get_every_display(), "hour": self.hour}
        return gettext("%(every)s at %(hour)s:00 UTC") % said


class ScanTurn(models.Model):
    """When a workload is scanned next, and what came of the last time."""

    workload = models.OneToOneField(Workload, on_delete=models.CASCADE, related_name="scan_turn")
    next_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    last_run = models.ForeignKey(
        Run, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    last_words = models.CharField(
        max_length=300, blank=True, help_text="Why no scan was started the last time."
    )

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="scan_turn_due")]

    def __str__(self) -> str:
        return f"{self.workload}: {self.next_at}"


class ReReviewState(models.TextChoices):
    SCANNING = "scanning", _("Scan under way")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


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
