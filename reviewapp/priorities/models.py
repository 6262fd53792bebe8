"""Profiles of an organisation and the answers that workloads give to them."""

import uuid

from django.db import models
from django.db.models.functions import Lower

from pillars.priorities import THRESHOLD
from reviewapp.people.models import Organisation, User
from reviewapp.workloads.models import Workload


class Profile(models.Model):
    """Questions of an organisation's own, and what each answer puts first in a review.

    Every write raises `version` and keeps what was before, for one step back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="profiles"
    )
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    questions = models.JSONField(default=list, help_text="Rows of `domain.documents`.")
    threshold = models.PositiveSmallIntegerField(
        default=THRESHOLD, help_text="From how many points on a question is prioritised."
    )
    version = models.PositiveIntegerField(default=1)
    before = models.JSONField(
        null=True, blank=True, help_text="{questions, threshold} before the last change of them."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="profile_name_unique")
        ]

    def __str__(self) -> str:
        return self.name


class WorkloadProfile(models.Model):
    """What a workload answers to a profile. One of them is in use; the others keep their answers
    for the day they are chosen again.
    """

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="profiles")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="uses")
    in_use = models.BooleanField(default=True)
    answers = models.JSONField(default=dict, help_text="Question id to a list of option ids.")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workload", "profile"], name="workload_profile_once"),
            models.UniqueConstraint(
                fields=["workload"],
                condition=models.Q(in_use=True),
                name="workload_profile_in_use_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile} on {self.workload}"
