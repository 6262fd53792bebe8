"""Templates as such: made, described, deleted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from reviewapp.audit.domain import record
from reviewapp.people.models import Organisation, User

from ..models import Propagation, ReviewTemplate
from .propagations import propagate_template

NAME_CONSTRAINT = "template_name_unique"


class NameTaken(Exception):
    """The organisation has a template of this name."""


class StaleTemplate(Exception):
    """Somebody wrote the template after it was read; nothing was done. `current` is as it is."""

    def __init__(self, current: ReviewTemplate) -> None:
        super().__init__("Somebody else changed this template in the meantime.")
        self.current = current


def templates_of(organisation: Organisation) -> QuerySet[ReviewTemplate]:
    """The organisation's templates, deleted ones left out."""
    return ReviewTemplate.objects.filter(organisation=organisation, retired_at=None)


@transaction.atomic
def create_template(
    *, organisation: Organisation, name: str, description: str, by: User | None
) -> ReviewTemplate:
    """Raises NameTaken."""
    with _name_once():
        made = ReviewTemplate.objects.create(
            organisation=organisation,
            name=name,
            description=description,
            created_by=by,
            updated_by=by,
        )
    tell(made, "created", by)
    return made


@transaction.atomic
def describe_template(
    *, template: ReviewTemplate, read_version: int, name: str, description: str, by: User | None
) -> ReviewTemplate:
    """Gives a template another name or description. Raises NameTaken, StaleTemplate."""
    held = hold_template(template.pk)
    if held.version != read_version:
        raise StaleTemplate(held)
    held.name, held.description = name, description
    with _name_once():
        touch(held, by, "name", "description")
    tell(held, "described", by, before=template.name, after=name)
    return held


@transaction.atomic
def retire(*, template: ReviewTemplate, by: User | None) -> Propagation | None:
    """Deletes a template; its name is free at once. Workloads let go of it, their answers stay.

    Returns:
        The job that tells the workloads; None where none uses the template.
    """
    held = hold_template(template.pk)
    if held.retired_at:
        return None
    held.retired_at = timezone.now()
    touch(held, by, "retired_at")
    tell(held, "deleted", by)
    return propagate_template(held, by=by) if held.uses.exists() else None


def hold_template(pk: UUID) -> ReviewTemplate:
    """One writer of a template at a time; who puts it on a workload need not wait."""
    return ReviewTemplate.objects.select_for_update(no_key=True).get(pk=pk)


def tell(template: ReviewTemplate, done: str, by: User | None, **said: Any) -> None:
    """The audit log's entry about a template as such."""
    record(
        organisation=template.organisation_id,
        action=f"template.{done}",
        by=by,
        subject=template.name,
        **said,
    )


def touch(template: ReviewTemplate, by: User | None, *fields: str) -> None:
    template.version += 1
    template.updated_by = by
    template.save(update_fields=[*fields, "version", "updated_by", "updated_at"])


@contextmanager
def _name_once() -> Iterator[None]:
    """The database's own constraint decides; a look before would miss who writes meanwhile."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if NAME_CONSTRAINT in str(error):
            raise NameTaken from error
        raise
