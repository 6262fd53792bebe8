"""Keys of the account's own: which data they protect, and whether their use is recorded."""

from collections.abc import Iterator, Mapping
from typing import Any

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, label, many, region_of, tail, true
from ..common import dig, judged, required
from .trails import TRAIL, each_trail_once

KEYS = "kms.key"
STREAMS = "firehose.stream"
PRACTICE = "SEC08-BP01"
_KMS = "kms.amazonaws.com"


@check(
    id="data-under-own-keys",
    title="Data is encrypted with keys of the account's own",
    pillar="security",
    severity=Severity.LOW,
    needs=[
        *("ec2.volume", "rds.instance", "rds.cluster", "efs.file_system", "s3.bucket"),
        *("dynamodb.table", "fsx.file_system", "mq.broker", "elasticache.serverless_cache"),
        *(STREAMS, KEYS),
    ],
    passes="The volume, database, file system, bucket, table, broker, serverless cache or delivery "
    "stream is encrypted with a key that the customer manages, which can be revoked and whose "
    "policy says who may use it. Data under keys of AWS's is encrypted too: whether it needs a key "
    "of its own, people know. A delivery stream that reads from another keeps nothing itself.",
    supports=[PRACTICE],
    remedy=Remedy(
        console="KMS → Customer managed keys → Create key; then choose it in the encryption "
        "settings of {name}, or when its data is moved to a new one.",
        cli="aws kms create-key --region {region} --description data --tags "
        "TagKey=purpose,TagValue=data\n"
        "aws kms create-alias --region {region} --alias-name alias/data --target-key-id KEY_ID",
        cloudformation=(
            "Key:\n  Type: AWS::KMS::Key\n  Properties:\n    EnableKeyRotation: true\n"
            '    KeyPolicy:\n      Version: "2012-10-17"\n      Statement:\n'
            "        - Effect: Allow\n"
            '          Principal: {AWS: "arn:aws:iam::{account}:root"}\n'
            '          Action: "kms:*"\n          Resource: "*"'
        ),
        terraform='resource "aws_kms_key" "data" {\n  enable_key_rotation = true\n}',
        cost="1 USD per key and month, and 0.03 USD per 10,000 requests to KMS",
        others=(
            (
                ":s3:",
                Remedy(
                    console=(
                        "KMS → Create key; S3 → {name} → Properties → Default encryption "
                        "→ Edit: SSE-KMS with that key. Objects that are there keep the "
                        "key that they have."
                    ),
                    cli=(
                        "aws kms create-key --region {region} --description data --tags "
                        "TagKey=purpose,TagValue=data\n"
                        "aws s3api put-bucket-encryption --bucket {name} "
                        "--server-side-encryption-configuration "
                        '\'{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm"'
                        ':"aws:kms","KMSMasterKeyID":"KEY_ARN"},"BucketKeyEnabled":true}]}\''
                    ),
                    cloudformation=(
                        "Key:\n"
                        "  Type: AWS::KMS::Key\n"
                        "  Properties:\n"
                        "    EnableKeyRotation: true\n"
                        "    KeyPolicy:\n"
                        '      Version: "2012-10-17"\n'
                        "      Statement:\n"
                        "        - Effect: Allow\n"
                        '          Principal: {AWS: "arn:aws:iam::{account}:root"}\n'
                        '          Action: "kms:*"\n'
                        '          Resource: "*"\n'
                        "Bucket:\n"
                        "  Type: AWS::S3::Bucket\n"
                        "  Properties:\n"
                        '    BucketName: "{name}"\n'
                        "    BucketEncryption:\n"
                        "      ServerSideEncryptionConfiguration:\n"
                        "        - BucketKeyEnabled: true\n"
                        "          ServerSideEncryptionByDefault: {SSEAlgorithm: "
                        '"aws:kms", KMSMasterKeyID: !Ref Key}'
                    ),
                    terraform=(
                        'resource "aws_kms_key" "data" {\n'
                        "  enable_key_rotation = true\n"
                        "}\n"
                        'resource "aws_s3_bucket_server_side_encryption_configuration" '
                        '"this" {\n'
                        '  bucket = "{name}"\n'
                        "  rule {\n"
                        "    bucket_key_enabled = true\n"
                        "    apply_server_side_encryption_by_default {\n"
                        '      sse_algorithm     = "aws:kms"\n'
                        "      kms_master_key_id = aws_kms_key.data.arn\n"
                        "    }\n"
                        "  }\n"
                        "}"
                    ),
                ),
            ),
            (
                ":dynamodb:",
                Remedy(
                    console=(
                        "KMS → Create key; DynamoDB → {name} → Additional settings → "
                        "Encryption → Manage: stored in your account."
                    ),
                    cli=(
                        "aws kms create-key --region {region} --description data --tags "
                        "TagKey=purpose,TagValue=data\n"
                        "aws dynamodb update-table --region {region} --table-name {name} "
                        "--sse-specification "
                        "Enabled=true,SSEType=KMS,KMSMasterKeyId=KEY_ARN"
                    ),
                    cloudformation=(
                        "Key:\n"
                        "  Type: AWS::KMS::Key\n"
                        "  Properties:\n"
                        "    EnableKeyRotation: true\n"
                        "    KeyPolicy:\n"
                        '      Version: "2012-10-17"\n'
                        "      Statement:\n"
                        "        - Effect: Allow\n"
                        '          Principal: {AWS: "arn:aws:iam::{account}:root"}\n'
                        '          Action: "kms:*"\n'
                        '          Resource: "*"\n'
                        "Table:\n"
                        "  Type: AWS::DynamoDB::Table\n"
                        "  Properties:\n"
                        '    TableName: "{name}"\n'
                        "    SSESpecification: {SSEEnabled: true, SSEType: KMS, "
                        "KMSMasterKeyId: !Ref Key}"
                    ),
                    terraform=(
                        'resource "aws_kms_key" "data" {\n'
                        "  enable_key_rotation = true\n"
                        "}\n"
                        'resource "aws_dynamodb_table" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  name = "{name}"\n'
                        "  server_side_encryption {\n"
                        "    enabled     = true\n"
                        "    kms_key_arn = aws_kms_key.data.arn\n"
                        "  }\n"
                        "}"
                    ),
                ),
            ),
        ),
    ),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
)
def under_own_keys(snapshot: Snapshot) -> Iterator[Result]:
    own = {name for key in snapshot.of(KEYS) for name in (key.id, tail(key.id))}
    for kind in _READERS:
        yield from judged(snapshot.of(kind), lambda store: _under(snapshot, store, own))


def _under(snapshot: Snapshot, store: Resource, own: set[str]) -> Result | None:
    if store.kind == STREAMS and required(store, "DeliveryStreamType") != "DirectPut":
        return None
    key = _READERS[store.kind](store)
    if not key:
        return failed(store, f"{label(store)} is not encrypted with a key of the account's own.")
    if key in own or tail(key) in own:
        return passed(store, f"{label(store)} is encrypted with {tail(key)}, a key of one's own.")
    region = region_of(key) or store.region
    if key.startswith("alias/aws/") or snapshot.was_read(KEYS, _account_of(key, store), region):
        return failed(store, f"{label(store)} is encrypted with a key that AWS manages.")
    return unknown(store, f"Whose key encrypts {label(store)} is not known: {tail(key)}.")


def _account_of(key: str, store: Resource) -> str:
    parts = key.split(":")
    return parts[4] if len(parts) > 4 else store.account


def _plain(store: Resource) -> str:
    return str(store.get("KmsKeyId") or "")


def _of_bucket(bucket: Resource) -> str:
    rules = many(aspect_map(bucket, "Encryption").get("Rules"))
    found = (dig(rule, "ApplyServerSideEncryptionByDefault", "KMSMasterKeyID") for rule in rules)
    return next((str(key) for key in found if key), "")


def _of_table(table: Resource) -> str:
    return str(dig(table.get("SSEDescription"), "KMSMasterKeyArn") or "")


def _of_broker(broker: Resource) -> str:
    return str(required(broker, "EncryptionOptions").get("KmsKeyId") or "")


def _of_delivery(stream: Resource) -> str:
    return str(dig(stream.get("DeliveryStreamEncryptionConfiguration"), "KeyARN") or "")


_READERS = {
    "ec2.volume": _plain,
    "rds.instance": _plain,
    "rds.cluster": _plain,
    "efs.file_system": _plain,
    "s3.bucket": _of_bucket,
    "dynamodb.table": _of_table,
    "fsx.file_system": _plain,
    "mq.broker": _of_broker,
    "elasticache.serverless_cache": _plain,
    STREAMS: _of_delivery,
}


@check(
    id="key-use-recorded",
    title="The use of keys is recorded",
    pillar="security",
    severity=Severity.LOW,
    needs=[TRAIL],
    passes="The trail that logs does not leave out the requests to KMS, by which every use of a "
    "key can be seen. Trails that are switched off yield nothing.",
    supports=[PRACTICE, "SEC04-BP01"],
    remedy=Remedy(
        console="CloudTrail → Trails → {name} → Management events → Edit: clear Exclude AWS KMS "
        "events.",
        cli="aws cloudtrail put-event-selectors --trail-name {id} --event-selectors "
        "ReadWriteType=All,IncludeManagementEvents=true",
        cloudformation=(
            'Trail:\n  Type: AWS::CloudTrail::Trail\n  Properties:\n    TrailName: "{name}"\n'
            "    S3BucketName: !Ref TrailBucket\n    IsLogging: true\n    EventSelectors:\n"
            "      - ReadWriteType: All\n        IncludeManagementEvents: true\n"
            "        ExcludeManagementEventSources: []"
        ),
        terraform=(
            'resource "aws_cloudtrail" "this" {\n'
            "  # the rest stays as it is\n"
            '  name = "{name}"\n'
            "  event_selector {\n"
            "    include_management_events        = true\n"
            '    read_write_type                  = "All"\n'
            "    exclude_management_event_sources = []\n"
            "  }\n"
            "}"
        ),
        cost="The first copy is free; a second one 2 USD per 100,000 events",
    ),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html",
)
def use_recorded(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(each_trail_once(snapshot.of(TRAIL)), _recorded)


def _recorded(trail: Resource) -> Result | None:
    if not true(aspect_map(trail, "Status").get("IsLogging")):
        return None
    found = aspect_map(trail, "EventSelectors")
    simple, advanced = many(found.get("EventSelectors")), many(found.get("AdvancedEventSelectors"))
    managing = [each for each in simple if true(each.get("IncludeManagementEvents", True))]
    kept = [
        each for each in managing if _KMS not in many(each.get("ExcludeManagementEventSources"))
    ]
    if not simple and not advanced:
        kept = [{}]
    if kept or any(map(_takes_keys, advanced)):
        return passed(trail, f"Trail {trail.name} records the requests to KMS.")
    return failed(trail, f"Trail {trail.name} leaves out the requests to KMS.")


def _takes_keys(selector: Mapping[str, Any]) -> bool:
    """An advanced selector of management events that does not leave KMS out."""
    fields = {str(f.get("Field")): f for f in many(selector.get("FieldSelectors"))}
    source = fields.get("eventSource", {})
    wanted = many(source.get("Equals"))
    return (
        many(fields.get("eventCategory", {}).get("Equals")) == ["Management"]
        and _KMS not in many(source.get("NotEquals"))
        and (not wanted or _KMS in wanted)
    )


CHECKS: tuple[Check, ...] = (under_own_keys, use_recorded)
