"""Patches: what machines lack of them, and which services install small ones by themselves."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import true
from ..common import config_rule, counted, days_since, judged, number, required

RECENT_DAYS = 30
# Kinds that run an engine with versions, and the field that lets AWS install the smaller ones.
UPGRADED = {
    "rds.instance": "AutoMinorVersionUpgrade",
    "elasticache.cluster": "AutoMinorVersionUpgrade",
    "memorydb.cluster": "AutoMinorVersionUpgrade",
    "redshift.cluster": "AllowVersionUpgrade",
    "mq.broker": "AutoMinorVersionUpgrade",
}
# AWS does not read the field of these: DocumentDB's patches come with maintenance.
_NOT_ASKED = ("docdb",)
MISSING = ("MissingCount", "FailedCount", "InstalledPendingRebootCount")


@check(
    id="ssm-patches-installed",
    title="Machines have the patches that their baseline asks for",
    pillar="operationalExcellence",
    severity=Severity.MEDIUM,
    needs=["ssm.patch_state"],
    passes=f"Within {RECENT_DAYS} days Patch Manager looked at the machine and found nothing "
    "missing, failed or waiting for a restart. A patch of yesterday may be missing with good "
    "reason, so that a failure alone refutes nothing.",
    supports=["OPS05-BP05", "SEC06-BP01", "SUS06-BP03"],
    remedy=Remedy(
        console="Systems Manager → Patch Manager → Patch now: scan and install on {name}; then "
        "make a patch policy with a schedule.",
        cli="aws ssm send-command --document-name AWS-RunPatchBaseline --parameters "
        "Operation=Install --targets Key=InstanceIds,Values={name} --region {region}",
        cloudformation=(
            "Patching:\n  Type: AWS::SSM::Association\n  Properties:\n"
            "    Name: AWS-RunPatchBaseline\n    ScheduleExpression: cron(0 3 ? * SUN *)\n"
            "    Parameters:\n      Operation: [Install]"
        ),
        terraform='resource "aws_ssm_association" "patching" {\n'
        '  name                = "AWS-RunPatchBaseline"\n'
        '  schedule_expression = "cron(0 3 ? * SUN *)"\n}',
        cost="Free for EC2 instances",
    ),
    url="https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html",
)
def patches_installed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("ssm.patch_state"), lambda state: _patched(state, snapshot))


def _patched(state: Resource, snapshot: Snapshot) -> Result:
    age = days_since(snapshot, required(state, "OperationEndTime"))
    if age is None:
        return unknown(state, f"When the patches of {state.name} were looked at is not known.")
    if age > RECENT_DAYS:
        return failed(state, f"The patches of {state.name} were last looked at {age} days ago.")
    lacking = sum(int(number(state.get(name)) or 0) for name in MISSING)
    if lacking:
        return failed(state, f"{counted(lacking, 'patch', 'patches')} of {state.name} are missing.")
    return passed(state, f"{state.name} has every patch that its baseline asks for.")


@check(
    id="minor-versions-automatic",
    title="Databases and brokers take small versions by themselves",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[*UPGRADED],
    passes="AWS may install new minor versions of the database's, cache's, warehouse's or broker's "
    "engine in its maintenance window. Who tests each version first may have switched it off with "
    "good reason, so that a failure refutes nothing.",
    supports=["OPS05-BP05", "SEC06-BP01", "SUS06-BP03"],
    remedy=Remedy(
        console="RDS → Databases → {name} → Modify → Maintenance: enable auto minor version "
        "upgrade. Amazon MQ → Brokers → {name} → Edit → Maintenance. ElastiCache, MemoryDB and "
        "Redshift: Modify → Maintenance.",
        cli=(
            "aws rds modify-db-instance --db-instance-identifier {last} --region {region} "
            "--auto-minor-version-upgrade --apply-immediately"
        ),
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    AutoMinorVersionUpgrade: true'
        ),
        terraform=(
            'resource "aws_db_instance" "db" {\n'
            "  # the rest stays as it is\n"
            '  identifier = "{name}"\n'
            "  auto_minor_version_upgrade = true\n"
            "}"
        ),
        cost="Free",
        others=(
            (
                ":mq:",
                Remedy(
                    console=("Amazon MQ → Brokers → {name} → Edit → Maintenance."),
                    cli=(
                        "aws mq update-broker --broker-id BROKER_ID --region {region} "
                        "--auto-minor-version-upgrade"
                    ),
                    cloudformation=(
                        "Broker:\n"
                        "  Type: AWS::AmazonMQ::Broker\n"
                        "  Properties:\n"
                        '    BrokerName: "{name}"\n'
                        "    AutoMinorVersionUpgrade: true"
                    ),
                    terraform=(
                        'resource "aws_mq_broker" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  broker_name = "{name}"\n'
                        "  auto_minor_version_upgrade = true\n"
                        "}"
                    ),
                ),
            ),
            (
                ":elasticache:",
                Remedy(
                    console=(
                        "ElastiCache → {name} → Modify → Maintenance: auto upgrade minor versions."
                    ),
                    cli=(
                        "aws elasticache modify-cache-cluster --cache-cluster-id {last} "
                        "--auto-minor-version-upgrade --region {region}"
                    ),
                    cloudformation=(
                        "Cache:\n"
                        "  Type: AWS::ElastiCache::CacheCluster\n"
                        "  Properties:\n"
                        '    ClusterName: "{name}"\n'
                        "    AutoMinorVersionUpgrade: true"
                    ),
                    terraform=(
                        'resource "aws_elasticache_cluster" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  cluster_id                 = "{name}"\n'
                        '  auto_minor_version_upgrade = "true"\n'
                        "}"
                    ),
                ),
            ),
            (
                ":redshift:",
                Remedy(
                    console=("Redshift → {name} → Maintenance → Edit: allow version upgrade."),
                    cli=(
                        "aws redshift modify-cluster --cluster-identifier {last} "
                        "--allow-version-upgrade --region {region}"
                    ),
                    cloudformation=(
                        "Warehouse:\n"
                        "  Type: AWS::Redshift::Cluster\n"
                        "  Properties:\n"
                        '    ClusterIdentifier: "{name}"\n'
                        "    AllowVersionUpgrade: true"
                    ),
                    terraform=(
                        'resource "aws_redshift_cluster" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  cluster_identifier    = "{name}"\n'
                        "  allow_version_upgrade = true\n"
                        "}"
                    ),
                ),
            ),
            (
                ":memorydb:",
                Remedy(
                    console=(
                        "MemoryDB sets it when a cluster is made: restore {name} from a "
                        "snapshot with auto upgrade of minor versions."
                    ),
                    cli=(
                        "aws memorydb create-cluster --cluster-name {last}-new "
                        "--node-type TYPE --acl-name ACL --auto-minor-version-upgrade "
                        "--snapshot-name SNAPSHOT --region {region}"
                    ),
                    cloudformation=(
                        "Cache:\n"
                        "  Type: AWS::MemoryDB::Cluster\n"
                        "  Properties:\n"
                        '    ClusterName: "{name}-new"\n'
                        "    AutoMinorVersionUpgrade: true"
                    ),
                    terraform=(
                        'resource "aws_memorydb_cluster" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  name                       = "{name}-new"\n'
                        "  auto_minor_version_upgrade = true\n"
                        "}"
                    ),
                ),
            ),
        ),
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html",
    references=[
        config_rule("rds-automatic-minor-version-upgrade-enabled"),
        config_rule("mq-auto-minor-version-upgrade-enabled"),
    ],
)
def versions_automatic(snapshot: Snapshot) -> Iterator[Result]:
    for kind in UPGRADED:
        yield from judged(snapshot.of(kind), _upgraded)


def _upgraded(engine: Resource) -> Result | None:
    if str(engine.data.get("Engine")).startswith(_NOT_ASKED):
        return None
    if true(required(engine, UPGRADED[engine.kind])):
        return passed(engine, f"{engine.name} takes minor versions by itself.")
    return failed(engine, f"{engine.name} takes no minor version by itself.")


CHECKS: tuple[Check, ...] = (patches_installed, versions_automatic)
