"""Keeping what checks found."""

from django.db import connection, transaction

from pillars.checking import Check, Outcome, Result
from reviewapp.collection.models import Run
from reviewapp.findings.models import Finding

BATCH = 1000


@transaction.atomic
def replace_findings(run: Run, outcomes: list[Outcome]) -> None:
    """Replaces the findings of a run as a whole."""
    # Two workers on one run (one thought lost) take turns; the second replaces the first's.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(run.pk)])
    run.findings.all().delete()
    Finding.objects.bulk_create(
        [
            _finding(run, outcome.check, result)
            for outcome in outcomes
            for result in outcome.results
        ],
        batch_size=BATCH,
    )
    # A check that found nothing left no other trace of having run.
    run.checks = [outcome.check.id for outcome in outcomes]
    run.save(update_fields=["checks"])


def _finding(run: Run, check: Check, result: Result) -> Finding:
    return Finding(
        run=run,
        check_id=check.id,
        verdict=result.verdict.value,
        resource=result.resource[:2048],
        resource_name=result.name[:300],
        account=result.account,
        region=result.region,
        reason=result.reason,
        fact_id=result.fact,
    )
