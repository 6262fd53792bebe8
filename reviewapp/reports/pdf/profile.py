"""The workload's profile as pairs of label and text, from a document."""

from collections.abc import Iterator
from typing import Any

from reviewapp.workloads.models import Criticality, Environment, TrafficPattern

JSON = dict[str, Any]
Pair = tuple[str, str]


def profile_pairs(workload: JSON) -> list[Pair]:
    """What the profile says, without what it leaves open."""
    pairs = [*_who(workload), *_where(workload), *_needs(workload), *_when(workload)]
    return [(label, text) for label, text in pairs if text]


def cover_pairs(workload: JSON) -> list[Pair]:
    """The few lines that belong on a cover."""
    wanted = ("Environment", "AWS accounts", "Regions", "Business owner", "Review owner")
    found = dict(profile_pairs(workload))
    return [(label, _short(found[label])) for label in wanted if label in found]


def duration(minutes: int | None) -> str:
    """`90 minutes`, `4 hours`, `2 days`; empty for None."""
    if minutes is None:
        return ""
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes and minutes % size == 0:
            return _plural(minutes // size, unit)
    return _plural(minutes, "minute")


def _who(workload: JSON) -> Iterator[Pair]:
    yield "Environment", _label(Environment, workload["environment"])
    yield "Criticality", _label(Criticality, workload["criticality"])
    yield "Industry", workload["industry"]
    yield "Business owner", workload["business_owner"]
    yield "Review owner", workload["review_owner"]


def _where(workload: JSON) -> Iterator[Pair]:
    yield "AWS accounts", ", ".join(workload["account_ids"])
    yield "Regions", ", ".join(workload["regions"])
    yield "Outside AWS", ", ".join(workload["non_aws_regions"])
    yield "Architecture diagram", workload["diagram_url"]


def _needs(workload: JSON) -> Iterator[Pair]:
    pattern = workload["traffic_pattern"]
    yield "Recovery time objective", duration(workload["rto_minutes"])
    yield "Recovery point objective", duration(workload["rpo_minutes"])
    yield "Compliance", ", ".join(workload["compliance"])
    yield "Traffic", "" if pattern == "unknown" else _label(TrafficPattern, pattern)
    yield "Traffic in words", workload["traffic_notes"]


def _when(workload: JSON) -> Iterator[Pair]:
    yield "Significant events", ", ".join(f"{e['name']} ({e['date']})" for e in workload["events"])
    yield "Tags", ", ".join(f"{name}={value}" for name, value in workload["tags"].items())
    yield "Notes", workload["notes"]


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def _plural(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _short(text: str, limit: int = 160) -> str:
    return text if len(text) <= limit else f"{text[:limit].rsplit(' ', 1)[0]} …"
