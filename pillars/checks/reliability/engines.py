"""Several zones and backups for accelerators, in-memory stores, searches, brokers, warehouses."""

from collections.abc import Iterator
from functools import partial

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._reading import lacking
from .._values import many, true
from .._zones import spread
from ..common import counted, dig, judged, number, required
from .backups_data import BACKUPS, IDENTIFIED
from .backups_data import PRACTICE as SCHEDULED
from .zones_compute import MULTI_AZ, PRACTICE, PRODUCTION

ENGINES = (
    *("opensearch.domain", "memorydb.cluster", "dax.cluster", "kafka.cluster"),
    "mq.broker",
)


@check(
    id="engines-multi-az",
    title="Searches, brokers and in-memory stores run in several zones",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=ENGINES,
    passes="The OpenSearch domain spreads its nodes over zones, the MemoryDB cluster has replicas "
    "in another zone, the DAX cluster's nodes stand in two zones, the Kafka cluster has brokers in "
    f"two, the broker of Amazon MQ has a standby or is a cluster. {PRODUCTION}",
    refutes=[PRACTICE, MULTI_AZ],
    proves=[MULTI_AZ],
    supports=[PRACTICE, "REL11-BP02"],
    remedy=Remedy(
        console="OpenSearch Service → Domains → {name} → Actions → Edit cluster configuration → "
        "3 Availability Zones. MemoryDB → {name} → Shards and nodes → Add replicas. "
        "DAX → {name} → Nodes → Add nodes. Amazon MQ → Create broker: active/standby or cluster, "
        "then move clients to it, since the deployment mode of {name} cannot be changed.",
        cli="aws opensearch update-domain-config --domain-name {name} --region {region} "
        "--cluster-config ZoneAwarenessEnabled=true,InstanceCount=3",
        cloudformation=(
            "Domain:\n  Type: AWS::OpenSearchService::Domain\n  Properties:\n"
            '    DomainName: "{name}"\n    ClusterConfig:\n      InstanceCount: 3\n'
            "      ZoneAwarenessEnabled: true\n      ZoneAwarenessConfig:\n"
            "        AvailabilityZoneCount: 3"
        ),
        terraform='resource "aws_opensearch_domain" "this" {\n  domain_name = "{name}"\n'
        "  cluster_config {\n    instance_count         = 3\n"
        "    zone_awareness_enabled = true\n  }\n}",
        cost="Each further node costs what the first one does",
        others=(
            (
                ":memorydb:",
                Remedy(
                    console=("MemoryDB → {name} → Shards and nodes → Add replicas."),
                    cli=(
                        "aws memorydb update-cluster --cluster-name {last} "
                        "--replica-configuration ReplicaCount=1 --region {region}"
                    ),
                    cloudformation=(
                        "Cache:\n"
                        "  Type: AWS::MemoryDB::Cluster\n"
                        "  Properties:\n"
                        '    ClusterName: "{name}"\n'
                        "    NumReplicasPerShard: 1"
                    ),
                    terraform=(
                        'resource "aws_memorydb_cluster" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  name = "{name}"\n'
                        "  num_replicas_per_shard = 1\n"
                        "}"
                    ),
                ),
            ),
            (
                ":dax:",
                Remedy(
                    console=("DAX → {name} → Nodes → Add nodes, in other zones."),
                    cli=(
                        "aws dax increase-replication-factor --cluster-name {last} "
                        "--new-replication-factor 3 --availability-zones ZONE_A ZONE_B "
                        "ZONE_C --region {region}"
                    ),
                    cloudformation=(
                        "Cache:\n"
                        "  Type: AWS::DAX::Cluster\n"
                        "  Properties:\n"
                        '    ClusterName: "{name}"\n'
                        "    ReplicationFactor: 3"
                    ),
                    terraform=(
                        'resource "aws_dax_cluster" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  cluster_name       = "{name}"\n'
                        "  replication_factor = 3\n"
                        "}"
                    ),
                ),
            ),
            (
                ":mq:",
                Remedy(
                    console=(
                        "Amazon MQ → Create broker: active/standby or cluster, then move "
                        "clients to it, since the deployment mode of {name} cannot be "
                        "changed."
                    ),
                    cli=(
                        "aws mq create-broker --broker-name {name}-two-zones "
                        "--deployment-mode ACTIVE_STANDBY_MULTI_AZ --engine-type "
                        "ACTIVEMQ --engine-version VERSION --host-instance-type "
                        "mq.m5.large --no-publicly-accessible "
                        "--auto-minor-version-upgrade --users file://users.json "
                        "--subnet-ids SUBNET_A SUBNET_B --region {region}"
                    ),
                    cloudformation=(
                        "Broker:\n"
                        "  Type: AWS::AmazonMQ::Broker\n"
                        "  Properties:\n"
                        '    BrokerName: "{name}-two-zones"\n'
                        "    DeploymentMode: ACTIVE_STANDBY_MULTI_AZ\n"
                        "    EngineType: ACTIVEMQ\n"
                        "    HostInstanceType: mq.m5.large\n"
                        "    PubliclyAccessible: false"
                    ),
                    terraform=(
                        'resource "aws_mq_broker" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  broker_name     = "{name}-two-zones"\n'
                        '  deployment_mode = "ACTIVE_STANDBY_MULTI_AZ"\n'
                        "  subnet_ids      = [aws_subnet.a.id, aws_subnet.b.id]\n"
                        "}"
                    ),
                ),
            ),
            (
                ":kafka:",
                Remedy(
                    console=(
                        "MSK → Create cluster with brokers in three zones, and move the "
                        "topics with MSK Replicator: the zones of {name} stand."
                    ),
                    cli=(
                        "aws kafka create-replicator --replicator-name to-three-zones "
                        "--service-execution-role-arn ROLE_ARN --kafka-clusters "
                        "file://clusters.json --replication-info-list file://topics.json "
                        "--region {region}"
                    ),
                    cloudformation=(
                        "Cluster:\n"
                        "  Type: AWS::MSK::Cluster\n"
                        "  Properties:\n"
                        '    ClusterName: "{name}-three-zones"\n'
                        "    NumberOfBrokerNodes: 3\n"
                        "    BrokerNodeGroupInfo:\n"
                        "      InstanceType: kafka.m7g.large\n"
                        "      ClientSubnets: [!Ref SubnetA, !Ref SubnetB, !Ref SubnetC]"
                    ),
                    terraform=(
                        'resource "aws_msk_cluster" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  cluster_name           = "{name}-three-zones"\n'
                        "  number_of_broker_nodes = 3\n"
                        "  broker_node_group_info {\n"
                        "    client_subnets = [aws_subnet.a.id, aws_subnet.b.id, "
                        "aws_subnet.c.id]\n"
                        "  }\n"
                        "}"
                    ),
                ),
            ),
        ),
    ),
    url="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html",
    references=(
        "https://docs.aws.amazon.com/memorydb/latest/devguide/autofailover.html",
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.concepts.cluster.html",
        "https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-broker-architecture.html",
    ),
)
def engines_multi_az(snapshot: Snapshot) -> Iterator[Result]:
    judges = (_search, _memory, _accelerator, _brokers, _broker)
    for kind, judge in zip(ENGINES, judges, strict=True):
        yield from judged(snapshot.of(kind), partial(judge, snapshot=snapshot))


def _search(domain: Resource, snapshot: Snapshot) -> Result:
    nodes = required(domain, "ClusterConfig")
    what = f"Domain {domain.name}"
    if true(nodes.get("ZoneAwarenessEnabled")) or true(nodes.get("MultiAZWithStandbyEnabled")):
        return passed(domain, f"{what} spreads its nodes over zones.")
    return lacking(snapshot, domain, f"{what} keeps all of its nodes in one zone.")


def _memory(cluster: Resource, snapshot: Snapshot) -> Result:
    what = f"Database {cluster.name}"
    if str(required(cluster, "AvailabilityMode")).lower() == "multiaz":
        return passed(cluster, f"{what} has replicas in another zone.")
    return lacking(snapshot, cluster, f"{what} runs in one zone.")


def _accelerator(cluster: Resource, snapshot: Snapshot) -> Result:
    zones = {n["AvailabilityZone"] for n in required(cluster, "Nodes") if n.get("AvailabilityZone")}
    if not zones:
        return unknown(cluster, f"In which zones {cluster.name} runs was not answered.")
    reason = f"Accelerator {cluster.name} runs in {spread(zones)}."
    return passed(cluster, reason) if len(zones) > 1 else lacking(snapshot, cluster, reason)


def _brokers(cluster: Resource, snapshot: Snapshot) -> Result:
    if required(cluster, "ClusterType") == "SERVERLESS":
        return passed(cluster, f"Serverless cluster {cluster.name} runs in several zones.")
    subnets = many(dig(required(cluster, "Provisioned"), "BrokerNodeGroupInfo", "ClientSubnets"))
    if not subnets:
        return unknown(cluster, f"Where the brokers of {cluster.name} stand was not answered.")
    # Managed Kafka takes one subnet in each of its zones, and never two in one.
    reason = f"Brokers of {cluster.name} stand in {counted(len(subnets), 'zone')}."
    return passed(cluster, reason) if len(subnets) > 1 else lacking(snapshot, cluster, reason)


def _broker(broker: Resource, snapshot: Snapshot) -> Result:
    mode = str(required(broker, "DeploymentMode"))
    what = f"Broker {broker.name}"
    if mode.endswith("MULTI_AZ"):
        return passed(broker, f"{what} runs in several zones.")
    return lacking(snapshot, broker, f"{what} is a single instance in one zone.")


@check(
    id="redshift-backups",
    title="Warehouses make snapshots by themselves",
    pillar="reliability",
    severity=Severity.HIGH,
    needs=["redshift.cluster"],
    passes="Automated snapshots of the Redshift cluster are kept for a day or longer.",
    refutes=[SCHEDULED, BACKUPS],
    proves=[BACKUPS],
    supports=[SCHEDULED, IDENTIFIED],
    remedy=Remedy(
        console="Redshift → Clusters → {name} → Maintenance → Edit backup details → 7 days.",
        cli="aws redshift modify-cluster --cluster-identifier {name} --region {region} "
        "--automated-snapshot-retention-period 7",
        cloudformation=(
            "Cluster:\n  Type: AWS::Redshift::Cluster\n  Properties:\n    ClusterType: multi-node\n"
            "    DBName: sales\n    MasterUsername: owner\n    ManageMasterPassword: true\n"
            "    NodeType: ra3.large\n    AutomatedSnapshotRetentionPeriod: 7"
        ),
        terraform=(
            'resource "aws_redshift_cluster" "this" {\n'
            "  # the rest stays as it is\n"
            '  cluster_identifier = "{name}"\n'
            "  automated_snapshot_retention_period = 7\n"
            "}"
        ),
        cost="About 0.024 USD per GB and month beyond what is free",
    ),
    url="https://docs.aws.amazon.com/redshift/latest/mgmt/managing-snapshots-console.html",
)
def warehouse_backups(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("redshift.cluster"), _warehouse)


def _warehouse(cluster: Resource) -> Result:
    days = int(number(required(cluster, "AutomatedSnapshotRetentionPeriod")) or 0)
    if days:
        return passed(
            cluster, f"Warehouse {cluster.name} keeps snapshots of {counted(days, 'day')}."
        )
    return failed(cluster, f"Warehouse {cluster.name} makes no snapshots by itself.")


@check(
    id="memorydb-backups",
    title="In-memory databases make snapshots",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["memorydb.cluster"],
    passes="The MemoryDB cluster keeps a daily snapshot. What it holds is written to a log over "
    "zones as well, so that a failure alone refutes nothing.",
    supports=[BACKUPS, IDENTIFIED, SCHEDULED],
    remedy=Remedy(
        console="MemoryDB → Clusters → {name} → Modify → Snapshots → retention of 7 days.",
        cli="aws memorydb update-cluster --cluster-name {name} --snapshot-retention-limit 7 "
        "--region {region}",
        cloudformation=(
            "Cluster:\n  Type: AWS::MemoryDB::Cluster\n  Properties:\n"
            '    ClusterName: "{name}"\n    NodeType: db.r7g.large\n    ACLName: ACL\n'
            "    SnapshotRetentionLimit: 7"
        ),
        terraform=(
            'resource "aws_memorydb_cluster" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  snapshot_retention_limit = 7\n"
            "}"
        ),
        cost="0.021 USD per GB and month beyond one snapshot, which is free",
    ),
    url="https://docs.aws.amazon.com/memorydb/latest/devguide/snapshots-automatic.html",
)
def memory_backups(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("memorydb.cluster"), _snapshots)


def _snapshots(cluster: Resource) -> Result:
    days = int(number(required(cluster, "SnapshotRetentionLimit")) or 0)
    if days:
        return passed(
            cluster, f"Database {cluster.name} keeps snapshots of {counted(days, 'day')}."
        )
    return failed(cluster, f"Database {cluster.name} keeps no snapshots.")


CHECKS: tuple[Check, ...] = (engines_multi_az, warehouse_backups, memory_backups)
