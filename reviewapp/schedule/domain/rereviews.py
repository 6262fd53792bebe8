"""Opening, settling and closing re-reviews.

A re-review is opened when its date has come, waits for its scan, and is settled when the scan
has ended: then it says what changed since the last milestone, and the review owner gets mail.
Each step is found again by the tick where a process died in between.
"""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.assignments.domain.closing import reopen_reviews
from reviewapp.collection.domain import NothingToRead, RunActive, start_run
from reviewapp.collection.models import Run
from reviewapp.jobs.models import ACTIVE_STATES
from reviewapp.people.models import User
from reviewapp.reviews.document import review_document
from reviewapp.reviews.domain.comparing import compare_documents
from reviewapp.reviews.domain.milestones import free_name, save_milestone
from reviewapp.reviews.models import Milestone
from reviewapp.schedule.models import ReReview, ReReviewState, Schedule
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from .cadence import next_after, start_schedule

logger = logging.getLogger(__name__)

AT_ONCE = 50


def open_due(*, now: datetime | None = None) -> int:
    """Opens a re-review for every workload whose date has come; returns how many.

    Two ticks at once open it once: whoever moves the date on has it.
    """
    now = now or timezone.now()
    due = Schedule.objects.filter(next_due__lte=now, workload__archived_at=None)
    opened = 0
    for schedule in due.select_related("workload").order_by("next_due")[:AT_ONCE]:
        try:
            opened += _open_if_first(schedule, now)
        except Exception:
            # One workload's trouble must not keep the others waiting; the next tick tries again.
            logger.exception("The re-review of %s could not be opened", schedule.workload_id)
    return opened


def _open_if_first(schedule: Schedule, now: datetime) -> bool:
    assert schedule.next_due is not None  # noqa: S101 - the query asked for dates in the past
    with transaction.atomic():
        following = next_after(schedule.cadence, schedule.counted_from, now=now)
        moved = Schedule.objects.filter(pk=schedule.pk, next_due=schedule.next_due).update(
            next_due=following
        )
        if moved:
            open_rereview(schedule.workload, due=schedule.next_due, now=now)
    return bool(moved)


@transaction.atomic
def start_rereview(workload: Workload, *, by: User | None = None) -> tuple[ReReview, bool]:
    """A re-review out of turn; the one that is not closed yet where there is one.

    Returns:
        The re-review, and whether it was started now.
    """
    # Whoever asks at the same moment waits here, and then finds this one.
    Schedule.objects.select_for_update().get(pk=start_schedule(workload).pk)
    waiting = workload.rereviews.exclude(state=ReReviewState.CLOSED).first()
    if waiting:
        return waiting, False
    return open_rereview(workload, due=timezone.now(), by=by), True


def open_rereview(
    workload: Workload, *, due: datetime, now: datetime | None = None, by: User | None = None
) -> ReReview:
    """Starts a re-review: the baseline is the last milestone, made now where there is none.

    What was closed is open again from then on.
    """
    since = workload.milestones.order_by("-number").first() or _baseline(workload, due)
    reopen_reviews(workload, by=by, because=_("Its re-review began."))
    run = _scan(workload, by)
    try:
        with transaction.atomic():
            record_on(workload, "rereview.opened", by=by, subject=f"Due {due:%Y-%m-%d}")
            return ReReview.objects.create(
                workload=workload,
                due=due,
                opened_at=now or timezone.now(),
                since=since,
                run=run,
                state=ReReviewState.SCANNING,
            )
    except IntegrityError:
        return ReReview.objects.get(workload=workload, due=due)


def _baseline(workload: Workload, due: datetime) -> Milestone:
    name = _("Before the re-review of %(day)s") % {"day": f"{due:%Y-%m-%d}"}
    return save_milestone(workload=workload, name=free_name(workload, name))


def _scan(workload: Workload, by: User | None) -> Run | None:
    """The re-review's scan; None where there is no account to read (people answer all of it)."""
    try:
        return start_run(workload=workload, by=by)
    except RunActive as active:
        return active.run
    except NothingToRead:
        return None


def settle_waiting() -> int:
    """Settles every re-review whose scan has ended; returns how many."""
    waiting = ReReview.objects.filter(state=ReReviewState.SCANNING)
    ended = waiting.exclude(run__state__in=ACTIVE_STATES).select_related("workload", "since", "run")
    return sum(map(_settle_if_possible, ended.order_by("opened_at")[:AT_ONCE]))


def _settle_if_possible(rereview: ReReview) -> bool:
    try:
        return settle(rereview)
    except Exception:
        # As above: the others are settled, and this one is tried again.
        logger.exception("Re-review %s could not be settled", rereview.pk)
        return False


def settle(rereview: ReReview) -> bool:
    """Works out what changed and opens the re-review; False where another process did."""
    before = rereview.since.document if rereview.since else review_document(rereview.workload)
    changes = compare_documents(before, review_document(rereview.workload))
    return bool(
        ReReview.objects.filter(pk=rereview.pk, state=ReReviewState.SCANNING).update(
            state=ReReviewState.OPEN, changes=changes
        )
    )


@transaction.atomic
def close_rereview(rereview: ReReview, *, by: User | None) -> ReReview:
    """Ends a re-review with a milestone of what was decided; closing twice does nothing."""
    held = ReReview.objects.select_for_update().get(pk=rereview.pk)
    if held.state != ReReviewState.OPEN:
        return held
    name = free_name(held.workload, _("Re-review %(day)s") % {"day": f"{held.due:%Y-%m-%d}"})
    held.milestone = save_milestone(workload=held.workload, name=name, by=by)
    held.state, held.closed_at = ReReviewState.CLOSED, timezone.now()
    held.save(update_fields=["milestone", "state", "closed_at"])
    record_on(held.workload, "rereview.closed", by=by, subject=name)
    return held
