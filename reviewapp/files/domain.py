"""Keeping and removing files."""

import hashlib
from uuid import UUID

from .models import StoredFile


def store_file(
    *, organisation_id: UUID, name: str, content_type: str, content: bytes
) -> StoredFile:
    return StoredFile.objects.create(
        organisation_id=organisation_id,
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


def remove_file(file_id: UUID | None) -> None:
    """Deletes a file that nothing points at any more; does nothing for None."""
    if file_id is not None:
        # Without `only` the row would be read with its content before it goes.
        StoredFile.objects.filter(pk=file_id).only("pk").delete()
