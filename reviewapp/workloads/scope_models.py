"""What of its accounts belongs to a workload."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from pillars.scope import Scope
from reviewapp.people.models import User

# Keys by which organisations commonly say whose a resource is; compared as they stand here.
OWNER_KEYS = (
    "Owner",
    "owner",
    "Team",
    "team",
    "CostCenter",
    "cost-center",
    "costcenter",
    "Contact",
    "contact",
)


def default_owner_keys() -> list[str]:
    return list(OWNER_KEYS)


class WorkloadScope(models.Model):
    """The scope as it stands; a workload without a row has everything in scope.

    `version` grows with each save, so that a stale one can be refused, and tells whether findings
    were made under this scope.
    """

    workload = models.OneToOneField(
        "workloads.Workload", on_delete=models.CASCADE, related_name="scope", primary_key=True
    )
    document = models.JSONField(default=dict, help_text="As `pillars.scope.Scope.as_document`.")
    owner_keys = ArrayField(
        models.CharField(max_length=128),
        default=default_owner_keys,
        blank=True,
        help_text="Tag keys that say whose a resource is.",
    )
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"Scope {self.version} of {self.workload_id}"

    @property
    def scope(self) -> Scope:
        return Scope.from_document(self.document)
