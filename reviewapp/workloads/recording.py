"""The audit log's entries about a workload, in one line each."""

from typing import Any

from reviewapp.audit.domain import record
from reviewapp.people.models import User

from .models import Workload


def record_on(
    workload: Workload, action: str, *, by: User | None, subject: str = "", **said: Any
) -> None:
    """`record` in the log of the organisation that the workload belongs to.

    `subject` is the workload itself where nothing else is named; `said` is before, after, why.
    """
    record(
        organisation=workload.organisation_id,
        action=action,
        by=by,
        subject=subject or workload.name,
        workload=workload,
        **said,
    )
