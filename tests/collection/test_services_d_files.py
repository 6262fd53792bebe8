"""File servers, brokers and deliveries: made with boto3, read as a scan reads them."""

import json

import pytest

from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, Refusal, fake_aws, tagged

from .kinds import alone, read_kind, read_names

HERE = f"{REGION}:{ACCOUNT}"
STREAM = f"arn:aws:firehose:{HERE}:deliverystream/clicks"


def told(item):
    return json.dumps(item.data, default=str)


class TestFileSystems:
    DIRECTORY = {
        "DomainName": "corp.example.com",
        "UserName": "joiner",
        "Password": "Correct-horse-1",
        "DnsIps": ["10.0.0.2"],
    }

    def make(self, aws):
        return aws.client("fsx").create_file_system(
            FileSystemType="WINDOWS",
            StorageCapacity=300,
            SubnetIds=["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
            WindowsConfiguration={
                "DeploymentType": "MULTI_AZ_1",
                "ThroughputCapacity": 32,
                "AutomaticBackupRetentionDays": 7,
                "SelfManagedActiveDirectoryConfiguration": self.DIRECTORY,
            },
            Tags=[{"Key": "Name", "Value": "share"}, {"Key": "team", "Value": "erp"}],
        )["FileSystem"]["FileSystemId"]

    def test_one_with_what_its_type_says_of_it(self, aws):
        identity = self.make(aws)
        (found,) = read_kind(aws, "fsx.file_system")
        assert (found.name, found.tags["team"]) == ("share", "erp")
        assert found.id == f"arn:aws:fsx:{HERE}:file-system/{identity}"
        assert found.data["Configuration"] == {
            "DeploymentType": "MULTI_AZ_1",
            "ThroughputCapacity": 32,
            "AutomaticBackupRetentionDays": 7,
        }

    def test_how_it_joins_its_directory_is_not_kept(self, aws):
        self.make(aws)
        (found,) = read_kind(aws, "fsx.file_system")
        assert not [each for each in ("joiner", "horse", "corp", "10.0.0.2") if each in told(found)]

    def test_lustre_and_a_type_that_says_nothing(self):
        lustre = {"DeploymentType": "SCRATCH_2", "MountName": "fsx"}
        answer = {
            "FileSystems": [
                {"FileSystemId": "fs-1", "FileSystemType": "LUSTRE", "LustreConfiguration": lustre},
                {"FileSystemId": "fs-2", "FileSystemType": "ONTAP"},
            ]
        }
        with fake_aws({"DescribeFileSystems": answer}) as endpoint:
            found = read_names(Aws(endpoint), "fsx.file_system")
        assert found["fs-1"].data["Configuration"] == {"DeploymentType": "SCRATCH_2"}
        assert found["fs-1"].id == f"arn:aws:fsx:{HERE}:file-system/fs-1"
        assert found["fs-2"].data["Configuration"] is None

    def test_denied(self):
        with fake_aws({"DescribeFileSystems": DENIED}) as endpoint:
            read = alone(Aws(endpoint), "fsx.file_system")
        assert (read.state, read.reason.partition(": ")[0]) == ("denied", "fsx:DescribeFileSystems")

    def test_backups_that_people_took(self):
        asked = []

        def answer(params):
            asked.append(params["Filters"])
            copy = {"BackupId": "backup-1", "Type": "USER_INITIATED", "Lifecycle": "AVAILABLE"}
            copy |= {"SourceBackupRegion": "eu-west-1", "SourceBackupId": "backup-0"}
            system = {"FileSystemId": "fs-1", "OntapConfiguration": {"FsxAdminPassword": "Horse-1"}}
            volume = {"BackupId": "backup-2", "ResourceType": "VOLUME"}
            return {
                "Backups": [
                    copy | {"FileSystem": system},
                    volume | {"Volume": {"FileSystemId": "fs-2", "Name": "v"}},
                ]
            }

        with fake_aws({"DescribeBackups": answer}) as endpoint:
            found = read_names(Aws(endpoint), "fsx.backup")
        assert asked == [[{"Name": "backup-type", "Values": ["USER_INITIATED"]}]]
        assert found["backup-1"].data["FileSystemId"] == "fs-1"
        assert found["backup-1"].data["SourceBackupRegion"] == "eu-west-1"
        assert found["backup-2"].data["FileSystemId"] == "fs-2"
        assert "Horse" not in told(found["backup-1"])


class TestBrokers:
    def make(self, aws):
        return aws.client("mq").create_broker(
            BrokerName="orders",
            EngineType="ACTIVEMQ",
            EngineVersion="5.18",
            DeploymentMode="ACTIVE_STANDBY_MULTI_AZ",
            HostInstanceType="mq.m5.large",
            AutoMinorVersionUpgrade=True,
            PubliclyAccessible=False,
            EncryptionOptions={"UseAwsOwnedKey": True},
            Logs={"General": True, "Audit": False},
            Users=[{"Username": "ada", "Password": "Correct-horse-1"}],
            Tags={"team": "shop"},
        )["BrokerId"]

    def test_a_broker_without_its_users_and_configuration(self, aws):
        identity = self.make(aws)
        (found,) = read_kind(aws, "mq.broker")
        assert (found.name, found.tags) == ("orders", {"team": "shop"})
        assert found.data["BrokerId"] == identity
        assert found.data["DeploymentMode"] == "ACTIVE_STANDBY_MULTI_AZ"
        assert (found.data["Logs"]["General"], found.data["PubliclyAccessible"]) == (True, False)
        assert found.data["EncryptionOptions"] == {"UseAwsOwnedKey": True}
        hidden = ("ada", "horse", "Configurations", "Endpoints", "ConsoleURL")
        assert not [each for each in hidden if each in told(found)]

    def test_of_a_denied_description_the_rest_is_unread(self, aws):
        self.make(aws)
        with fake_aws({"GET /v1/brokers/*": DENIED}, upstream=aws.endpoint) as endpoint:
            (found,) = read_kind(Aws(endpoint), "mq.broker")
        assert found.data["DeploymentMode"] == "ACTIVE_STANDBY_MULTI_AZ"
        assert {"PubliclyAccessible", "Logs", "EncryptionOptions", "Tags"} <= set(found.unread)
        assert "Users" not in found.unread

    def test_a_broker_that_went_meanwhile(self, aws):
        self.make(aws)
        gone = Refusal("NotFoundException", "no such broker", 404)
        with fake_aws({"GET /v1/brokers/*": gone}, upstream=aws.endpoint) as endpoint:
            assert read_kind(Aws(endpoint), "mq.broker") == []


class TestDeliveries:
    def make(self, aws, name="clicks"):
        aws.client("firehose").create_delivery_stream(
            DeliveryStreamName=name,
            DeliveryStreamType="DirectPut",
            DeliveryStreamEncryptionConfigurationInput={"KeyType": "AWS_OWNED_CMK"},
            ExtendedS3DestinationConfiguration={
                "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/firehose",
                "BucketARN": "arn:aws:s3:::clicks",
                "CloudWatchLoggingOptions": {
                    "Enabled": True,
                    "LogGroupName": "/aws/kinesisfirehose/clicks",
                    "LogStreamName": "errors",
                },
            },
        )

    def read(self, aws, **answers):
        answers = {"GetResources": tagged(STREAM, team="shop"), **answers}
        with fake_aws(answers, upstream=aws.endpoint) as endpoint:
            return read_names(Aws(endpoint), "firehose.stream")

    def test_a_stream_and_where_it_delivers(self, aws):
        self.make(aws)
        found = self.read(aws)["clicks"]
        assert (found.id, found.tags) == (STREAM, {"team": "shop"})
        assert found.data["DeliveryStreamEncryptionConfiguration"]["KeyType"] == "AWS_OWNED_CMK"
        assert found.data["Destinations"] == [
            {
                "Kind": "ExtendedS3",
                "BucketARN": "arn:aws:s3:::clicks",
                "Logging": True,
                "LogGroupName": "/aws/kinesisfirehose/clicks",
            }
        ]

    def test_names_and_addresses_at_its_end_are_not_kept(self):
        redshift = {
            "ClusterJDBCURL": "jdbc:redshift://sales.example.com/db",
            "Username": "loader",
            "S3DestinationDescription": {"BucketARN": "arn:aws:s3:::staging"},
            "ProcessingConfiguration": {"Enabled": True},
        }
        described = {
            "DeliveryStreamName": "sales",
            "DeliveryStreamARN": f"arn:aws:firehose:{HERE}:deliverystream/sales",
            "DeliveryStreamType": "KinesisStreamAsSource",
            "Source": {
                "KinesisStreamSourceDescription": {"KinesisStreamARN": "arn:k", "RoleARN": "arn:r"}
            },
            "Destinations": [{"DestinationId": "1", "RedshiftDestinationDescription": redshift}],
        }
        answers = {
            "ListDeliveryStreams": {
                "DeliveryStreamNames": ["sales"],
                "HasMoreDeliveryStreams": False,
            },
            "DescribeDeliveryStream": {"DeliveryStreamDescription": described},
            "GetResources": tagged(),
        }
        with fake_aws(answers) as endpoint:
            (found,) = read_kind(Aws(endpoint), "firehose.stream")
        (destination,) = found.data["Destinations"]
        assert (destination["Kind"], destination["Logging"]) == ("Redshift", False)
        assert destination["BucketARN"] == "arn:aws:s3:::staging"
        assert found.data["Source"]["KinesisStreamARN"] == "arn:k"
        assert not [each for each in ("loader", "jdbc", "arn:r") if each in told(found)]

    def test_streams_are_listed_to_the_last(self, aws):
        for name in ("clicks", "orders", "views"):
            self.make(aws, name)

        def page(params):
            names = ["clicks", "orders", "views"]
            after = params.get("ExclusiveStartDeliveryStreamName")
            start = names.index(after) + 1 if after else 0
            return {"DeliveryStreamNames": [names[start]], "HasMoreDeliveryStreams": start < 2}

        assert set(self.read(aws, ListDeliveryStreams=page)) == {"clicks", "orders", "views"}

    @pytest.mark.parametrize(
        ("refusal", "unread"),
        [(DENIED, {"Destinations", "DeliveryStreamType"}), (None, set())],
        ids=["denied", "gone"],
    )
    def test_a_description_that_does_not_come(self, aws, refusal, unread):
        self.make(aws)
        refusal = refusal or Refusal("ResourceNotFoundException", "no such stream", 400)
        found = self.read(aws, DescribeDeliveryStream=refusal)
        assert set(found) == ({"clicks"} if unread else set())
        assert all(unread <= set(each.unread) for each in found.values())
