"""EventBridge: rules of every bus and what they start."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

# Free text and headers that a rule hands to its target: nothing here may hold a credential.
PAYLOAD = frozenset({"Input", "InputPath", "InputTransformer", "HttpParameters"})


@collects(
    "events.rule",
    call="events:ListRules",
    actions=("events:ListEventBuses", "events:ListTargetsByRule", TAG_ACTION),
)
def rules(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "events")
    for bus in reader.pages("list_event_buses", "EventBuses"):
        found = reader.pages("list_rules", "Rules", EventBusName=bus["Name"])
        yield from tagged.onto(reader.spread(partial(_rule, reader, bus["Name"]), found))


def _rule(reader: Reader, bus: str, rule: Mapping[str, Any]) -> Item:
    more = reader.aspects(rule)
    more.listed("Targets", "list_targets_by_rule", "Targets", Rule=rule["Name"], EventBusName=bus)
    if "Targets" in more.data:
        more.data["Targets"] = [_without_payload(target) for target in more.data["Targets"]]
    return Item(rule["Arn"], more.data, name=rule["Name"], unread=more.unread)


def _without_payload(target: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in target.items() if key not in PAYLOAD}
