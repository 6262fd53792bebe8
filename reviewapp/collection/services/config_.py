"""AWS Config: recorders, rules and packs of rules."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged


@collects(
    "config.recorder",
    call="config:DescribeConfigurationRecorders",
    actions=("config:DescribeConfigurationRecorderStatus",),
)
def recorders(reader: Reader) -> Iterator[Item]:
    states = reader.listing(
        "describe_configuration_recorder_status", "ConfigurationRecordersStatus"
    )
    for recorder in reader.pages("describe_configuration_recorders", "ConfigurationRecorders"):
        name = recorder["name"]
        more = reader.aspects(recorder)
        more.join("Status", states, partial(_named, name))
        arn = recorder.get("arn") or reader.arn("config", f"configuration-recorder/{name}")
        yield Item(arn, more.data, name=name, unread=more.unread)


def _named(name: str, states: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((state for state in states if state.get("name") == name), None)


@collects("config.rule", call="config:DescribeConfigRules", actions=(TAG_ACTION,))
def rules(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "config")
    for rule in reader.pages("describe_config_rules", "ConfigRules"):
        arn, name = rule["ConfigRuleArn"], rule["ConfigRuleName"]
        yield Item(arn, rule, name=name, tags=tagged.of(arn), unread=tagged.unread)


@collects("config.conformance_pack", call="config:DescribeConformancePacks")
def conformance_packs(reader: Reader) -> Iterator[Item]:
    for pack in reader.pages("describe_conformance_packs", "ConformancePackDetails"):
        kept = {k: v for k, v in pack.items() if k != "ConformancePackInputParameters"}
        yield Item(pack["ConformancePackArn"], kept, name=pack["ConformancePackName"])
