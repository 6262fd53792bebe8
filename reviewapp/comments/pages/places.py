"""Where a subject is shown, and where its threads are."""

from urllib.parse import urlencode

from django.urls import reverse

from reviewapp.findings.models import Finding
from reviewapp.findings.queries import newest_judged
from reviewapp.reviews.models import LensReview
from reviewapp.reviews.pages.navigator import question_url
from reviewapp.workloads.models import Workload

from ..models import SubjectKind, Thread


def question_talk_url(review: LensReview, question_id: str, choice_id: str = "") -> str:
    """Where threads on a question, or on one of its choices, are begun and shown."""
    url = reverse("comments:question", args=[review.workload_id, review.slug, question_id])
    return f"{url}?{urlencode({'choice': choice_id})}" if choice_id else url


def finding_talk_url(workload: Workload, finding_id: int) -> str:
    return reverse("comments:finding", args=[workload.pk, finding_id])


def subject_url(thread: Thread) -> str:
    """The page of what a thread is about; of a finding as the newest scan has it.

    Empty where nothing shows it any more.
    """
    if thread.kind == SubjectKind.FINDING:
        return _finding_url(thread)
    if thread.review is None or thread.review.removed_at:
        return ""
    return question_url(thread.workload_id, thread.review.slug, thread.question_id)


def _finding_url(thread: Thread) -> str:
    run = newest_judged(thread.workload)
    found = Finding.objects.filter(
        run=run,
        check_id=thread.check_id,
        account=thread.account,
        region=thread.region,
        resource=thread.resource,
    ).first()
    if found:
        return reverse("findings:finding", args=[thread.workload_id, found.pk])
    return reverse("findings:list", args=[thread.workload_id])
