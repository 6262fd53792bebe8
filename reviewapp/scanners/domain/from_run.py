"""What AWS's own tools answered during a scan becomes their report of the workload."""

import logging
from collections.abc import Iterator

from django.db import Error, transaction

from pillars.scanners.api import SOURCES, read
from pillars.scanners.model import Report
from reviewapp.collection.models import Run
from reviewapp.findings.domain import facts_of, load_snapshot

from ..models import ImportedReport, Origin
from .keeping import keep_read
from .placing import place_again

logger = logging.getLogger(__name__)


@transaction.atomic
def take_from_run(run: Run) -> list[ImportedReport]:
    """Keeps a report for each tool that said something, in the place of what a scan kept before.

    A tool that could not be asked keeps what it said before, with its age; one that answered and
    has nothing to say has none. Findings of every report are placed by the run's scope. Done twice
    it ends the same.
    """
    answered = list(_reports(run))
    kept = keep_read(run, [each for each in answered if _says_something(each)])
    earlier = ImportedReport.objects.filter(
        workload=run.workload_id, origin=Origin.SCAN, tool__in=[each.tool for each in answered]
    )
    newer = [each for each in kept if not each.current]
    # An older run that is judged again leaves what a newer one found alone.
    earlier.exclude(pk__in=[each.pk for each in kept]).exclude(
        tool__in=[each.tool for each in newer]
    ).delete()
    place_again(run)
    return kept


def _reports(run: Run) -> Iterator[Report]:
    """A mistake with one tool's answers costs that tool's report and not the run."""
    facts = facts_of(run)
    facts.expect(kind for source in SOURCES for kind in source.kinds)
    snapshot = load_snapshot(run, facts)
    for source in SOURCES:
        try:
            report = read(source, snapshot)
        except Error:
            raise
        except Exception:
            logger.exception("The answers of %s could not be understood", source.tool)
            continue
        finally:
            facts.done_with(source.kinds)
        if report is not None:
            yield report


def _says_something(report: Report) -> bool:
    return bool(report.findings or report.messages)
