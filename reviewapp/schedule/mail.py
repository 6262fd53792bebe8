"""Mail about re-reviews that are open."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from reviewapp.jobs.models import JobState
from reviewapp.people.models import Role
from reviewapp.workloads.models import Workload

from .models import ReReview, ReReviewState

logger = logging.getLogger(__name__)

AT_ONCE = 50


def send_waiting() -> int:
    """Mails about every open re-review that nobody was told of; returns how many mails left.

    What could not be sent is tried again at the next tick.
    """
    waiting = ReReview.objects.filter(state=ReReviewState.OPEN, mailed_at=None)
    found = waiting.select_related("workload__organisation", "run").order_by("opened_at")
    return sum(_send_once(rereview) for rereview in found[:AT_ONCE])


def _send_once(rereview: ReReview) -> bool:
    """Whoever marks the re-review sends the mail; the mark goes where the mail did not."""
    now = timezone.now()
    if not ReReview.objects.filter(pk=rereview.pk, mailed_at=None).update(mailed_at=now):
        return False
    try:
        _send(rereview)
    except (OSError, SMTPException):
        logger.exception("Mail about re-review %s was not sent", rereview.pk)
        ReReview.objects.filter(pk=rereview.pk, mailed_at=now).update(mailed_at=None)
        return False
    return True


def _send(rereview: ReReview) -> None:
    subject = f"Re-review of {rereview.workload.name}: {_headline(rereview)}"
    send_mail(
        subject=" ".join(subject.split()),
        message=render_to_string("schedule/rereview.txt", _context(rereview)),
        from_email=None,
        recipient_list=recipients(rereview.workload),
    )


def recipients(workload: Workload) -> list[str]:
    """The review owner, or the organisation's owners where the workload names none."""
    if workload.review_owner:
        return [workload.review_owner]
    owners = workload.organisation.memberships.filter(role=Role.OWNER, user__is_active=True)
    return list(owners.values_list("user__email", flat=True))


UNSCANNED = {JobState.FAILED: "its scan failed", JobState.CANCELLED: "its scan was cancelled"}


def _headline(rereview: ReReview) -> str:
    """What came of it; old evidence that stands still is no news that nothing changed."""
    if rereview.run and rereview.run.state in UNSCANNED:
        return UNSCANNED[JobState(rereview.run.state)]
    changes = rereview.changes or {}
    count = len(changes.get("risks", ())) + len(changes.get("suggestions", ()))
    return "nothing changed" if not count else f"{count} change{'s' if count != 1 else ''}"


def _context(rereview: ReReview) -> dict[str, object]:
    path = reverse(
        "schedule:rereview",
        kwargs={"workload_id": rereview.workload_id, "rereview_id": rereview.pk},
    )
    return {
        "rereview": rereview,
        "workload": rereview.workload,
        "changes": rereview.changes or {},
        "link": f"{settings.BASE_URL}{path}",
    }
