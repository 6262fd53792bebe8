"""EventBridge: buses and whom they let in, the rules of every bus and what they start."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

# Free text and headers that a rule hands to its target: nothing here may hold a credential.
PAYLOAD = frozenset({"Input", "InputPath", "InputTransformer", "HttpParameters"})
DEFAULT = "default"


@collects(
    "events.rule",
    call="events:ListRules",
    actions=("events:ListEventBuses", "events:ListTargetsByRule", TAG_ACTION),
)
def rules(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "events")
    for bus in _listed(reader):
        found = reader.pages("list_rules", "Rules", EventBusName=bus["Name"])
        yield from tagged.onto(reader.spread(partial(_rule, reader, bus["Name"]), found))


@collects("events.bus", call="events:ListEventBuses", actions=(TAG_ACTION,))
def buses(reader: Reader) -> Iterator[Item]:
    """Those that people made, and the one that each region has where it lets others in."""
    found = (_bus(bus) for bus in _listed(reader))
    kept = (item for item in found if item.name != DEFAULT or item.data["Policy"])
    yield from Tagged(reader, "events").onto(kept)


def _listed(reader: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.once(
        "buses", lambda: list(reader.pages("list_event_buses", "EventBuses"))
    )
    return found


def _bus(bus: Mapping[str, Any]) -> Item:
    policy = bus.get("Policy")
    data = {**bus, "Policy": json.loads(policy) if policy else None}
    return Item(bus["Arn"], data, name=bus["Name"])


def _rule(reader: Reader, bus: str, rule: Mapping[str, Any]) -> Item:
    more = reader.aspects(rule)
    more.listed("Targets", "list_targets_by_rule", "Targets", Rule=rule["Name"], EventBusName=bus)
    if "Targets" in more.data:
        more.data["Targets"] = [_without_payload(target) for target in more.data["Targets"]]
    return Item(rule["Arn"], more.data, name=rule["Name"], unread=more.unread)


def _without_payload(target: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in target.items() if key not in PAYLOAD}
