"""Telling of what happens in a meeting: the audit log, and pages that are open."""

from typing import Any

from reviewapp.live.publishing import tell
from reviewapp.people.models import User
from reviewapp.workloads.recording import record_on

from ..models import Meeting


def tell_of(meeting: Meeting, kind: str) -> None:
    """Topic `meeting`. `at` is the question that is shown, `kind` what happened: `began`,
    `moved`, `presenter`, `parked`, `joined`, `ended`.
    """
    tell(
        meeting.workload_id,
        "meeting",
        meeting=meeting.pk,
        lens=meeting.review.slug,
        at=meeting.question_id,
        version=meeting.version,
        kind=kind,
        # Lists and notices change only with these.
        listed="yes" if kind in ("began", "ended") else "no",
    )


def record_of(meeting: Meeting, action: str, by: User | None, **said: Any) -> None:
    record_on(meeting.workload, action, by=by, subject=meeting.title, **said)
