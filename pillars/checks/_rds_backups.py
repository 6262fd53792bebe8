"""What makes databases of RDS keep backups: instances and clusters have commands of their own."""

from dataclasses import replace

from pillars.checking import Remedy

_CONSOLE = "RDS → Databases → {name} → Modify → Backup retention period: 7 days or more."
_COST = "Free up to the size of the databases, then about 0.095 USD per GB and month"

WEEK_OF_INSTANCE = Remedy(
    console=_CONSOLE,
    cli="aws rds modify-db-instance --db-instance-identifier {last} "
    "--backup-retention-period 7 --apply-immediately --region {region}",
    cloudformation="Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
    '    DBInstanceIdentifier: "{name}"\n    BackupRetentionPeriod: 7',
    terraform='resource "aws_db_instance" "db" {\n  # the rest stays as it is\n'
    '  identifier              = "{name}"\n  backup_retention_period = 7\n}',
    cost=_COST,
)
WEEK_OF_CLUSTER = Remedy(
    console=_CONSOLE,
    cli="aws rds modify-db-cluster --db-cluster-identifier {last} "
    "--backup-retention-period 7 --apply-immediately --region {region}",
    cloudformation="Database:\n  Type: AWS::RDS::DBCluster\n  Properties:\n"
    '    DBClusterIdentifier: "{name}"\n    BackupRetentionPeriod: 7',
    terraform='resource "aws_rds_cluster" "db" {\n  # the rest stays as it is\n'
    '  cluster_identifier      = "{name}"\n  backup_retention_period = 7\n}',
    cost=_COST,
)
KEEP_A_WEEK = replace(WEEK_OF_INSTANCE, others=((":cluster:", WEEK_OF_CLUSTER),))
