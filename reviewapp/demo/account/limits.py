"""The account's quotas: raised where the shop runs, forgotten elsewhere, one nearly reached."""

from functools import partial
from typing import Any

from . import ACCOUNT, MAIN, REGIONS, SECOND
from .answers.records import Content, Params
from .clients import Account

VCPUS, CONCURRENCY = "L-1216C47A", "L-B99A9384"
VPCS, DATABASES = "L-F678F1CE", "L-7B6409FD"
# Code: service, name, namespace and metric of its use where AWS tells it.
NAMES = {
    VCPUS: ("ec2", "Running On-Demand Standard instances", ("AWS/Usage", "ResourceCount")),
    CONCURRENCY: ("lambda", "Concurrent executions", ("AWS/Lambda", "ConcurrentExecutions")),
    VPCS: ("vpc", "VPCs per Region", None),
    DATABASES: ("rds", "DB instances", None),
}
VALUES = {
    MAIN: {VCPUS: 64.0, CONCURRENCY: 3000.0, VPCS: 5.0, DATABASES: 40.0},
    SECOND: {VCPUS: 64.0, CONCURRENCY: 1000.0, VPCS: 5.0, DATABASES: 40.0},
}
# Metric: its highest value of the last weeks, by region.
USED = {
    "ResourceCount": {MAIN: 54.0, SECOND: 12.0},
    "ConcurrentExecutions": {MAIN: 410.0, SECOND: 35.0},
}


def build_limits(account: Account) -> None:
    for region in REGIONS:
        account.records.put(
            "servicequotas", region, "ListServiceQuotas", partial(_listed, region=region)
        )
    raised = {
        "Id": "5f1c8f0f2a3b",
        "ServiceCode": "lambda",
        "QuotaCode": CONCURRENCY,
        "QuotaName": "Concurrent executions",
        "DesiredValue": 3000.0,
        "Status": "APPROVED",
    }
    account.records.put(
        "servicequotas",
        MAIN,
        "ListRequestedServiceQuotaChangeHistory",
        {"RequestedQuotas": [raised]},
    )


def usage(params: Params, region: str) -> Content | None:
    """An answer to GetMetricData about what is in use; None for every other question."""
    queries = params.get("MetricDataQueries", [])
    metrics = [query.get("MetricStat", {}).get("Metric", {}) for query in queries]
    if not metrics or any(metric.get("MetricName") not in USED for metric in metrics):
        return None
    return {
        "MetricDataResults": [
            {
                "Id": query["Id"],
                "Label": metric["MetricName"],
                "Timestamps": [params["EndTime"]],
                "Values": [USED[metric["MetricName"]][region]],
                "StatusCode": "Complete",
            }
            for query, metric in zip(queries, metrics, strict=True)
        ],
        "Messages": [],
    }


def _listed(params: Params, *, region: str) -> Content:
    code = params.get("ServiceCode")
    found = [_quota(name, region) for name, (service, *_) in NAMES.items() if service == code]
    return {"Quotas": found}


def _quota(code: str, region: str) -> dict[str, Any]:
    service, name, metric = NAMES[code]
    told = {
        "ServiceCode": service,
        "QuotaCode": code,
        "QuotaName": name,
        "QuotaArn": f"arn:aws:servicequotas:{region}:{ACCOUNT}:{service}/{code}",
        "Value": VALUES[region][code],
        "Adjustable": True,
        "GlobalQuota": False,
    }
    if metric is None:
        return told
    namespace, noun = metric
    return {**told, "UsageMetric": {"MetricNamespace": namespace, "MetricName": noun}}
