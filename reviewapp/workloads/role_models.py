"""Who may do more with one workload than the organisation or its unit gives."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from reviewapp.people.models import Invitation, Organisation, Role, User


class WorkloadRole(models.Model):
    """What a member of the workload's own organisation may do with it."""

    workload = models.ForeignKey(
        "workloads.Workload", on_delete=models.CASCADE, related_name="roles"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="workload_roles")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.CONTRIBUTOR)
    pillars = ArrayField(
        models.CharField(max_length=128),
        default=list,
        blank=True,
        help_text="Ids of the pillars that a contributor answers; empty for all.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workload", "user"], name="workload_role_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class InvitedRole(models.Model):
    """What an invited person will be on one workload."""

    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="workload_role"
    )
    workload = models.ForeignKey("workloads.Workload", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.CONTRIBUTOR)
    pillars = ArrayField(models.CharField(max_length=128), default=list, blank=True)

    def __str__(self) -> str:
        return f"{self.workload} ({self.get_role_display()})"


class WorkloadShare(models.Model):
    """Another organisation that may see a workload, or contribute to its reviews."""

    ROLES = (Role.VIEWER, Role.CONTRIBUTOR)

    workload = models.ForeignKey(
        "workloads.Workload", on_delete=models.CASCADE, related_name="shares"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="shared_workloads"
    )
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workload", "organisation"], name="share_unique")
        ]

    def __str__(self) -> str:
        return f"{self.workload} for {self.organisation}"


class ShareOffer(models.Model):
    """A workload offered to whoever gets the code; of the code only the SHA-256 is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workload = models.ForeignKey(
        "workloads.Workload", on_delete=models.CASCADE, related_name="share_offers"
    )
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.VIEWER)
    note = models.CharField(max_length=200, blank=True, help_text="Whom it is for.")
    code_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.workload} for {self.note or 'somebody'}"
