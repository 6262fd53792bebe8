"""Keys, secrets, parameters, stacks and backups, read from a simulated account."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.aws import ACCOUNT, Aws, by_name
from tests.collection.kinds import read_kind, read_names
from tests.fakes import DENIED, Refusal, fake_aws, tagged


@pytest.fixture
def keys(aws):
    """A rotated key, one that is not, and one for signing, which cannot be."""
    kms = aws.client("kms")

    def make(name, **more):
        made = kms.create_key(Tags=[{"TagKey": "Name", "TagValue": name}], **more)["KeyMetadata"]
        kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=made["KeyId"])
        return made["Arn"]

    arns = {
        "rotated": make("rotated"),
        "still": make("still"),
        "signing": make("signing", KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048"),
    }
    kms.enable_key_rotation(KeyId=arns["rotated"])
    return arns


def test_keys_with_rotation_and_tags(aws, keys):
    found = read_names(aws, "kms.key")
    assert {name: item.id for name, item in found.items()} == {
        f"alias/{name}": arn for name, arn in keys.items()
    }
    rotated, still = found["alias/rotated"], found["alias/still"]
    assert rotated.data["Rotation"]["KeyRotationEnabled"] is True
    assert still.data["Rotation"]["KeyRotationEnabled"] is False
    assert (rotated.data["KeyManager"], rotated.data["KeyState"]) == ("CUSTOMER", "Enabled")
    assert rotated.tags == {"Name": "rotated"}
    assert rotated.unread == {}


def test_a_key_that_cannot_rotate_has_no_status(aws, keys):
    refusal = Refusal("UnsupportedOperationException", "asymmetric")
    with fake_aws({"GetKeyRotationStatus": refusal}, upstream=aws.endpoint) as endpoint:
        found = read_names(Aws(endpoint), "kms.key")
    assert found["alias/signing"].data["Rotation"] is None
    assert found["alias/signing"].unread == {}


def test_keys_that_aws_manages_are_left_out_without_asking_about_them(aws, keys):
    listed = [{"KeyId": "aws-1", "KeyArn": "arn:aws:kms:us-east-1:1:key/aws-1"}]
    names = [{"AliasName": "alias/aws/ebs", "AliasArn": "arn", "TargetKeyId": "aws-1"}]
    answers = {"ListKeys": {"Keys": listed}, "ListAliases": {"Aliases": names}}
    with fake_aws(answers) as endpoint:  # an endpoint that would refuse DescribeKey
        assert read_kind(Aws(endpoint), "kms.key") == []


def test_keys_that_aws_manages_are_left_out_without_aliases_too(aws):
    listed = [{"KeyId": "aws-1", "KeyArn": "arn:aws:kms:us-east-1:1:key/aws-1"}]
    answers = {
        "ListKeys": {"Keys": listed},
        "ListAliases": DENIED,
        "DescribeKey": {"KeyMetadata": {"KeyId": "aws-1", "KeyManager": "AWS"}},
    }
    with fake_aws(answers) as endpoint:
        assert read_kind(Aws(endpoint), "kms.key") == []


def test_a_key_that_keeps_the_reader_out_is_there_and_unread(aws, keys):
    def guard(params):
        if params["KeyId"] == keys["still"].rsplit("/", 1)[-1]:
            return DENIED
        return {"KeyMetadata": {"KeyId": params["KeyId"], "KeyManager": "CUSTOMER"}}

    with fake_aws({"DescribeKey": guard}, upstream=aws.endpoint) as endpoint:
        found = read_names(Aws(endpoint), "kms.key")
    assert found["alias/still"].id == keys["still"]
    assert {"KeyState", "KeySpec", "Origin", "KeyManager"} <= set(found["alias/still"].unread)
    assert found["alias/rotated"].unread == {}


def test_aliases(aws, keys):
    found = read_names(aws, "kms.alias")
    assert found["alias/rotated"].id == f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/rotated"
    assert found["alias/rotated"].data["TargetKeyId"] in keys["rotated"]


def test_secrets_without_what_they_hold(aws):
    client = aws.client("secretsmanager")
    made = client.create_secret(
        Name="prod/db", SecretString="hunter2", Tags=[{"Key": "Env", "Value": "prod"}]
    )
    (found,) = read_kind(aws, "secretsmanager.secret")
    assert (found.id, found.name, found.tags) == (made["ARN"], "prod/db", {"Env": "prod"})
    assert not found.data.get("RotationEnabled")
    assert "hunter2" not in repr(found)


def test_parameters_without_their_values(aws):
    aws.client("ssm").put_parameter(
        Name="/prod/db/password",
        Value="hunter2",
        Type="SecureString",
        Tags=[{"Key": "Env", "Value": "prod"}],
    )
    (found,) = read_kind(aws, "ssm.parameter")
    assert found.id == f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/prod/db/password"
    assert (found.name, found.data["Type"]) == ("/prod/db/password", "SecureString")
    assert found.tags == {"Env": "prod"}
    assert "hunter2" not in repr(found)


def test_own_documents_only(aws):
    aws.client("ssm").create_document(
        Name="restart-web",
        DocumentType="Automation",
        DocumentFormat="JSON",
        Content='{"schemaVersion": "0.3", "description": "restart"}',
        Tags=[{"Key": "Team", "Value": "web"}],
    )
    (found,) = read_kind(aws, "ssm.document")
    assert found.id == f"arn:aws:ssm:us-east-1:{ACCOUNT}:document/restart-web"
    assert (found.name, found.data["DocumentType"]) == ("restart-web", "Automation")
    assert found.tags == {"Team": "web"}


def test_managed_machines_of_both_kinds_over_pages():
    def page(params):
        if "NextToken" in params:
            other = {"InstanceId": "mi-2", "ComputerName": "cellar", "PingStatus": "Online"}
            return {"InstanceInformationList": [other]}
        first = {"InstanceId": "i-1", "PingStatus": "ConnectionLost", "PlatformType": "Linux"}
        return {"InstanceInformationList": [first], "NextToken": "more"}

    with fake_aws({"DescribeInstanceInformation": page}) as endpoint:
        found = read_names(Aws(endpoint), "ssm.instance")
    assert found["i-1"].id == f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-1"
    assert found["i-1"].data["PingStatus"] == "ConnectionLost"
    assert found["cellar"].id == f"arn:aws:ssm:us-east-1:{ACCOUNT}:managed-instance/mi-2"


TEMPLATE = """{
  "Parameters": {"Password": {"Type": "String"}},
  "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}},
  "Outputs": {"Word": {"Value": {"Ref": "Password"}}}
}"""


def test_stacks_without_values(aws):
    made = aws.client("cloudformation").create_stack(
        StackName="web",
        TemplateBody=TEMPLATE,
        Parameters=[{"ParameterKey": "Password", "ParameterValue": "hunter2"}],
        Tags=[{"Key": "Env", "Value": "prod"}],
    )
    (found,) = read_kind(aws, "cloudformation.stack")
    assert (found.id, found.name, found.tags) == (made["StackId"], "web", {"Env": "prod"})
    assert found.data["StackStatus"] == "CREATE_COMPLETE"
    assert not {"Parameters", "Outputs"} & set(found.data)
    assert "hunter2" not in repr(found)


@pytest.fixture
def plan(aws):
    client = aws.client("backup")
    client.create_backup_vault(BackupVaultName="vault", BackupVaultTags={"Env": "prod"})
    rule = {
        "RuleName": "daily",
        "TargetBackupVaultName": "vault",
        "Lifecycle": {"DeleteAfterDays": 35},
    }
    return client.create_backup_plan(BackupPlan={"BackupPlanName": "daily", "Rules": [rule]})


SELECTED = {
    "GET /backup/plans/*/selections": {
        "BackupSelectionsList": [{"SelectionId": "s1", "SelectionName": "tagged"}]
    },
    "GET /backup/plans/*/selections/s1": {
        "SelectionId": "s1",
        "BackupSelection": {
            "SelectionName": "tagged",
            "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/backup",
            "ListOfTags": [
                {"ConditionType": "STRINGEQUALS", "ConditionKey": "Backup", "ConditionValue": "yes"}
            ],
        },
    },
}


def test_plans_with_rules_and_selections(aws, plan):
    answers = {**SELECTED, "GetResources": tagged(plan["BackupPlanArn"], Env="prod")}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "backup.plan")
    assert (found.id, found.name) == (plan["BackupPlanArn"], "daily")
    (rule,) = found.data["Plan"]["Rules"]
    assert rule["Lifecycle"] == {"DeleteAfterDays": 35}
    (selection,) = found.data["Selections"]
    assert selection["SelectionId"] == "s1"
    assert selection["ListOfTags"][0]["ConditionKey"] == "Backup"
    assert found.tags == {"Env": "prod"}
    assert found.unread == {}


def test_selections_are_unread_where_one_is_denied(aws, plan):
    answers = {**SELECTED, "GET /backup/plans/*/selections/s1": DENIED}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "backup.plan")
    assert set(found.unread) == {"Selections"}
    assert found.unread["Selections"].startswith("get_backup_selection: AccessDeniedException: ")
    assert "Selections" not in found.data
    assert found.data["Plan"]["Rules"]


def test_selections_are_unread_where_their_list_is_denied(aws, plan):
    answers = {"GET /backup/plans/*/selections": DENIED}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "backup.plan")
    assert found.unread["Selections"].startswith("list_backup_selections: AccessDeniedException: ")
    assert "Selections" not in found.data


def test_a_plan_without_selections_and_one_deleted_meanwhile(aws, plan):
    gone = Refusal("ResourceNotFoundException", "not found")
    answers = {**SELECTED, "GET /backup/plans/*/selections/s1": gone}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "backup.plan")
    assert found.data["Selections"] == []
    none = {"GET /backup/plans/*/selections": {"BackupSelectionsList": []}}
    with fake_aws(none, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "backup.plan")
    assert found.data["Selections"] == []


def test_vaults(aws, plan):
    (found,) = read_kind(aws, "backup.vault")
    assert found.id == f"arn:aws:backup:us-east-1:{ACCOUNT}:backup-vault:vault"
    assert (found.name, found.tags) == ("vault", {"Env": "prod"})
    assert "NumberOfRecoveryPoints" in found.data


def test_protected_resources():
    table = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/orders"
    volume = f"arn:aws:ec2:us-east-1:{ACCOUNT}:volume/vol-1"
    results = [
        {"ResourceArn": table, "ResourceType": "DynamoDB", "ResourceName": "orders"},
        {"ResourceArn": volume, "ResourceType": "EBS", "LastBackupTime": 1772366400},
    ]
    with fake_aws({"GET /resources": {"Results": results}}) as endpoint:
        found = read_names(Aws(endpoint), "backup.protected_resource")
    assert found["orders"].id == table
    assert found["volume/vol-1"].id == volume
    assert found["volume/vol-1"].data["LastBackupTime"].date().isoformat() == "2026-03-01"


def test_restore_jobs_of_the_last_year():
    asked = []

    def answer(params):
        asked.append(params["createdAfter"])
        return {"RestoreJobs": [{"RestoreJobId": "J1", "Status": "COMPLETED"}]}

    with fake_aws({"GET /restore-jobs": answer}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "backup.restore_job")
    assert found.id == f"arn:aws:backup:us-east-1:{ACCOUNT}:restore-job:J1"
    assert found.data["Status"] == "COMPLETED"
    since = datetime.fromisoformat(asked[0])
    assert abs(datetime.now(UTC) - timedelta(days=365) - since) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "kind",
    [
        "kms.key",
        "secretsmanager.secret",
        "ssm.parameter",
        "ssm.document",
        "cloudformation.stack",
        "backup.plan",
        "backup.vault",
    ],
)
def test_an_account_without_any(aws, kind):
    assert by_name(read_kind(aws, kind)) == {}
