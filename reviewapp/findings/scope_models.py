"""What of a run's facts belongs to the workload, as its scope said when the run was judged."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviewapp.collection.models import Fact, Run
from reviewapp.jobs.models import ACTIVE_STATES, Job
from reviewapp.workloads.models import Workload


class AppliedScope(models.Model):
    """Under which scope a run was judged, and what that left outside. None: everything counts."""

    run = models.OneToOneField(
        Run, on_delete=models.CASCADE, related_name="applied_scope", primary_key=True
    )
    document = models.JSONField(help_text="The scope, as `pillars.scope.Scope.as_document`.")
    version = models.PositiveIntegerField(help_text="Of the workload's scope; 0 before the first.")
    at = models.DateTimeField(auto_now=True)
    inside = models.PositiveIntegerField(default=0, help_text="Resources of the inventory.")
    uncertain = models.PositiveIntegerField(default=0)
    outside = models.PositiveIntegerField(default=0)
    gaps = models.JSONField(
        default=list,
        help_text="Kind, account, region, count and reason of facts whose place is not known.",
    )

    def __str__(self) -> str:
        return f"Scope {self.version} of run {self.run_id}"

    @property
    def total(self) -> int:
        return self.inside + self.uncertain + self.outside


class FactPlace(models.TextChoices):
    INSIDE = "inside", _("In scope")
    BESIDE = "beside", _("Outside")
    UNCERTAIN = "uncertain", _("Not known")
    OUTSIDE = "outside", _("Outside")


class PlacedFact(models.Model):
    """Where one fact stands under the scope that was applied. A fact without a row counts."""

    fact = models.OneToOneField(
        Fact, on_delete=models.CASCADE, related_name="placed", primary_key=True
    )
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="placed_facts")
    place = models.CharField(max_length=9, choices=FactPlace.choices)
    why = models.TextField()

    def __str__(self) -> str:
        return f"{self.fact_id} {self.place}"


class Rescoping(Job):
    """The last scan of a workload judged again, after its scope changed.

    The work is done where suggestions are known.
    """

    TASK = "reviews.rescope"

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="rescopings")

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workload"],
                condition=models.Q(state__in=ACTIVE_STATES),
                name="rescoping_one_active_per_workload",
            )
        ]

    def __str__(self) -> str:
        return f"Scope of {self.workload}: {self.state}"
