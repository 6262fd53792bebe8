"""Caches before the databases and before the application."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, passed
from pillars.facts import Resource, Snapshot

from ..common import all_read, amounts, in_account, judged, required, unread
from .delivery import DISTRIBUTIONS, enabled_distributions

CHOICE = "foundations/perf_caching"
NODES = "elasticache.cluster"
GROUPS = "elasticache.replication_group"
BALANCERS = "elbv2.load_balancer"
DATABASES = "rds.instance"
STATES = {NODES: "CacheClusterStatus", GROUPS: "Status", DISTRIBUTIONS: "Enabled"}
GONE = ("deleting", "deleted", "create-failed")


@check(
    id="cache-before-traffic",
    title="What serves traffic has a cache",
    pillar="performance",
    severity=Severity.MEDIUM,
    needs=[NODES, GROUPS, DISTRIBUTIONS],
    passes="The workload has an ElastiCache cluster or an enabled CloudFront distribution. Fails "
    "where it serves traffic through a load balancer or a public database and has neither. "
    "Whether a cache is used well, people know.",
    refutes=[CHOICE],
    supports=[CHOICE, "PERF03-BP05", "SUS02-BP04", "COST09-BP02"],
    remedy=Remedy(
        console="ElastiCache → Create cache for repeated reads of the database; CloudFront → "
        "Create distribution for repeated answers to users.",
        cli="aws elasticache create-serverless-cache --region {region} "
        "--serverless-cache-name cache --engine valkey",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::ServerlessCache\n  Properties:\n"
            "    ServerlessCacheName: cache\n    Engine: valkey"
        ),
        terraform='resource "aws_elasticache_serverless_cache" "cache" {\n  name   = "cache"\n'
        '  engine = "valkey"\n}',
        cost="By the GB stored and the requests, from about 6 USD a month",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html",
)
def cache_before_traffic(snapshot: Snapshot) -> Iterator[Result]:
    found = [*_caches(snapshot), *enabled_distributions(snapshot)]
    yield from judged(found, _is_cache)
    if not found and all_read(snapshot, NODES, GROUPS, DISTRIBUTIONS):
        for account in snapshot.accounts:
            yield from _uncached(snapshot, account)


def _uncached(snapshot: Snapshot, account: str) -> Iterator[Result]:
    none = "the workload has neither an ElastiCache cluster nor a CloudFront distribution"
    if serving := _serving(snapshot, account):
        yield in_account(Verdict.FAIL, f"Traffic is served by {serving}, and {none}.", account)
    elif gap := unread(snapshot, account, BALANCERS, DATABASES):
        reason = f"Whether anything serves traffic is not known ({gap}), and {none}."
        yield in_account(Verdict.UNKNOWN, reason, account)


def _caches(snapshot: Snapshot) -> list[Resource]:
    """Replication groups, and the clusters that belong to none."""
    alone = [c for c in snapshot.of(NODES) if not c.data.get("ReplicationGroupId")]
    return [cache for cache in (*snapshot.of(GROUPS), *alone) if not _is_gone(cache)]


def _is_gone(cache: Resource) -> bool:
    return cache.data.get(STATES[cache.kind]) in GONE


def _is_cache(cache: Resource) -> Result:
    noun = "Distribution" if cache.kind == DISTRIBUTIONS else "Cache"
    required(cache, STATES[cache.kind])
    return passed(cache, f"{noun} {cache.name} can answer repeated requests.")


def _serving(snapshot: Snapshot, account: str) -> str:
    """`2 load balancers and 1 public database`, empty where nothing serves traffic."""
    balancers = [
        b for b in snapshot.of(BALANCERS, account=account) if b.data.get("Type") != "gateway"
    ]
    databases = [
        d for d in snapshot.of(DATABASES, account=account) if d.data.get("PubliclyAccessible")
    ]
    return amounts((len(balancers), "load balancer"), (len(databases), "public database"))
