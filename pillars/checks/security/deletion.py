"""Whether stores of data can be deleted by one careless call."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import true
from ..common import config_rule, judged, required

PROTECTION = {
    "rds.instance": "DeletionProtection",
    "rds.cluster": "DeletionProtection",
    "dynamodb.table": "DeletionProtectionEnabled",
}
_CLUSTER = Remedy(
    cli="aws rds modify-db-cluster --db-cluster-identifier {last} --deletion-protection "
    "--region {region}",
    cloudformation="Database:\n  Type: AWS::RDS::DBCluster\n  Properties:\n"
    '    DBClusterIdentifier: "{name}"\n    DeletionProtection: true',
    terraform='resource "aws_rds_cluster" "this" {\n  # the rest stays as it is\n'
    '  cluster_identifier  = "{name}"\n  deletion_protection = true\n}',
)
_TABLE = Remedy(
    console="DynamoDB → Tables → {name} → Additional settings → Deletion protection: Turn on.",
    cli="aws dynamodb update-table --table-name {name} --deletion-protection-enabled "
    "--region {region}",
    cloudformation="Table:\n  Type: AWS::DynamoDB::Table\n  Properties:\n"
    '    TableName: "{name}"\n    DeletionProtectionEnabled: true',
    terraform='resource "aws_dynamodb_table" "this" {\n  # the rest stays as it is\n'
    '  name                        = "{name}"\n  deletion_protection_enabled = true\n}',
)


@check(
    id="stores-kept-from-deletion",
    title="Databases and tables of production cannot be deleted by mistake",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[*PROTECTION],
    passes="Deletion protection is on. Asked of production alone; of Aurora and other clusters the "
    "cluster is judged, not its instances.",
    supports=["SEC08-BP04"],
    remedy=Remedy(
        console="RDS → Databases → {name} → Modify → Deletion protection: Enable.",
        cli="aws rds modify-db-instance --db-instance-identifier {last} --deletion-protection "
        "--region {region}",
        cloudformation="Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
        '    DBInstanceIdentifier: "{name}"\n    DeletionProtection: true',
        terraform='resource "aws_db_instance" "this" {\n  # the rest stays as it is\n'
        '  identifier          = "{name}"\n  deletion_protection = true\n}',
        cost="Free",
        others=((":cluster:", _CLUSTER), (":dynamodb:", _TABLE)),
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
    references=[
        config_rule("rds-instance-deletion-protection-enabled"),
        config_rule("rds-cluster-deletion-protection-enabled"),
        config_rule("dynamodb-table-deletion-protection-enabled"),
    ],
)
def stores_kept(snapshot: Snapshot) -> Iterator[Result]:
    if snapshot.workload.production:
        for kind in PROTECTION:
            yield from judged(snapshot.of(kind), _kept)


def _kept(store: Resource) -> Result | None:
    if store.data.get("DBClusterIdentifier") and store.kind == "rds.instance":
        return None
    if true(required(store, PROTECTION[store.kind])):
        return passed(store, f"{store.name} is protected from deletion.")
    return failed(store, f"One call deletes {store.name}: deletion protection is off.")


CHECKS: tuple[Check, ...] = (stores_kept,)
