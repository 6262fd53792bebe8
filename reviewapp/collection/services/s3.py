"""S3: buckets and how each of them is set up, asked in the bucket's own region."""

import json
from collections.abc import Iterator
from typing import Any

from ..aspects import Aspects
from ..reader import Reader
from ..registry import GLOBAL, Item, collects
from ..tags import tag_map

# Where S3 has no name for a place: the first region has none, the second an older one.
PLACES = {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}

# Aspect, operation, the part of the answer, and the errors that say: none is set.
SETTINGS = (
    (
        "Encryption",
        "get_bucket_encryption",
        "ServerSideEncryptionConfiguration",
        ("ServerSideEncryptionConfigurationNotFoundError",),
    ),
    ("Versioning", "get_bucket_versioning", "", ()),
    (
        "Lifecycle",
        "get_bucket_lifecycle_configuration",
        "Rules",
        ("NoSuchLifecycleConfiguration",),
    ),
    ("Logging", "get_bucket_logging", "LoggingEnabled", ()),
    ("Policy", "get_bucket_policy", "Policy", ("NoSuchBucketPolicy",)),
    ("PolicyStatus", "get_bucket_policy_status", "PolicyStatus", ("NoSuchBucketPolicy",)),
    (
        "PublicAccessBlock",
        "get_public_access_block",
        "PublicAccessBlockConfiguration",
        ("NoSuchPublicAccessBlockConfiguration",),
    ),
    (
        "Replication",
        "get_bucket_replication",
        "ReplicationConfiguration",
        ("ReplicationConfigurationNotFoundError",),
    ),
    ("Tags", "get_bucket_tagging", "TagSet", ("NoSuchTagSet",)),
)


@collects(
    "s3.bucket",
    scope=GLOBAL,
    call="s3:ListAllMyBuckets",
    actions=(
        "s3:GetBucketLocation",
        "s3:GetEncryptionConfiguration",
        "s3:GetBucketVersioning",
        "s3:GetLifecycleConfiguration",
        "s3:GetBucketLogging",
        "s3:GetBucketPolicy",
        "s3:GetBucketPolicyStatus",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketAcl",
        "s3:GetReplicationConfiguration",
        "s3:GetBucketTagging",
        "s3:GetIntelligentTieringConfiguration",
    ),
)
def buckets(reader: Reader) -> Iterator[Item]:
    """Buckets filed under their own region; under `global` where that could not be read."""
    found = list(reader.pages("list_buckets", "Buckets", PaginationConfig={"PageSize": 1000}))
    yield from reader.spread(lambda bucket: _bucket(reader, bucket), found)


def _bucket(reader: Reader, bucket: dict[str, Any]) -> Item:
    name = bucket["Name"]
    place = _locate(reader, bucket)
    more = reader.aspects(place.data, region=place.data.get("BucketRegion", ""))
    for aspect, operation, pick, absent in SETTINGS:
        more.read(aspect, operation, pick=pick, absent=absent, Bucket=name)
    more.listed(
        "IntelligentTiering",
        "list_bucket_intelligent_tiering_configurations",
        "IntelligentTieringConfigurationList",
        Bucket=name,
    )
    more.change("Policy", json.loads)
    _read_grants(more, name)
    tags = tag_map(more.data.pop("Tags", None))
    return Item(
        f"arn:{reader.partition}:s3:::{name}",
        more.data,
        name=name,
        tags=tags,
        unread=place.unread | more.unread,
        region=more.region or None,
    )


def _read_grants(more: Aspects, name: str) -> None:
    """The groups of people whom the bucket's list of grants names, by their addresses.

    Not asked for where the bucket takes no notice of such grants: most of those made since 2023.
    """
    if (more.data.get("PublicAccessBlock") or {}).get("IgnorePublicAcls"):
        more.data["Grants"] = None
        return
    more.read("Grants", "get_bucket_acl", pick="Grants", Bucket=name)
    more.change("Grants", _groups)


def _groups(grants: list[dict[str, Any]]) -> list[str]:
    """Whoever else is named there is nobody's business: accounts, with names of people."""
    return sorted({uri for each in grants if (uri := each.get("Grantee", {}).get("URI"))})


def _locate(reader: Reader, bucket: dict[str, Any]) -> Aspects:
    """The bucket with its location; asks only where the list did not say the region."""
    place = reader.aspects(bucket)
    region = bucket.get("BucketRegion")
    if region:
        place.data["Location"] = {"LocationConstraint": None if region == PLACES[None] else region}
    elif place.read("Location", "get_bucket_location", Bucket=bucket["Name"]) is not None:
        constraint = place.data["Location"].get("LocationConstraint")
        place.data["BucketRegion"] = PLACES.get(constraint, constraint)
    return place
