"""Bounds on what grows by itself."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import dig, judged, number, required

CACHES = "elasticache.serverless_cache"


@check(
    id="elasticache-bounded",
    title="Serverless caches have an upper bound",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[CACHES],
    passes="Both the data and the work of the serverless cache have a maximum, so that a key "
    "without expiry or a loop cannot multiply its bill. At the bound it evicts or slows down: "
    "whether that is better, people know, so a failure only asks.",
    supports=["COST02-BP05"],
    remedy=Remedy(
        console="ElastiCache → Serverless caches → {name} → Modify → Usage limits: a maximum of "
        "data and of ECPUs, above the peak of the last weeks.",
        cli="aws elasticache modify-serverless-cache --region {region} "
        "--serverless-cache-name {name} --cache-usage-limits "
        "'DataStorage={Maximum=10,Unit=GB},ECPUPerSecond={Maximum=5000}'",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::ServerlessCache\n  Properties:\n"
            '    ServerlessCacheName: "{name}"\n    Engine: valkey\n    CacheUsageLimits:\n'
            "      DataStorage: {Maximum: 10, Unit: GB}\n"
            "      ECPUPerSecond: {Maximum: 5000}"
        ),
        terraform='resource "aws_elasticache_serverless_cache" "this" {\n  name   = "{name}"\n'
        '  engine = "valkey"\n  cache_usage_limits {\n    data_storage {\n'
        '      maximum = 10\n      unit    = "GB"\n    }\n'
        "    ecpu_per_second {\n      maximum = 5000\n    }\n  }\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Scaling.html",
)
def caches_bounded(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(CACHES), _bounded)


def _bounded(cache: Resource) -> Result:
    required(cache, "ServerlessCacheName")
    limits = cache.get("CacheUsageLimits")
    data, work = (number(dig(limits, part, "Maximum")) for part in ("DataStorage", "ECPUPerSecond"))
    what = f"Serverless cache {cache.name}"
    if data and work:
        return passed(cache, f"{what} holds {data:g} GB and does {work:g} ECPUs a second at most.")
    open_ends = " and ".join(
        noun for noun, bound in (("its data", data), ("its work", work)) if not bound
    )
    return failed(cache, f"{what} has no bound on {open_ends}.")
