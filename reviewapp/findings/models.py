"""Findings: a check's verdict on a resource, in one run; and which of them are suppressed."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pillars.savings import Saving
from reviewapp.collection.models import Fact, Run
from reviewapp.jobs.models import Job
from reviewapp.people.models import Organisation, User
from reviewapp.workloads.models import Workload

from .scope_models import AppliedScope, FactPlace, PlacedFact, Rescoping

__all__ = [
    "AppliedScope",
    "FactPlace",
    "Finding",
    "FindingVerdict",
    "PlacedFact",
    "Reapplying",
    "Rescoping",
    "Suppression",
    "SuppressionChange",
    "SuppressionStep",
]


class Suppression(models.Model):
    """What an organisation decided to live with for a while: failing findings of a scope.

    An empty part of the scope means any. The scope never changes, so that its history stays
    true: another scope is another suppression.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="suppressions"
    )
    workload = models.ForeignKey(
        Workload,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="suppressions",
        help_text="None: every workload of the organisation.",
    )
    check_id = models.CharField(
        max_length=240, blank=True, help_text="Or another tool's rule, `prowler/iam_no_root`."
    )
    resource = models.CharField(max_length=2048, blank=True, help_text="`*` stands for anything.")
    tag = models.CharField(max_length=400, blank=True, help_text="`key` or `key=value`.")
    account = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=30, blank=True)
    reason = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_on = models.DateField(help_text="The day on which its findings count again.")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    warned_at = models.DateTimeField(
        null=True, blank=True, help_text="When its owner was told that it expires soon."
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When its owner was told that it expired."
    )

    class Meta:
        ordering = ["expires_on", "created_at"]
        indexes = [
            models.Index(
                fields=["organisation", "expires_on"],
                condition=models.Q(ended_at=None),
                name="suppression_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_id or 'any check'} {self.resource or self.tag}".strip()


class SuppressionStep(models.TextChoices):
    MADE = "made", _("Made")
    CHANGED = "changed", _("Changed")
    ENDED = "ended", _("Ended")
    EXPIRED = "expired", _("Expired")


class SuppressionChange(models.Model):
    """One step in a suppression's life: append-only history."""

    suppression = models.ForeignKey(Suppression, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=8, choices=SuppressionStep.choices)
    before = models.JSONField(default=dict, help_text="Field to text, of what changed.")
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.suppression_id} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError for a row that is there already: history is only added to."""
        if not self._state.adding:
            raise TypeError("The history of a suppression is never changed.")
        super().save(*args, **kwargs)


class Reapplying(Job):
    """Suggestions worked out again after a suppression began, changed or ended.

    The work is done where suggestions are known.
    """

    TASK = "reviews.apply_suppressions"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    workload = models.ForeignKey(
        Workload,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="None: every workload of the organisation.",
    )

    class Meta:
        ordering = ["-queued_at"]

    def __str__(self) -> str:
        return f"Suppressions of {self.workload or self.organisation}: {self.state}"


class FindingVerdict(models.TextChoices):
    PASS = "pass", _("Passes")
    FAIL = "fail", _("Fails")
    UNKNOWN = "unknown", _("Unknown")


class Finding(models.Model):
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    check_id = models.CharField(max_length=80)
    verdict = models.CharField(max_length=8, choices=FindingVerdict.choices)
    resource = models.CharField(max_length=2048, blank=True)
    resource_name = models.CharField(max_length=300, blank=True)
    account = models.CharField(max_length=12)
    region = models.CharField(max_length=30)
    reason = models.TextField()
    fact = models.ForeignKey(
        Fact, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings"
    )
    suppression = models.ForeignKey(
        Suppression,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="findings",
        help_text="What covers it, of a finding that fails; in an older run, what covered it then.",
    )
    saving_monthly = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="US dollars a month that its remedy would save; None: nobody can tell.",
    )
    saving_basis = models.TextField(
        blank=True, default="", db_default="", help_text="Where the figure is from."
    )
    saving_at_most = models.BooleanField(
        default=False,
        db_default=False,
        help_text="A bound: an unknown part of it can be saved.",
    )
    saving_priced = models.DateField(
        null=True, blank=True, help_text="Date of the prices; None: AWS estimated it."
    )

    class Meta:
        indexes = [
            models.Index(fields=["run", "check_id", "verdict"], name="finding_run_check"),
            models.Index(
                fields=["run"],
                condition=models.Q(saving_monthly__isnull=False),
                name="finding_saving",
            ),
            models.Index(
                fields=["suppression", "run"],
                condition=models.Q(suppression__isnull=False),
                name="finding_suppressed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.verdict} {self.resource}"

    @property
    def saving(self) -> Saving | None:
        if self.saving_monthly is None:
            return None
        return Saving(
            self.saving_monthly, self.saving_basis, self.saving_at_most, self.saving_priced
        )
