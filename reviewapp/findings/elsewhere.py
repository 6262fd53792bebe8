"""Findings of other tools, which a later stage keeps: asked of it, since this one knows none."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from reviewapp.workloads.models import Workload

from .models import Suppression
from .signals import covered_asked, rule_asked


def title_elsewhere(check_id: str) -> str:
    """What another tool's rule is called; empty for what no stage knows."""
    told = (title for _, title in rule_asked.send(sender=Suppression, check_id=check_id))
    return next((str(title) for title in told if title), "")


def covered_elsewhere(
    suppressions: Collection[Suppression], workload: Workload | None = None
) -> Counter[UUID]:
    """By suppression how many findings of other tools it covers, in all workloads or in one."""
    found: Counter[UUID] = Counter()
    for _, counts in covered_asked.send(
        sender=Suppression, suppressions=suppressions, workload=workload
    ):
        found.update(counts)  # type: ignore[arg-type]
    return found
