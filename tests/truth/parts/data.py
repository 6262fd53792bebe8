"""What holds data: buckets, databases, tables, caches, file systems."""

import json
from typing import Any

from ..account import REGION, Account
from ..layer import Answer
from .network import Network


def bucket(account: Account, name: str = "", region: str = REGION) -> str:
    """A bucket, named after the account where no name is given; gives its name."""
    called = name or f"data-{account.id}"
    where = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    account.client("s3", region).create_bucket(Bucket=called, **({} if region == REGION else where))
    return called


def bucket_arn(name: str) -> str:
    return f"arn:aws:s3:::{name}"


def encrypt_bucket(account: Account, name: str, algorithm: str = "AES256") -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}
    account.client("s3").put_bucket_encryption(
        Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]}
    )


def tls_only(account: Account, name: str, **statement: Any) -> None:
    """The policy that refuses plain requests; `statement` replaces parts of it."""
    arn = bucket_arn(name)
    refuse = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    document = {"Version": "2012-10-17", "Statement": [{**refuse, **statement}]}
    account.client("s3").put_bucket_policy(Bucket=name, Policy=json.dumps(document))


def lifecycle(account: Account, name: str, *rules: dict[str, Any]) -> None:
    whole = [
        {"ID": f"rule-{n}", "Status": "Enabled", "Filter": {"Prefix": ""}, **rule}
        for n, rule in enumerate(rules)
    ]
    account.client("s3").put_bucket_lifecycle_configuration(
        Bucket=name, LifecycleConfiguration={"Rules": whole}
    )


def versioned(account: Account, name: str, region: str = REGION) -> None:
    account.client("s3", region).put_bucket_versioning(
        Bucket=name, VersioningConfiguration={"Status": "Enabled"}
    )


def replicated(account: Account, name: str, target: str) -> None:
    """Replicates a bucket to another one; both must keep versions."""
    rule = {
        "ID": "copy",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": bucket_arn(target)},
    }
    account.client("s3").put_bucket_replication(
        Bucket=name,
        ReplicationConfiguration={
            "Role": f"arn:aws:iam::{account.id}:role/replication",
            "Rules": [rule],
        },
    )


def database(account: Account, name: str = "orders", region: str = REGION, **more: Any) -> str:
    """A PostgreSQL instance as it should be; gives its ARN."""
    settings: dict[str, Any] = {
        "Engine": "postgres",
        "DBInstanceClass": "db.m7g.large",
        "AllocatedStorage": 20,
        "MasterUsername": "reviewer",
        "MasterUserPassword": "not-a-real-one",
        "StorageEncrypted": True,
        "MultiAZ": True,
        "BackupRetentionPeriod": 7,
        "PubliclyAccessible": False,
    }
    found: str = account.client("rds", region).create_db_instance(
        DBInstanceIdentifier=name, **{**settings, **more}
    )["DBInstance"]["DBInstanceArn"]
    return found


def cluster(
    account: Account, name: str = "ledger", *, instances: int = 2, zones: str = "abc", **more: Any
) -> str:
    """An Aurora cluster with instances in different zones; gives its ARN."""
    rds = account.client("rds")
    settings: dict[str, Any] = {
        "Engine": "aurora-postgresql",
        "MasterUsername": "reviewer",
        "MasterUserPassword": "not-a-real-one",
        "StorageEncrypted": True,
        "BackupRetentionPeriod": 7,
    }
    made = rds.create_db_cluster(DBClusterIdentifier=name, **{**settings, **more})["DBCluster"]
    for number in range(instances):
        rds.create_db_instance(
            DBInstanceIdentifier=f"{name}-{number}",
            DBClusterIdentifier=name,
            Engine=made["Engine"],
            DBInstanceClass="db.r7g.large",
            AvailabilityZone=f"{REGION}{zones[number]}",
        )
    found: str = made["DBClusterArn"]
    return found


def table(account: Account, name: str = "carts", region: str = REGION, **more: Any) -> str:
    """A table that is billed by request; gives its ARN."""
    settings: dict[str, Any] = {
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    }
    found: str = account.client("dynamodb", region).create_table(
        TableName=name, **{**settings, **more}
    )["TableDescription"]["TableArn"]
    return found


def table_follows(account: Account, name: str, *dimensions: str) -> None:
    """Lets Application Auto Scaling move these sides of a table."""
    scaling = account.client("application-autoscaling")
    for dimension in dimensions:
        about = {
            "ServiceNamespace": "dynamodb",
            "ResourceId": f"table/{name}",
            "ScalableDimension": f"dynamodb:table:{dimension}",
        }
        metric = f"DynamoDB{dimension.removesuffix('CapacityUnits')}CapacityUtilization"
        scaling.register_scalable_target(**about, MinCapacity=5, MaxCapacity=50)
        scaling.put_scaling_policy(
            PolicyName=dimension,
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 70.0,
                "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
            },
            **about,
        )


def recoverable(account: Account, name: str) -> None:
    account.client("dynamodb").update_continuous_backups(
        TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )


def volume(account: Account, place: Network | None = None, **more: Any) -> str:
    """A volume attached to nothing, encrypted; gives its ARN."""
    zone = f"{place.region if place else REGION}a"
    settings = {"Size": 10, "VolumeType": "gp3", "Encrypted": True, "AvailabilityZone": zone}
    made = account.client("ec2").create_volume(**{**settings, **more})["VolumeId"]
    return account.arn("ec2", f"volume/{made}")


def files(account: Account, **more: Any) -> str:
    """An EFS file system, encrypted and regional; gives its ARN."""
    settings = {"CreationToken": "files", "Encrypted": True}
    found: str = account.client("efs").create_file_system(**{**settings, **more})["FileSystemArn"]
    return found


def cache(account: Account, name: str = "sessions", **more: Any) -> str:
    """A replication group as it should be; gives its ARN."""
    settings: dict[str, Any] = {
        "ReplicationGroupDescription": name,
        "Engine": "redis",
        "CacheNodeType": "cache.m7g.large",
        "NumNodeGroups": 1,
        "ReplicasPerNodeGroup": 1,
        "AutomaticFailoverEnabled": True,
        "MultiAZEnabled": True,
        "AtRestEncryptionEnabled": True,
        "TransitEncryptionEnabled": True,
    }
    found: str = account.client("elasticache").create_replication_group(
        ReplicationGroupId=name, **{**settings, **more}
    )["ReplicationGroup"]["ARN"]
    return found


def lone_cache(account: Account, name: str = "lone", **more: Any) -> str:
    """A cache outside any replication group, as moto tells it without encryption; gives its ARN."""
    settings: dict[str, Any] = {
        "Engine": "redis",
        "CacheNodeType": "cache.m7g.large",
        "NumCacheNodes": 1,
    }
    found: str = account.client("elasticache").create_cache_cluster(
        CacheClusterId=name, **{**settings, **more}
    )["CacheCluster"]["ARN"]

    def tell(said: Answer) -> None:
        for each in said["CacheClusters"]:
            each.setdefault("AtRestEncryptionEnabled", False)
            each.setdefault("TransitEncryptionEnabled", False)

    account.change("elasticache", "DescribeCacheClusters", tell)
    return found
