"""What this stage does when something happens in an earlier one."""

from typing import Any

from reviewapp.collection.models import Run
from reviewapp.workloads.models import Workload

from .domain import plan_turns, settle, start_schedule
from .mail import send_waiting
from .models import ReReview, ReReviewState


def schedule_workload(*, workload: Workload, **_signal: Any) -> None:
    start_schedule(workload)
    plan_turns([workload])


def settle_after_scan(*, run: Run, **_signal: Any) -> None:
    """Does at once what the tick would find within a minute."""
    waiting = ReReview.objects.filter(run_id=run.pk, state=ReReviewState.SCANNING)
    settled = [settle(each) for each in waiting.select_related("workload", "since", "run")]
    if any(settled):
        send_waiting()
