"""Cost Explorer: anomalies, coverage by commitments, tags and rightsizing.

AWS bills each of these requests, so every collector makes as few as it can. Where Cost Explorer
is off or has no data yet, AWS answers DataUnavailableException: that is "not read".
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from ..reader import Reader
from ..registry import GLOBAL, Item, collects

COVERAGE_DAYS = 30


@collects("ce.anomaly_monitor", call="ce:GetAnomalyMonitors", scope=GLOBAL)
def anomaly_monitors(reader: Reader) -> Iterator[Item]:
    for monitor in reader.pages("get_anomaly_monitors", "AnomalyMonitors"):
        yield Item(monitor["MonitorArn"], monitor, name=monitor["MonitorName"])


@collects("ce.anomaly_subscription", call="ce:GetAnomalySubscriptions", scope=GLOBAL)
def anomaly_subscriptions(reader: Reader) -> Iterator[Item]:
    for subscription in reader.pages("get_anomaly_subscriptions", "AnomalySubscriptions"):
        arn = subscription["SubscriptionArn"]
        yield Item(arn, subscription, name=subscription["SubscriptionName"])


@collects("ce.savings_plans_coverage", call="ce:GetSavingsPlansCoverage", scope=GLOBAL)
def savings_plans_coverage(reader: Reader) -> Iterator[Item]:
    """One item: `Coverages`, an entry for each calendar month that the 30 days touch."""
    found = list(
        reader.pages("get_savings_plans_coverage", "SavingsPlansCoverages", **_last_month())
    )
    yield _account_item(reader, "savings-plans-coverage", {"Coverages": found})


@collects("ce.reservation_coverage", call="ce:GetReservationCoverage", scope=GLOBAL)
def reservation_coverage(reader: Reader) -> Iterator[Item]:
    """One item: `CoveragesByTime` by calendar month, and their `Total`."""
    answer = reader.call("get_reservation_coverage", **_last_month())
    data = {
        "CoveragesByTime": answer.get("CoveragesByTime", []),
        "Total": answer.get("Total"),
    }
    yield _account_item(reader, "reservation-coverage", data)


@collects("ce.cost_allocation_tag", call="ce:ListCostAllocationTags", scope=GLOBAL)
def cost_allocation_tags(reader: Reader) -> Iterator[Item]:
    for tag in reader.pages("list_cost_allocation_tags", "CostAllocationTags", Status="Active"):
        key = tag["TagKey"]
        arn = reader.arn("ce", f"cost-allocation-tag/{key}", region="")
        yield Item(arn, tag, name=key)


@collects("ce.rightsizing", call="ce:GetRightsizingRecommendation", scope=GLOBAL)
def rightsizing(reader: Reader) -> Iterator[Item]:
    """One item: `Summary` of EC2 rightsizing with its `Metadata` and `Configuration`.

    Instance by instance is Compute Optimizer's business, so the first page is enough.
    """
    answer = reader.call("get_rightsizing_recommendation", Service="AmazonEC2", PageSize=1)
    data = {key: answer.get(key) for key in ("Summary", "Metadata", "Configuration")}
    yield _account_item(reader, "rightsizing", data)


@collects("ce.region_cost", call="ce:GetCostAndUsage", scope=GLOBAL)
def region_cost(reader: Reader) -> Iterator[Item]:
    """One item: what thirty days cost by region, `Regions`, and by service, `Services`, in `Unit`.

    Both come from one request: AWS bills each.
    """
    pages = reader.answers(
        "get_cost_and_usage",
        **_last_month(),
        Metrics=["UnblendedCost"],
        GroupBy=[{"Type": "DIMENSION", "Key": key} for key in ("REGION", "SERVICE")],
    )
    groups = [g for page in pages for month in page["ResultsByTime"] for g in month["Groups"]]
    regions: dict[str, float] = defaultdict(float)
    services: dict[str, float] = defaultdict(float)
    for group in groups:
        amount = float(group["Metrics"]["UnblendedCost"]["Amount"])
        region, service = group["Keys"]
        regions[region] += amount
        services[service] += amount
    units = {group["Metrics"]["UnblendedCost"].get("Unit", "") for group in groups}
    data = {"Regions": dict(regions), "Services": dict(services), "Unit": next(iter(units), "")}
    yield _account_item(reader, "region-cost", data)


def _last_month() -> dict[str, Any]:
    """Thirty whole days; AWS leaves the end date itself out and wants it to be in the past."""
    end = datetime.now(UTC).date() - timedelta(days=1)
    period = {"Start": str(end - timedelta(days=COVERAGE_DAYS)), "End": str(end)}
    return {"TimePeriod": period, "Granularity": "MONTHLY"}


def _account_item(reader: Reader, subject: str, data: dict[str, Any]) -> Item:
    return Item(reader.arn("ce", subject, region=""), data, name=reader.account)
