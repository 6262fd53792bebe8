"""Links by which somebody without an account reads one review for a while."""

import uuid

from django.db import models
from django.utils import timezone

from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload


class GuestLink(models.Model):
    """A link to one lens review, for an auditor or a vendor: it reads and changes nothing.

    The secret in its address is kept nowhere; the row holds its digest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="guest_links")
    review = models.ForeignKey(LensReview, on_delete=models.CASCADE, related_name="guest_links")
    name = models.CharField(max_length=100, help_text="Whom it is for; stands on every page.")
    with_evidence = models.BooleanField(
        default=False, help_text="Findings with their resources, and attached files, too."
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True, help_text="First.")
    last_opened_at = models.DateTimeField(null=True, blank=True)
    times_opened = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["workload", "-created_at"], name="guest_link_by_workload")]

    def __str__(self) -> str:
        return self.name

    @property
    def stands(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
