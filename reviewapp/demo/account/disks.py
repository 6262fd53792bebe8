"""Volumes that nobody uses, volumes of yesterday's type, snapshots that nobody deletes."""

from . import MAIN, SECOND
from .clients import Account
from .tags import Tags, for_kind, shop, tags


def build_disks(account: Account, machines: list[str]) -> list[str]:
    """Returns the ids of the snapshots of the main region, oldest first."""
    search = _volume(
        account, "search-index", size=200, kind="gp3", tags=shop("search"), encrypted=True
    )
    erp = _volume(account, "erp-data", size=500, tags=tags("erp"))
    for volume, machine in ((erp, machines[2]), (search, machines[3])):
        account.client("ec2", MAIN).attach_volume(
            VolumeId=volume, InstanceId=machine, Device="/dev/sdf"
        )
    _volume(account, "erp-data-before-upgrade", size=500)
    _volume(account, "import-scratch", size=100)
    _volume(account, "load-test-results", size=250, region=SECOND)
    names = ("erp before migration", "erp before upgrade", "erp weekly", "search weekly")
    snapshots = [_snapshot(account, erp, name) for name in names[:3]]
    return [*snapshots, _snapshot(account, search, names[3])]


def _volume(
    account: Account,
    name: str,
    *,
    size: int,
    kind: str = "gp2",
    tags: Tags | None = None,
    region: str = MAIN,
    encrypted: bool = False,
) -> str:
    identity: str = account.client("ec2", region).create_volume(
        AvailabilityZone=f"{region}a",
        Size=size,
        VolumeType=kind,
        Encrypted=encrypted,
        TagSpecifications=for_kind("volume", name, tags),
    )["VolumeId"]
    return identity


def _snapshot(account: Account, volume: str, about: str) -> str:
    identity: str = account.client("ec2", MAIN).create_snapshot(
        VolumeId=volume, Description=about, TagSpecifications=for_kind("snapshot", about)
    )["SnapshotId"]
    return identity
