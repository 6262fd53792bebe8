"""The audit log: entries that nobody changes, and the head of each organisation's chain.

The database keeps both by triggers (see the first migration): they refuse every change and
deletion, and give the entries of a transaction their place in the chain right before its commit.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    WEB = "web", _("Browser")
    WORKER = "worker", _("Worker")
    SCHEDULE = "schedule", _("Schedule")
    COMMAND = "command", _("Command line")


class Entry(models.Model):
    """One thing that somebody did.

    Of person and workload the words are kept beside the ids, and the ids are without a
    constraint: whoever leaves and whatever is deleted, an entry stays as it was written.
    """

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=60, help_text="noun.verb, one of reviewapp.audit.actions.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
    )
    by_name = models.CharField(max_length=150, blank=True)
    by_mail = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, help_text="What it was done to, in words.")
    workload_id = models.UUIDField(null=True, blank=True)
    workload_name = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.COMMAND)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of all of the above.")

    # Set once, by the database, right before the commit.
    number = models.PositiveBigIntegerField(null=True, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="audit_number_unique")
        ]
        indexes = [
            models.Index(fields=["organisation", "workload_id", "number"], name="audit_workload"),
            models.Index(fields=["organisation", "by", "number"], name="audit_person"),
            models.Index(
                fields=["organisation", "id"],
                condition=models.Q(number=None),
                name="audit_to_be_chained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.action} {self.subject}"


class Chain(models.Model):
    """The head of an organisation's chain: the last number that was given, and its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
