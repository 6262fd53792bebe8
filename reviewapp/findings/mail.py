"""Mail about suppressions that return soon, or did."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reviewapp.people.models import Role, User
from reviewapp.web.languages import in_language_of

from .domain.covering import scope_words
from .models import Suppression, SuppressionStep

logger = logging.getLogger(__name__)

NOTICE = timedelta(days=14)
AT_ONCE = 50
RETURNS_SOON = gettext_lazy("Suppression in %(where)s returns soon: %(what)s")
HAS_RETURNED = gettext_lazy("Suppression in %(where)s has returned: %(what)s")


def send_warnings(*, today: date | None = None) -> int:
    """Tells owners, two weeks before, what returns; returns how many mails left.

    Of one that was made for less than two weeks nobody has to be told again.
    """
    day = today or timezone.now().date()
    soon = Suppression.objects.filter(ended_at=None, warned_at=None, expires_on__gt=day)
    soon = soon.filter(expires_on__lte=day + NOTICE)
    lasting = Q(created_at__date__lt=F("expires_on") - NOTICE)
    return _send_all(soon.filter(lasting), "warned_at", "returns_soon", RETURNS_SOON)


def send_returned() -> int:
    """Tells owners what has returned; returns how many mails left."""
    expired = Suppression.objects.filter(
        told_at=None, changes__what=SuppressionStep.EXPIRED, ended_at__isnull=False
    )
    return _send_all(expired, "told_at", "returned", HAS_RETURNED)


def recipients(suppression: Suppression) -> list[User]:
    """The owner while a member, else the organisation's owners."""
    members = suppression.organisation.memberships.filter(user__is_active=True)
    own = members.filter(user=suppression.owner_id) if suppression.owner_id else members.none()
    found = own if own.exists() else members.filter(role=Role.OWNER)
    return [each.user for each in found.select_related("user").order_by("user__email")]


def _send_all(found: QuerySet[Suppression], mark: str, template: str, subject: Promise) -> int:
    due = found.select_related("organisation", "workload", "owner").order_by("expires_on")
    return sum(_once(each, mark, lambda s: _send(s, template, subject)) for each in due[:AT_ONCE])


def _once(suppression: Suppression, mark: str, send: Callable[[Suppression], None]) -> bool:
    """Whoever marks it sends the mail; the mark goes where the mail did not."""
    now = timezone.now()
    same = Suppression.objects.filter(pk=suppression.pk)
    if not same.filter(**{mark: None}).update(**{mark: now}):
        return False
    try:
        send(suppression)
    except (OSError, SMTPException):
        logger.exception("Mail about suppression %s was not sent", suppression.pk)
        same.filter(**{mark: now}).update(**{mark: None})
        return False
    return True


def _send(suppression: Suppression, template: str, subject: Promise) -> None:
    """A mail for each language that its readers have."""
    people = recipients(suppression)
    for language in sorted({each.reading_language for each in people}):
        readers = [each for each in people if each.reading_language == language]
        with in_language_of(readers[0]):
            _send_to(readers, suppression, template, str(subject))


def _send_to(
    readers: Iterable[User], suppression: Suppression, template: str, subject: str
) -> None:
    path = reverse("findings:suppression", kwargs={"suppression_id": suppression.pk})
    scope = scope_words(suppression)
    where = suppression.workload.name if suppression.workload else suppression.organisation.name
    context = {"suppression": suppression, "scope": scope, "where": where}
    send_mail(
        subject=" ".join((subject % {"where": where, "what": scope[0][1]}).split())[:200],
        message=render_to_string(
            f"findings/{template}.txt", {**context, "link": f"{settings.BASE_URL}{path}"}
        ),
        from_email=None,
        recipient_list=[each.email for each in readers],
    )
