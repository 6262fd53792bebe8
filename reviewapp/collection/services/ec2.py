"""EC2: instances, disks and what they are made from; the network is in `ec2_network`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ..aspects import Aspects
from ..reader import Listing, Reader
from ..registry import Item, collects
from ..tags import name_of, tag_map

# Without a page size EC2 tries to answer everything at once, which large accounts outgrow.
PAGE = {"PageSize": 1000}

# For an hour or so EC2 still lists what was terminated; nobody can improve it any more.
LIVING = {
    "Name": "instance-state-name",
    "Values": ["pending", "running", "stopping", "stopped"],
}


def arn_of(reader: Reader, resource: Mapping[str, Any], rest: str) -> str:
    """The ARN of a resource, which may belong to another account that shares it."""
    owner = resource.get("OwnerId") or reader.account
    return f"arn:{reader.partition}:ec2:{reader.region}:{owner}:{rest}"


def item(
    reader: Reader, resource: Mapping[str, Any], kind: str, identity: str, name: str = ""
) -> Item:
    """An EC2 resource whose ARN is made of its kind and id, named by its tag, `name` or id."""
    tags = tag_map(resource.get("Tags") or resource.get("TagSet"))
    arn = arn_of(reader, resource, f"{kind}/{identity}")
    return Item(arn, resource, name=name_of(tags, name or identity), tags=tags)


@collects("ec2.instance", call="ec2:DescribeInstances")
def instances(reader: Reader) -> Iterator[Item]:
    source = reader.pages(
        "describe_instances", "Reservations", Filters=[LIVING], PaginationConfig=PAGE
    )
    for reservation in source:
        for instance in reservation["Instances"]:
            yield item(reader, instance, "instance", instance["InstanceId"])


@collects("ec2.volume", call="ec2:DescribeVolumes")
def volumes(reader: Reader) -> Iterator[Item]:
    for volume in reader.pages("describe_volumes", "Volumes", PaginationConfig=PAGE):
        yield item(reader, volume, "volume", volume["VolumeId"])


@collects("ec2.snapshot", call="ec2:DescribeSnapshots", actions=("ec2:DescribeSnapshotAttribute",))
def snapshots(reader: Reader) -> Iterator[Item]:
    found = reader.pages(
        "describe_snapshots", "Snapshots", OwnerIds=["self"], PaginationConfig=PAGE
    )
    # Simulated accounts take "self" for everybody.
    mine = [each for each in found if each.get("OwnerId") == reader.account]
    plain = any(not each.get("Encrypted") for each in mine)
    public = _public_snapshots(reader) if plain else Listing([])
    yield from reader.spread(partial(_snapshot, reader, public), mine)


def _snapshot(reader: Reader, public: Listing, snapshot: dict[str, Any]) -> Item:
    more = reader.aspects(snapshot)
    _read_sharing(more, public)
    made = _without_account(reader, more.data, "snapshot", snapshot["SnapshotId"])
    return replace(made, unread=more.unread)


def _read_sharing(more: Aspects, public: Listing) -> None:
    """Who else may make a volume of a snapshot; all may of none that is encrypted.

    Only those that AWS lists for everybody are asked for one by one.
    """
    if more.data.get("Encrypted"):
        return
    identity = more.data["SnapshotId"]
    more.join("Sharing", public, lambda listed: [identity] if identity in listed else [])
    if more.data.get("Sharing"):
        attribute = {"SnapshotId": identity, "Attribute": "createVolumePermission"}
        pick = "CreateVolumePermissions"
        more.read("Sharing", "describe_snapshot_attribute", pick=pick, **attribute)
        more.change("Sharing", lambda given: sorted(filter(None, map(_group_of, given))))


def _public_snapshots(reader: Reader) -> Listing:
    """The ids of the account's own that everybody may restore."""
    mine: dict[str, Any] = {
        "OwnerIds": ["self"],
        "RestorableByUserIds": ["all"],
        "PaginationConfig": PAGE,
    }
    listed = reader.listing("describe_snapshots", "Snapshots", **mine)
    return Listing([each["SnapshotId"] for each in listed.items], listed.reason)


def _group_of(permission: Mapping[str, Any]) -> str:
    return str(permission.get("Group") or "")


@collects("ec2.image", call="ec2:DescribeImages")
def images(reader: Reader) -> Iterator[Item]:
    source = reader.pages("describe_images", "Images", Owners=["self"], PaginationConfig=PAGE)
    for image in source:
        name = image.get("Name", "")
        yield _without_account(reader, image, "image", image["ImageId"], name)


@collects("ec2.reserved_instance", call="ec2:DescribeReservedInstances")
def reserved_instances(reader: Reader) -> Iterator[Item]:
    active = {"Name": "state", "Values": ["active"]}
    for bought in reader.pages(
        "describe_reserved_instances", "ReservedInstances", Filters=[active]
    ):
        yield item(reader, bought, "reserved-instances", bought["ReservedInstancesId"])


@collects("ec2.ebs_encryption_default", call="ec2:GetEbsEncryptionByDefault")
def ebs_encryption_default(reader: Reader) -> Iterator[Item]:
    answer = reader.call("get_ebs_encryption_by_default")
    data = {"EbsEncryptionByDefault": bool(answer["EbsEncryptionByDefault"])}
    arn = reader.arn("ec2", "ebs-encryption-by-default")
    yield Item(arn, data, name=f"EBS encryption by default in {reader.region}")


def _without_account(
    reader: Reader, resource: Mapping[str, Any], kind: str, identity: str, name: str = ""
) -> Item:
    """Snapshots and images: their ARNs name no account, whoever owns them."""
    tags = tag_map(resource.get("Tags"))
    arn = f"arn:{reader.partition}:ec2:{reader.region}::{kind}/{identity}"
    return Item(arn, resource, name=name_of(tags, name or identity), tags=tags)
