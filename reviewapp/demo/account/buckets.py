"""S3: from the well-kept to the forgotten."""

import json
from typing import Any

from . import MAIN, SECOND
from .clients import Account
from .tags import Tags, listed, platform, shop, tags

BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def build_buckets(account: Account, keys: dict[str, str]) -> None:
    _well_kept(account, keys)
    _for_logs(account)
    for name, values in (("exports", {}), ("erp-files", tags("erp")), ("tmp-migration", {})):
        _bucket(account, MAIN, name, values)
    _bucket(account, MAIN, "old-uploads", {})
    _open_to_all(account, MAIN, "old-uploads")
    _bucket(account, SECOND, "us-static", {})
    _open_to_all(account, SECOND, "us-static")
    _bucket(account, SECOND, "us-exports", {})


def _well_kept(account: Account, keys: dict[str, str]) -> None:
    for name, values in (
        ("product-images", shop("catalogue")),
        ("orders-archive", shop("orders")),
        ("data-lake", platform("analytics")),
    ):
        _bucket(account, MAIN, name, values)
        _close(account, MAIN, name)
        own_key = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": keys["shop-data"]}
        _encrypt(account.client("s3"), name, own_key)
    _expire(account, "product-images", "INTELLIGENT_TIERING", days=0, keep_days=0)
    _expire(account, "orders-archive", "GLACIER", days=90, keep_days=3650)
    _tier(account, "data-lake")


def _for_logs(account: Account) -> None:
    for name in ("logs", "cloudtrail", "config"):
        _bucket(account, MAIN, name, platform("audit"))
        _close(account, MAIN, name)
    _expire(account, "logs", "STANDARD_IA", days=30, keep_days=365)


def _name(name: str) -> str:
    return f"larkspur-{name}"


def _bucket(account: Account, region: str, name: str, values: Tags) -> None:
    s3 = account.client("s3", region)
    place = {} if region == SECOND else {"LocationConstraint": region}
    options = {"CreateBucketConfiguration": place} if place else {}
    s3.create_bucket(Bucket=_name(name), **options)
    _encrypt(s3, name, {"SSEAlgorithm": "AES256"})  # as S3 does by itself since 2023
    if values:
        s3.put_bucket_tagging(Bucket=_name(name), Tagging={"TagSet": listed(values)})


def _close(account: Account, region: str, name: str) -> None:
    """No public access, every version kept, nothing without TLS."""
    s3 = account.client("s3", region)
    bucket = _name(name)
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=BLOCKED)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    arn = f"arn:aws:s3:::{bucket}"
    only_tls = {
        "Sid": "OnlyTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=_policy(only_tls))


def _open_to_all(account: Account, region: str, name: str) -> None:
    anybody = {
        "Sid": "Anybody",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{_name(name)}/*",
    }
    account.client("s3", region).put_bucket_policy(Bucket=_name(name), Policy=_policy(anybody))


def _encrypt(s3: Any, name: str, how: dict[str, str]) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": how, "BucketKeyEnabled": "KMSMasterKeyID" in how}
    s3.put_bucket_encryption(
        Bucket=_name(name), ServerSideEncryptionConfiguration={"Rules": [rule]}
    )


def _expire(account: Account, name: str, kind: str, *, days: int, keep_days: int) -> None:
    rule: dict[str, Any] = {
        "ID": "age",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Transitions": [{"Days": days, "StorageClass": kind}],
        "NoncurrentVersionExpiration": {"NoncurrentDays": 60},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }
    if keep_days:
        rule["Expiration"] = {"Days": keep_days}
    account.client("s3").put_bucket_lifecycle_configuration(
        Bucket=_name(name), LifecycleConfiguration={"Rules": [rule]}
    )


def _tier(account: Account, name: str) -> None:
    account.records.put(
        "s3",
        MAIN,
        f"GET /{_name(name)}?intelligent-tiering",
        '<ListBucketIntelligentTieringConfigurationsOutput xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        "<IsTruncated>false</IsTruncated><IntelligentTieringConfiguration><Id>cold</Id>"
        "<Status>Enabled</Status><Tiering><AccessTier>ARCHIVE_ACCESS</AccessTier><Days>180</Days>"
        "</Tiering></IntelligentTieringConfiguration>"
        "</ListBucketIntelligentTieringConfigurationsOutput>",
    )


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
