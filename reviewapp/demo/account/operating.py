"""How the shop is operated: who is told, what users see, what is prepared, what is left running."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from . import ACCOUNT, MAIN, REGIONS, SECOND
from .clients import Account

ON_CALL = f"arn:aws:sns:{MAIN}:{ACCOUNT}:alerts"
MONITORING_VENDOR = "464622532012"
BILLING = "us-east-1"


def build_operating(account: Account) -> None:
    _notices(account)
    _seen_by_users(account)
    _prepared(account)
    _delivered(account)
    _left_running(account)
    _billed(account)


def _notices(account: Account) -> None:
    events = account.client("events")
    events.put_rule(Name="aws-health", EventPattern=json.dumps({"source": ["aws.health"]}))
    events.put_targets(Rule="aws-health", Targets=[{"Id": "1", "Arn": ON_CALL}])
    account.client("iam").create_role(
        RoleName="monitoring-integration",
        AssumeRolePolicyDocument=json.dumps(_trust(MONITORING_VENDOR, "larkspur-4711")),
    )


def _trust(vendor: str, identity: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{vendor}:root"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": identity}},
            }
        ],
    }


def _seen_by_users(account: Account) -> None:
    put = account.records.put
    canaries = [_canary("checkout", "RUNNING"), _canary("erp-sign-in", "STOPPED")]
    put("synthetics", MAIN, "POST /canaries", {"Canaries": canaries})
    objective = {
        "Arn": f"arn:aws:application-signals:{MAIN}:{ACCOUNT}:slo/checkout-latency",
        "Name": "checkout-latency",
        "EvaluationType": "RequestBased",
    }
    put("application-signals", MAIN, "POST /slos", {"SloSummaries": [objective]})
    detector = {
        "SingleMetricAnomalyDetector": {
            "Namespace": "Larkspur/Shop",
            "MetricName": "OrdersPlaced",
            "Stat": "Sum",
        },
        "StateValue": "TRAINED",
    }
    put("monitoring", MAIN, "DescribeAnomalyDetectors", {"AnomalyDetectors": [detector]})


def _canary(name: str, state: str) -> dict[str, Any]:
    return {
        "Id": name,
        "Name": name,
        "Schedule": {"Expression": "rate(5 minutes)"},
        "Status": {"State": state},
    }


def _prepared(account: Account) -> None:
    query = {
        "queryDefinitionId": "1d7f0a52-5b0e-4a1c-9f0e-2f7b1c6a9d11",
        "name": "shop/checkout errors",
        "queryString": "filter level = 'error' | stats count(*) by route",
        "logGroupNames": ["/larkspur/shop"],
    }
    account.records.put("logs", MAIN, "DescribeQueryDefinitions", {"queryDefinitions": [query]})
    minutes = {"rtoInSecs": 14_400, "rpoInSecs": 900}
    account.client("resiliencehub").create_resiliency_policy(
        policyName="shop",
        tier="Critical",
        policy={"AZ": minutes, "Hardware": minutes, "Software": minutes},
    )
    account.client("stepfunctions").create_state_machine(
        name="refunds",
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/shop-api",
        definition=json.dumps(_refunds()),
    )
    scanned = {part: {"status": state} for part, state in _SCANNED.items()}
    status = {"accountId": ACCOUNT, "state": {"status": "ENABLED"}, "resourceState": scanned}
    account.records.put("inspector2", MAIN, "POST /status/batch/get", {"accounts": [status]})


_SCANNED = {"ec2": "DISABLED", "ecr": "ENABLED", "lambda": "DISABLED", "lambdaCode": "DISABLED"}


def _refunds() -> dict[str, Any]:
    """Somebody must approve a refund, and nothing says until when."""
    return {
        "StartAt": "Approve",
        "States": {
            "Approve": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Next": "Pay",
            },
            "Pay": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "TimeoutSeconds": 30,
                "Retry": [
                    {"ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 3, "BackoffRate": 2.0}
                ],
                "End": True,
            },
        },
    }


def _delivered(account: Account) -> None:
    runs = [
        {"pipelineExecutionId": str(number), "status": status, "startTime": _epoch(days)}
        for number, (status, days) in enumerate(
            (("Succeeded", 1), ("Succeeded", 2), ("Failed", 2), ("Succeeded", 5), ("Succeeded", 9))
        )
    ]
    for region in REGIONS:
        account.records.put(
            "codepipeline",
            region,
            "ListPipelineExecutions",
            {"pipelineExecutionSummaries": runs if region == MAIN else []},
        )


def _left_running(account: Account) -> None:
    notebook = {
        "NotebookInstanceName": "demand-forecast",
        "NotebookInstanceArn": f"arn:aws:sagemaker:{SECOND}:{ACCOUNT}:notebook-instance/"
        "demand-forecast",
        "NotebookInstanceStatus": "InService",
        "InstanceType": "ml.m5.xlarge",
        "LastModifiedTime": _epoch(75),
    }
    account.records.put(
        "sagemaker", SECOND, "ListNotebookInstances", {"NotebookInstances": [notebook]}
    )
    desks = [_desk("ws-3q7v0k1ab", "AUTO_STOP"), _desk("ws-9x2m4t8cd", "ALWAYS_ON")]
    account.records.put("workspaces", MAIN, "DescribeWorkspaces", {"Workspaces": desks})
    used = [
        {"WorkspaceId": desk["WorkspaceId"], "LastKnownUserConnectionTimestamp": _epoch(days)}
        for desk, days in zip(desks, (1, 120), strict=True)
    ]
    account.records.put(
        "workspaces",
        MAIN,
        "DescribeWorkspacesConnectionStatus",
        {"WorkspacesConnectionStatus": used},
    )


def _desk(identity: str, mode: str) -> dict[str, Any]:
    return {
        "WorkspaceId": identity,
        "State": "AVAILABLE",
        "WorkspaceProperties": {"RunningMode": mode, "ComputeTypeName": "STANDARD"},
    }


def _billed(account: Account) -> None:
    report = {
        "ReportName": "larkspur-bill",
        "TimeUnit": "DAILY",
        "Format": "textORcsv",
        "Compression": "GZIP",
        "AdditionalSchemaElements": ["RESOURCES"],
        "S3Bucket": "larkspur-exports",
        "S3Prefix": "bill",
        "S3Region": MAIN,
        "ReportStatus": {"lastStatus": "SUCCESS"},
    }
    account.records.put(
        "cur", BILLING, "DescribeReportDefinitions", {"ReportDefinitions": [report]}
    )


def _epoch(days: float) -> float:
    return (datetime.now(UTC) - timedelta(days=days)).timestamp()
