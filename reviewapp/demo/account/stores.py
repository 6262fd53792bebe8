"""Caches and shared file systems."""

from typing import Any

from . import MAIN, SECOND
from .clients import Account
from .firewalls import Firewalls
from .network import Network
from .tags import listed, shop, tags


def build_stores(account: Account, network: Network, walls: Firewalls) -> None:
    _caches(account)
    _files(account, network, walls)


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
