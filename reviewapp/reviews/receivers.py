"""What this stage does when something happens in an earlier one."""

from collections.abc import Sequence
from typing import Any

from reviewapp.workloads.models import Workload

from .domain.reviews import ensure_reviews, reassess_workload


def start_reviews(
    *, workload: Workload, lenses: Sequence[str] | None = None, **_signal: Any
) -> None:
    ensure_reviews(workload, aliases=lenses)


def judge_again(*, workload: Workload, **_signal: Any) -> None:
    reassess_workload(workload.pk)
