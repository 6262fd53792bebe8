"""What this stage does when something happens in an earlier one."""

from collections.abc import Sequence
from typing import Any

from celery import current_app

from reviewapp.lenses.models import LensVersion
from reviewapp.workloads.models import Workload

from .domain.following import lagging
from .domain.reviews import ensure_reviews, reassess_workload


def start_reviews(
    *, workload: Workload, lenses: Sequence[str] | None = None, **_signal: Any
) -> None:
    ensure_reviews(workload, aliases=lenses)


def judge_again(*, workload: Workload, **_signal: Any) -> None:
    reassess_workload(workload.pk)


def follow_version(*, version: LensVersion, **_signal: Any) -> None:
    """A minor version reaches the reviews of its major, in a worker; others wait to be chosen.

    Most versions that are published have no review yet: those need no broker.
    """
    if version.minor and lagging(version.lens_id).exists():
        current_app.send_task("reviews.follow_minors", args=[str(version.lens_id)])
