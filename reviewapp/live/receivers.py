"""What live work does when something happens in an earlier stage."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from .publishing import tell, tell_access_changed

# To more people one event goes that all count by.
NAMED = 20


def ask_access_again(**_signal: Any) -> None:
    """A role, a share or a membership came, changed or went."""
    tell_access_changed()


def count_again(*, users: Collection[int], workload_id: UUID | str | None, **_signal: Any) -> None:
    """Has the bells of those who were told something count again, on pages of that workload."""
    if workload_id is None:
        return
    if len(users) > NAMED:
        tell(workload_id, "notice")
        return
    for user_id in users:
        tell(workload_id, "notice", person=user_id)
