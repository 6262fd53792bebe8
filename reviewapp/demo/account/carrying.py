"""What carries messages besides queues: the broker of the ERP, and a stream into the data lake."""

from typing import Any

from . import ACCOUNT, MAIN
from .clients import Account
from .firewalls import Firewalls
from .network import Network
from .tags import tags

STREAM = "clickstream"


def build_carriers(account: Account, network: Network, walls: Firewalls) -> None:
    _broker(account, network, walls)
    _delivery(account)


def _broker(account: Account, network: Network, walls: Firewalls) -> None:
    """Alone, within reach of the internet, and of a version that nobody renews."""
    account.client("mq").create_broker(
        BrokerName="erp-events",
        EngineType="ACTIVEMQ",
        EngineVersion="5.18",
        DeploymentMode="SINGLE_INSTANCE",
        HostInstanceType="mq.m5.large",
        AutoMinorVersionUpgrade=False,
        PubliclyAccessible=True,
        EncryptionOptions={"UseAwsOwnedKey": True},
        Logs={"General": True, "Audit": False},
        SecurityGroups=[walls.app],
        SubnetIds=[network.public[0]],
        Users=[{"Username": "erp", "Password": "not-read-by-anybody"}],
        Tags=tags("erp"),
    )


def _delivery(account: Account) -> None:
    described = {"DeliveryStreamDescription": _described()}
    names = {"DeliveryStreamNames": [STREAM], "HasMoreDeliveryStreams": False}
    account.records.put("firehose", MAIN, "ListDeliveryStreams", names)
    account.records.put("firehose", MAIN, "DescribeDeliveryStream", described)


def _described() -> dict[str, Any]:
    role = f"arn:aws:iam::{ACCOUNT}:role/{STREAM}"
    logging = {"Enabled": True, "LogGroupName": f"/aws/kinesisfirehose/{STREAM}"}
    bucket = {
        "RoleARN": role,
        "BucketARN": "arn:aws:s3:::larkspur-data-lake",
        "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 300},
        "CompressionFormat": "GZIP",
        "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
        "CloudWatchLoggingOptions": {**logging, "LogStreamName": "errors"},
    }
    return {
        "DeliveryStreamName": STREAM,
        "DeliveryStreamARN": f"arn:aws:firehose:{MAIN}:{ACCOUNT}:deliverystream/{STREAM}",
        "DeliveryStreamStatus": "ACTIVE",
        "DeliveryStreamType": "DirectPut",
        "DeliveryStreamEncryptionConfiguration": {"Status": "ENABLED", "KeyType": "AWS_OWNED_CMK"},
        "VersionId": "1",
        "Destinations": [{"DestinationId": "1", "ExtendedS3DestinationDescription": bucket}],
        "HasMoreDestinations": False,
    }
