"""How busy the instances are: moto keeps single values, and two weeks of hours are many."""

import math
from datetime import datetime
from typing import Any

from .records import Content, Params

HOUR_SECONDS = 3600

Load = dict[str, tuple[float, float]]


def answer(params: Params, processors: Load) -> Content | None:
    """An answer to GetMetricData about processors; None for every other question.

    `processors` gives the average and the highest percentage by instance id.
    """
    queries = params.get("MetricDataQueries", [])
    instances = [_instance(query) for query in queries]
    if not instances or not all(name in processors for name in instances):
        return None
    hours = _hours(params)
    results = [
        _result(query, hours, *processors[name])
        for query, name in zip(queries, instances, strict=True)
    ]
    return {"MetricDataResults": results, "Messages": []}


def _instance(query: dict[str, Any]) -> str:
    metric = query.get("MetricStat", {}).get("Metric", {})
    if metric.get("MetricName") != "CPUUtilization":
        return ""
    named = {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])}
    return str(named.get("InstanceId", ""))


def _hours(params: dict[str, Any]) -> list[float]:
    start, end = (_epoch(params[name]) for name in ("StartTime", "EndTime"))
    return [start + HOUR_SECONDS * hour for hour in range(int((end - start) // HOUR_SECONDS))]


def _epoch(moment: float | str) -> float:
    if isinstance(moment, str):
        return datetime.fromisoformat(moment).timestamp()
    return float(moment)


def _result(
    query: dict[str, Any], hours: list[float], average: float, highest: float
) -> dict[str, Any]:
    level = highest if query["MetricStat"]["Stat"] == "Maximum" else average
    return {
        "Id": query["Id"],
        "Label": "CPUUtilization",
        "Timestamps": hours,
        "Values": [round(level * _of_day(hour, level, average), 2) for hour in hours],
        "StatusCode": "Complete",
    }


def _of_day(moment: float, level: float, average: float) -> float:
    """A shop's day: quiet nights, busy evenings; the average of a day is one."""
    hour = moment / HOUR_SECONDS % 24
    if level > average:  # the highest value of an hour: reached in the evening
        return 0.55 + 0.45 * math.exp(-((hour - 20) ** 2) / 18)
    return 1 + 0.35 * math.sin((hour - 14) / 24 * 2 * math.pi)
