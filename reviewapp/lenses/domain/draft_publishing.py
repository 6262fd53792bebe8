"""From a draft to a version."""

from uuid import UUID

from django.db import transaction

from reviewapp.people.models import User

from ..models import LensDraft, LensVersion
from .drafts import THE_LENS, StaleDraft
from .publishing import publish


@transaction.atomic
def publish_draft(
    *,
    draft_id: UUID,
    read_version: int,
    major: bool,
    name: str = "",
    note: str = "",
    by: User | None,
) -> LensVersion:
    """Publishes what a draft says, which ends the draft.

    Args:
        draft_id: the draft.
        read_version: the draft's version whose difference was shown.
        major: False for a minor version.
        name: of the version.
        note: what changed.
        by: who publishes.

    Raises:
        LensDraft.DoesNotExist: published or discarded in the meantime.
        StaleDraft: written on since it was shown.
        InvalidLens, PublishRefused: as `publishing.publish`; the draft stays.
    """
    drafts = LensDraft.objects.select_for_update(of=("self",)).select_related("lens")
    draft = drafts.select_related("organisation").get(pk=draft_id)
    if draft.version != read_version:
        raise StaleDraft(draft, THE_LENS)
    version = publish(
        organisation=draft.organisation,
        document=draft.document,
        lens=draft.lens,
        major=major,
        name=name,
        note=note,
        by=by,
    )
    draft.delete()
    return version
