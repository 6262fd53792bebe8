"""What this stage does when something happens in an earlier one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview, LensUpgrade
from reviewapp.workloads.models import Workload

from .domain.uses import attach_new, catch_up

FIELD = "templates"  # of the form of a new workload


def use_templates(
    *,
    workload: Workload,
    by: User | None = None,
    asked: Mapping[str, Sequence[str]] | None = None,
    **_signal: Any,
) -> None:
    """A new workload uses the templates that its form named."""
    attach_new(workload, _ids((asked or {}).get(FIELD, ())), by)


def follow_lens(
    *,
    instance: LensReview,
    created: bool,
    update_fields: Collection[str] | None = None,
    **_signal: Any,
) -> None:
    """A lens came onto a workload, or came back, or its review is open again: its templates may
    speak of it.
    """
    changed = set(update_fields or ())
    if created or "removed_at" in changed or ("closed_at" in changed and not instance.closed_at):
        catch_up(instance.workload_id)


def follow_upgrade(*, instance: LensUpgrade, **_signal: Any) -> None:
    """A review went to another major, or back: there are other questions and choices."""
    if not instance.is_minor:
        catch_up(instance.review.workload_id)


def _ids(texts: Iterable[str]) -> set[UUID]:
    """Those of the texts that are ids."""
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
