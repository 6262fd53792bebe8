"""Review templates, what they say, and the workloads that use them."""

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from reviewapp.jobs.models import ACTIVE_STATES, Job
from reviewapp.lenses.models import Lens
from reviewapp.people.models import Organisation, User
from reviewapp.reviews.models import Reason
from reviewapp.workloads.models import Workload


class ReviewTemplate(models.Model):
    """An organisation's standing answers under one name.

    Its `answers` are what is being written; workloads get the newest of its `versions`. Every
    edit raises `version`, so that what is published is what was looked at.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="review_templates"
    )
    name = models.CharField(max_length=100)
    description = models.TextField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    published = models.PositiveIntegerField(
        default=0, help_text="Number of the newest version; 0 while nothing was published."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it is deleted; workloads let go of it."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                condition=models.Q(retired_at__isnull=True),
                name="template_name_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name


class StandingState(models.TextChoices):
    IN_PLACE = "in_place", _("In place")
    NOT_IN_PLACE = "not_in_place", _("Not in place")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class StandingAnswer(models.Model):
    """What a template says of one choice, or of a whole question where `choice_id` is empty.

    Of a whole question only that it is not applicable can be said.
    """

    template = models.ForeignKey(ReviewTemplate, on_delete=models.CASCADE, related_name="answers")
    lens = models.ForeignKey(Lens, on_delete=models.CASCADE, related_name="+")
    question_id = models.CharField(max_length=128)
    choice_id = models.CharField(max_length=128, blank=True)
    state = models.CharField(max_length=16, choices=StandingState.choices)
    reason = models.CharField(max_length=30, choices=Reason.choices, default=Reason.NONE)
    note = models.TextField(blank=True)
    evidence = models.TextField(blank=True, help_text="What shows it, in words.")
    url = models.CharField(max_length=500, blank=True, help_text="Where the evidence is.")
    checked_on = models.DateField(null=True, blank=True, help_text="When somebody last looked.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "lens", "question_id", "choice_id"],
                name="standing_answer_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.choice_id or 'whole'}: {self.state}"


class TemplateVersion(models.Model):
    """What a template said when it was published. Never changes."""

    template = models.ForeignKey(ReviewTemplate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    answers = models.JSONField(help_text="Rows of `domain.claims.to_rows`.")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.template}, version {self.number}"


class TemplateUse(models.Model):
    """A template on a workload.

    `applied` is what the template left there last, for the three-way merge. Where two templates
    of a workload speak of one choice, the one with the lower `position` counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.ForeignKey(ReviewTemplate, on_delete=models.CASCADE, related_name="uses")
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="template_uses")
    position = models.PositiveSmallIntegerField()
    applied = models.JSONField(default=list, help_text="Rows of `domain.lefts.to_rows`.")
    takes = models.JSONField(
        default=list, help_text="Conflicts that a person gave to the template; used up once."
    )
    version = models.PositiveIntegerField(default=0, help_text="The version that is applied.")
    due = models.BooleanField(
        default=True,
        help_text="Something besides the template changed: its lenses, the order, a first time.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["template", "workload"], name="template_used_once")
        ]

    def __str__(self) -> str:
        return f"{self.template} on {self.workload}"


class Propagation(Job):
    """Bringing what templates say to workloads: to all that use one, or to one that uses some."""

    TASK = "standing.propagate"

    template = models.ForeignKey(
        ReviewTemplate,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="propagations",
    )
    workload = models.ForeignKey(
        Workload, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    requested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    workloads = models.PositiveIntegerField(default=0, help_text="How many were looked at.")
    answers = models.PositiveIntegerField(default=0, help_text="How many answers changed.")
    kept = models.PositiveIntegerField(default=0, help_text="Choices left as people decided.")
    failed = models.PositiveIntegerField(default=0, help_text="Workloads that were left.")

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(template__isnull=True) ^ models.Q(workload__isnull=True),
                name="propagation_of_one",
            )
        ]
        indexes = [
            models.Index(
                fields=["template"],
                condition=models.Q(state__in=ACTIVE_STATES),
                name="propagation_active",
            )
        ]

    def __str__(self) -> str:
        return f"Propagation of {self.template or self.workload}: {self.state}"
