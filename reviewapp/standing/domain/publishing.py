"""Publishing what was written, so that it reaches workloads, or taking it back."""

from django.db import transaction

from reviewapp.lenses.models import Lens
from reviewapp.people.models import User

from ..models import Propagation, ReviewTemplate, TemplateVersion
from .claims import Slot, to_rows
from .propagations import propagate_template
from .saying import said_by, write_claims
from .standings import published_claims
from .templates import StaleTemplate, hold_template, tell, touch
from .uses import Takes, keep_takes


class NothingToPublish(Exception):
    """The template says what its newest version says."""


def unpublished(template: ReviewTemplate) -> list[Slot]:
    """The slots of which the template says something else than its newest version: two queries."""
    said = said_by(template)
    published = published_claims([template]).get(template.pk, {})
    return [s for s in sorted(said.keys() | published.keys()) if said.get(s) != published.get(s)]


@transaction.atomic
def publish(
    *, template: ReviewTemplate, read_version: int, takes: Takes, note: str, by: User | None
) -> tuple[TemplateVersion, Propagation | None]:
    """Makes what is being written the newest version, and queues its way to the workloads.

    Args:
        template: the template.
        read_version: the one whose effect the person looked at.
        takes: as for `uses.attach`.
        note: what changed, in the person's words.
        by: who publishes.

    Returns:
        The version, and the job; None where no workload uses the template.

    Raises:
        StaleTemplate: it was written since; nothing was published.
        NothingToPublish: see there.
    """
    held = hold_template(template.pk)
    if held.version != read_version:
        raise StaleTemplate(held)
    if held.published and not unpublished(held):
        raise NothingToPublish
    held.published += 1
    version = TemplateVersion.objects.create(
        template=held,
        number=held.published,
        answers=to_rows(said_by(held)),
        note=note[:200],
        by=by,
    )
    touch(held, by, "published")
    tell(held, "published", by, after={"version": version.number}, why=version.note)
    keep_takes(held, takes)
    return version, propagate_template(held, by=by) if held.uses.exists() else None


@transaction.atomic
def discard(*, template: ReviewTemplate, read_version: int, by: User | None) -> ReviewTemplate:
    """Takes what is being written back to the newest version. Raises StaleTemplate."""
    held = hold_template(template.pk)
    if held.version != read_version:
        raise StaleTemplate(held)
    published = published_claims([held]).get(held.pk, {})
    known = {str(pk) for pk in Lens.objects.values_list("pk", flat=True)}
    held.answers.all().delete()
    write_claims(held, {slot: each for slot, each in published.items() if slot.lens in known})
    touch(held, by)
    tell(held, "discarded", by)
    return held
