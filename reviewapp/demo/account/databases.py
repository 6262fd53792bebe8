"""RDS: orders and payments as they should be, the catalogue and the reports as they grew."""

from typing import Any

from . import MAIN, SECOND
from .clients import Account
from .firewalls import Firewalls
from .network import Network
from .tags import listed, shop, tags

# The simulated databases hold nothing and nobody can reach them.
LOGIN = {"MasterUsername": "larkspur", "MasterUserPassword": "simulated-only"}


def build_databases(
    account: Account, network: Network, walls: Firewalls, keys: dict[str, str]
) -> None:
    rds = account.client("rds")
    rds.create_db_subnet_group(
        DBSubnetGroupName="larkspur-data",
        DBSubnetGroupDescription="Data subnets of production",
        SubnetIds=network.data,
    )
    _orders(rds, walls, keys["shop-data"])
    _catalogue(rds, walls)
    _payments(rds, walls, keys["shop-data"])


def build_hurried_databases(account: Account) -> None:
    _make(
        account.client("rds", SECOND),
        "us-reporting",
        "postgres",
        "db.t3.medium",
        PubliclyAccessible=True,
        BackupRetentionPeriod=0,
        AvailabilityZone=f"{SECOND}a",
    )


def _make(rds: Any, name: str, engine: str, size: str, **options: Any) -> None:
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        Engine=engine,
        DBInstanceClass=size,
        AllocatedStorage=options.pop("storage", 100),
        **{**LOGIN, **options},
    )


def _orders(rds: Any, walls: Firewalls, key: str) -> None:
    _make(
        rds,
        "shop-orders",
        "postgres",
        "db.r6g.xlarge",
        storage=400,
        EngineVersion="16.4",
        MultiAZ=True,
        StorageEncrypted=True,
        KmsKeyId=key,
        BackupRetentionPeriod=14,
        DeletionProtection=True,
        EnablePerformanceInsights=True,
        EnableCloudwatchLogsExports=["postgresql"],
        CopyTagsToSnapshot=True,
        AutoMinorVersionUpgrade=True,
        DBSubnetGroupName="larkspur-data",
        VpcSecurityGroupIds=[walls.data],
        Tags=listed(shop("orders")),
    )
    rds.create_db_instance_read_replica(
        DBInstanceIdentifier="shop-orders-replica",
        SourceDBInstanceIdentifier="shop-orders",
        DBInstanceClass="db.r6g.large",
        Tags=listed(shop("orders")),
    )
    rds.create_db_snapshot(
        DBInstanceIdentifier="shop-orders", DBSnapshotIdentifier="orders-before-black-friday-2024"
    )


def _catalogue(rds: Any, walls: Firewalls) -> None:
    _make(
        rds,
        "catalogue",
        "mysql",
        "db.m5.large",
        EngineVersion="8.0.36",
        MultiAZ=False,
        BackupRetentionPeriod=1,
        AvailabilityZone=f"{MAIN}a",
        VpcSecurityGroupIds=[walls.data],
        Tags=listed(tags("catalogue", owner="team-shop@larkspur.example")),
    )
    rds.create_db_snapshot(
        DBInstanceIdentifier="catalogue", DBSnapshotIdentifier="catalogue-before-utf8"
    )


def _payments(rds: Any, walls: Firewalls, key: str) -> None:
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="payments",
        DBParameterGroupFamily="aurora-postgresql16",
        Description="Payments",
    )
    rds.create_db_cluster(
        DBClusterIdentifier="payments",
        Engine="aurora-postgresql",
        EngineVersion="16.4",
        StorageEncrypted=True,
        KmsKeyId=key,
        BackupRetentionPeriod=21,
        DeletionProtection=True,
        DBSubnetGroupName="larkspur-data",
        DBClusterParameterGroupName="payments",
        VpcSecurityGroupIds=[walls.data],
        Tags=listed(shop("payments")),
        **LOGIN,
    )
    for number in (1, 2):
        rds.create_db_instance(
            DBInstanceIdentifier=f"payments-{number}",
            DBClusterIdentifier="payments",
            Engine="aurora-postgresql",
            DBInstanceClass="db.r6g.large",
            EnablePerformanceInsights=True,
            Tags=listed(shop("payments")),
        )
