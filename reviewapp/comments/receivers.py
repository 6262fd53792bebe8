"""What this stage does when something of its own or of an earlier stage goes."""

from typing import Any

from reviewapp.files.domain import remove_file

from .models import Attachment


def drop_file(*, instance: Attachment, **_signal: Any) -> None:
    """A file goes with its attachment, however that was deleted: nothing else names it."""
    remove_file(instance.file_id)
