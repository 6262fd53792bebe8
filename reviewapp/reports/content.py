"""What every format of a report is written from: a review document and where it comes from.

A milestone's document is taken as it was frozen. Nothing in this stage judges an answer again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from reviewapp.comments.reporting import Told, discussion_until
from reviewapp.reviews.document import FORMAT, review_document
from reviewapp.reviews.models import Milestone
from reviewapp.workloads.models import Workload

from .figures import moment_words

JSON = dict[str, Any]


class Unreadable(Exception):
    """A milestone whose document this release cannot read; the text says so."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """The milestone that a report shows."""

    number: int
    name: str
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """`document` is the shape of `reviewapp.reviews.document`; without `milestone` it is live.

    `discussion` is empty unless it was asked for, which `with_discussion` says.
    """

    document: JSON
    organisation: str
    written_at: datetime
    milestone: Frozen | None = None
    discussion: Sequence[Told] = ()
    with_discussion: bool = False

    @property
    def workload(self) -> str:
        return str(self.document["workload"]["name"])

    @property
    def as_of(self) -> datetime:
        """When what the report shows was true."""
        return self.milestone.saved_at if self.milestone else self.written_at

    @property
    def state_words(self) -> str:
        at = moment_words(self.as_of)
        if self.milestone is None:
            return _("State of %(at)s") % {"at": at}
        return _("Milestone “%(name)s” of %(at)s") % {"name": self.milestone.name, "at": at}

    @property
    def file_stem(self) -> str:
        """`checkout-live-2026-11-21`: workload, what it shows, and the day it was written."""
        which = slugify(self.milestone.name)[:60] if self.milestone else "live"
        parts = (slugify(self.workload)[:60] or "workload", which, f"{self.written_at:%Y-%m-%d}")
        return "-".join(part for part in parts if part)


def content_of(
    workload: Workload, milestone: Milestone | None = None, *, discussion: bool = False
) -> ReportContent:
    """A milestone as it was frozen, or the live state of the workload's review.

    With `discussion` come the threads on it, of a milestone as they were when it was saved.

    Raises:
        Unreadable: the milestone's document has a format that this release does not know.
    """
    document = milestone.document if milestone else review_document(workload)
    if document.get("format") != FORMAT:
        raise Unreadable(
            _(
                "“%(milestone)s” was saved by another release of this product, in format "
                "%(format)s; this release reads format %(known)s."
            )
            % {"milestone": milestone, "format": document.get("format"), "known": FORMAT}
        )
    now = timezone.now()
    until = milestone.created_at if milestone else now
    return ReportContent(
        document=document,
        organisation=workload.organisation.name,
        written_at=now,
        milestone=_frozen(milestone) if milestone else None,
        discussion=discussion_until(workload, until) if discussion else (),
        with_discussion=discussion,
    )


def _frozen(milestone: Milestone) -> Frozen:
    by = str(milestone.created_by) if milestone.created_by else ""
    return Frozen(milestone.number, milestone.name, milestone.created_at, by)
