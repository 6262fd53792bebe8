"""What live work does when something happens in an earlier stage."""

from typing import Any

from .publishing import tell_access_changed


def ask_access_again(**_signal: Any) -> None:
    """A role, a share or a membership came, changed or went."""
    tell_access_changed()
