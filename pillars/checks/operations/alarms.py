"""Alarms: that they exist, act, and reach somebody."""

from collections.abc import Iterator

from pillars.checking import (
    Remedy,
    Result,
    Severity,
    Verdict,
    check,
    failed,
    in_place,
    passed,
    unknown,
)
from pillars.facts import Resource, Snapshot

from ..common import (
    amounts,
    aspect,
    config_rule,
    counted,
    in_account,
    judged,
    listed,
    read_everywhere,
    running,
)
from .alarm_facts import (
    ALARMS,
    actions,
    alarms_expected_to_act,
    operational_alarms,
    topics,
)

CHOICE = "foundations/ops_alarms_sns"
MONITORING = "foundations/perf_monitoring"
WATCHABLE = ("rds.instance", "elbv2.load_balancer", "ecs.service")
CREATE_ALARM = Remedy(
    console="CloudWatch → Alarms → Create alarm: choose the metric that tells of users in trouble "
    "(errors, latency, unhealthy targets), notify an SNS topic.",
    cli="aws cloudwatch put-metric-alarm --region {region} --alarm-name api-5xx "
    "--namespace AWS/ApplicationELB --metric-name HTTPCode_Target_5XX_Count "
    "--dimensions Name=LoadBalancer,Value=app/BALANCER --statistic Sum "
    "--period 60 --evaluation-periods 5 --threshold 10 --comparison-operator "
    "GreaterThanThreshold --alarm-actions TOPIC_ARN",
    cloudformation=(
        "Errors:\n  Type: AWS::CloudWatch::Alarm\n  Properties:\n    AlarmName: api-5xx\n"
        "    Namespace: AWS/ApplicationELB\n    MetricName: HTTPCode_Target_5XX_Count\n"
        "    Dimensions:\n      - Name: LoadBalancer\n"
        "        Value: !GetAtt Balancer.LoadBalancerFullName\n"
        "    Statistic: Sum\n    Period: 60\n    EvaluationPeriods: 5\n"
        "    Threshold: 10\n    ComparisonOperator: GreaterThanThreshold\n"
        "    AlarmActions: [!Ref Topic]"
    ),
    terraform=(
        'resource "aws_cloudwatch_metric_alarm" "api_5xx" {\n'
        '  alarm_name          = "api-5xx"\n'
        '  namespace           = "AWS/ApplicationELB"\n'
        '  metric_name         = "HTTPCode_Target_5XX_Count"\n'
        "  dimensions          = { LoadBalancer = aws_lb.api.arn_suffix }\n"
        '  statistic           = "Sum"\n'
        "  period              = 60\n"
        "  evaluation_periods  = 5\n"
        "  threshold           = 10\n"
        '  comparison_operator = "GreaterThanThreshold"\n'
        '  treat_missing_data  = "notBreaching"\n'
        "  alarm_actions       = [aws_sns_topic.alarms.arn]\n"
        "}"
    ),
    cost="About 0.10 USD per alarm and month",
)


@check(
    id="cloudwatch-alarms-exist",
    title="Running resources are watched by alarms",
    pillar="operationalExcellence",
    severity=Severity.HIGH,
    needs=[ALARMS, "ec2.instance", *WATCHABLE, "lambda.function"],
    passes="Each region with running instances, databases, load balancers or services has alarms; "
    "alarms that only steer scaling or watch the bill do not count.",
    refutes=[CHOICE, MONITORING, "OPS08-BP04"],
    proves=[CHOICE, MONITORING],
    supports=["PERF05-BP02"],
    remedy=CREATE_ALARM,
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
)
def alarms_exist(snapshot: Snapshot) -> Iterator[Result]:
    for account, region in snapshot.places(ALARMS):
        found = operational_alarms(snapshot, account=account, region=region)
        if found:
            reason = f"{region} is watched by {counted(len(found), 'alarm')}: {_names(found)}."
            yield in_place(Verdict.PASS, reason, account=account, region=region)
        elif what := _watchable(snapshot, account, region):
            reason = f"No alarm watches {region}, which runs {what}."
            yield in_place(Verdict.FAIL, reason, account=account, region=region)
    yield from _functions_only(snapshot)


def _watchable(snapshot: Snapshot, account: str, region: str) -> str:
    instances = running(snapshot.of("ec2.instance", account=account, region=region))
    counts = [(len(instances), "instance")]
    for kind, noun in zip(WATCHABLE, ("database", "load balancer", "service"), strict=True):
        counts.append((len(snapshot.of(kind, account=account, region=region)), noun))
    return amounts(*counts)


def _functions_only(snapshot: Snapshot) -> Iterator[Result]:
    """Functions are judged by account: landing zones put small ones into every region."""
    for account in read_everywhere(snapshot, ALARMS):
        regions = {region for where, region in snapshot.places(ALARMS) if where == account}
        judged_by_region = any(_watchable(snapshot, account, region) for region in regions)
        functions = snapshot.of("lambda.function", account=account)
        alarms = operational_alarms(snapshot, account=account)
        if functions and not alarms and not judged_by_region:
            reason = f"No alarm watches the account's {counted(len(functions), 'function')}."
            yield in_account(Verdict.FAIL, reason, account)


def _names(alarms: list[Resource]) -> str:
    return listed([alarm.name for alarm in alarms])


@check(
    id="cloudwatch-alarm-acts",
    title="Every alarm does something when it goes off",
    pillar="operationalExcellence",
    severity=Severity.HIGH,
    needs=[ALARMS],
    passes="The alarm's actions are enabled and there is at least one. Alarms that feed a "
    "composite alarm, steer scaling or watch the bill are not judged.",
    refutes=[CHOICE, MONITORING, "OPS08-BP04", "OPS10-BP02", "REL06-BP03"],
    proves=[CHOICE, MONITORING],
    remedy=Remedy(
        console="CloudWatch → Alarms → {name} → Actions → Edit: notify an SNS topic when in alarm, "
        "and enable the actions.",
        cli="# where it has no action: keep its settings, without AlarmArn and State…, and add "
        "AlarmActions\n"
        "aws cloudwatch describe-alarms --region {region} --alarm-names {name} "
        "--query 'MetricAlarms[0]' > alarm.json\n"
        "aws cloudwatch put-metric-alarm --region {region} --cli-input-json file://alarm.json\n"
        "# where its actions are switched off\n"
        "aws cloudwatch enable-alarm-actions --region {region} --alarm-names {name}",
        cloudformation=(
            'Alarm:\n  Type: AWS::CloudWatch::Alarm\n  Properties:\n    AlarmName: "{name}"\n'
            "    ActionsEnabled: true\n    AlarmActions: [!Ref Topic]"
        ),
        terraform=(
            'resource "aws_cloudwatch_metric_alarm" "this" {\n'
            "  # the rest stays as it is\n"
            '  alarm_name      = "{name}"\n'
            "  actions_enabled = true\n"
            "  alarm_actions   = [aws_sns_topic.alarms.arn]\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    references=[config_rule("cloudwatch-alarm-action-check")],
)
def alarm_acts(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(alarms_expected_to_act(snapshot), _acts)


def _acts(alarm: Resource) -> Result:
    found = actions(alarm)
    if not found:
        return failed(alarm, f"Alarm {alarm.name} does nothing when it goes off.")
    if alarm.get("ActionsEnabled") is False:
        return failed(alarm, f"The actions of alarm {alarm.name} are switched off.")
    return passed(alarm, f"Alarm {alarm.name} starts {counted(len(found), 'action')}.")


@check(
    id="cloudwatch-alarm-reaches-subscriber",
    title="Alarms reach somebody through SNS",
    pillar="operationalExcellence",
    severity=Severity.HIGH,
    needs=[ALARMS, "sns.topic"],
    passes="A topic that the alarm publishes to exists and has a confirmed subscription. Topics "
    "outside the accounts and regions that were read are unknown.",
    refutes=[CHOICE, "REL06-BP03"],
    proves=[CHOICE],
    supports=["OPS08-BP04", "OPS10-BP02"],
    remedy=Remedy(
        console="SNS → Topics → the alarm's topic → Create subscription; then confirm it from the "
        "message that arrives.",
        cli="aws sns subscribe --region {region} --topic-arn TOPIC_ARN --protocol email "
        "--notification-endpoint oncall@example.com",
        cloudformation=(
            "Subscription:\n  Type: AWS::SNS::Subscription\n  Properties:\n"
            "    TopicArn: !Ref Topic\n    Protocol: email\n    Endpoint: oncall@example.com"
        ),
        terraform='resource "aws_sns_topic_subscription" "oncall" {\n'
        '  topic_arn = aws_sns_topic.alarms.arn\n  protocol  = "email"\n'
        '  endpoint  = "oncall@example.com"\n}',
        cost="The first 1,000 mails a month are free",
    ),
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
)
def alarm_reaches_subscriber(snapshot: Snapshot) -> Iterator[Result]:
    acting = [alarm for alarm in alarms_expected_to_act(snapshot) if actions(alarm)]
    known = {topic.id: topic for topic in snapshot.of("sns.topic")}
    publishing = [alarm for alarm in acting if topics(alarm)]
    yield from judged(publishing, lambda alarm: _reaches(alarm, known, snapshot))
    for account in read_everywhere(snapshot, ALARMS):
        here = [alarm for alarm in acting if alarm.account == account]
        if here and not any(topics(a) for a in here):
            reason = f"None of the account's {counted(len(here), 'alarm')} publishes to SNS."
            yield in_account(Verdict.FAIL, reason, account)


def _reaches(alarm: Resource, known: dict[str, Resource], snapshot: Snapshot) -> Result:
    found = [known[arn] for arn in topics(alarm) if arn in known]
    heard = [topic.name for topic in found if _confirmed(topic)]
    if heard:
        return passed(alarm, f"Alarm {alarm.name} reaches subscribers of {listed(heard)}.")
    missing = [arn for arn in topics(alarm) if arn not in known]
    unread = [arn for arn in missing if not _would_be_known(snapshot, arn)]
    if unread:
        return unknown(alarm, f"Alarm {alarm.name} publishes to {unread[0]}, which was not read.")
    if missing and not found:
        return failed(alarm, f"Alarm {alarm.name} publishes to {missing[0]}, which does not exist.")
    names = listed([topic.name for topic in found])
    return failed(alarm, f"Alarm {alarm.name} publishes to {names}, where nobody is subscribed.")


def _would_be_known(snapshot: Snapshot, topic: str) -> bool:
    """Whether its account's topics there were read; a scope takes along what alarms publish to."""
    region, account = (topic.split(":") + [""] * 5)[3:5]
    return snapshot.was_read("sns.topic", account, region)


def _confirmed(topic: Resource) -> bool:
    """Raises Unread where the subscriptions were not read."""
    subscriptions = aspect(topic, "Subscriptions") or ()
    arns = [str(subscription.get("SubscriptionArn")) for subscription in subscriptions]
    return any(arn.startswith("arn:") for arn in arns)
