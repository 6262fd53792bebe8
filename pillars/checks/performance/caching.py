"""Caches before the databases and before the application."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, passed
from pillars.facts import Resource, Snapshot

from ..common import all_read, amounts, in_account, judged, required, unread
from .delivery import DISTRIBUTIONS, enabled_distributions

CHOICE = "foundations/perf_caching"
NODES = "elasticache.cluster"
GROUPS = "elasticache.replication_group"
SERVERLESS = "elasticache.serverless_cache"
BALANCERS = "elbv2.load_balancer"
DATABASES = "rds.instance"
# Caches of one database or its whole store: what they answer, nothing else has to.
ACCELERATORS = ("dax.cluster", "memorydb.cluster")
STATES = {
    NODES: "CacheClusterStatus",
    GROUPS: "Status",
    SERVERLESS: "Status",
    DISTRIBUTIONS: "Enabled",
    **dict.fromkeys(ACCELERATORS, "Status"),
}
GONE = ("deleting", "deleted", "create-failed")


@check(
    id="cache-before-traffic",
    title="What serves traffic has a cache",
    pillar="performance",
    severity=Severity.MEDIUM,
    needs=[NODES, GROUPS, SERVERLESS, DISTRIBUTIONS, *ACCELERATORS],
    passes="The workload has an ElastiCache, DAX or MemoryDB cluster or an enabled CloudFront "
    "distribution. Fails where it serves traffic through a load balancer or a public database and "
    "has none of them. Whether a cache is used well, people know.",
    refutes=[CHOICE],
    supports=[CHOICE, "PERF03-BP05", "SUS02-BP04", "COST09-BP02"],
    remedy=Remedy(
        console="ElastiCache → Create cache for repeated reads of the database; CloudFront → "
        "Create distribution for repeated answers to users.",
        cli="aws elasticache create-replication-group --region {region} "
        "--replication-group-id cache --replication-group-description reads --engine valkey "
        "--cache-node-type cache.t4g.micro --num-cache-clusters 2 --automatic-failover-enabled",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::ReplicationGroup\n  Properties:\n"
            "    ReplicationGroupDescription: reads\n    Engine: valkey\n"
            "    CacheNodeType: cache.t4g.micro\n    NumCacheClusters: 2\n"
            "    AutomaticFailoverEnabled: true"
        ),
        terraform='resource "aws_elasticache_replication_group" "cache" {\n'
        '  replication_group_id = "cache"\n  description          = "reads"\n'
        '  engine               = "valkey"\n  node_type            = "cache.t4g.micro"\n'
        "  num_cache_clusters   = 2\n}",
        cost="About 19 USD a month for two of the smallest nodes",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html",
)
def cache_before_traffic(snapshot: Snapshot) -> Iterator[Result]:
    found = [*_caches(snapshot), *enabled_distributions(snapshot)]
    yield from judged(found, _is_cache)
    if not found and all_read(snapshot, NODES, GROUPS, SERVERLESS, DISTRIBUTIONS, *ACCELERATORS):
        for account in snapshot.accounts:
            yield from _uncached(snapshot, account)


def _uncached(snapshot: Snapshot, account: str) -> Iterator[Result]:
    none = "the workload has neither a cluster that caches nor a CloudFront distribution"
    if serving := _serving(snapshot, account):
        yield in_account(Verdict.FAIL, f"Traffic is served by {serving}, and {none}.", account)
    elif gap := unread(snapshot, account, BALANCERS, DATABASES):
        reason = f"Whether anything serves traffic is not known ({gap}), and {none}."
        yield in_account(Verdict.UNKNOWN, reason, account)


def _caches(snapshot: Snapshot) -> list[Resource]:
    """Replication groups, the clusters that belong to none, and caches without servers."""
    alone = [c for c in snapshot.of(NODES) if not c.data.get("ReplicationGroupId")]
    others = [cache for kind in (SERVERLESS, *ACCELERATORS) for cache in snapshot.of(kind)]
    return [cache for cache in (*snapshot.of(GROUPS), *alone, *others) if not _is_gone(cache)]


def _is_gone(cache: Resource) -> bool:
    return str(cache.data.get(STATES[cache.kind])).lower() in GONE


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
