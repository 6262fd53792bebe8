"""Runs, what each call of a run could read, and the facts themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviewapp.jobs.models import ACTIVE_STATES, Job
from reviewapp.people.models import Organisation, User
from reviewapp.workloads.models import Workload

from .models_discovery import ConnectionsTest, Discovery, FoundAccount, FoundUnit

__all__ = [
    "CallBucket",
    "CallBudget",
    "CallShare",
    "ConnectionsTest",
    "Discovery",
    "Fact",
    "FoundAccount",
    "FoundUnit",
    "Part",
    "PartState",
    "Reading",
    "Run",
    "Shard",
    "Stage",
]


class Stage(models.TextChoices):
    COLLECTING = "collecting", _("Reading the account")
    CHECKING = "checking", _("Checking the facts")
    PREFILLING = "prefilling", _("Preparing suggestions")
    DONE = "done", _("Done")


class Run(Job):
    """One scan of a workload: collection, checks, prefill. Its facts are the snapshot."""

    TASK = "reviews.scan"

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="runs")
    requested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.COLLECTING)
    calls = models.PositiveIntegerField(default=0, help_text="AWS calls made.")
    facts_count = models.PositiveIntegerField(default=0)
    checks = models.JSONField(
        null=True, blank=True, help_text="Ids of the checks that judged it; None before."
    )

    alone = models.BooleanField(
        default=False,
        help_text="Read by the process that started it, with credentials that others do not have.",
    )
    resumes_at = models.DateTimeField(
        null=True, blank=True, help_text="Waits until then for its budget of calls."
    )

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workload"],
                condition=models.Q(state__in=ACTIVE_STATES),
                name="run_one_active_per_workload",
            )
        ]
        indexes = [models.Index(fields=["workload", "-queued_at"], name="run_latest")]

    def __str__(self) -> str:
        return f"{self.workload} {self.queued_at:%Y-%m-%d %H:%M}"


class PartState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Reading")
    READ = "read", _("Read")
    DENIED = "denied", _("Denied")
    FAILED = "failed", _("Failed")
    NOT_USED = "not_used", _("Not used")


class Part(models.Model):
    """One account, region and service of a run: the unit of progress and of resuming."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="parts")
    account = models.CharField(max_length=12)
    region = models.CharField(max_length=30, help_text="`global` for services without regions.")
    service = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=PartState.choices, default=PartState.WAITING)
    reason = models.TextField(blank=True)
    calls = models.PositiveIntegerField(default=0)
    facts_count = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    weight = models.PositiveIntegerField(default=0, help_text="Calls that it is expected to take.")

    class Meta:
        ordering = ["account", "region", "service"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "account", "region", "service"], name="part_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.region} {self.service}"

    @property
    def reasons(self) -> list[str]:
        """What could not be read, call by call."""
        return [each for each in self.reason.split("; ") if each]


class Shard(models.Model):
    """One account and region of a run: what one worker claims and reads at a time.

    Held by a lease like a job; a lease that ran out means that its worker is gone and that any
    other may claim the shard. What was stored of it stays: its parts say what is left.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="shards")
    account = models.CharField(max_length=12)
    region = models.CharField(max_length=30)
    weight = models.PositiveIntegerField(default=0, help_text="Sum of its parts' weights.")
    done = models.BooleanField(default=False)
    holder = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "account", "region"], name="shard_unique")
        ]
        indexes = [
            models.Index(fields=["run"], condition=models.Q(done=False), name="shard_to_do"),
            models.Index(fields=["holder"], condition=models.Q(done=False), name="shard_held"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.region}"


class CallShare(models.Model):
    """How many calls at once a worker may make in an account, of all that the account is asked."""

    account = models.CharField(max_length=12)
    holder = models.CharField(max_length=64)
    slots = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "holder"], name="call_share_unique")
        ]

    def __str__(self) -> str:
        return f"{self.slots} at once in {self.account}"


class CallBudget(models.Model):
    """How many calls an hour an organisation's scans may make in each AWS account."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="call_budget"
    )
    calls_per_hour = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.calls_per_hour} calls an hour"


class CallBucket(models.Model):
    """What is left of a budget in one account, shared by all workers; see `domain.bucket`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    account = models.CharField(max_length=12)
    tokens = models.FloatField(default=0)
    at = models.DateTimeField()
    closed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "account"], name="call_bucket_unique")
        ]

    def __str__(self) -> str:
        return f"{self.tokens:.0f} calls left in {self.account}"


class Reading(models.Model):
    """What asking for one kind of fact in one account and region came to."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="readings")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="readings")
    account = models.CharField(max_length=12)
    region = models.CharField(max_length=30)
    service = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    call = models.CharField(max_length=100, help_text="`ec2:DescribeVolumes`.")
    state = models.CharField(max_length=10, choices=PartState.choices)
    reason = models.TextField(blank=True)
    count = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "account", "region", "kind"], name="reading_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.account} {self.region}: {self.state}"


class Fact(models.Model):
    """What AWS said of one resource, at one time. Never changed once written."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="facts")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="facts")
    account = models.CharField(max_length=12)
    region = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    resource = models.CharField(max_length=2048, help_text="ARN where the resource has one.")
    name = models.CharField(max_length=300, blank=True)
    tags = models.JSONField(default=dict)
    data = models.JSONField()
    unread = models.JSONField(default=dict, help_text="Aspect to reason, where a call failed.")
    call = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["run", "kind"], name="fact_run_kind")]

    def __str__(self) -> str:
        return self.resource
