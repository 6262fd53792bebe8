"""Findings: a check's verdict on a resource, in one run."""

from django.db import models

from reviewapp.collection.models import Fact, Run


class FindingVerdict(models.TextChoices):
    PASS = "pass", "Passes"
    FAIL = "fail", "Fails"
    UNKNOWN = "unknown", "Unknown"


class Finding(models.Model):
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    check_id = models.CharField(max_length=80)
    verdict = models.CharField(max_length=8, choices=FindingVerdict.choices)
    resource = models.CharField(max_length=2048, blank=True)
    resource_name = models.CharField(max_length=300, blank=True)
    account = models.CharField(max_length=12)
    region = models.CharField(max_length=30)
    reason = models.TextField()
    fact = models.ForeignKey(
        Fact, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings"
    )

    class Meta:
        indexes = [models.Index(fields=["run", "check_id", "verdict"], name="finding_run_check")]

    def __str__(self) -> str:
        return f"{self.check_id} {self.verdict} {self.resource}"
