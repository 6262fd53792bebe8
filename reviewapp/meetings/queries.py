"""Reads of meetings."""

from django.db.models import Count, QuerySet

from reviewapp.workloads.models import Workload

from .models import Meeting


def meetings_of(workload: Workload) -> QuerySet[Meeting]:
    """With their reviews, those that were taken off included, and who began them."""
    related = ("review__version__lens", "begun_by", "presenter", "ended_by")
    found = workload.meetings.select_related(*related)
    return found.defer("review__version__document")


def listed_meetings(workload: Workload) -> QuerySet[Meeting]:
    """Newest first, each with `people` and `shown`: how many came, and how many questions."""
    counted = meetings_of(workload).annotate(
        people=Count("attendances", distinct=True),
        shown=Count("steps__question_id", distinct=True),
    )
    return counted.order_by("-started_at", "-pk")
