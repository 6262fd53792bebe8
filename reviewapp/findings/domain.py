"""From a run's facts to its findings."""

import logging

from django.db import connection, transaction

from pillars.checking import Check, Outcome, Result, Verdict, in_place, run_check
from pillars.checks import all_checks
from pillars.facts import GLOBAL, Reading, ReadState, Resource, Snapshot
from reviewapp.collection.models import PartState, Run

from .models import Finding
from .profile import profile_of

logger = logging.getLogger(__name__)

BATCH = 1000
READ_STATES = {
    PartState.READ: ReadState.READ,
    PartState.NOT_USED: ReadState.READ,
    PartState.DENIED: ReadState.DENIED,
}


def load_snapshot(run: Run) -> Snapshot:
    """The facts of a run as checks see them: one query for facts, one for readings."""
    at = run.started_at or run.queued_at
    return Snapshot(
        resources=_resources(run),
        readings=_readings(run),
        at=at,
        workload=profile_of(run.workload, today=at.date()),
    )


def evaluate(run: Run) -> list[Outcome]:
    """Runs every check over a run's facts and keeps what they found.

    Safe to run again: the findings of a run are replaced as a whole.
    """
    snapshot = load_snapshot(run)
    outcomes = [_run(check, snapshot) for check in all_checks()]
    _replace_findings(run, outcomes)
    return outcomes


def _resources(run: Run) -> list[Resource]:
    columns = ("pk", "kind", "resource", "account", "region", "name", "data", "tags", "unread")
    return [
        Resource(kind, name_id, account, region, name, data, tags, unread, key)
        for key, kind, name_id, account, region, name, data, tags, unread in run.facts.order_by(
            "pk"
        ).values_list(*columns)
    ]


def _readings(run: Run) -> list[Reading]:
    columns = ("kind", "account", "region", "service", "call", "state", "reason")
    return [
        Reading(
            kind,
            account,
            region,
            service,
            call,
            READ_STATES.get(PartState(state), ReadState.FAILED),
            reason,
        )
        for kind, account, region, service, call, state, reason in run.readings.order_by(
            "pk"
        ).values_list(*columns)
    ]


def _run(check: Check, snapshot: Snapshot) -> Outcome:
    """A check's own mistake costs that check and not the run: what it saw is then unknown."""
    try:
        return run_check(check, snapshot)
    except Exception as error:
        logger.exception("Check %s failed", check.id)
        reason = f"This check could not work with these facts ({type(error).__name__})."
        results = tuple(
            in_place(Verdict.UNKNOWN, reason, account=account, region=GLOBAL)
            for account in snapshot.accounts
        )
        return Outcome(check, results, ())


@transaction.atomic
def _replace_findings(run: Run, outcomes: list[Outcome]) -> None:
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
