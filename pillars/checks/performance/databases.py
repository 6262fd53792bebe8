"""Databases: reads that are spread, volumes of the current type."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import label
from ..common import counted, judged, required
from ..hardware import is_large


@check(
    id="rds-reads-spread",
    title="Large databases spread their reads",
    pillar="performance",
    severity=Severity.LOW,
    needs=["rds.instance", "rds.cluster"],
    passes="The database has a read replica, or its cluster a reader. Only databases of size "
    "xlarge and above are expected to; whether reads are the bottleneck, people know.",
    supports=["foundations/perf_read_replicas", "PERF03-BP04"],
    remedy=Remedy(
        console="RDS → Databases → {name} → Actions → Create read replica (or Add reader).",
        cli="aws rds create-db-instance-read-replica --region {region} "
        "--db-instance-identifier {name}-reader --source-db-instance-identifier {id}",
        cloudformation=(
            "Reader:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    SourceDBInstanceIdentifier: "{name}"\n    DBInstanceClass: CLASS'
        ),
        terraform=(
            'resource "aws_db_instance" "reader" {\n'
            "  # the rest stays as it is\n"
            '  replicate_source_db = "{name}"\n'
            "}"
        ),
        cost="One more instance, at the price of its class",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html",
)
def reads_spread(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("rds.instance"), _instance_reads)
    yield from judged(snapshot.of("rds.cluster"), _cluster_reads)


def _instance_reads(database: Resource) -> Result | None:
    replicas = database.get("ReadReplicaDBInstanceIdentifiers", ())
    if replicas:
        return passed(database, f"{database.name} has {counted(len(replicas), 'read replica')}.")
    if database.get("DBClusterIdentifier") or database.get("ReadReplicaSourceDBInstanceIdentifier"):
        return None
    size = str(required(database, "DBInstanceClass"))
    if not is_large(size):
        return None
    return failed(database, f"{database.name} ({size}) answers every read by itself.")


def _cluster_reads(cluster: Resource) -> Result:
    members = list(required(cluster, "DBClusterMembers"))
    readers = [member for member in members if member.get("IsClusterWriter") is False]
    reason = f"Cluster {cluster.name} has {counted(len(readers), 'reader')}."
    return passed(cluster, reason) if readers else failed(cluster, reason)


@check(
    id="ebs-volume-gp3",
    title="Volumes are of the current general-purpose type",
    pillar="performance",
    severity=Severity.LOW,
    needs=["ec2.volume"],
    passes="The volume is not gp2, whose throughput grows only with its size, at a higher price "
    "than gp3, nor a magnetic volume of the previous generation.",
    supports=["PERF03-BP02", "SUS04-BP02", "COST06-BP02"],
    remedy=Remedy(
        console="EC2 → Volumes → {name} → Modify volume: type gp3. It stays attached and in use.",
        cli="aws ec2 modify-volume --region {region} --volume-id {last} --volume-type gp3",
        cloudformation=(
            "Volume:\n"
            "  Type: AWS::EC2::Volume\n"
            "  Properties:\n"
            "    VolumeType: gp3  # {last}, {name}"
        ),
        terraform=(
            'resource "aws_ebs_volume" "this" {\n'
            "  # the rest stays as it is: {last}, {name}\n"
            '  type = "gp3"\n'
            "}"
        ),
        cost="Saves about 20 % of the volume's cost",
    ),
    url="https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
)
def volume_gp3(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("ec2.volume"), _volume_type)


def _volume_type(volume: Resource) -> Result:
    kind = str(required(volume, "VolumeType"))
    reason = f"Volume {label(volume)} is of the type {kind}."
    return failed(volume, reason) if kind in ("gp2", "standard") else passed(volume, reason)
