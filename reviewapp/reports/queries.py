"""Reads of reports and of the milestones that they can show."""

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower, Replace

from reviewapp.reviews.models import Milestone
from reviewapp.workloads.models import Workload

from .models import Report


def reports_of(workload: Workload) -> QuerySet[Report]:
    """The workload's reports, newest first, without what is in their files."""
    with_names = workload.reports.select_related("requested_by", "milestone", "file")
    return with_names.defer("milestone__document", "file__content").order_by("-queued_at")


def milestones_of(workload: Workload) -> QuerySet[Milestone]:
    """The workload's milestones, newest first, without their documents."""
    return workload.milestones.defer("document").order_by("-number")


def find_milestone(workload: Workload, name: str) -> Milestone | None:
    """By name; case and spaces do not matter, as the names are unique without them."""
    bare = Lower(Replace("name", Value(" ")))
    wanted = Lower(Replace(Value(name), Value(" ")))
    return workload.milestones.annotate(bare=bare).filter(bare=wanted).first()
