"""The end of a lens, and its way back."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.audit.domain import record

from ..models import Lens
from .library import lock_library


class LensInUse(Exception):
    """A lens that reviews stand on cannot be deleted."""


@transaction.atomic
def retire_lens(*, lens: Lens) -> bool:
    """No review begins with it any more; those there are go on. False: it was retired already."""
    standing = Lens.objects.filter(pk=lens.pk, retired_at=None)
    return bool(standing.update(retired_at=timezone.now())) and _told(lens, "lens.retired")


@transaction.atomic
def restore_lens(*, lens: Lens) -> bool:
    """Reviews may begin with it again. False: it was not retired."""
    retired = Lens.objects.filter(pk=lens.pk, retired_at__isnull=False)
    return bool(retired.update(retired_at=None)) and _told(lens, "lens.restored")


def was_reviewed(lens: Lens) -> bool:
    """Whether a review of any organisation ever began with it, removed ones included."""
    return lens.versions.filter(reviews__isnull=False).exists()


def delete_lens(*, lens: Lens) -> None:
    """Deletes a lens with its versions, its draft and its shares.

    Raises:
        LensInUse: a review stands on it, or stood and may be brought back.
    """
    try:
        with transaction.atomic():
            lock_library()
            _told(lens, "lens.deleted")
            lens.delete()
    # The second one where a review begins at this very moment.
    except (ProtectedError, IntegrityError) as error:
        words = _("“%(name)s” was used in reviews, whose answers need it. Retire it instead.")
        raise LensInUse(words % {"name": lens.name}) from error


def _told(lens: Lens, action: str) -> bool:
    if lens.organisation_id:
        record(organisation=lens.organisation_id, action=action, by=None, subject=lens.name)
    return True
