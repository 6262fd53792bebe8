"""Systems Manager: parameters (never their values), the account's documents, managed machines."""

from collections.abc import Iterator
from typing import Any

from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged
from ..tags import tag_map

# As many as one call tells of.
MACHINES_PER_CALL = 50
DROPPED = frozenset({"InstallOverrideList", "OwnerInformation"})


@collects("ssm.parameter", call="ssm:DescribeParameters", actions=(TAG_ACTION,))
def parameters(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "ssm")
    source = reader.pages("describe_parameters", "Parameters", PaginationConfig={"PageSize": 50})
    for parameter in source:
        name = parameter["Name"]
        arn = parameter.get("ARN") or reader.arn("ssm", f"parameter/{name.lstrip('/')}")
        yield Item(arn, parameter, name=name, tags=tagged.of(arn), unread=tagged.unread)


@collects("ssm.document", call="ssm:ListDocuments")
def documents(reader: Reader) -> Iterator[Item]:
    own = {"Key": "Owner", "Values": ["Self"]}
    for document in reader.pages("list_documents", "DocumentIdentifiers", Filters=[own]):
        name = document["Name"]
        tags = tag_map(document.get("Tags"))
        yield Item(reader.arn("ssm", f"document/{name}"), document, name=name, tags=tags)


@collects("ssm.instance", call="ssm:DescribeInstanceInformation")
def instances(reader: Reader) -> Iterator[Item]:
    """Machines that report to Systems Manager: EC2 instances and others (`mi-…`)."""
    for instance in _machines(reader):
        identity = instance["InstanceId"]
        name = instance.get("Name") or instance.get("ComputerName") or identity
        yield Item(_instance_arn(reader, identity), instance, name=name)


@collects(
    "ssm.patch_state",
    call="ssm:DescribeInstancePatchStates",
    actions=("ssm:DescribeInstanceInformation",),
)
def patch_states(reader: Reader) -> Iterator[Item]:
    """What the last look at a machine's patches came to, for machines that were looked at."""
    machines = [each["InstanceId"] for each in _machines(reader)]
    for some in batches(machines, MACHINES_PER_CALL):
        for state in reader.pages(
            "describe_instance_patch_states", "InstancePatchStates", InstanceIds=list(some)
        ):
            identity = state["InstanceId"]
            kept = {key: value for key, value in state.items() if key not in DROPPED}
            yield Item(_instance_arn(reader, identity), kept, name=identity)


def _machines(reader: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.once(
        "managed machines",
        lambda: list(
            reader.pages(
                "describe_instance_information",
                "InstanceInformationList",
                PaginationConfig={"PageSize": 50},
            )
        ),
    )
    return found


def _instance_arn(reader: Reader, identity: str) -> str:
    if identity.startswith("mi-"):
        return reader.arn("ssm", f"managed-instance/{identity}")
    return reader.arn("ec2", f"instance/{identity}")
