"""Where the workload runs."""

from collections import Counter
from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, in_place
from pillars.facts import GLOBAL, Snapshot

from ..common import counted
from .regions_data import MATCHED, REPORT_URL, REPORT_YEAR

# What uses electricity in a region. Networks and settings do not.
NEEDED = ("ec2.instance", "rds.instance", "lambda.function", "s3.bucket")
USING_POWER = (
    *NEEDED,
    "elasticache.cluster",
    "elasticache.serverless_cache",
    "ecs.service",
    "eks.cluster",
    "dynamodb.table",
    "ec2.volume",
    "efs.file_system",
    "fsx.file_system",
    "mq.broker",
)


@check(
    id="region-matched-with-renewables",
    title="Regions are matched with renewable energy",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=NEEDED,
    passes="Amazon's report names the region among those whose electricity was matched with "
    f"renewable energy in {REPORT_YEAR}. Later reports name more: a region outside the list is "
    "unknown. Whether the region was chosen for it, people know.",
    supports=["foundations/sus_green_regions", "SUS01-BP01"],
    remedy=Remedy(
        console="Compare the regions that meet the workload's needs for latency, law and services "
        "with Amazon's current report, before the next part is placed.",
        cli="aws ec2 describe-regions --query 'Regions[].RegionName'",
        terraform='provider "aws" {\n  region = "eu-north-1"\n}',
        cost="Differs by region",
    ),
    url=REPORT_URL,
)
def region_matched(snapshot: Snapshot) -> Iterator[Result]:
    found = Counter(
        (resource.account, resource.region)
        for kind in USING_POWER
        for resource in snapshot.of(kind)
        if resource.region != GLOBAL
    )
    for (account, region), count in sorted(found.items()):
        yield _region(account, region, counted(count, "resource"))


def _region(account: str, region: str, what: str) -> Result:
    if region in MATCHED:
        reason = f"{region} holds {what}; its electricity of {REPORT_YEAR} was matched completely."
        return in_place(Verdict.PASS, reason, account=account, region=region)
    reason = f"{region} holds {what} and is not on the list of {REPORT_YEAR}."
    return in_place(Verdict.UNKNOWN, reason, account=account, region=region)
