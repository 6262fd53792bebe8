"""Policies of resources: put with boto3, read as a scan reads them; what has none, and what is denied."""

import io
import json
import zipfile

import pytest

from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, Refusal, fake_aws

from .kinds import outcome, read_kind, read_names

HERE = f"{REGION}:{ACCOUNT}"
OWN = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": OWN, "Action": "*", "Resource": "*"}],
}
TEXT = json.dumps(POLICY)


def secrets(aws):
    client = aws.client("secretsmanager")
    client.create_secret(Name="shared", SecretString="hunter2")
    client.create_secret(Name="plain", SecretString="hunter2")
    client.put_resource_policy(SecretId="shared", ResourcePolicy=TEXT)


def repositories(aws):
    client = aws.client("ecr")
    client.create_repository(repositoryName="shared")
    client.create_repository(repositoryName="plain")
    client.set_repository_policy(repositoryName="shared", policyText=TEXT)


def files(aws):
    client = aws.client("efs")
    for name in ("shared", "plain"):
        tags = [{"Key": "Name", "Value": name}]
        made = client.create_file_system(CreationToken=name, Tags=tags)["FileSystemId"]
        if name == "shared":
            client.put_file_system_policy(FileSystemId=made, Policy=TEXT)


def streams(aws):
    client = aws.client("kinesis")
    client.create_stream(StreamName="shared", ShardCount=1)
    client.create_stream(StreamName="plain", ShardCount=1)
    client.put_resource_policy(ResourceARN=f"arn:aws:kinesis:{HERE}:stream/shared", Policy=TEXT)


def layers(aws):
    client = aws.client("lambda")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("shared.py", "")
    for name in ("shared", "plain"):
        client.publish_layer_version(LayerName=name, Content={"ZipFile": packed.getvalue()})
    client.add_layer_version_permission(
        LayerName="shared",
        VersionNumber=1,
        StatementId="all",
        Action="lambda:GetLayerVersion",
        Principal=ACCOUNT,
    )


READ = {
    "secretsmanager.secret": (secrets, "GetResourcePolicy"),
    "ecr.repository": (repositories, "GetRepositoryPolicy"),
    "efs.file_system": (files, "GET /*/file-systems/*/policy"),
    "kinesis.stream": (streams, "GetResourcePolicy"),
    "lambda.layer": (layers, "GET /2018-10-31/layers/*/versions/*/policy"),
}


@pytest.mark.parametrize("kind", READ)
def test_a_policy_none_and_one_that_is_denied(aws, kind):
    make, call = READ[kind]
    make(aws)
    tags = {"GetResources": {"ResourceTagMappingList": []}}
    with fake_aws(tags, upstream=aws.endpoint) as endpoint:
        found = read_names(Aws(endpoint), kind)
    (statement,) = found["shared"].data["Policy"]["Statement"]
    assert statement["Effect"] == "Allow"
    assert found["plain"].data["Policy"] is None
    assert found["plain"].unread == found["shared"].unread == {}
    with fake_aws({**tags, call: DENIED}, upstream=aws.endpoint) as endpoint:
        unread = read_names(Aws(endpoint), kind)
    assert {name for name, each in unread.items() if "Policy" in each.unread} == {"shared", "plain"}


@pytest.mark.parametrize("policy", [{"Policy": TEXT}, Refusal("ResourceNotFoundException")])
def test_a_vault(aws, policy):
    aws.client("backup").create_backup_vault(BackupVaultName="copies")
    answers = {"GET /backup-vaults/*/access-policy": policy}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "backup.vault")
    assert found.data["Policy"] == (POLICY if isinstance(policy, dict) else None)
    assert found.unread == {}


def test_buses_without_the_one_of_each_region(aws):
    client = aws.client("events")
    assert read_kind(aws, "events.bus") == []
    client.create_event_bus(Name="orders")
    assert read_names(aws, "events.bus")["orders"].data["Policy"] is None
    client.put_permission(
        Action="events:PutEvents", Principal="111122223333", StatementId="partner"
    )
    found = read_names(aws, "events.bus")
    assert set(found) == {"default", "orders"}
    assert found["default"].data["Policy"]["Statement"][0]["Sid"] == "partner"


def test_the_catalog(aws):
    assert read_kind(aws, "glue.catalog_policy") == []
    aws.client("glue").put_resource_policy(PolicyInJson=TEXT)
    (found,) = read_kind(aws, "glue.catalog_policy")
    assert (found.id, found.data) == (f"arn:aws:glue:{HERE}:catalog", {"Policy": POLICY})


def test_a_catalog_without_a_policy_is_read():
    none = Refusal("EntityNotFoundException", "Policy not found")
    with fake_aws({"GetResourcePolicy": none}) as endpoint:
        read = outcome(Aws(endpoint), "glue.catalog_policy")
    assert (read.state, list(read.items)) == ("read", [])
