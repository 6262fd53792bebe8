"""What this stage does when something happens in an earlier one."""

from typing import Any

from reviewapp.workloads.models import Workload

from .domain.rescoping import queue_rescoping


def judge_by_new_scope(*, workload: Workload, **_signal: Any) -> None:
    queue_rescoping(workload)
