"""Asking for templates to reach their workloads, and what is still to be reached."""

from uuid import UUID

from django.db.models import Q, QuerySet

from reviewapp.jobs.domain import enqueue
from reviewapp.jobs.models import ACTIVE_STATES, ENDED_STATES
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from ..models import Propagation, ReviewTemplate, TemplateUse
from .standings import BEHIND

KEPT = 10  # ended jobs of one template, or one workload


def propagate_template(template: ReviewTemplate, *, by: User | None) -> Propagation:
    """Queues the bringing of a template to every workload that is behind it.

    A job that is under way is no reason to wait: it may have passed some workload already, and
    two at once do the same once.
    """
    return _queued(Propagation(template=template, requested_by=by))


def propagate_to_workload(workload: Workload, *, by: User | None) -> Propagation:
    """Queues the bringing of its templates to one workload."""
    return _queued(Propagation(workload=workload, requested_by=by))


def workloads_behind(job: Propagation) -> QuerySet[TemplateUse, UUID]:
    """The workloads that a job has still to bring up to date, archived ones left out."""
    uses = TemplateUse.objects.filter(BEHIND, workload__archived_at=None)
    mine = (
        uses.filter(template=job.template_id)
        if job.template_id
        else uses.filter(workload=job.workload_id)
    )
    return mine.order_by("workload_id").values_list("workload_id", flat=True).distinct()


def last_propagation(template: ReviewTemplate) -> Propagation | None:
    jobs = Propagation.objects.filter(template=template).select_related("requested_by")
    return jobs.order_by("-queued_at").first()


def propagation_to(workload: Workload) -> Propagation | None:
    """The job that brings something to this workload: one under way, else the newest of its own.

    A job of a template counts where the workload uses that template.
    """
    used = TemplateUse.objects.filter(workload=workload).values("template")
    on_the_way = Propagation.objects.filter(
        Q(workload=workload) | Q(template__in=used), state__in=ACTIVE_STATES
    )
    own = Propagation.objects.filter(workload=workload)
    return on_the_way.order_by("-queued_at").first() or own.order_by("-queued_at").first()


def is_behind(workload: Workload) -> bool:
    """Whether any template of the workload says something that is not applied there."""
    return TemplateUse.objects.filter(BEHIND, workload=workload).exists()


def _queued(job: Propagation) -> Propagation:
    same = Propagation.objects.filter(template=job.template_id, workload=job.workload_id)
    old = same.filter(state__in=ENDED_STATES).order_by("-queued_at").values("pk")[KEPT:]
    same.filter(pk__in=[row["pk"] for row in old]).delete()
    job.save()
    enqueue(job)
    return job
