"""AWS Config: recorders, rules, packs of rules, and what the rules say of resources."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from ..aspects import Aspects
from ..bounded import FURTHER
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

# The first page of a rule's failing resources; AWS gives no more at once.
MOST_FAILING = 100
GONE = ("NoSuchConfigRuleException",)
COUNTED = "SELECT resourceType, COUNT(*) GROUP BY resourceType"


@collects(
    "config.recorder",
    call="config:DescribeConfigurationRecorders",
    actions=("config:DescribeConfigurationRecorderStatus",),
)
def recorders(reader: Reader) -> Iterator[Item]:
    states = reader.listing(
        "describe_configuration_recorder_status", "ConfigurationRecordersStatus"
    )
    for recorder in _recorders(reader):
        name = recorder["name"]
        more = reader.aspects(recorder)
        more.join("Status", states, partial(_named, name))
        arn = recorder.get("arn") or reader.arn("config", f"configuration-recorder/{name}")
        yield Item(arn, more.data, name=name, unread=more.unread)


def _named(name: str, states: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((state for state in states if state.get("name") == name), None)


@collects(
    "config.resource_count",
    call="config:SelectResourceConfig",
    actions=("config:DescribeConfigurationRecorders",),
)
def resource_counts(reader: Reader) -> Iterator[Item]:
    """`Counts`: how many resources of each type are in what Config recorded of the region.

    Nothing where it records nothing.
    """
    if not _recorders(reader):
        return
    rows = map(json.loads, reader.pages("select_resource_config", "Results", Expression=COUNTED))
    counts = {row["resourceType"]: row["COUNT(*)"] for row in rows}
    arn = reader.arn("config", "resource-count")
    yield Item(arn, {"Counts": counts}, name=f"Resources that Config recorded in {reader.region}")


@collects("config.rule", call="config:DescribeConfigRules", actions=(TAG_ACTION,))
def rules(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "config")
    for rule in _rules(reader):
        arn, name = rule["ConfigRuleArn"], rule["ConfigRuleName"]
        yield Item(arn, rule, name=name, tags=tagged.of(arn), unread=tagged.unread)


@collects("config.conformance_pack", call="config:DescribeConformancePacks")
def conformance_packs(reader: Reader) -> Iterator[Item]:
    for pack in reader.pages("describe_conformance_packs", "ConformancePackDetails"):
        kept = {k: v for k, v in pack.items() if k != "ConformancePackInputParameters"}
        yield Item(pack["ConformancePackArn"], kept, name=pack["ConformancePackName"])


@collects(
    "config.compliance",
    call="config:DescribeComplianceByConfigRule",
    actions=("config:DescribeConfigRules", "config:GetComplianceDetailsByConfigRule"),
)
def compliance(reader: Reader) -> Iterator[Item]:
    """What each rule came to: `Compliance`, its `Rule`, and what fails it under `Failing`."""
    found = list(reader.pages("describe_compliance_by_config_rule", "ComplianceByConfigRules"))
    if not found:
        return
    known = {rule["ConfigRuleName"]: rule for rule in _rules(reader)}
    # A rule that was made or deleted between the two lists is left out.
    still = (each for each in found if each["ConfigRuleName"] in known)
    for more in reader.spread(lambda each: _judged(reader, each, known), still):
        rule = more.data["Rule"]
        yield Item(rule["Arn"], more.data, name=rule["Name"], unread=more.unread)


def _judged(reader: Reader, verdict: dict[str, Any], known: dict[str, Any]) -> Aspects:
    rule = known[verdict["ConfigRuleName"]]
    compliance = (verdict.get("Compliance") or {}).get("ComplianceType")
    more = reader.aspects({"Compliance": compliance, "Rule": _kept_of_rule(rule)})
    if compliance == "NON_COMPLIANT":
        more.read(
            "Failing",
            "get_compliance_details_by_config_rule",
            absent=GONE,
            ConfigRuleName=rule["ConfigRuleName"],
            ComplianceTypes=["NON_COMPLIANT"],
            Limit=MOST_FAILING,
        )
        more.change("Failing", partial(_failing, more))
    return more


def _failing(more: Aspects, answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The first resources that fail a rule; that there are more is unread as `Further`."""
    if answer.get("NextToken"):
        more.unread[FURTHER] = (
            f"get_compliance_details_by_config_rule: more than {MOST_FAILING} resources fail"
        )
    found = [
        each["EvaluationResultIdentifier"]["EvaluationResultQualifier"]
        for each in answer.get("EvaluationResults", ())
    ]
    return [{"Type": each.get("ResourceType"), "Id": each.get("ResourceId")} for each in found]


def _kept_of_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule by what it is; its parameters may hold names and addresses and are not needed."""
    source = rule.get("Source") or {}
    return {
        "Arn": rule["ConfigRuleArn"],
        "Name": rule["ConfigRuleName"],
        "Owner": source.get("Owner"),
        "Identifier": source.get("SourceIdentifier"),
    }


def _recorders(reader: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.once(
        "config recorders",
        lambda: list(reader.pages("describe_configuration_recorders", "ConfigurationRecorders")),
    )
    return found


def _rules(reader: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.once(
        "config rules", lambda: list(reader.pages("describe_config_rules", "ConfigRules"))
    )
    return found
