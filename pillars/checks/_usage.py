"""How much of a resource was used in two weeks, as CloudWatch tells it.

CloudWatch lists a metric only where it had a value. So a load balancer without requests has none,
while a database without connections has its zeros: each check knows which of the two it looks at.
"""

from collections.abc import Mapping
from typing import Any

from pillars.facts import Resource, Snapshot, Unread

from ._reading import covered
from .common import days_since, dig, number

KIND = "cloudwatch.usage"
# Over how many days a collector asks, and how many a resource must have lived to be judged.
DAYS = 14
DAYS_A_MONTH = 365 / 12
# Hours from which on two weeks are not guessed from too little.
ENOUGH_HOURS = 96
GIB = 1024**3
NAT_BYTES = ("BytesOutToDestination", "BytesOutToSource")

Values = Mapping[str, Any]


class Usage:
    """The measurements of a snapshot, by the resource's own name or id."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._unread: dict[tuple[str, str, str, str], str] = {
            (each.account, each.region, *_subject(each)): each.unread["Values"]
            for each in snapshot.of(KIND)
            if "Values" in each.unread
        }
        self._found: dict[tuple[str, str, str, str], Values] = {
            (each.account, each.region, *_subject(each)): each.data.get("Values") or {}
            for each in snapshot.of(KIND)
        }

    def of(self, resource: Resource, namespace: str, name: str) -> Values:
        """What was measured, empty where nothing was. Raises Unread where nobody could look."""
        if gap := self._unread.get((resource.account, resource.region, namespace, name)):
            raise Unread(gap)
        values = self.known(resource, namespace, name)
        if not values and not covered(self._snapshot, KIND, resource.account, resource.region):
            raise Unread(f"{KIND} was not read in {resource.region}")
        return values

    def known(self, resource: Resource, namespace: str, name: str) -> Values:
        """As `of`, and empty also where nobody could look."""
        return self._found.get((resource.account, resource.region, namespace, name), {})


def _subject(usage: Resource) -> tuple[str, str]:
    return str(usage.data.get("Namespace", "")), str(usage.data.get("Name", usage.name))


def measured(values: Values, metric: str, stat: str) -> float | None:
    """One figure of two weeks; None where there is none."""
    return number(dig(dict(values), metric, stat))


def total(values: Values, *metrics: str) -> float:
    """The sums of metrics of which a missing one means that there was nothing."""
    return sum(measured(values, metric, "Sum") or 0.0 for metric in metrics)


def hours_of(values: Values, metric: str) -> int:
    return int(measured(values, metric, "Times") or 0)


def a_month(two_weeks: float) -> float:
    """What two weeks come to in a month."""
    return two_weeks / DAYS * DAYS_A_MONTH


def lived(snapshot: Snapshot, moment: Any) -> bool:
    """Whether a resource of that birth is old enough to be judged by two weeks."""
    days = days_since(snapshot, moment)
    return days is not None and days >= DAYS
