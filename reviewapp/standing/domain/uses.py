"""Which templates a workload uses, in which order, and what people give back to them."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from reviewapp.people.models import User
from reviewapp.reviews.domain.totals import hold_workload
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from ..models import Propagation, ReviewTemplate, TemplateUse
from .applying import Applied, apply_templates
from .claims import Slot
from .letting_go import let_go
from .propagations import propagate_template, propagate_to_workload
from .standings import standings_of, takes_to_rows

Takes = Mapping[UUID, Mapping[Slot, int]]


class UseGone(Exception):
    """The template is not on the workload any more."""


class NotPublished(Exception):
    """The template was never published: there is nothing to apply."""


@transaction.atomic
def attach(
    *,
    template: ReviewTemplate,
    workload_ids: Collection[UUID],
    takes: Takes,
    by: User | None,
) -> Propagation:
    """Puts a template on workloads of its organisation, last in their order, and queues the rest.

    Workloads that use it already keep their place. Archived ones, and those that another
    organisation has, are left out.

    Args:
        template: a published one.
        workload_ids: where to put it.
        takes: by workload, what people decided there and gave to the template, with the version
            of the answer that they looked at.
        by: who asked.

    Raises:
        NotPublished: see there.
    """
    if not template.published:
        raise NotPublished
    for workload in _held(template, workload_ids):
        _use(workload, template, by)
    keep_takes(template, takes)
    return propagate_template(template, by=by)


def attach_new(workload: Workload, template_ids: Collection[UUID], by: User | None) -> None:
    """Puts published templates on a workload that was just made, in the order of their names."""
    templates = ReviewTemplate.objects.filter(
        organisation=workload.organisation_id,
        pk__in=template_ids,
        published__gt=0,
        retired_at=None,
    )
    for template in templates.order_by("name"):
        _use(workload, template, by)
    if template_ids:
        propagate_to_workload(workload, by=by)


def catch_up(workload_id: UUID) -> None:
    """Queues a merge where a workload uses any template: its lenses changed."""
    if TemplateUse.objects.filter(workload=workload_id).update(due=True):
        propagate_to_workload(Workload.objects.get(pk=workload_id), by=None)


def keep_takes(template: ReviewTemplate, takes: Takes) -> None:
    """Remembers what people gave to the template until it is applied.

    Holds those workloads, else a merge under way could forget it again.
    """
    held = _held(template, takes)
    uses = list(TemplateUse.objects.filter(template=template, workload__in=held))
    for use in uses:
        use.takes, use.due = takes_to_rows(takes[use.workload_id]), True
    TemplateUse.objects.bulk_update(uses, ["takes", "due"])


@transaction.atomic
def detach(*, workload: Workload, use_id: UUID, by: User | None) -> ReviewTemplate:
    """Takes a template off a workload; its answers stay. What another one says counts then.

    Raises:
        UseGone: see there.
    """
    held = hold_workload(workload.pk)
    standings = standings_of([held])[held.pk]
    found = next((each for each in standings if each.use and each.use.pk == use_id), None)
    if found is None:
        raise UseGone
    let_go(held, found, [each for each in standings if each is not found], by)
    apply_templates(held.pk, by=by)
    record_on(held, "template.taken_off", by=by, subject=found.template.name)
    return found.template


@transaction.atomic
def move(*, workload: Workload, use_id: UUID, up: bool, by: User | None) -> Applied:
    """Moves a template one place up or down in the order of a workload, and applies that.

    Raises:
        UseGone: see there.
    """
    held = hold_workload(workload.pk)
    uses = list(TemplateUse.objects.filter(workload=held))
    at = next((n for n, use in enumerate(uses) if use.pk == use_id), None)
    if at is None:
        raise UseGone
    to = max(at - 1, 0) if up else min(at + 1, len(uses) - 1)
    uses[at], uses[to] = uses[to], uses[at]
    for number, use in enumerate(uses):
        use.position = number
    TemplateUse.objects.bulk_update(uses, ["position"])
    record_on(held, "template.moved", by=by, before=at + 1, after=to + 1)
    return apply_templates(held.pk, by=by)


def follow_again(*, workload: Workload, takes: Mapping[Slot, int], by: User | None) -> Applied:
    """Gives slots that people decided back to the templates, where nobody wrote there since."""
    return apply_templates(workload.pk, by=by, takes=takes)


def _held(template: ReviewTemplate, workload_ids: Iterable[UUID]) -> list[Workload]:
    """Holds the workloads, in one order so that two who do this never wait for each other."""
    mine = Workload.objects.filter(
        organisation=template.organisation_id, archived_at=None, pk__in=list(workload_ids)
    )
    return list(mine.order_by("pk").select_for_update(no_key=True))


def _use(workload: Workload, template: ReviewTemplate, by: User | None) -> None:
    uses = TemplateUse.objects.filter(workload=workload)
    last = uses.aggregate(last=Max("position"))["last"]
    _, made = TemplateUse.objects.get_or_create(
        template=template,
        workload=workload,
        defaults={"position": 0 if last is None else last + 1, "created_by": by},
    )
    if made:
        record_on(workload, "template.put_on", by=by, subject=template.name)
