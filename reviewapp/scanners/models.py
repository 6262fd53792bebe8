"""Other tools' findings: a file that was imported or an answer read during a scan, and what it
says.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from pillars.scanners.model import LABELS
from reviewapp.collection.models import Run
from reviewapp.files.models import StoredFile
from reviewapp.findings.models import FindingVerdict, Suppression
from reviewapp.jobs.models import Job
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

TOOLS = [(tool.value, label) for tool, label in LABELS.items()]


class Origin(models.TextChoices):
    FILE = "file", _("File")
    SCAN = "scan", _("Read during a scan")


class FindingSeverity(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class ImportedPlace(models.TextChoices):
    """Where a finding's resource stands under the workload's scope; empty for what counts."""

    OUTSIDE = "outside", _("Outside the scope")
    UNCERTAIN = "uncertain", _("Not known whether in scope")


class ImportedReport(Job):
    """One report of another tool. While it is being read it is a job.

    The file is kept until it was read; what it says stays with the findings.
    """

    TASK = "scanners.read"
    ASKED_BY = "imported_by"

    workload = models.ForeignKey(
        Workload, on_delete=models.CASCADE, related_name="imported_reports"
    )
    tool = models.CharField(
        max_length=30, choices=TOOLS, blank=True, help_text="Empty until it was recognised."
    )
    version = models.CharField(max_length=40, blank=True)
    origin = models.CharField(max_length=4, choices=Origin.choices, default=Origin.FILE)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    imported_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    looked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the tool looked last; empty where it does not tell."
    )
    current = models.BooleanField(
        default=False, help_text="Not replaced by a newer report of the same places."
    )
    aged = models.BooleanField(
        default=False, help_text="Suggestions were worked out without it since it is too old."
    )
    places = ArrayField(
        models.CharField(max_length=43),
        default=list,
        blank=True,
        help_text="Accounts that it speaks of, with the region where the tool looks at one only.",
    )
    passed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    mapped = models.PositiveIntegerField(default=0, help_text="Findings that a practice hears.")
    messages = models.JSONField(default=list, help_text="What reading had to say.")

    class Meta:
        ordering = ["-queued_at"]
        indexes = [
            models.Index(fields=["workload", "-queued_at"], name="imported_latest"),
            models.Index(
                fields=["workload", "tool"],
                condition=models.Q(current=True),
                name="imported_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tool_display() or 'Not recognised'}: {self.file_name or self.origin}"

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.unknown

    @property
    def unmapped(self) -> int:
        return self.total - self.mapped


class ImportedFinding(models.Model):
    """One finding of another tool, as `pillars.scanners.model.Imported` has it."""

    report = models.ForeignKey(ImportedReport, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    verdict = models.CharField(max_length=8, choices=FindingVerdict.choices)
    severity = models.CharField(max_length=6, choices=FindingSeverity.choices)
    resource = models.CharField(max_length=2048, blank=True)
    name = models.CharField(max_length=300, blank=True)
    account = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(null=True, blank=True)
    url = models.CharField(max_length=2048, blank=True)
    remediation = models.TextField(blank=True)
    mapped = models.BooleanField(help_text="A practice hears its rule.")
    place = models.CharField(
        max_length=9,
        choices=ImportedPlace.choices,
        blank=True,
        default="",
        db_default="",
        help_text="Where the scope is narrower than the file; see `domain.placing`.",
    )
    suppression = models.ForeignKey(
        Suppression, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["report", "rule", "verdict"], name="imported_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.verdict} {self.resource}"
