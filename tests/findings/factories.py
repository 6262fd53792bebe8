"""A workload with a scan whose findings suppressions can be tried on."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from pillars.suppressions import Scope
from reviewapp.collection.models import PartState, Run
from reviewapp.findings.domain import evaluate
from reviewapp.findings.domain.suppressing import Terms, make_suppression
from reviewapp.findings.models import Suppression
from reviewapp.people.models import User
from reviewapp.reviews.domain.suggesting import store_suggestions
from reviewapp.reviews.models import LensReview, Suggestion
from reviewapp.workloads.models import Workload
from tests.reviews.factories import make_fact, make_part, make_reading, make_review, make_run

BACKUPS = "rds-automated-backups"
REASON = "A copy for tests; nobody misses it."


def today() -> date:
    return timezone.now().date()


def judged(workload: Workload, **days: int) -> Run:
    """A run over databases by the days that they keep backups; its findings and suggestions."""
    run = make_run(workload)
    rds, backup = make_part(run, "rds"), make_part(run, "backup")
    make_reading(rds, "rds.instance")
    make_reading(rds, "rds.cluster")
    make_reading(backup, "backup.plan")
    kms = make_part(run, "kms", PartState.DENIED, "kms:ListKeys: AccessDenied: no")
    make_reading(kms, "kms.key", PartState.DENIED, "kms:ListKeys: AccessDenied: no")
    for name, kept in days.items():
        make_fact(rds, "rds.instance", name, BackupRetentionPeriod=kept, StorageEncrypted=True)
    store_suggestions(run, evaluate(run))
    return run


def reviewed(workload: Workload, **days: int) -> tuple[LensReview, Run]:
    review = make_review(workload)
    return review, judged(workload, **days)


def suppress(
    workload: Workload, by: User, *, everywhere: bool = False, days: int = 30, **scope: Any
) -> Suppression:
    return make_suppression(
        organisation=workload.organisation,
        workload=None if everywhere else workload,
        scope=Scope(**(scope or {"check": BACKUPS})),
        terms=Terms(REASON, by, today() + timedelta(days=days)),
        by=by,
    )


def said(review: LensReview, choice: str = "automatic") -> Suggestion:
    return Suggestion.objects.get(review=review, choice_id=choice)
