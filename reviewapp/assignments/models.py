"""Who answers what until when, how far each question is, and reviews that were closed."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviewapp.people.models import User
from reviewapp.reviews.models import Answer, LensReview, Milestone


class Assignment(models.Model):
    """A question, or a whole pillar, that a person answers.

    Rows are never changed besides ending: another person or date makes a new row in place of the
    old, so that what was before stays visible. A question without a row of its own has its
    pillar's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(LensReview, on_delete=models.CASCADE, related_name="assignments")
    pillar_id = models.CharField(max_length=128, blank=True, help_text="Of a whole pillar.")
    question_id = models.CharField(max_length=128, blank=True, help_text="Of one question.")
    assignee = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    due = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told_near = models.BooleanField(default=False, help_text="That it is due tomorrow.")
    told_over = models.BooleanField(default=False, help_text="That its date has passed.")

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "pillar_id", "question_id"],
                condition=Q(ended_at=None),
                name="assignment_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(pillar_id="") ^ Q(question_id=""), name="assignment_of_one"
            ),
        ]
        indexes = [
            models.Index(
                fields=["assignee"], condition=Q(ended_at=None), name="assignment_of_person"
            ),
            models.Index(
                fields=["due"],
                condition=Q(ended_at=None, told_over=False, due__isnull=False),
                name="assignment_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id or self.pillar_id}: {self.assignee}"


class State(models.TextChoices):
    OPEN = "open", _("Open")
    READY = "ready", _("Ready for review")
    AGREED = "agreed", _("Agreed")
    KEPT_OPEN = "kept_open", _("Stays open")


# What speaks of an answer as it was then: another answer needs another look.
OF_AN_ANSWER = (State.READY, State.AGREED)
SETTLED = (State.AGREED, State.KEPT_OPEN)


class QuestionState(models.Model):
    """How far a question is. One without a row is open, in version 0.

    `ready` and `agreed` speak of the version of the answer that is named here: once the answer has
    another one the question counts as open again, however it was written (`pages`, `queries` and
    `domain.states` all ask `standing_of`).
    """

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="progress")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer_version = models.PositiveIntegerField(default=0)
    note = models.CharField(
        max_length=1000, blank=True, help_text="Why it stays open or came back."
    )
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.state}"


class StateChange(models.Model):
    """One step of a question: append-only history."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField(help_text="The version of the state that this made.")
    answer_version = models.PositiveIntegerField()
    before = models.CharField(max_length=10, choices=State.choices)
    after = models.CharField(max_length=10, choices=State.choices)
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="state_change_unique")
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"


class Closing(models.Model):
    """A review that was closed, with how it stood; open again since `reopened_at`."""

    review = models.ForeignKey(LensReview, on_delete=models.CASCADE, related_name="closings")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agreed = models.PositiveIntegerField()
    kept_open = models.PositiveIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reopened_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-closed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(reopened_at=None), name="closing_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.closed_at}"
