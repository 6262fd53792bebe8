"""Meetings on a review: what was shown when, who was there, what was parked, the minutes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviewapp.files.models import StoredFile
from reviewapp.jobs.models import ACTIVE_STATES, Job
from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload


class Show(models.TextChoices):
    ALL = "all", _("All questions")
    UNANSWERED = "unanswered", _("Unanswered")
    RISKS = "risks", _("High and medium risks")
    PRIORITISED = "prioritised", _("Prioritised")
    MINE = "mine", _("Assigned to me")


class Meeting(models.Model):
    """People who go through the questions of a review together; one at a time on a review.

    `questions` is fixed when it begins, so that a question that is answered stays in the list.
    Every change raises `version`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="meetings")
    review = models.ForeignKey(LensReview, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(max_length=120)
    begun_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    presenter = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where nobody ended it and time did.",
    )
    touched_at = models.DateTimeField(help_text="When somebody last moved, parked or joined.")
    show = models.CharField(max_length=12, choices=Show.choices, default=Show.ALL)
    plan = models.JSONField(help_text="[{pillar, minutes}], in the order of the meeting.")
    questions = models.JSONField(help_text="Question ids, in the order of the meeting.")
    question_id = models.CharField(max_length=128, help_text="The one that is shown.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(ended_at=None), name="meeting_one_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["workload", "-started_at"], name="meeting_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        return self.ended_at is None


class MeetingStep(models.Model):
    """A question that was shown, from when to when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="steps")
    question_id = models.CharField(max_length=128)
    pillar_id = models.CharField(max_length=128)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["began_at", "pk"]

    def __str__(self) -> str:
        return self.question_id


class ParkedItem(models.Model):
    """Something to come back to, so that the meeting goes on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="parked")
    text = models.CharField(max_length=500)
    question_id = models.CharField(max_length=128, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


class MeetingAttendance(models.Model):
    """Somebody who opened the meeting's page while it ran."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="attendance_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user}"


class Minutes(Job):
    """The minutes of a meeting as a PDF that was asked for."""

    TASK = "meetings.write_minutes"

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minutes")
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
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(state__in=ACTIVE_STATES),
                name="minutes_one_active",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting}"
