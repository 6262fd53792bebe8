"""Operational excellence: code, pipelines, logs, metrics, alarms, runbooks, recovery."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from ..account import OTHER, REGION, Account
from ..case import MET, NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..parts.data import bucket, database
from ..parts.machines import function, instance, log_format
from ..parts.network import balancer, network
from ..parts.people import role
from ..parts.watching import alarm, topic

IAC, CICD, LOGS = "ops_iac", "ops_cicd", "ops_structured_logging"
METRICS, ALARMS = "ops_custom_metrics", "ops_alarms_sns"
RUNBOOKS, TESTED = "ops_runbooks", "ops_dr_tested"
ALL = (IAC, CICD, LOGS, METRICS, ALARMS, RUNBOOKS, TESTED)

TRAIL_PATTERN = '{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }'


def stack(account: Account, name: str = "shop", **more: Any) -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{name}-jobs"}}
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Jobs": queue}}
    account.client("cloudformation").create_stack(
        StackName=name, TemplateBody=json.dumps(template), **more
    )


def stack_in_state(status: str) -> Any:
    """A stack whose last operation ended so."""

    def build(account: Account) -> None:
        stack(account)
        account.change(
            "cloudformation",
            "DescribeStacks",
            lambda said: said["Stacks"][0].update(StackStatus=status),
        )

    return build


def changes_for_review_only(account: Account) -> None:
    """A change set that nobody executed leaves a stack without resources."""
    stack_in_state("REVIEW_IN_PROGRESS")(account)


def action(name: str, provider: str) -> dict[str, Any]:
    kind = {"category": name, "owner": "AWS", "provider": provider, "version": "1"}
    return {"name": name, "actions": [{"name": name, "actionTypeId": kind, "runOrder": 1}]}


def pipeline(account: Account, *stages: tuple[str, str], name: str = "shop") -> None:
    account.client("codepipeline").create_pipeline(
        pipeline={
            "name": name,
            "roleArn": role(account, f"{name}-pipeline", "codepipeline"),
            "artifactStore": {"type": "S3", "location": "artefacts"},
            "stages": [action(*stage) for stage in stages],
            "version": 1,
        }
    )


def delivering_pipeline(account: Account) -> None:
    pipeline(account, ("Source", "CodeCommit"), ("Build", "CodeBuild"), ("Deploy", "ECS"))


def pipeline_that_only_asks(account: Account) -> None:
    pipeline(account, ("Source", "S3"), ("Approval", "Manual"))


def trusted_issuer(account: Account, host: str) -> None:
    account.client("iam").create_open_id_connect_provider(
        Url=f"https://{host}", ThumbprintList=["0" * 40], ClientIDList=["sts.amazonaws.com"]
    )


def github_may_deploy(account: Account) -> None:
    trusted_issuer(account, "token.actions.githubusercontent.com")


def kubernetes_issuer(account: Account) -> None:
    trusted_issuer(account, f"oidc.eks.{REGION}.amazonaws.com/id/0123456789ABCDEF")


def builds_by_hand(account: Account) -> None:
    account.client("codebuild").create_project(
        name="by-hand",
        source={"type": "GITHUB", "location": "https://github.com/example/shop.git"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
        serviceRole=f"arn:aws:iam::{account.id}:role/build",
    )


def metric_filter(account: Account, pattern: str, namespace: str, metric: str) -> None:
    logs = account.client("logs")
    logs.create_log_group(logGroupName=f"/{metric}")
    logs.put_metric_filter(
        logGroupName=f"/{metric}",
        filterName=metric,
        filterPattern=pattern,
        metricTransformations=[
            {"metricName": metric, "metricNamespace": namespace, "metricValue": "1"}
        ],
    )


def publish(account: Account, namespace: str, metric: str = "Orders") -> None:
    account.client("cloudwatch").put_metric_data(
        Namespace=namespace, MetricData=[{"MetricName": metric, "Value": 1.0}]
    )


def json_logs(account: Account) -> None:
    function(account)
    log_format(account, "orders", "JSON")


def text_logs(account: Account) -> None:
    function(account, "quiet")
    log_format(account, "quiet", "Text")


def trail_filters(account: Account) -> None:
    """What auditors ask for: filters over CloudTrail's records, and the metrics they fill."""
    metric_filter(account, TRAIL_PATTERN, "CISBenchmark", "FailedSignIn")
    publish(account, "CISBenchmark", "FailedSignIn")


def application_metrics(account: Account) -> None:
    publish(account, "Shop")


def agent_metrics(account: Account) -> None:
    publish(account, "CWAgent", "mem_used_percent")


def running_instance(account: Account) -> None:
    instance(account, network(account))


def alarms_that_reach_people(account: Account) -> None:
    account.innocent(ALARMS, alarm(account, "errors", topic(account)))


def alarms_over_everything(account: Account) -> None:
    """An entry and a database, each watched by an alarm that reaches people."""
    heard = topic(account)
    arn = balancer(account, network(account))
    database(account)
    of_balancer = {"LoadBalancer": arn.partition(":loadbalancer/")[2]}
    alarm(account, "5xx", heard, dimensions=of_balancer, Namespace="AWS/ApplicationELB")
    alarm(account, "cpu", heard, dimensions={"DBInstanceIdentifier": "orders"}, Namespace="AWS/RDS")


def database_without_alarm(account: Account) -> None:
    """Alarms exist and act, and the database has none."""
    database(account)
    alarm(account, "errors", topic(account))


def alarm_without_actions(account: Account) -> None:
    alarms_that_reach_people(account)
    account.guilty(ALARMS, alarm(account, "silent"))


def alarm_switched_off(account: Account) -> None:
    account.guilty(ALARMS, alarm(account, "muted", topic(account), ActionsEnabled=False))


def alarm_that_nobody_hears(account: Account) -> None:
    account.guilty(ALARMS, alarm(account, "unheard", topic(account, "lonely", heard=False)))


def alarm_with_unconfirmed_subscriber(account: Account) -> None:
    """Somebody was asked to subscribe and never answered the mail."""
    arn = topic(account)
    account.guilty(ALARMS, alarm(account, "unconfirmed", arn))
    account.change(
        "sns",
        "ListSubscriptions",
        lambda said: [
            s.update(SubscriptionArn="PendingConfirmation") for s in said["Subscriptions"]
        ],
    )
    account.change(
        "sns",
        "ListSubscriptionsByTopic",
        lambda said: [
            s.update(SubscriptionArn="PendingConfirmation") for s in said["Subscriptions"]
        ],
    )


def alarm_to_elsewhere(account: Account) -> None:
    """The topic belongs to an account of operations that this scan does not read."""
    alarm(account, "central", f"arn:aws:sns:{REGION}:999999999999:operations")


def only_machines_hear(account: Account) -> None:
    """The alarms steer a function and nobody is told."""
    target = function(account, "healer")
    alarm(account, "healed", target)


def composite_alarm(account: Account) -> None:
    """The parts are silent by design; what they feed tells people."""
    alarm(account, "part-a")
    alarm(account, "part-b")
    whole = {
        "AlarmName": "whole",
        "AlarmArn": account.arn("cloudwatch", "alarm:whole"),
        "AlarmRule": 'ALARM("part-a") OR ALARM("part-b")',
        "AlarmActions": [topic(account)],
        "ActionsEnabled": True,
        "StateValue": "OK",
    }
    account.change(
        "cloudwatch", "DescribeAlarms", lambda said: said.update(CompositeAlarms=[whole])
    )


def scaling_alarms_only(account: Account) -> None:
    """Target tracking makes alarms of its own: machines run and nobody hears of trouble."""
    running_instance(account)
    policy = account.arn("autoscaling", "scalingPolicy:1:autoScalingGroupName/web:policyName/cpu")
    alarm(account, "TargetTracking-web-AlarmHigh-1", policy)


def billing_alarm_only(account: Account) -> None:
    running_instance(account)
    alarm(account, "bill", topic(account), Namespace="AWS/Billing", MetricName="EstimatedCharges")


def unwatched_second_region(account: Account) -> None:
    """Alarms in the first region do not see the instance in the second."""
    alarms_that_reach_people(account)
    instance(account, network(account, OTHER))


def document(account: Account, name: str, kind: str) -> None:
    content = {"schemaVersion": "0.3" if kind == "Automation" else "2.2", "description": name}
    steps = {"mainSteps": [{"name": "wait", "action": "aws:sleep", "inputs": {"Duration": "PT1S"}}]}
    account.client("ssm").create_document(
        Name=name,
        DocumentType=kind,
        Content=json.dumps({**content, **steps}),
        DocumentFormat="JSON",
    )


def runbook(account: Account) -> None:
    document(account, "Restore-Orders", "Automation")


def preferences_only(account: Account) -> None:
    document(account, "SSM-SessionManagerRunShell", "Session")


def restored(account: Account, *, minutes: int = 20, status: str = "COMPLETED") -> None:
    done = datetime.now(UTC) - timedelta(days=40)
    job = {
        "RestoreJobId": "1",
        "Status": status,
        "ResourceType": "RDS",
        "CreationDate": done - timedelta(minutes=minutes),
        "CompletionDate": done,
    }
    account.answer("backup", "ListRestoreJobs", {"RestoreJobs": [job]})


def restored_in_time(account: Account) -> None:
    restored(account)


def restored_too_slowly(account: Account) -> None:
    restored(account, minutes=400)


def restore_failed(account: Account) -> None:
    restored(account, status="FAILED")


def protected_and_never_restored(account: Account) -> None:
    found = {"ResourceArn": account.arn("rds", "db:orders"), "ResourceType": "RDS"}
    account.answer("backup", "ListProtectedResources", {"Results": [found]})


def hand_made(account: Account) -> None:
    bucket(account)
    instance(account, network(account), name="pet")


GOOD = Case(
    "operations good",
    (
        stack,
        delivering_pipeline,
        json_logs,
        application_metrics,
        alarms_that_reach_people,
        alarms_over_everything,
        runbook,
        restored_in_time,
    ),
    {**every(SUPPORTED, IAC, CICD, LOGS, RUNBOOKS, TESTED), **every(MET, METRICS, ALARMS)},
    profile={"rto_minutes": 60},
)
BAD = Case(
    "operations bad",
    (
        hand_made,
        pipeline_that_only_asks,
        builds_by_hand,
        text_logs,
        trail_filters,
        agent_metrics,
        alarm_without_actions,
        preferences_only,
        restored_too_slowly,
    ),
    {**every(UNKNOWN, IAC, CICD, LOGS, RUNBOOKS, TESTED), **every(NOT_MET, METRICS, ALARMS)},
    profile={"rto_minutes": 60},
)
CASES = (
    GOOD,
    BAD,
    Case("operations empty", (), every(UNKNOWN, *ALL)),
    Case(
        "operations half way",
        (
            changes_for_review_only,
            github_may_deploy,
            text_logs,
            alarm_switched_off,
            restore_failed,
        ),
        {
            **every(UNKNOWN, IAC, LOGS, TESTED, RUNBOOKS),
            CICD: SUPPORTED,
            METRICS: NOT_MET,
            ALARMS: NOT_MET,
        },
    ),
    Case(
        "a stack that failed, and alarms nobody hears",
        (
            stack_in_state("ROLLBACK_COMPLETE"),
            kubernetes_issuer,
            alarm_that_nobody_hears,
            protected_and_never_restored,
        ),
        {**every(UNKNOWN, IAC, CICD, TESTED, METRICS), ALARMS: NOT_MET},
    ),
    Case("alarms unconfirmed", (alarm_with_unconfirmed_subscriber,), {ALARMS: NOT_MET}),
    Case("alarms to another account", (alarm_to_elsewhere,), {ALARMS: SUPPORTED}),
    Case("alarms for machines only", (only_machines_hear,), {ALARMS: NOT_MET}),
    Case("composite alarm", (composite_alarm,), {ALARMS: MET}),
    Case("alarms of scaling only", (scaling_alarms_only,), {ALARMS: NOT_MET, METRICS: NOT_MET}),
    Case("alarm of the bill only", (billing_alarm_only,), {ALARMS: NOT_MET}),
    Case("database without alarm", (database_without_alarm,), {ALARMS: SUPPORTED}),
    Case(
        "second region unwatched",
        (unwatched_second_region,),
        {ALARMS: NOT_MET},
        regions=(REGION, OTHER),
    ),
)
