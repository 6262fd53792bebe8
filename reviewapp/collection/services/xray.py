"""X-Ray: groups of traces and sampling rules."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("xray.group", call="xray:GetGroups")
def groups(reader: Reader) -> Iterator[Item]:
    for group in reader.pages("get_groups", "Groups"):
        yield Item(group["GroupARN"], group, name=group["GroupName"])


@collects("xray.sampling_rule", call="xray:GetSamplingRules")
def sampling_rules(reader: Reader) -> Iterator[Item]:
    for record in reader.pages("get_sampling_rules", "SamplingRuleRecords"):
        rule = record["SamplingRule"]
        yield Item(rule["RuleARN"], record, name=rule["RuleName"])
