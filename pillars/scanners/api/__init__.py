"""What AWS's own tools answered during a scan, as reports: one module for each tool."""

from pillars.facts import Snapshot

from ..model import Report
from . import (
    access_analyzer,
    compute_optimizer,
    config,
    cost_optimization_hub,
    guardduty,
    inspector,
    resilience_hub,
    security_hub,
    trusted_advisor,
)
from .source import Source, read

SOURCES: tuple[Source, ...] = (
    security_hub.SOURCE,
    config.SOURCE,
    trusted_advisor.SOURCE,
    compute_optimizer.SOURCE,
    cost_optimization_hub.SOURCE,
    resilience_hub.SOURCE,
    guardduty.SOURCE,
    inspector.SOURCE,
    access_analyzer.SOURCE,
)


def reports(snapshot: Snapshot) -> list[Report]:
    """One report for each tool that was asked and answered at least somewhere.

    A tool that answered and found nothing has an empty report; a tool that was denied everywhere
    has none, so that what it said before stays with its age.
    """
    found = (read(source, snapshot) for source in SOURCES)
    return [report for report in found if report is not None]
