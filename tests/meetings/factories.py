"""Meetings on a small review with a team."""

from datetime import timedelta

from django.utils import timezone

from reviewapp.meetings.domain.beginning import PillarPlan, Wish, begin
from reviewapp.meetings.models import Meeting, Show
from reviewapp.people.models import User
from tests.assignments.factories import Team

PLAN = (PillarPlan("reliability", 5), PillarPlan("security", 10))


def start(team: Team, *, by: User | None = None, show: str = Show.ALL, plan=PLAN) -> Meeting:
    wish = Wish("Monday", show, plan)
    return begin(workload=team.workload, review_id=team.review.pk, wish=wish, by=by or team.ben)


def back_date(meeting: Meeting, **ago: float) -> None:
    """As if it had begun, and gone quiet, that long ago."""
    then = timezone.now() - timedelta(**ago)
    Meeting.objects.filter(pk=meeting.pk).update(started_at=then, touched_at=then)
    meeting.steps.update(began_at=then)


def url_of(meeting: Meeting, path: str = "") -> str:
    return f"/workloads/{meeting.workload_id}/meetings/{meeting.pk}/{path}"
