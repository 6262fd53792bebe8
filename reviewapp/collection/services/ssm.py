"""Systems Manager: parameters (never their values), the account's documents, managed machines."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged
from ..tags import tag_map


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
    source = reader.pages(
        "describe_instance_information",
        "InstanceInformationList",
        PaginationConfig={"PageSize": 50},
    )
    for instance in source:
        identity = instance["InstanceId"]
        name = instance.get("Name") or instance.get("ComputerName") or identity
        yield Item(_instance_arn(reader, identity), instance, name=name)


def _instance_arn(reader: Reader, identity: str) -> str:
    if identity.startswith("mi-"):
        return reader.arn("ssm", f"managed-instance/{identity}")
    return reader.arn("ec2", f"instance/{identity}")
