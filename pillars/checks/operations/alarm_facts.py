"""Alarms seen as what they are for: telling people, or steering machines."""

import re
from collections.abc import Iterator
from typing import Any

from pillars.facts import Resource, Snapshot

from ..common import dig

ALARMS = "cloudwatch.alarm"
# Target tracking names the alarms that it makes for itself so.
SCALING_PREFIX = "TargetTracking-"


def operational_alarms(snapshot: Snapshot, **place: str) -> list[Resource]:
    """Alarms that people made to hear of trouble: not those of scaling, nor of the bill."""
    return list(each_operational_alarm(snapshot, **place))


def alarms_expected_to_act(snapshot: Snapshot) -> Iterator[Resource]:
    """Operational alarms without those that only feed a composite alarm; held one by one, since
    a large account has a hundred thousand.
    """
    fed = {name for alarm in each_operational_alarm(snapshot) for name in _named_in(alarm)}
    return (a for a in each_operational_alarm(snapshot) if fed.isdisjoint((a.name, a.id)))


def actions(alarm: Resource) -> list[str]:
    return [str(action) for action in alarm.get("AlarmActions", ())]


def topics(alarm: Resource) -> list[str]:
    """The ARNs of SNS topics among the alarm's actions."""
    return [arn for arn in actions(alarm) if arn.split(":")[2:3] == ["sns"]]


def watched(alarm: Resource) -> Iterator[tuple[str, str]]:
    """Every (dimension name, value) that the alarm's metrics name."""
    yield from _pairs(alarm.data.get("Dimensions"))
    for query in alarm.data.get("Metrics") or ():
        yield from _pairs(dig(query, "MetricStat", "Metric", "Dimensions"))


def expressions(alarm: Resource) -> str:
    """The alarm's metric queries in one text; `SELECT` queries watch whole fleets."""
    queries = alarm.data.get("Metrics") or ()
    return " ".join(str(query.get("Expression") or "") for query in queries)


def each_operational_alarm(snapshot: Snapshot, **place: str) -> Iterator[Resource]:
    """The same one by one: of a large account they are too many to hold."""
    return (a for a in snapshot.of(ALARMS, **place) if not _is_scaling(a) and not _is_billing(a))


def _pairs(dimensions: Any) -> Iterator[tuple[str, str]]:
    for dimension in dimensions or ():
        yield str(dimension.get("Name")), str(dimension.get("Value"))


def _named_in(alarm: Resource) -> list[str]:
    """Names and ARNs of the alarms in a composite alarm's rule."""
    rule = str(alarm.data.get("AlarmRule") or "")
    return re.findall(r"ALARM\(\s*\"?([^\")]+?)\"?\s*\)", rule)


def _is_scaling(alarm: Resource) -> bool:
    if alarm.name.startswith(SCALING_PREFIX):
        return True
    found = actions(alarm)
    return bool(found) and all(":autoscaling:" in arn for arn in found)


def _is_billing(alarm: Resource) -> bool:
    return alarm.data.get("Namespace") == "AWS/Billing"
