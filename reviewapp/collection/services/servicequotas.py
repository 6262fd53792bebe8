"""Service Quotas: the limits of a region with what is used of them, and who asked for more."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from ..aspects import Aspects
from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects

# The services whose limits stop workloads most often; each costs a call or two.
SERVICES = (
    "autoscaling",
    "dynamodb",
    "ebs",
    "ec2",
    "ecs",
    "elasticloadbalancing",
    "fargate",
    "lambda",
    "rds",
    "vpc",
)
# Limits without a metric of their use that the account's resources themselves tell.
COUNTED = frozenset({"L-F678F1CE", "L-0263D0A3", "L-7B6409FD", "L-53DA6B97", "L-CDE20ADC"})
# Metrics that say how much is in use; the others count calls.
IN_USE = frozenset({"ResourceCount", "ConcurrentExecutions"})
UNKNOWN_SERVICE = ("NoSuchResourceException",)
DAYS = 14
HOUR_SECONDS = 3600
QUERIES_PER_CALL = 500

Quota = dict[str, Any]


@collects(
    "servicequotas.quota",
    call="servicequotas:ListServiceQuotas",
    actions=("cloudwatch:GetMetricData",),
    client="service-quotas",
)
def quotas(reader: Reader) -> Iterator[Item]:
    """Limits of the account with `Usage`: the highest use of two weeks, None where none is told."""
    found = [reader.aspects(quota) for code in SERVICES for quota in _of_service(reader, code)]
    for some in batches([more for more in found if "UsageMetric" in more.data], QUERIES_PER_CALL):
        _tell_usage(reader, list(some))
    for more in found:
        more.data.setdefault("Usage", None)
        yield Item(more.data["QuotaArn"], more.data, name=_name(more.data), unread=more.unread)


@collects(
    "servicequotas.request",
    call="servicequotas:ListRequestedServiceQuotaChangeHistory",
    client="service-quotas",
)
def requests(reader: Reader) -> Iterator[Item]:
    for request in reader.pages("list_requested_service_quota_change_history", "RequestedQuotas"):
        kept = {key: value for key, value in request.items() if key != "Requester"}
        arn = reader.arn("servicequotas", f"request/{request['Id']}")
        yield Item(arn, kept, name=request.get("QuotaName") or request["Id"])


@collects(
    "servicequotas.management",
    call="servicequotas:GetAutoManagementConfiguration",
    client="service-quotas",
    absent=UNKNOWN_SERVICE,
)
def management(reader: Reader) -> Iterator[Item]:
    """One item: whether AWS watches the limits by itself, and raises them."""
    found = reader.call("get_auto_management_configuration")
    yield Item(reader.arn("servicequotas", "management"), found, name="automatic management")


def _of_service(reader: Reader, code: str) -> list[Quota]:
    pages = reader.pages("list_service_quotas", "Quotas", gone=UNKNOWN_SERVICE, ServiceCode=code)
    return [quota for quota in pages if _is_told(quota)]


def _is_told(quota: Quota) -> bool:
    """Whether there is any way to learn how much of the limit is in use."""
    metric = quota.get("UsageMetric", {}).get("MetricName")
    return quota["QuotaCode"] in COUNTED or metric in IN_USE


def _tell_usage(reader: Reader, some: list[Aspects]) -> None:
    end = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    queries = [_query(number, more.data["UsageMetric"]) for number, more in enumerate(some)]
    listing = reader.listing(
        "get_metric_data",
        "MetricDataResults",
        client="cloudwatch",
        MetricDataQueries=queries,
        StartTime=end - timedelta(days=DAYS),
        EndTime=end,
    )
    for number, more in enumerate(some):
        more.join("Usage", listing, partial(_highest, f"q{number}"))


def _query(number: int, metric: dict[str, Any]) -> dict[str, Any]:
    dimensions = [
        {"Name": name, "Value": value}
        for name, value in sorted(metric.get("MetricDimensions", {}).items())
    ]
    return {
        "Id": f"q{number}",
        "MetricStat": {
            "Metric": {
                "Namespace": metric["MetricNamespace"],
                "MetricName": metric["MetricName"],
                "Dimensions": dimensions,
            },
            "Period": HOUR_SECONDS,
            "Stat": "Maximum",
        },
    }


def _highest(identity: str, results: list[dict[str, Any]]) -> float | None:
    values = [v for each in results if each["Id"] == identity for v in each.get("Values", ())]
    return max(values, default=None)


def _name(quota: Quota) -> str:
    return f"{quota['ServiceCode']}: {quota['QuotaName']}"
