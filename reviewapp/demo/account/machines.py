"""Instances that stand alone: a bastion, a build server, an ERP, and a storefront in a hurry."""

from dataclasses import dataclass
from typing import Any

from . import MAIN, SECOND
from .clients import Account
from .network import Network
from .tags import Tags, for_kind, platform, shop, tags

INTEL, ARM = "x86_64", "arm64"


@dataclass(frozen=True, slots=True)
class Images:
    """Image ids by architecture, one pair per region."""

    intel: str
    arm: str


@dataclass(frozen=True, slots=True)
class Machine:
    """One instance to be; `busy` is average and highest CPU in percent."""

    name: str
    size: str
    busy: tuple[float, float]
    tags: Tags
    subnet: str
    image: str
    stopped: bool = False
    profile: str = ""
    token_only: bool = False


def build_images(account: Account, region: str) -> Images:
    intel = _image(account, region, "larkspur-base-2025-11", INTEL)
    arm = _image(account, region, "larkspur-base-arm-2026-03", ARM)
    return Images(intel, arm)


def build_machines(account: Account, network: Network, images: Images) -> list[str]:
    """The main region's; returns instance ids."""
    public, private = network.public, network.private
    return _start(
        account,
        MAIN,
        [
            Machine("bastion", "t2.micro", (1.2, 9), platform("access"), public[0], images.intel),
            Machine("jenkins", "m4.large", (11, 74), platform("build"), private[0], images.intel),
            Machine("erp", "m5.2xlarge", (3.1, 17), tags("erp"), private[0], images.intel),
            Machine(
                "search-1",
                "m6g.large",
                (38, 81),
                shop("search"),
                private[1],
                images.arm,
                profile="larkspur-app",
                token_only=True,
            ),
            Machine("old-import", "c4.large", (0, 0), {}, private[2], images.intel, stopped=True),
        ],
    )


def build_hurried_machines(account: Account, network: Network, images: Images) -> list[str]:
    """The second region's storefront: two servers in one zone, and what was tried before."""
    public = network.public[0]
    intel = images.intel
    return _start(
        account,
        SECOND,
        [
            Machine("us-web-1", "t3.large", (21, 88), {}, public, intel),
            Machine("us-web-2", "t3.large", (19, 86), {}, public, intel),
            Machine("us-reports", "m5.xlarge", (1.6, 12), tags("reporting"), public, intel),
            Machine("load-test", "c5.4xlarge", (0, 0), {}, public, intel, stopped=True),
        ],
    )


def root_disk(*, encrypted: bool) -> dict[str, Any]:
    """The disk that an instance starts from; the old ones are small, slow and in the clear."""
    kind = "gp3" if encrypted else "gp2"
    disk = {"VolumeSize": 30, "VolumeType": kind, "Encrypted": encrypted}
    return {"DeviceName": "/dev/xvda", "Ebs": {**disk, "DeleteOnTermination": True}}


def _image(account: Account, region: str, name: str, architecture: str) -> str:
    identity: str = account.client("ec2", region).register_image(
        Name=name, Architecture=architecture, RootDeviceName="/dev/xvda", VirtualizationType="hvm"
    )["ImageId"]
    return identity


def _start(account: Account, region: str, machines: list[Machine]) -> list[str]:
    return [_machine(account, region, machine) for machine in machines]


def _machine(account: Account, region: str, machine: Machine) -> str:
    ec2 = account.client("ec2", region)
    options = {"IamInstanceProfile": {"Name": machine.profile}} if machine.profile else {}
    tokens = "required" if machine.token_only else "optional"
    started = ec2.run_instances(
        ImageId=machine.image,
        InstanceType=machine.size,
        MinCount=1,
        MaxCount=1,
        SubnetId=machine.subnet,
        MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled"},
        BlockDeviceMappings=[root_disk(encrypted=machine.token_only)],
        TagSpecifications=for_kind("instance", machine.name, machine.tags),
        **options,
    )["Instances"][0]
    identity: str = started["InstanceId"]
    if machine.stopped:
        ec2.stop_instances(InstanceIds=[identity])
    else:
        account.processors[identity] = machine.busy
    return identity
