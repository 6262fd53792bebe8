"""Accounts found through AWS Organizations, and the tests of all of a workload's connections."""

from django.db import models

from reviewapp.jobs.models import ACTIVE_STATES, Job
from reviewapp.people.models import User
from reviewapp.workloads.models import Connection, Workload


class Discovery(Job):
    """One reading of an AWS organisation: its units and its accounts."""

    TASK = "collection.discover"

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="discoveries")
    connection = models.ForeignKey(
        Connection, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source_account = models.CharField(max_length=12, help_text="The account that was asked.")
    organization_id = models.CharField(max_length=40, blank=True)
    management_account = models.CharField(max_length=12, blank=True)
    partition = models.CharField(max_length=20, default="aws")

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workload"],
                condition=models.Q(state__in=ACTIVE_STATES),
                name="discovery_one_active_per_workload",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization_id or self.source_account} {self.queued_at:%Y-%m-%d %H:%M}"


class FoundUnit(models.Model):
    """A root or an organisational unit; `path` names it from the root down."""

    discovery = models.ForeignKey(Discovery, on_delete=models.CASCADE, related_name="units")
    unit_id = models.CharField(max_length=80)
    parent_id = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=1000)
    position = models.PositiveIntegerField(help_text="In the order of the tree.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["discovery", "unit_id"], name="found_unit_unique")
        ]

    def __str__(self) -> str:
        return self.path


class FoundAccount(models.Model):
    """An account as AWS Organizations tells of it."""

    discovery = models.ForeignKey(Discovery, on_delete=models.CASCADE, related_name="accounts")
    unit = models.ForeignKey(FoundUnit, on_delete=models.CASCADE, related_name="accounts")
    account_id = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=320, blank=True)
    status = models.CharField(max_length=30, help_text="ACTIVE, SUSPENDED, PENDING_CLOSURE.")

    class Meta:
        ordering = ["unit__position", "name", "account_id"]
        constraints = [
            models.UniqueConstraint(fields=["discovery", "account_id"], name="found_account_unique")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.account_id})"


class ConnectionsTest(Job):
    """A test of every connection of a workload; what each came to stands with the connection."""

    TASK = "collection.test_connections"

    workload = models.ForeignKey(
        Workload, on_delete=models.CASCADE, related_name="connection_tests"
    )
    requested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    thorough = models.BooleanField(
        default=False, help_text="Tries every listing call too, and not only the way in."
    )

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workload"],
                condition=models.Q(state__in=ACTIVE_STATES),
                name="connections_test_one_active",
            )
        ]

    def __str__(self) -> str:
        return f"Connections of {self.workload} {self.queued_at:%Y-%m-%d %H:%M}"
