"""Several zones for data: RDS and Aurora, ElastiCache, EFS."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, passed, unknown
from pillars.facts import Resource, Snapshot

from .._reading import lacking, seen_with
from .._values import label, many, true
from .._zones import spread
from ..common import config_rule, counted, judged, required
from .zones_compute import MULTI_AZ, PRACTICE, PRODUCTION

RDS_MULTI_AZ = "foundations/rel_rds_multi_az"
# Engines that keep data in three zones by themselves, and need an instance in a second one.
SERVERLESS = "elasticache.serverless_cache"
_SHARED_STORAGE = ("aurora", "docdb", "neptune")
_RDS_URL = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html"


@check(
    id="rds-multi-az",
    title="RDS databases are Multi-AZ",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["rds.instance", "rds.cluster"],
    passes="The database instance or cluster is Multi-AZ. Read replicas are left out, the "
    "instances of a cluster are judged with it, and Aurora, DocumentDB and Neptune by their "
    f"readers, in a check of their own. {PRODUCTION}",
    refutes=[PRACTICE, RDS_MULTI_AZ],
    proves=[RDS_MULTI_AZ, MULTI_AZ],
    supports=[PRACTICE, "REL11-BP02", "REL11-BP03"],
    remedy=Remedy(
        console="RDS → Databases → {name} → Modify → Availability & durability → Create a standby "
        "instance.",
        cli="aws rds modify-db-instance --db-instance-identifier {name} --multi-az "
        "--apply-immediately --region {region}",
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    MultiAZ: true'
        ),
        terraform=(
            'resource "aws_db_instance" "db" {\n'
            "  # the rest stays as it is\n"
            '  identifier = "{name}"\n'
            "  multi_az   = true\n"
            "}"
        ),
        cost="Doubles the instance's cost",
        others=(
            (
                ":cluster:",
                Remedy(
                    console=("RDS → Databases → {name} → Actions → Add reader, in another zone."),
                    cli=(
                        "aws rds create-db-instance --db-instance-identifier "
                        "{last}-reader --db-cluster-identifier {last} --engine ENGINE "
                        "--db-instance-class CLASS --availability-zone ANOTHER_ZONE "
                        "--region {region}"
                    ),
                    cloudformation=(
                        "Reader:\n"
                        "  Type: AWS::RDS::DBInstance\n"
                        "  Properties:\n"
                        '    DBClusterIdentifier: "{name}"\n'
                        "    Engine: aurora-postgresql\n"
                        "    DBInstanceClass: !Ref Class\n"
                        "    AvailabilityZone: !Ref AnotherZone"
                    ),
                    terraform=(
                        'resource "aws_rds_cluster_instance" "reader" {\n'
                        '  cluster_identifier = "{name}"\n'
                        "  engine             = aws_rds_cluster.this.engine\n"
                        '  instance_class     = "CLASS"\n'
                        '  availability_zone  = "ANOTHER_ZONE"\n'
                        "}"
                    ),
                ),
            ),
        ),
    ),
    url=_RDS_URL,
    references=[config_rule("rds-multi-az-support")],
)
def rds_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("rds.instance"), lambda i: _instance(i, snapshot))
    yield from judged(snapshot.of("rds.cluster"), lambda c: _cluster(c, snapshot))


def _instance(instance: Resource, snapshot: Snapshot) -> Result | None:
    data = instance.data
    if data.get("DBClusterIdentifier") or data.get("ReadReplicaSourceDBInstanceIdentifier"):
        return None
    what = f"Database {instance.name} ({instance.get('Engine', 'engine not known')})"
    if true(required(instance, "MultiAZ")):
        return passed(instance, f"{what} is Multi-AZ.")
    zone = instance.get("AvailabilityZone", "one zone")
    return lacking(snapshot, instance, f"{what} runs in {zone} only, without a standby.")


def _cluster(cluster: Resource, snapshot: Snapshot) -> Result | None:
    engine = str(required(cluster, "Engine"))
    if engine.startswith(_SHARED_STORAGE):
        return None
    what = f"Cluster {cluster.name} ({engine})"
    if true(required(cluster, "MultiAZ")):
        return passed(cluster, f"{what} is Multi-AZ.")
    return lacking(snapshot, cluster, f"{what} is not Multi-AZ.")


@check(
    id="aurora-second-instance",
    title="Aurora clusters have a reader in a second zone",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["rds.cluster", "rds.instance"],
    passes="The instances of the Aurora, DocumentDB or Neptune cluster run in two zones or more, "
    "so that one takes over within a minute. Aurora Serverless v1 does so by itself; of a cluster "
    f"without instances nothing is known. {PRODUCTION}",
    refutes=["REL11-BP02", RDS_MULTI_AZ],
    proves=[RDS_MULTI_AZ, MULTI_AZ],
    supports=["REL11-BP02", PRACTICE],
    remedy=Remedy(
        console="RDS → Databases → {name} → Actions → Add reader, in another zone.",
        cli="aws rds create-db-instance --region {region} --db-instance-identifier {name}-reader "
        "--db-cluster-identifier {name} --engine ENGINE --db-instance-class CLASS "
        "--availability-zone ANOTHER_ZONE",
        cloudformation=(
            "Reader:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBClusterIdentifier: "{name}"\n    DBInstanceClass: CLASS\n'
            '    Engine: aurora-postgresql\n    AvailabilityZone: "{region}b"'
        ),
        terraform=(
            'resource "aws_rds_cluster_instance" "reader" {\n'
            '  cluster_identifier = "{name}"\n'
            "  engine             = aws_rds_cluster.this.engine\n"
            '  instance_class     = "CLASS"\n'
            '  availability_zone  = "ANOTHER_ZONE"\n'
            "}"
        ),
        cost="One more instance of the cluster: doubles the instances' cost where there is one",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html",
)
def aurora_second_instance(snapshot: Snapshot) -> Iterator[Result]:
    clusters = seen_with(snapshot, "rds.cluster", "rds.instance")
    return judged(clusters, lambda cluster: _second_instance(cluster, snapshot))


def _second_instance(cluster: Resource, snapshot: Snapshot) -> Result | None:
    if not str(required(cluster, "Engine")).startswith(_SHARED_STORAGE):
        return None
    if cluster.get("EngineMode") == "serverless":
        return passed(cluster, f"Cluster {cluster.name} is serverless and moves by itself.")
    zones = _zones_of_members(cluster, snapshot)
    if not zones:
        return unknown(cluster, f"No instance of cluster {cluster.name} was found.")
    reason = f"The instances of cluster {cluster.name} run in {spread(zones)}."
    return passed(cluster, reason) if len(zones) > 1 else lacking(snapshot, cluster, reason)


def _zones_of_members(cluster: Resource, snapshot: Snapshot) -> set[str]:
    own = cluster.get("DBClusterIdentifier", cluster.name)
    return {
        str(required(instance, "AvailabilityZone"))
        for instance in snapshot.of("rds.instance", account=cluster.account, region=cluster.region)
        if instance.data.get("DBClusterIdentifier") == own
    }


@check(
    id="elasticache-groups-multi-az",
    title="Replicated and serverless caches stand in several zones",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["elasticache.replication_group", SERVERLESS],
    passes="Multi-AZ is enabled for the replication group. The serverless cache, which AWS keeps "
    f"in several zones, is reached through two subnets or more. {PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE, "REL11-BP02"],
    remedy=Remedy(
        console="ElastiCache → {name} → Modify → Multi-AZ: Enabled, with one replica or more.",
        cli="aws elasticache modify-replication-group --region {region} "
        "--replication-group-id {name} --multi-az-enabled --automatic-failover-enabled "
        "--apply-immediately",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::ReplicationGroup\n  Properties:\n"
            '    ReplicationGroupId: "{name}"\n    ReplicationGroupDescription: two zones\n'
            "    MultiAZEnabled: true\n    AutomaticFailoverEnabled: true\n"
            "    NumCacheClusters: 2"
        ),
        terraform=(
            'resource "aws_elasticache_replication_group" "this" {\n'
            "  # the rest stays as it is\n"
            '  replication_group_id       = "{name}"\n'
            "  multi_az_enabled           = true\n"
            "  automatic_failover_enabled = true\n"
            "  num_cache_clusters         = 2\n"
            "}"
        ),
        cost="One more node: doubles the cost of a single one",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html",
)
def cache_groups_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    groups = snapshot.of("elasticache.replication_group")
    yield from judged(groups, lambda group: _cache_group(group, snapshot))
    yield from judged(snapshot.of(SERVERLESS), lambda cache: _serverless(cache, snapshot))


def _cache_group(group: Resource, snapshot: Snapshot) -> Result:
    setting = str(required(group, "MultiAZ")).lower()
    reason = f"Multi-AZ of replication group {group.name} is {setting}."
    return passed(group, reason) if true(setting) else lacking(snapshot, group, reason)


def _serverless(cache: Resource, snapshot: Snapshot) -> Result:
    """The endpoint in a VPC takes one subnet of each of its zones."""
    what = f"Serverless cache {cache.name}"
    if cache.data.get("ConnectionType") == "public":
        return passed(cache, f"{what} is kept in several zones.")
    subnets = many(cache.get("SubnetIds"))
    if not subnets:
        return unknown(cache, f"Through which subnets {what} is reached was not answered.")
    reason = f"{what} is reached through {counted(len(subnets), 'zone')}."
    return passed(cache, reason) if len(subnets) > 1 else lacking(snapshot, cache, reason)


@check(
    id="elasticache-clusters-multi-az",
    title="Caches without replication span several zones",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["elasticache.cluster"],
    passes="The cache outside a replication group has nodes in several zones, as Memcached can; a "
    f"single Redis or Valkey node cannot. {PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE],
    remedy=Remedy(
        console="ElastiCache → create a replication group with Multi-AZ from a backup of {name} "
        "(Redis, Valkey), or a Memcached cache with nodes in several zones.",
        cli="aws elasticache create-cache-cluster --region {region} --cache-cluster-id {name}-az "
        "--engine memcached --num-cache-nodes 2 --az-mode cross-az --cache-node-type TYPE",
        cloudformation=(
            "Cache:\n  Type: AWS::ElastiCache::CacheCluster\n  Properties:\n"
            '    ClusterName: "{name}-az"\n    Engine: memcached\n'
            "    CacheNodeType: cache.t4g.small\n    NumCacheNodes: 2\n    AZMode: cross-az"
        ),
        terraform='resource "aws_elasticache_cluster" "this" {\n  cluster_id      = "{name}"\n'
        '  az_mode         = "cross-az"\n  num_cache_nodes = 2\n}',
        cost="One more node: doubles the cost of a single one",
    ),
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html",
)
def cache_clusters_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    caches = snapshot.of("elasticache.cluster")
    alone = [c for c in caches if not c.data.get("ReplicationGroupId")]
    return judged(alone, lambda cache: _single_cache(cache, snapshot))


def _single_cache(cache: Resource, snapshot: Snapshot) -> Result:
    nodes = int(required(cache, "NumCacheNodes"))
    zone = str(cache.get("PreferredAvailabilityZone", "one zone"))
    reason = f"Cache {cache.name} has {counted(nodes, 'node')} in {zone.lower()}"
    if nodes > 1 and zone == "Multiple":
        return passed(cache, f"Cache {cache.name} has {nodes} nodes in several zones.")
    return lacking(snapshot, cache, f"{reason}.")


@check(
    id="efs-regional",
    title="File systems are kept in several zones",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["efs.file_system"],
    passes=f"The file system is regional, not of the One Zone kind. {PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE],
    remedy=Remedy(
        console="EFS → Create file system of type Regional; copy with AWS DataSync or EFS "
        "replication, then mount it in place of {name}.",
        cli="aws efs create-replication-configuration --region {region} "
        "--source-file-system-id {last} --destinations Region={region}",
        cloudformation=(
            "Files:\n  Type: AWS::EFS::FileSystem\n  Properties:\n    Encrypted: true\n"
            "    BackupPolicy:\n      Status: ENABLED"
        ),
        terraform='resource "aws_efs_file_system" "this" {\n'
        "  # no availability_zone_name: the file system is regional\n}",
        cost="About 0.30 in place of 0.16 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/efs/latest/ug/how-it-works.html",
)
def efs_regional(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("efs.file_system"), lambda files: _regional(files, snapshot))


def _regional(files: Resource, snapshot: Snapshot) -> Result:
    zone = files.get("AvailabilityZoneName")
    if zone:
        return lacking(snapshot, files, f"File system {label(files)} is kept in {zone} only.")
    return passed(files, f"File system {label(files)} is kept in several zones.")


CHECKS: tuple[Check, ...] = (
    rds_multi_az,
    aurora_second_instance,
    cache_groups_multi_az,
    cache_clusters_multi_az,
    efs_regional,
)
