"""Mail about re-reviews that are open."""

import logging
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviewapp.jobs.models import JobState
from reviewapp.notices.models import Kind
from reviewapp.notices.own_mail import notify_by_own_mail
from reviewapp.people.models import Membership, Role, User
from reviewapp.web.languages import in_language_of
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
    """To people as each of them chose; an address without an account gets the mail alone."""
    workload = rereview.workload
    addresses = {address.lower() for address in recipients(workload)}
    people = list(User.objects.filter(email__in=addresses, is_active=True))
    subject, body = partial(_subject, rereview), partial(_body, rereview)
    if strangers := addresses - {person.email for person in people}:
        with in_language_of(None):
            send_mail(
                subject=subject(),
                message=body(),
                from_email=None,
                recipient_list=sorted(strangers),
            )
    notify_by_own_mail(
        users=people,
        kind=Kind.REREVIEW_DUE,
        subject=subject,
        body=body,
        organisation=workload.organisation,
        text=subject,
        url=_path(rereview),
        workload_id=workload.pk,
        key=f"rereview:{rereview.pk}",
    )


def recipients(workload: Workload) -> list[str]:
    """The review owner, or the organisation's owners where the workload names none."""
    if workload.review_owner:
        return [workload.review_owner]
    owners = Membership.active.filter(organisation=workload.organisation_id, role=Role.OWNER)
    return list(owners.values_list("user__email", flat=True))


UNSCANNED = {
    JobState.FAILED: gettext_lazy("its scan failed"),
    JobState.CANCELLED: gettext_lazy("its scan was cancelled"),
}


def _subject(rereview: ReReview) -> str:
    """One line, in the language that holds."""
    said = {"name": rereview.workload.name, "headline": _headline(rereview)}
    return " ".join((_("Re-review of %(name)s: %(headline)s") % said).split())


def _body(rereview: ReReview) -> str:
    return render_to_string("schedule/rereview.txt", _context(rereview))


def _headline(rereview: ReReview) -> str:
    """What came of it; old evidence that stands still is no news that nothing changed."""
    if rereview.run and rereview.run.state in UNSCANNED:
        return str(UNSCANNED[JobState(rereview.run.state)])
    changes = rereview.changes or {}
    count = len(changes.get("risks", ())) + len(changes.get("suggestions", ()))
    if not count:
        return _("nothing changed")
    return ngettext("%(n)s change", "%(n)s changes", count) % {"n": count}


def _context(rereview: ReReview) -> dict[str, object]:
    return {
        "rereview": rereview,
        "workload": rereview.workload,
        "changes": rereview.changes or {},
        "link": f"{settings.BASE_URL}{_path(rereview)}",
    }


def _path(rereview: ReReview) -> str:
    return reverse(
        "schedule:rereview",
        kwargs={"workload_id": rereview.workload_id, "rereview_id": rereview.pk},
    )
