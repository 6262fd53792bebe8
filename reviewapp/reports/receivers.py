"""A report's file goes with the report, however that was deleted."""

from typing import Any

from reviewapp.files.models import StoredFile

from .models import Report


def remove_file(*, instance: Report, **_signal: Any) -> None:
    if instance.file_id:
        # Without `only` the rows would be read with their content before they go.
        StoredFile.objects.filter(pk=instance.file_id).only("pk").delete()
