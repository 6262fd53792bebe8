"""Budgets, commitments, and what Compute Optimizer thinks of the sizes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from . import ACCOUNT, MAIN, SECOND
from .clients import Account
from .groups import WEB, WORKERS

# Instance name: what Compute Optimizer says of its size, and the size that it proposes.
FINDINGS = {
    "erp": ("OVER_PROVISIONED", "m5.large"),
    "bastion": ("OPTIMIZED", "t2.micro"),
    "jenkins": ("OPTIMIZED", "m4.large"),
    "search-1": ("OPTIMIZED", "m6g.large"),
    "us-web-1": ("OPTIMIZED", "t3.large"),
    "us-web-2": ("OPTIMIZED", "t3.large"),
    "us-reports": ("OVER_PROVISIONED", "t3.medium"),
    WORKERS: ("OVER_PROVISIONED", "t4g.medium"),
    WEB: ("OPTIMIZED", "m6g.large"),
}


def build_costs(account: Account) -> None:
    _budgets(account.client("budgets", SECOND))
    _commitments(account)
    _optimizer(account)


def _budgets(budgets: Any) -> None:
    _budget(budgets, "whole-account", 18_500, ["finance@larkspur.example"])
    _budget(budgets, "data-transfer", 900, ["team-platform@larkspur.example"])


def _budget(budgets: Any, name: str, limit: int, people: list[str]) -> None:
    notice = {
        "NotificationType": "ACTUAL",
        "ComparisonOperator": "GREATER_THAN",
        "Threshold": 80.0,
        "ThresholdType": "PERCENTAGE",
    }
    budgets.create_budget(
        AccountId=ACCOUNT,
        Budget={
            "BudgetName": name,
            "BudgetLimit": {"Amount": str(limit), "Unit": "USD"},
            "TimeUnit": "MONTHLY",
            "BudgetType": "COST",
        },
        NotificationsWithSubscribers=[
            {
                "Notification": notice,
                "Subscribers": [{"SubscriptionType": "EMAIL", "Address": each} for each in people],
            }
        ],
    )


def _commitments(account: Account) -> None:
    began = datetime.now(UTC) - timedelta(days=290)
    plan = {
        "savingsPlanId": "5f8c4f0e-8d4b-4a41-9a77-2f4d0b6c1e90",
        "savingsPlanArn": f"arn:aws:savingsplans::{ACCOUNT}:savingsplan/"
        "5f8c4f0e-8d4b-4a41-9a77-2f4d0b6c1e90",
        "savingsPlanType": "Compute",
        "paymentOption": "No Upfront",
        "state": "active",
        "currency": "USD",
        "commitment": "1.80",
        "start": began.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end": (began + timedelta(days=365)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "termDurationInSeconds": 31_536_000,
        "productTypes": ["Fargate", "EC2", "Lambda"],
        "tags": {},
    }
    account.records.put(
        "savingsplans", SECOND, "POST /DescribeSavingsPlans", {"savingsPlans": [plan]}
    )


def _optimizer(account: Account) -> None:
    for region in (MAIN, SECOND):
        account.records.put(
            "compute-optimizer",
            region,
            "GetEnrollmentStatus",
            {"status": "Active", "memberAccountsEnrolled": False},
        )
        found = [_recommendation(each, region) for each in _judged(account, region)]
        account.records.put(
            "compute-optimizer",
            region,
            "GetEC2InstanceRecommendations",
            {"instanceRecommendations": found},
        )
    _optimizer_on_functions(account)


def _judged(account: Account, region: str) -> list[dict[str, Any]]:
    pages = account.client("ec2", region).get_paginator("describe_instances").paginate()
    instances = [
        instance
        for page in pages
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    ]
    return [each for each in instances if _name(each) in FINDINGS]


def _optimizer_on_functions(account: Account) -> None:
    place = f"arn:aws:lambda:{MAIN}:{ACCOUNT}:function"
    found = [
        {
            "functionArn": f"{place}:{name}:$LATEST",
            "functionVersion": "$LATEST",
            "accountId": ACCOUNT,
            "currentMemorySize": size,
            "finding": finding,
            "findingReasonCodes": reasons,
            "lookbackPeriodInDays": 14.0,
            "memorySizeRecommendationOptions": options,
        }
        for name, size, finding, reasons, options in (
            (
                "price-import",
                1024,
                "NotOptimized",
                ["MemoryOverprovisioned"],
                [_smaller(512, 0.31)],
            ),
            ("thumbnails", 1536, "Optimized", [], []),
            ("order-confirmation", 256, "Optimized", [], []),
        )
    ]
    account.records.put(
        "compute-optimizer",
        MAIN,
        "GetLambdaFunctionRecommendations",
        {"lambdaFunctionRecommendations": found},
    )


def _smaller(memory: int, monthly: float) -> dict[str, Any]:
    saves = {"estimatedMonthlySavings": {"currency": "USD", "value": monthly}}
    return {"rank": 1, "memorySize": memory, "savingsOpportunity": saves}


def _name(instance: dict[str, Any]) -> str:
    tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
    return str(tags.get("Name", ""))


def _recommendation(instance: dict[str, Any], region: str) -> dict[str, Any]:
    finding, better = FINDINGS[_name(instance)]
    return {
        "instanceArn": f"arn:aws:ec2:{region}:{ACCOUNT}:instance/{instance['InstanceId']}",
        "accountId": ACCOUNT,
        "instanceName": _name(instance),
        "currentInstanceType": instance["InstanceType"],
        "finding": finding,
        "findingReasonCodes": ["CPUOverprovisioned"] if finding != "OPTIMIZED" else [],
        "lookBackPeriodInDays": 14.0,
        "recommendationOptions": [{"instanceType": better, "rank": 1, "performanceRisk": 1.0}],
        "lastRefreshTimestamp": datetime.now(UTC).timestamp(),
    }
