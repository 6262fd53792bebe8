"""Mail about attached evidence that is past its last day."""

import logging
from collections.abc import Mapping
from itertools import groupby
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import ngettext, override

from reviewapp.people.models import User
from reviewapp.reviews.domain.evidence_items import expired_items
from reviewapp.reviews.models import EvidenceItem
from reviewapp.reviews.pages.navigator import question_url
from reviewapp.web.languages import language_for
from reviewapp.workloads.models import Workload

from .mail import recipients

logger = logging.getLogger(__name__)

AT_ONCE = 500


def tell_of_stale() -> int:
    """One mail for each workload about what nobody was told of yet; returns how many mails left.

    What could not be sent is tried again at the next tick.
    """
    untold = expired_items().filter(
        mailed_at=None,
        answer__retired=False,
        answer__review__removed_at=None,
        answer__review__workload__archived_at=None,
    )
    related = untold.select_related("answer__review__workload__organisation")
    found = related.order_by("answer__review__workload", "valid_until", "pk")[:AT_ONCE]
    by_workload = groupby(found, key=lambda item: item.answer.review.workload)
    return sum(_tell_once(workload, list(items)) for workload, items in by_workload)


def _tell_once(workload: Workload, items: list[EvidenceItem]) -> bool:
    """Whoever marks the items sends the mail; the marks go where the mail did not."""
    now = timezone.now()
    mine = [item for item in items if _mark(item.pk, now)]
    if not mine:
        return False
    try:
        _send(workload, mine)
    except (OSError, SMTPException):
        logger.exception("Mail about stale evidence of %s was not sent", workload.pk)
        EvidenceItem.objects.filter(pk__in=[item.pk for item in mine]).update(mailed_at=None)
        return False
    return True


def _mark(pk: UUID, now: object) -> bool:
    return bool(EvidenceItem.objects.filter(pk=pk, mailed_at=None).update(mailed_at=now))


def _send(workload: Workload, items: list[EvidenceItem]) -> None:
    for language, addresses in _by_language(recipients(workload)).items():
        with override(language):
            send_mail(
                subject=" ".join(_subject(workload, len(items)).split()),
                message=render_to_string("schedule/stale.txt", _context(workload, items)),
                from_email=None,
                recipient_list=addresses,
            )


def _by_language(addresses: list[str]) -> dict[str, list[str]]:
    """The addresses by the language that their people read; one without an account: English."""
    people = {user.email: user for user in User.objects.filter(email__in=addresses)}
    found: dict[str, list[str]] = {}
    for address in addresses:
        found.setdefault(language_for(people.get(address.lower())), []).append(address)
    return found


def _subject(workload: Workload, number: int) -> str:
    return ngettext(
        "%(name)s: %(n)s attached item is past the last day",
        "%(name)s: %(n)s attached items are past the last day",
        number,
    ) % {"name": workload.name, "n": number}


def _context(workload: Workload, items: list[EvidenceItem]) -> Mapping[str, object]:
    return {
        "workload": workload,
        "items": [
            {
                "title": item.title,
                "valid_until": item.valid_until,
                "link": settings.BASE_URL
                + question_url(workload.pk, item.answer.review.slug, item.answer.question_id),
            }
            for item in items
        ],
    }
