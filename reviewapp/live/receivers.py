"""What live work does when something happens in an earlier stage."""

import time
from collections.abc import Collection
from typing import Any
from uuid import UUID

from reviewapp.jobs.models import Job

from .publishing import tell, tell_access_changed

# To more people one event goes that all count by.
NAMED = 20
PROGRESS_SECONDS = 0.7
SCAN = "collection.run"


def ask_access_again(**_signal: Any) -> None:
    """A role, a share or a membership came, changed or went."""
    tell_access_changed()


def count_again(*, users: Collection[int], workload_id: UUID | str | None, **_signal: Any) -> None:
    """Has the bells of those who were told something count again, on pages of that workload."""
    if workload_id is None:
        return
    if len(users) > NAMED:
        tell(workload_id, "notice")
        return
    for user_id in users:
        tell(workload_id, "notice", person=user_id)


def tell_progress(*, job: Job, ended: bool, **_signal: Any) -> None:
    """A job of a workload moved: its pages ask for it again. Topic `scan`, or `job` for others.

    Not oftener than people can read; the end is always told.
    """
    workload_id, told = getattr(job, "workload_id", None), getattr(job, "told_at", 0.0)
    if workload_id is None or (not ended and time.monotonic() - told < PROGRESS_SECONDS):
        return
    job.told_at = time.monotonic()  # type: ignore[attr-defined]
    kind = job._meta.label_lower
    tell(workload_id, "scan" if kind == SCAN else "job", job=job.pk, kind=kind)
