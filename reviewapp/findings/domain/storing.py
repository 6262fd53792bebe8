"""Keeping what checks found."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from pillars.checking import Check, Result
from pillars.savings import Saving
from reviewapp.collection.copying import copy_rows
from reviewapp.collection.models import Run
from reviewapp.findings.models import Finding

BATCH = 1000
FINDING = (
    *("run_id", "check_id", "verdict", "resource", "resource_name", "account", "region"),
    *("reason", "fact_id", "saving_monthly", "saving_basis", "saving_at_most", "saving_priced"),
)
CHECK = FINDING.index("check_id")


class Findings:
    """Writes the findings of a run as they come; `close` writes the rest.

    Inside one transaction, so that nobody sees a run half judged.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._waiting: list[Sequence[Any]] = []
        take_turns(run)
        run.findings.all().delete()

    def keep(self, check: Check, results: Iterable[Result]) -> None:
        for result in results:
            self._waiting.append(_finding(self._run, check, result))
            if len(self._waiting) >= BATCH:
                self._write()

    def withdraw(self, check: Check) -> None:
        """Forgets what the check found so far."""
        self._waiting = [row for row in self._waiting if row[CHECK] != check.id]
        self._run.findings.filter(check_id=check.id).delete()

    def close(self, checks: Iterable[Check]) -> None:
        """Writes what is left, and which checks ran: some found nothing and left no trace."""
        self._write()
        self._run.checks = [check.id for check in checks]
        self._run.save(update_fields=["checks"])

    def _write(self) -> None:
        copy_rows(Finding, FINDING, self._waiting)
        self._waiting = []


def take_turns(run: Run) -> None:
    """Two workers on one run (one thought lost): the second replaces what the first found."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(run.pk)])


def _finding(run: Run, check: Check, result: Result) -> Sequence[Any]:
    return (
        run.pk,
        check.id,
        result.verdict.value,
        result.resource[:2048],
        result.name[:300],
        result.account,
        result.region,
        result.reason,
        result.fact,
        *_saving(result.saving),
    )


def _saving(saving: Saving | None) -> Sequence[Any]:
    if saving is None:
        return None, "", False, None
    return saving.monthly, saving.basis, saving.at_most, saving.priced
