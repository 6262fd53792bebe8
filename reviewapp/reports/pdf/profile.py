"""The workload's profile as pairs of label and text, from a document."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviewapp.workloads.models import Criticality, Environment, TrafficPattern

JSON = dict[str, Any]
Pair = tuple[str, str]


def profile_pairs(workload: JSON) -> list[Pair]:
    """What the profile says, without what it leaves open."""
    pairs = [*_who(workload), *_where(workload), *_needs(workload), *_when(workload)]
    return [(label, text) for label, text in pairs if text]


def cover_pairs(workload: JSON) -> list[Pair]:
    """The few lines that belong on a cover."""
    wanted = (
        _("Environment"),
        _("AWS accounts"),
        _("Regions"),
        _("Business owner"),
        _("Review owner"),
    )
    found = dict(profile_pairs(workload))
    return [(label, _short(found[label])) for label in wanted if label in found]


def duration(minutes: int | None) -> str:
    """`90 minutes`, `4 hours`, `2 days`; empty for None."""
    if minutes is None:
        return ""
    if minutes and minutes % 1440 == 0:
        days = minutes // 1440
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    if minutes and minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}


def _who(workload: JSON) -> Iterator[Pair]:
    yield _("Environment"), _label(Environment, workload["environment"])
    yield _("Criticality"), _label(Criticality, workload["criticality"])
    yield _("Industry"), workload["industry"]
    yield _("Business owner"), workload["business_owner"]
    yield _("Review owner"), workload["review_owner"]


def _where(workload: JSON) -> Iterator[Pair]:
    yield _("AWS accounts"), ", ".join(workload["account_ids"])
    yield _("Regions"), ", ".join(workload["regions"])
    yield _("Outside AWS"), ", ".join(workload["non_aws_regions"])
    yield _("Architecture diagram"), workload["diagram_url"]


def _needs(workload: JSON) -> Iterator[Pair]:
    pattern = workload["traffic_pattern"]
    yield _("Recovery time objective"), duration(workload["rto_minutes"])
    yield _("Recovery point objective"), duration(workload["rpo_minutes"])
    yield _("Compliance"), ", ".join(workload["compliance"])
    yield _("Traffic"), "" if pattern == "unknown" else _label(TrafficPattern, pattern)
    yield _("Traffic in words"), workload["traffic_notes"]


def _when(workload: JSON) -> Iterator[Pair]:
    yield (
        _("Significant events"),
        ", ".join(f"{e['name']} ({e['date']})" for e in workload["events"]),
    )
    yield _("Tags"), ", ".join(f"{name}={value}" for name, value in workload["tags"].items())
    yield _("Notes"), workload["notes"]


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def _short(text: str, limit: int = 160) -> str:
    return text if len(text) <= limit else f"{text[:limit].rsplit(' ', 1)[0]} …"
