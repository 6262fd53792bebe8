"""What the rules of EventBridge take."""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from pillars.facts import Resource

# A rule that is on; the second takes the calls that only read, too.
_ON = frozenset({"ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})
# Kinds of event that only one source sends: a pattern may name them and no source.
_SENDERS = {
    "AWS Health Event": "aws.health",
    "Access Analyzer Finding": "aws.access-analyzer",
    "Config Rules Compliance Change": "aws.config",
    "GuardDuty Finding": "aws.guardduty",
    "Inspector2 Finding": "aws.inspector2",
    "Macie Finding": "aws.macie",
    "Security Hub Findings - Custom Action": "aws.securityhub",
    "Security Hub Findings - Imported": "aws.securityhub",
}


def is_on(rule: Resource) -> bool:
    """Raises Unread where the rule's state was not read."""
    return rule.get("State") in _ON


def event_sources(rule: Resource) -> list[str]:
    """The sources that a rule's pattern names outright; none for a schedule."""
    pattern = _pattern(rule)
    if "source" in pattern:
        return [source for source in _wanted(pattern, "source") if isinstance(source, str)]
    kinds = [kind for kind in _wanted(pattern, "detail-type") if isinstance(kind, str)]
    return sorted({_SENDERS[kind] for kind in kinds if kind in _SENDERS})


def takes(rule: Resource, source: str) -> bool:
    """Whether a rule takes events of this source, by its name or by a filter that fits it."""
    wanted = _wanted(_pattern(rule), "source")
    return source in event_sources(rule) or any(_fits(each, source) for each in wanted)


def _pattern(rule: Resource) -> Mapping[str, Any]:
    try:
        found = json.loads(rule.get("EventPattern", "{}"))
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _wanted(pattern: Mapping[str, Any], field: str) -> list[Any]:
    found = pattern.get(field)
    return found if isinstance(found, list) else []


def _fits(wanted: Any, source: str) -> bool:
    if not isinstance(wanted, Mapping):
        return False
    if isinstance(start := wanted.get("prefix"), str):
        return source.startswith(start)
    if isinstance(end := wanted.get("suffix"), str):
        return source.endswith(end)
    return fnmatchcase(source, str(wanted.get("wildcard", "")).replace("[", "[[]"))
