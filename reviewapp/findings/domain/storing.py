"""Keeping what checks found."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from pillars.checking import Check, Result
from pillars.savings import Saving
from reviewapp.collection.copying import copy_in
from reviewapp.collection.models import Run
from reviewapp.findings.models import Finding

BATCH = 1000


class Findings:
    """Writes the findings of a run as they come; `close` writes the rest.

    Inside one transaction, so that nobody sees a run half judged.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._waiting: list[Finding] = []
        take_turns(run)
        run.findings.all().delete()

    def keep(self, check: Check, results: Iterable[Result]) -> None:
        for result in results:
            self._waiting.append(_finding(self._run, check, result))
            if len(self._waiting) >= BATCH:
                self._write()

    def withdraw(self, check: Check) -> None:
        """Forgets what the check found so far."""
        self._waiting = [finding for finding in self._waiting if finding.check_id != check.id]
        self._run.findings.filter(check_id=check.id).delete()

    def close(self, checks: Iterable[Check]) -> None:
        """Writes what is left, and which checks ran: some found nothing and left no trace."""
        self._write()
        self._run.checks = [check.id for check in checks]
        self._run.save(update_fields=["checks"])

    def _write(self) -> None:
        copy_in(self._waiting)
        self._waiting = []


def take_turns(run: Run) -> None:
    """Two workers on one run (one thought lost): the second replaces what the first found."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(run.pk)])


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
        **_saving(result.saving),
    )


def _saving(saving: Saving | None) -> dict[str, Any]:
    if saving is None:
        return {}
    return {
        "saving_monthly": saving.monthly,
        "saving_basis": saving.basis,
        "saving_at_most": saving.at_most,
        "saving_priced": saving.priced,
    }
