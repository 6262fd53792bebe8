"""What AWS's own tools answered during a scan, as reports: one module for each tool.

A tool that answered and found nothing has an empty report; a tool that was denied everywhere has
none, so that what it said before stays with its age.
"""

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

__all__ = ["SOURCES", "Source", "read"]

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
