"""Caches and shared file systems."""

from datetime import UTC, datetime, timedelta
from typing import Any

from . import ACCOUNT, MAIN, SECOND
from .clients import Account
from .firewalls import Firewalls
from .network import Network
from .tags import listed, shop, tags

SHARE = "fs-0c2e4f6a8b1d3e5f7"


def build_stores(account: Account, network: Network, walls: Firewalls) -> None:
    _caches(account)
    _serverless_cache(account, network, walls)
    _files(account, network, walls)
    _file_server(account, network)


def _caches(account: Account) -> None:
    cache = account.client("elasticache", MAIN)
    cache.create_replication_group(
        ReplicationGroupId="shop-sessions",
        ReplicationGroupDescription="Sessions and fragments of pages",
        Engine="redis",
        CacheNodeType="cache.r6g.large",
        NumCacheClusters=3,
        AutomaticFailoverEnabled=True,
        MultiAZEnabled=True,
        AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True,
        SnapshotRetentionLimit=3,
        Tags=listed(shop("web")),
    )
    cache.create_cache_cluster(
        CacheClusterId="catalogue-cache",
        Engine="memcached",
        CacheNodeType="cache.t3.medium",
        TransitEncryptionEnabled=False,
        NumCacheNodes=1,
        Tags=listed(tags("catalogue")),
    )
    account.client("elasticache", SECOND).create_cache_cluster(
        CacheClusterId="us-cache",
        Engine="redis",
        CacheNodeType="cache.t2.small",
        TransitEncryptionEnabled=False,
        NumCacheNodes=1,
    )


def _serverless_cache(account: Account, network: Network, walls: Firewalls) -> None:
    """Finds products as one types; grows without a bound, and nothing of it is kept."""
    name = "shop-search"
    subnets = "".join(f"<member>{each}</member>" for each in network.private[:2])
    answer = (
        '<DescribeServerlessCachesResponse xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/">'
        "<DescribeServerlessCachesResult><ServerlessCaches><member>"
        f"<ServerlessCacheName>{name}</ServerlessCacheName><Status>available</Status>"
        "<Engine>valkey</Engine><MajorEngineVersion>8</MajorEngineVersion>"
        f"<ARN>arn:aws:elasticache:{MAIN}:{ACCOUNT}:serverlesscache:{name}</ARN>"
        f"<SecurityGroupIds><member>{walls.data}</member></SecurityGroupIds>"
        f"<SubnetIds>{subnets}</SubnetIds><SnapshotRetentionLimit>0</SnapshotRetentionLimit>"
        "</member></ServerlessCaches></DescribeServerlessCachesResult>"
        "<ResponseMetadata><RequestId>demo</RequestId></ResponseMetadata>"
        "</DescribeServerlessCachesResponse>"
    )
    account.records.put("elasticache", MAIN, "DescribeServerlessCaches", answer)


def _files(account: Account, network: Network, walls: Firewalls) -> None:
    efs = account.client("efs")
    media = _file_system(efs, "media", kept=True)
    efs.put_lifecycle_configuration(
        FileSystemId=media, LifecyclePolicies=[{"TransitionToIA": "AFTER_30_DAYS"}]
    )
    erp = _file_system(efs, "erp-share", kept=False)
    for system in (media, erp):
        efs.create_mount_target(
            FileSystemId=system, SubnetId=network.private[0], SecurityGroups=[walls.data]
        )


def _file_system(efs: Any, name: str, *, kept: bool) -> str:
    """`kept` is encrypted and backed up."""
    identity: str = efs.create_file_system(
        CreationToken=name, Encrypted=kept, Backup=kept, Tags=listed({"Name": name})
    )["FileSystemId"]
    return identity


def _file_server(account: Account, network: Network) -> None:
    """The old share of the offices, in one zone, under a key of AWS's."""
    made = datetime.now(UTC) - timedelta(days=700)
    share = {
        "OwnerId": ACCOUNT,
        "CreationTime": made.timestamp(),
        "FileSystemId": SHARE,
        "FileSystemType": "WINDOWS",
        "Lifecycle": "AVAILABLE",
        "StorageCapacity": 2048,
        "StorageType": "SSD",
        "VpcId": network.vpc,
        "SubnetIds": [network.private[0]],
        "KmsKeyId": f"arn:aws:kms:{MAIN}:{ACCOUNT}:key/5d1e9a3c-7b20-4c86-9f14-2ab6c8d0e3f1",
        "ResourceARN": f"arn:aws:fsx:{MAIN}:{ACCOUNT}:file-system/{SHARE}",
        "Tags": listed({"Name": "office-share", **tags("erp")}),
        "WindowsConfiguration": {
            "DeploymentType": "SINGLE_AZ_2",
            "ThroughputCapacity": 32,
            "AutomaticBackupRetentionDays": 3,
            "DailyAutomaticBackupStartTime": "02:00",
        },
    }
    account.records.put("fsx", MAIN, "DescribeFileSystems", {"FileSystems": [share]})
