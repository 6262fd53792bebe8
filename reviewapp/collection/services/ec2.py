"""EC2: instances, disks, addresses and the network."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tags import name_of, tag_map


@collects("ec2.volume", call="ec2:DescribeVolumes")
def volumes(reader: Reader) -> Iterator[Item]:
    for volume in reader.pages("describe_volumes", "Volumes"):
        tags = tag_map(volume.get("Tags"))
        arn = reader.arn("ec2", f"volume/{volume['VolumeId']}")
        yield Item(arn, volume, name=name_of(tags, volume["VolumeId"]), tags=tags)
