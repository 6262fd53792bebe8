"""Alarms by rank: what is urgent goes to other places than what can wait."""

import re
from collections import defaultdict
from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, Verdict, check, in_place
from pillars.facts import Resource, Snapshot, Unread

from .._values import tail
from ..common import listed
from ..tags import plain, tags_of
from .alarm_facts import ALARMS, actions, each_operational_alarm

KEYS = ("severity", "priority", "urgency", "criticality")
# A rank in the name of an alarm, standing by itself: `orders-p1`, `api_critical`, `Sev-2 queue`.
_RANK = re.compile(
    r"(?<![a-z0-9])(sev(?:erity)?[-_ ]?[0-5]|p[0-5]|prio(?:rity)?[-_ ]?[0-5]|critical|urgent"
    r"|major|minor|warning|warn)(?![a-z0-9])"
)
# Systems Manager opens its item with the severity that the action names.
_ITEM = re.compile(r":opsitem:([1-4])")


@check(
    id="alarms-ranked",
    title="Urgent alarms go elsewhere than the others",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[ALARMS],
    passes="Alarms carry a rank, in a tag such as severity, in their name or in the severity of "
    "the OpsItem that they open, and two ranks reach different places. That the rank follows the "
    "impact on the business, people know; ranks given elsewhere do not show, so absence yields "
    "nothing.",
    supports=["OPS10-BP03"],
    remedy=Remedy(
        console="CloudWatch → Alarms → the alarm → Tags: severity; Edit → Notification: a topic "
        "that wakes somebody for what is critical, another one for the rest.",
        cli="aws cloudwatch tag-resource --region {region} --resource-arn ALARM_ARN "
        "--tags Key=severity,Value=critical",
        cloudformation=(
            "Checkout:\n  Type: AWS::CloudWatch::Alarm\n  Properties:\n"
            "    ComparisonOperator: GreaterThanThreshold\n    EvaluationPeriods: 1\n"
            "    AlarmActions: [!Ref Pager]\n    Tags:\n      - Key: severity\n"
            "        Value: critical"
        ),
        terraform=(
            'resource "aws_cloudwatch_metric_alarm" "checkout" {\n'
            "  # the rest stays as it is\n"
            '  alarm_name    = "NAME"\n'
            "  alarm_actions = [aws_sns_topic.pager.arn]\n"
            '  tags          = { severity = "critical" }\n'
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/framework/"
    "ops_event_response_prioritize_events.html",
)
def alarms_ranked(snapshot: Snapshot) -> Iterator[Result]:
    for account, region in snapshot.places(ALARMS):
        alarms = each_operational_alarm(snapshot, account=account, region=region)
        verdict, reason = _judge(alarms)
        if verdict is not None:
            yield in_place(verdict, reason, account=account, region=region)


def _judge(alarms: Iterator[Resource]) -> tuple[Verdict | None, str]:
    places: dict[str, set[str]] = defaultdict(set)
    gap = ""
    for alarm in alarms:
        try:
            if found := actions(alarm) and _rank(alarm):
                places[found].update(actions(alarm))
        except Unread as unread:
            gap = unread.reason
    ranks = sorted(places)
    if any(places[one].isdisjoint(places[other]) for one in ranks for other in ranks):
        names = listed([tail(min(places[rank])) for rank in ranks])
        return Verdict.PASS, f"Alarms of the ranks {listed(ranks)} reach {names}."
    return (Verdict.UNKNOWN, f"Could not be read: {gap}") if gap else (None, "")


def _rank(alarm: Resource) -> str:
    """As a tag, the item it opens or its name says it; empty where none does. Raises Unread."""
    for key, value in tags_of(alarm).items():
        if plain(key) in KEYS and value:
            return value.lower()
    for action in actions(alarm):
        if item := _ITEM.search(action):
            return f"severity {item[1]}"
    found = _RANK.search(alarm.name.lower())
    return found[0] if found else ""


CHECKS: tuple[Check, ...] = (alarms_ranked,)
