"""Keeps the parts of one shard to the budget of calls of their account."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

from reviewapp.collection.models import Part

from .allowance import Allowance
from .budgets import budget_of, give_back, reserve

TOP_UP = 16  # calls at a time for a part that takes more than it was expected to


class Meter:
    """What each part under way may call; where there is no budget, everything.

    Used by the thread that speaks to the database; the threads that read wait at the toll.
    `until` says when there may be calls again where the last ones that were asked for were not
    to be had.
    """

    def __init__(self, *, organisation_id: UUID, account: str) -> None:
        self._organisation, self._account = organisation_id, account
        self._budget = budget_of(organisation_id)
        self._allowed: dict[int, Allowance] = {}
        self.until: datetime | None = None

    @property
    def wanting(self) -> bool:
        """Whether a part waits in the middle of its reading."""
        return any(each.wanting for each in self._allowed.values())

    def stuck(self, parts: Iterable[Part]) -> bool:
        """Whether none of these parts goes on before `until`."""
        waiting = (self._allowed.get(part.pk) for part in parts)
        return self.until is not None and all(each and each.wanting for each in waiting)

    def admit(self, part: Part) -> bool:
        """Reserves what a part is expected to call; False where that is not to be had now."""
        if self._budget is None:
            return True
        calls = self._reserve(part.weight or 1)
        if calls:
            self._allowed[part.pk] = Allowance(calls)
        return bool(calls)

    def toll(self, part: Part, gate: AbstractContextManager[Any]) -> AbstractContextManager[Any]:
        """The gate for the calls of a part that was admitted."""
        allowance = self._allowed.get(part.pk)
        return allowance.through(gate) if allowance else gate

    def top_up(self) -> None:
        """Gives parts that wait in the middle what the budget has."""
        for allowance in list(self._allowed.values()):
            if allowance.wanting and (calls := self._reserve(TOP_UP)):
                allowance.add(calls)

    def ended(self, parts: Iterable[Part]) -> None:
        """Lets go of parts; what they did not call goes back."""
        for part in parts:
            allowance = self._allowed.pop(part.pk, None)
            if allowance and self._budget:
                allowance.open()
                give_back(self._organisation, self._account, allowance.left, self._budget)

    def _reserve(self, wanted: int) -> int:
        assert self._budget  # noqa: S101 - the caller looked
        grant = reserve(self._organisation, self._account, wanted, self._budget)
        self.until = grant.until
        return grant.calls
