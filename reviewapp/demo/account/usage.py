"""How much of what the account pays for was used in the last two weeks.

Moto keeps single values, and two weeks are many: one value of each metric makes CloudWatch list
it, and what is asked of it is answered from these tables.
"""

from datetime import datetime
from typing import Any

from reviewapp.collection.services.cloudwatch_listing import WANTED

from . import MAIN, REGIONS, SECOND
from .answers.records import Content, Params
from .clients import Account
from .stores import SHARE

HOURS, DAYS = 336, 14
MEGABYTE, GIGABYTE = 10**6, 10**9
STORAGE = "BucketSizeBytes"

Metric = tuple[str, str, str]
Values = dict[str, float]

# A day's sum, or average and maximum: by region, then metric and what it is of.
BALANCERS = {MAIN: {"shop": 2_140_000, "api": 860_000}, SECOND: {"us-storefront": 41_000}}
# Average and highest load in percent, most connections.
DATABASES = {
    MAIN: {
        "shop-orders": (34, 82, 310),
        "shop-orders-replica": (22, 61, 140),
        "catalogue": (4.1, 19, 24),
        "payments-1": (28, 66, 95),
        "payments-2": (11, 44, 12),
    },
    SECOND: {"us-reporting": (1.2, 6, 0)},
}
# Runs and failing runs a day, average and longest run in milliseconds.
FUNCTIONS = {
    MAIN: {
        "order-confirmation": (38_000, 12, 180, 2_400),
        "stock-sync": (9_600, 0, 420, 1_900),
        "cart-cleanup": (288, 0, 2_100, 6_800),
        "price-import": (24, 0, 41_000, 58_000),
        "thumbnails": (520_000, 61_000, 1_350, 3_000),
    },
    SECOND: {"us-payment-webhook": (2_300, 4, 240, 3_000)},
}
# What caches are asked and told, and megabytes to and from file servers, a day.
CACHES = {
    MAIN: {"catalogue-cache": ("CmdGet", "CmdSet", 1_900_000)},
    SECOND: {"us-cache": ("GetTypeCmds", "SetTypeCmds", 0)},
}
SHARES = {MAIN: {SHARE: 5_200}, SECOND: {}}
TRAFFIC = {MAIN: 64 * GIGABYTE, SECOND: 9 * GIGABYTE}
NETWORK = {"bastion": 90 * MEGABYTE, "us-reports": 1.4 * MEGABYTE}
USUAL_NETWORK = 4 * GIGABYTE
BUCKETS = {
    "product-images": 310 * GIGABYTE,
    "orders-archive": 940 * GIGABYTE,
    "data-lake": 4_200 * GIGABYTE,
    "old-uploads": 870 * GIGABYTE,
    "erp-files": 350 * GIGABYTE,
    "exports": 120 * GIGABYTE,
    "cloudtrail": 260 * GIGABYTE,
    "us-exports": 75 * GIGABYTE,
}


def build_usage(account: Account) -> None:
    for region in REGIONS:
        table = _table(account, region)
        account.usage[region] = table
        data = [_datum(*key) for key in table if key[1] != STORAGE]
        watch = account.client("cloudwatch", region)
        for namespace in sorted({name for name, _ in data}):
            watch.put_metric_data(
                Namespace=namespace, MetricData=[each for name, each in data if name == namespace]
            )


def answer(params: Params, table: dict[Metric, Values]) -> Content | None:
    """An answer to GetMetricData about what was used; None for every other question."""
    queries = params.get("MetricDataQueries", [])
    wanted = {(each.namespace, each.metric) for each in WANTED}
    metrics = [query.get("MetricStat", {}).get("Metric", {}) for query in queries]
    if not metrics or any((m.get("Namespace"), m.get("MetricName")) not in wanted for m in metrics):
        return None
    end = _epoch(params["EndTime"])
    results = [_result(query, table, end) for query in queries]
    return {"MetricDataResults": results, "Messages": []}


def _result(query: dict[str, Any], table: dict[Metric, Values], end: float) -> dict[str, Any]:
    stat, metric = query["MetricStat"], query["MetricStat"]["Metric"]
    names = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
    wanted = next(e for e in WANTED if e.metric == metric["MetricName"])
    key = (metric["Namespace"], metric["MetricName"], names.get(wanted.dimension, ""))
    value = table.get(key, {}).get(stat["Stat"])
    count = HOURS if stat["Period"] == 3600 else DAYS
    times = [end - stat["Period"] * (place + 1) for place in range(count)]
    found = [] if value is None else [value] * count
    return {
        "Id": query["Id"],
        "Label": metric["MetricName"],
        "Timestamps": times if found else [],
        "Values": found,
        "StatusCode": "Complete",
    }


def _epoch(moment: float | str) -> float:
    return datetime.fromisoformat(moment).timestamp() if isinstance(moment, str) else float(moment)


def _datum(namespace: str, metric: str, name: str) -> tuple[str, dict[str, Any]]:
    wanted = next(e for e in WANTED if (e.namespace, e.metric) == (namespace, metric))
    dimensions = [{"Name": wanted.dimension, "Value": name}]
    return namespace, {"MetricName": metric, "Dimensions": dimensions, "Value": 1.0}


def _table(account: Account, region: str) -> dict[Metric, Values]:
    return {
        **_of_balancers(account, region),
        **_of_databases(region),
        **_of_functions(region),
        **_of_network(account, region),
        **_of_stores(region),
        **{("AWS/S3", STORAGE, f"larkspur-{n}"): {"Average": s} for n, s in BUCKETS.items()},
    }


def _of_balancers(account: Account, region: str) -> dict[Metric, Values]:
    found = account.client("elbv2", region).describe_load_balancers()["LoadBalancers"]
    arns = {each["LoadBalancerName"]: each["LoadBalancerArn"] for each in found}
    return {
        ("AWS/ApplicationELB", "RequestCount", arns[name].partition("loadbalancer/")[2]): {
            "Sum": float(daily)
        }
        for name, daily in BALANCERS[region].items()
    }


def _of_databases(region: str) -> dict[Metric, Values]:
    found: dict[Metric, Values] = {}
    for name, (average, highest, most) in DATABASES[region].items():
        load = {"Average": float(average), "Maximum": float(highest)}
        found["AWS/RDS", "CPUUtilization", name] = load
        found["AWS/RDS", "DatabaseConnections", name] = {"Maximum": float(most)}
    return found


def _of_functions(region: str) -> dict[Metric, Values]:
    found: dict[Metric, Values] = {}
    for name, (runs, errors, average, longest) in FUNCTIONS[region].items():
        found["AWS/Lambda", "Invocations", name] = {"Sum": float(runs)}
        found["AWS/Lambda", "Errors", name] = {"Sum": float(errors)}
        lasting = {"Average": float(average), "Maximum": float(longest)}
        found["AWS/Lambda", "Duration", name] = lasting
    return found


def _of_stores(region: str) -> dict[Metric, Values]:
    found: dict[Metric, Values] = {}
    for name, (asking, telling, daily) in CACHES[region].items():
        found["AWS/ElastiCache", asking, name] = {"Sum": float(daily)}
        found["AWS/ElastiCache", telling, name] = {"Sum": daily / 20}
    for name, megabytes in SHARES[region].items():
        for metric in ("DataReadBytes", "DataWriteBytes"):
            found["AWS/FSx", metric, name] = {"Sum": float(megabytes * MEGABYTE)}
    return found


def _of_network(account: Account, region: str) -> dict[Metric, Values]:
    ec2 = account.client("ec2", region)
    found: dict[Metric, Values] = {}
    for nat in ec2.describe_nat_gateways()["NatGateways"]:
        for metric, share in (("BytesOutToDestination", 0.2), ("BytesOutToSource", 0.8)):
            key = ("AWS/NATGateway", metric, str(nat["NatGatewayId"]))
            found[key] = {"Sum": TRAFFIC[region] * share}
    for reservation in ec2.describe_instances()["Reservations"]:
        for instance in reservation["Instances"]:
            names = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
            daily = NETWORK.get(names.get("Name", ""), USUAL_NETWORK)
            for metric in ("NetworkIn", "NetworkOut"):
                found["AWS/EC2", metric, instance["InstanceId"]] = {"Sum": daily / 2}
    return found
