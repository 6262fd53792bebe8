"""The workload: what is reviewed, and how its AWS accounts are reached."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from reviewapp.files.models import StoredFile
from reviewapp.people.models import Organisation, Unit, User

from .role_models import InvitedRole, ShareOffer, WorkloadRole, WorkloadShare
from .scope_models import OWNER_KEYS, WorkloadScope

__all__ = [
    "OWNER_KEYS",
    "Connection",
    "ConnectionKind",
    "Criticality",
    "Environment",
    "InvitedRole",
    "Rollout",
    "ShareOffer",
    "SignificantEvent",
    "TrafficPattern",
    "Workload",
    "WorkloadRole",
    "WorkloadScope",
    "WorkloadShare",
]


class Environment(models.TextChoices):
    PRODUCTION = "PRODUCTION", _("Production")
    PREPRODUCTION = "PREPRODUCTION", _("Pre-production")


class Criticality(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    MISSION_CRITICAL = "mission_critical", _("Mission critical")


class TrafficPattern(models.TextChoices):
    UNKNOWN = "unknown", _("Not known")
    STEADY = "steady", _("Steady")
    DAILY = "daily", _("Follows the day")
    SPIKY = "spiky", _("Sudden peaks")
    SEASONAL = "seasonal", _("Seasonal")
    BATCH = "batch", _("Batch")


class Workload(models.Model):
    """The profile of a workload and the risks stored with it for lists."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="workloads"
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="workloads",
        help_text="The team that owns it.",
    )
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=250)
    purpose = models.TextField(max_length=5000, blank=True)
    environment = models.CharField(max_length=16, choices=Environment.choices)
    industry = models.CharField(max_length=60, blank=True)
    business_owner = models.CharField(max_length=255, blank=True)
    review_owner = models.EmailField(
        max_length=255, blank=True, help_text="Gets the mail about re-reviews."
    )
    account_ids = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    non_aws_regions = ArrayField(models.CharField(max_length=25), default=list, blank=True)
    diagram = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    diagram_url = models.URLField(max_length=2048, blank=True)
    traffic_pattern = models.CharField(
        max_length=10, choices=TrafficPattern.choices, default=TrafficPattern.UNKNOWN
    )
    traffic_notes = models.TextField(max_length=2000, blank=True)
    compliance = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    rto_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Recovery time objective, minutes."
    )
    rpo_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Recovery point objective, minutes."
    )
    criticality = models.CharField(
        max_length=20, choices=Criticality.choices, default=Criticality.MEDIUM
    )
    notes = models.TextField(max_length=10000, blank=True)
    tags = models.JSONField(default=dict, blank=True, help_text="Text to text.")
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    # Kept in the transaction that changes an answer, so that lists need no arithmetic.
    high_risks = models.PositiveIntegerField(default=0)
    medium_risks = models.PositiveIntegerField(default=0)
    questions_answered = models.PositiveIntegerField(default=0)
    questions_total = models.PositiveIntegerField(default=0)
    last_scan_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="workload_name_unique")
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-high_risks", "-medium_risks", "name"],
                name="workload_by_risk",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SignificantEvent(models.Model):
    """A date that matters for the workload: a launch, a sale, a migration."""

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="events")
    name = models.CharField(max_length=100)
    date = models.DateField()

    class Meta:
        ordering = ["date", "name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.date})"


class ConnectionKind(models.TextChoices):
    ROLE = "role", _("IAM role with external id")
    AMBIENT = "ambient", _("This server's own credentials")


class Rollout(models.Model):
    """One role of one name that a workload's organisation deploys into many of its accounts.

    A StackSet puts the same template into every account, so they share its external id: made for
    this workload alone, sent for no other, and never one that a person typed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workload = models.OneToOneField(Workload, on_delete=models.CASCADE, related_name="rollout")
    role_name = models.CharField(max_length=64)
    external_id = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.role_name


class Connection(models.Model):
    """How one AWS account of a workload is reached. No long-lived key is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="connections")
    kind = models.CharField(max_length=10, choices=ConnectionKind.choices)
    account_id = models.CharField(max_length=12)
    role_arn = models.CharField(max_length=2048, blank=True)
    external_id = models.CharField(
        max_length=64, help_text="Made for this connection, or for its rollout; never reused."
    )
    rollout = models.ForeignKey(
        Rollout, on_delete=models.CASCADE, null=True, blank=True, related_name="connections"
    )
    endpoint_url = models.CharField(
        max_length=300, blank=True, help_text="Only for a simulated account."
    )
    last_test = models.JSONField(null=True, blank=True)
    last_tested_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["account_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workload", "account_id"], name="connection_account_unique"
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=models.Q(rollout=None),
                name="connection_external_id_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} ({self.get_kind_display()})"
