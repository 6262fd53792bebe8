"""CloudWatch, Logs, SNS, SQS, EventBridge, FIS and tagging, read from a simulated account."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, fake_aws, tagged

from . import recorded_b as recorded
from .kinds import read_kind, read_names

IMAGE = "ami-12c6146b"


def test_alarms_say_their_type(aws):
    pager = f"arn:aws:sns:{REGION}:{ACCOUNT}:pager"
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName="busy",
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Period=60,
        Statistic="Average",
        Threshold=80,
        AlarmActions=[pager],
    )
    (found,) = read_kind(aws, "cloudwatch.alarm")
    assert found.id == f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:busy"
    assert found.data["AlarmType"] == "MetricAlarm"
    assert found.data["AlarmActions"] == [pager]


def test_dashboards(aws):
    body = json.dumps({"widgets": []})
    aws.client("cloudwatch").put_dashboard(DashboardName="shop", DashboardBody=body)
    (found,) = read_kind(aws, "cloudwatch.dashboard")
    assert found.name == "shop"
    assert found.id == f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/shop"


def test_own_metrics_are_counted_by_namespace_and_those_of_aws_left_out(aws):
    cloudwatch = aws.client("cloudwatch")
    for namespace, metric in (("Shop", "Orders"), ("Shop", "Baskets"), ("AWS/EC2", "Fake")):
        cloudwatch.put_metric_data(
            Namespace=namespace, MetricData=[{"MetricName": metric, "Value": 1}]
        )
    (found,) = read_kind(aws, "cloudwatch.metric")
    assert found.data == {"Namespace": "Shop", "Metrics": 2}
    assert (found.id, found.name) == (
        f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:namespace/Shop",
        "Shop",
    )


def run_instance(aws, name):
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": name}]}]
    made = aws.client("ec2").run_instances(
        ImageId=IMAGE, MinCount=1, MaxCount=1, TagSpecifications=tags
    )
    return made["Instances"][0]["InstanceId"]


def put_cpu(aws, instance_id, *, days_ago, value):
    aws.client("cloudwatch").put_metric_data(
        Namespace="AWS/EC2",
        MetricData=[
            {
                "MetricName": "CPUUtilization",
                "Dimensions": [{"Name": "InstanceId", "Value": instance_id}],
                "Timestamp": datetime.now(UTC) - timedelta(days=days_ago),
                "Value": value,
                "Unit": "Percent",
            }
        ],
    )


def test_cpu_of_running_instances_over_two_weeks(aws):
    busy, idle, stopped = (run_instance(aws, name) for name in ("busy", "idle", "stopped"))
    aws.client("ec2").stop_instances(InstanceIds=[stopped])
    for days_ago, value in ((1, 10.0), (2, 50.0), (20, 99.0)):
        put_cpu(aws, busy, days_ago=days_ago, value=value)
    found = read_names(aws, "cloudwatch.instance_cpu")
    assert set(found) == {"busy", "idle"}
    assert found["busy"].data == {
        "InstanceId": busy,
        "Average": 30.0,
        "Maximum": 50.0,
        "Hours": 2,
    }
    assert found["busy"].id == f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{busy}"
    assert found["busy"].tags == {"Name": "busy"}
    assert found["idle"].data == {
        "InstanceId": idle,
        "Average": None,
        "Maximum": None,
        "Hours": 0,
    }


def test_cpu_is_asked_for_many_instances_at_once(aws):
    for name in ("one", "two", "three"):
        run_instance(aws, name)
    reader = aws.reader("cloudwatch")
    from reviewapp.collection.services.cloudwatch_cpu import instance_cpu

    assert len(list(instance_cpu(reader))) == 3
    assert reader.calls == 2


def test_log_groups_and_metric_filters(aws):
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="/shop/api", tags={"app": "shop"})
    logs.put_retention_policy(logGroupName="/shop/api", retentionInDays=30)
    logs.put_metric_filter(
        logGroupName="/shop/api",
        filterName="errors",
        filterPattern="ERROR",
        metricTransformations=[
            {"metricName": "Errors", "metricNamespace": "Shop", "metricValue": "1"}
        ],
    )
    (group,) = read_kind(aws, "logs.log_group")
    assert group.id == f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/shop/api"
    assert (group.name, group.data["retentionInDays"]) == ("/shop/api", 30)
    assert group.tags == {"app": "shop"}
    (metric_filter,) = read_kind(aws, "logs.metric_filter")
    assert metric_filter.name == "errors"
    assert metric_filter.data["metricTransformations"][0]["metricName"] == "Errors"
    assert metric_filter.data["logGroupName"] == "/shop/api"


def test_topics_with_attributes_and_their_own_subscriptions(aws):
    sns = aws.client("sns")
    pager = sns.create_topic(Name="pager", Tags=[{"Key": "app", "Value": "shop"}])["TopicArn"]
    sns.create_topic(Name="silent")
    sns.subscribe(TopicArn=pager, Protocol="email", Endpoint="on-call@example.com")
    found = read_names(aws, "sns.topic")
    assert found["pager"].id == pager
    assert found["pager"].data["Attributes"]["TopicArn"] == pager
    (subscription,) = found["pager"].data["Subscriptions"]
    assert subscription["Protocol"] == "email"
    assert found["silent"].data["Subscriptions"] == []
    assert (found["pager"].tags, found["silent"].tags) == ({"app": "shop"}, {})


def test_queues_with_attributes(aws):
    sqs = aws.client("sqs")
    sqs.create_queue(QueueName="orders-dead")
    dead = f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders-dead"
    policy = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 3})
    sqs.create_queue(QueueName="orders", Attributes={"RedrivePolicy": policy}, tags={"app": "shop"})
    found = read_names(aws, "sqs.queue")
    assert set(found) == {"orders", "orders-dead"}
    assert found["orders"].id == f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"
    attributes = found["orders"].data["Attributes"]
    assert attributes["QueueArn"] == found["orders"].id
    assert (found["orders"].tags, found["orders-dead"].tags) == ({"app": "shop"}, {})
    assert json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"] == dead


@pytest.fixture
def rule(aws):
    events = aws.client("events")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    events.put_targets(
        Rule="nightly",
        Targets=[
            {
                "Id": "1",
                "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders",
                "Input": json.dumps({"password": "hunter2"}),
            }
        ],
    )
    return events


def test_rules_with_targets_and_without_what_is_sent(aws, rule):
    (found,) = read_kind(aws, "events.rule")
    assert found.id == f"arn:aws:events:{REGION}:{ACCOUNT}:rule/nightly"
    assert found.data["ScheduleExpression"] == "rate(1 day)"
    assert found.data["Targets"] == [{"Id": "1", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"}]
    assert "hunter2" not in str(found)


def test_rules_of_every_bus(aws, rule):
    rule.create_event_bus(Name="shop")
    rule.put_rule(Name="ordered", EventBusName="shop", EventPattern='{"source": ["shop"]}')
    found = read_names(aws, "events.rule")
    assert set(found) == {"nightly", "ordered"}
    assert found["ordered"].data["EventBusName"] == "shop"
    assert found["ordered"].data["Targets"] == []


@pytest.fixture
def template(aws):
    made = aws.client("fis").create_experiment_template(
        clientToken="1",
        description="Stop an instance",
        stopConditions=[{"source": "none"}],
        targets={
            "any": {
                "resourceType": "aws:ec2:instance",
                "resourceTags": {"env": "test"},
                "selectionMode": "COUNT(1)",
            }
        },
        actions={"stop": {"actionId": "aws:ec2:stop-instances", "targets": {"Instances": "any"}}},
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/fis",
        tags={"Name": "stop-one"},
    )
    return made["experimentTemplate"]


def test_experiment_templates(aws, template):
    (found,) = read_kind(aws, "fis.experiment_template")
    assert found.id == f"arn:aws:fis:{REGION}:{ACCOUNT}:experiment-template/{template['id']}"
    assert (found.name, found.tags) == ("stop-one", {"Name": "stop-one"})
    assert found.data["description"] == "Stop an instance"


def test_experiments(aws, template):
    made = aws.client("fis").start_experiment(clientToken="2", experimentTemplateId=template["id"])[
        "experiment"
    ]
    (found,) = read_kind(aws, "fis.experiment")
    assert found.id == f"arn:aws:fis:{REGION}:{ACCOUNT}:experiment/{made['id']}"
    assert found.data["experimentTemplateId"] == template["id"]
    assert "status" in found.data["state"]


def test_tagged_resources_of_any_service(aws):
    aws.client("sqs").create_queue(QueueName="orders", tags={"app": "shop"})
    run_instance(aws, "web")
    found = {item.id: item for item in read_kind(aws, "tagging.resource")}
    queue = found[f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"]
    assert queue.tags == {"app": "shop"}
    assert queue.data["Tags"] == [{"Key": "app", "Value": "shop"}]
    assert "web" in {item.name for item in found.values()}


def test_trace_groups_and_sampling_rules():
    answers = {
        "POST /Groups": {"Groups": [recorded.TRACE_GROUP]},
        "POST /GetSamplingRules": {"SamplingRuleRecords": [recorded.SAMPLING_RULE]},
    }
    with fake_aws(answers) as endpoint:
        (group,) = read_kind(Aws(endpoint), "xray.group")
        (rule,) = read_kind(Aws(endpoint), "xray.sampling_rule")
    assert (group.id, group.name) == (recorded.TRACE_GROUP["GroupARN"], "Default")
    assert group.data["InsightsConfiguration"]["InsightsEnabled"] is False
    assert (rule.id, rule.name) == (recorded.SAMPLING_RULE["SamplingRule"]["RuleARN"], "Default")
    assert rule.data["SamplingRule"]["FixedRate"] == 0.05


def test_alarms_of_both_types_are_asked_for():
    asked = []

    def answer(params):
        asked.append(params["AlarmTypes"])
        return {"MetricAlarms": [], "CompositeAlarms": [recorded.COMPOSITE_ALARM]}

    tags = tagged(recorded.COMPOSITE_ALARM["AlarmArn"], team="shop")
    with fake_aws({"DescribeAlarms": answer, "GetResources": tags}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "cloudwatch.alarm")
    assert found.tags == {"team": "shop"}
    assert asked == [["MetricAlarm", "CompositeAlarm"]]
    assert found.data["AlarmType"] == "CompositeAlarm"
    assert (found.id, found.name) == (recorded.COMPOSITE_ALARM["AlarmArn"], "all")


def test_cpu_values_that_come_in_parts_are_put_together(aws):
    instance_id = run_instance(aws, "web")

    def answer(params):
        last = "NextToken" in params
        values = [{"Id": "average0", "Values": [20.0 if last else 10.0], "Timestamps": []}]
        return {"MetricDataResults": values, **({} if last else {"NextToken": "2"})}

    with fake_aws({"GetMetricData": answer}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "cloudwatch.instance_cpu")
    assert found.data == {
        "InstanceId": instance_id,
        "Average": 15.0,
        "Maximum": None,
        "Hours": 2,
    }


def test_topics_whose_subscriptions_are_denied_are_kept(aws):
    aws.client("sns").create_topic(Name="pager")
    with fake_aws({"ListSubscriptions": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "sns.topic")
    assert found.data["Attributes"]["TopicArn"] == found.id
    assert "Subscriptions" not in found.data
    assert found.unread["Subscriptions"].startswith("list_subscriptions: AccessDenied")


def test_a_queue_whose_attributes_are_denied_is_kept(aws):
    aws.client("sqs").create_queue(QueueName="orders")
    with fake_aws({"GetQueueAttributes": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "sqs.queue")
    assert found.id == f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"
    assert found.unread["Attributes"].startswith("get_queue_attributes: AccessDenied")


def test_rules_whose_targets_are_denied_are_kept(aws, rule):
    with fake_aws({"ListTargetsByRule": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "events.rule")
    assert "Targets" not in found.data
    assert found.unread["Targets"].startswith("list_targets_by_rule: AccessDenied")


def test_queues_whose_tags_are_denied_are_kept(aws):
    aws.client("sqs").create_queue(QueueName="orders", tags={"app": "shop"})
    with fake_aws({"GetResources": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "sqs.queue")
    assert found.data["Attributes"]["QueueArn"] == found.id
    assert found.tags == {}
    assert found.unread["Tags"].startswith("get_resources: AccessDenied")


def test_rules_with_tags(aws, rule):
    tags = tagged(f"arn:aws:events:{REGION}:{ACCOUNT}:rule/nightly", app="shop")
    with fake_aws({"GetResources": tags}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "events.rule")
    assert found.tags == {"app": "shop"}
