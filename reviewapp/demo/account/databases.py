"""RDS: orders and payments as they should be, the catalogue and the reports as they grew."""

from functools import partial
from typing import Any

from . import MAIN, REGIONS, SECOND
from .answers.records import Content, Params
from .clients import Account
from .firewalls import Firewalls
from .network import Network
from .tags import listed, shop, tags

# Parameter groups that refuse connections without TLS.
FORCING = ("payments", "default.postgres16")
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
    _tell_parameters(account)
    _orders(rds, walls, keys["shop-data"])
    _catalogue(rds, walls)
    _payments(rds, walls, keys["shop-data"])


def build_hurried_databases(account: Account) -> None:
    _make(
        account.client("rds", SECOND),
        "us-reporting",
        "postgres",
        "db.t3.medium",
        EngineVersion="13.15",
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
        PubliclyAccessible=False,
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
        AvailabilityZone=f"{MAIN}c",
        PubliclyAccessible=False,
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
        PubliclyAccessible=False,
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
    for number, zone in ((1, "a"), (2, "b")):
        rds.create_db_instance(
            DBInstanceIdentifier=f"payments-{number}",
            AvailabilityZone=f"{MAIN}{zone}",
            PubliclyAccessible=False,
            DBClusterIdentifier="payments",
            Engine="aurora-postgresql",
            DBInstanceClass="db.r6g.large",
            EnablePerformanceInsights=True,
            Tags=listed(shop("payments")),
        )


def _tell_parameters(account: Account) -> None:
    """Moto keeps no engine defaults; PostgreSQL asks for TLS by itself from version 15 on."""
    for region in REGIONS:
        for operation in ("DescribeDBParameters", "DescribeDBClusterParameters"):
            account.records.put("rds", region, operation, partial(_switch, operation))


def _switch(operation: str, params: Params) -> Content:
    group = params.get("DBClusterParameterGroupName") or params.get("DBParameterGroupName", "")
    name = "require_secure_transport" if "mysql" in group else "rds.force_ssl"
    value = "<ParameterValue>1</ParameterValue>" if group in FORCING else ""
    return (
        f'<{operation}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/">'
        f"<{operation}Result><Parameters><Parameter><ParameterName>{name}</ParameterName>{value}"
        f"</Parameter></Parameters></{operation}Result></{operation}Response>"
    )
