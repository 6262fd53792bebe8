"""Encryption of messages on their way through queues and topics, and the keys themselves."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, label, true
from ..common import aspect, config_rule, judged
from .rest_disks import AT_REST, PRACTICE


@check(
    id="sqs-encrypted",
    title="Queues are encrypted",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["sqs.queue"],
    passes="The queue is encrypted with a key of SQS's or of KMS.",
    refutes=[AT_REST],
    proves=[AT_REST],
    supports=[PRACTICE],
    remedy=Remedy(
        console="SQS → {name} → Edit → Encryption → Enabled.",
        cli="aws sqs set-queue-attributes --region {region} --attributes SqsManagedSseEnabled=true "
        "--queue-url https://sqs.{region}.amazonaws.com/{account}/{name}",
        cloudformation=(
            'Queue:\n  Type: AWS::SQS::Queue\n  Properties:\n    QueueName: "{name}"\n'
            "    SqsManagedSseEnabled: true"
        ),
        terraform='resource "aws_sqs_queue" "this" {\n  name                    = "{name}"\n'
        "  sqs_managed_sse_enabled = true\n}",
        cost="Free with SQS's keys",
    ),
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
)
def sqs(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("sqs.queue"), _queue)


def _queue(queue: Resource) -> Result:
    attributes = aspect_map(queue, "Attributes")
    own = attributes.get("SqsManagedSseEnabled")
    if true(own) or attributes.get("KmsMasterKeyId"):
        return passed(queue, f"Queue {queue.name} is encrypted.")
    if own is None:
        return unknown(queue, f"Whether queue {queue.name} is encrypted was not answered.")
    return failed(queue, f"Queue {queue.name} is not encrypted.")


@check(
    id="sns-encrypted",
    title="Topics are encrypted",
    pillar="security",
    severity=Severity.LOW,
    needs=["sns.topic"],
    passes="The topic is encrypted with a key of KMS.",
    supports=[PRACTICE, AT_REST],
    remedy=Remedy(
        console="SNS → Topics → {name} → Edit → Encryption.",
        cli="aws sns set-topic-attributes --topic-arn {id} --region {region} "
        "--attribute-name KmsMasterKeyId --attribute-value alias/aws/sns",
        cloudformation=(
            'Topic:\n  Type: AWS::SNS::Topic\n  Properties:\n    TopicName: "{name}"\n'
            "    KmsMasterKeyId: alias/aws/sns"
        ),
        terraform='resource "aws_sns_topic" "this" {\n  name              = "{name}"\n'
        '  kms_master_key_id = "alias/aws/sns"\n}',
        cost="0.03 USD per 10,000 requests to KMS",
    ),
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
    references=[config_rule("sns-encrypted-kms")],
)
def sns(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("sns.topic"), _topic)


def _topic(topic: Resource) -> Result:
    if key := aspect_map(topic, "Attributes").get("KmsMasterKeyId"):
        return passed(topic, f"Topic {topic.name} is encrypted with {key}.")
    return failed(topic, f"Topic {topic.name} is not encrypted with a key of KMS.")


@check(
    id="kms-keys-rotate",
    title="Keys rotate every year",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["kms.key"],
    passes="Automatic rotation is on for the enabled symmetric key, whose material KMS made.",
    supports=["SEC08-BP01"],
    remedy=Remedy(
        console="KMS → Customer managed keys → {name} → Key rotation → Edit → Enable.",
        cli="aws kms enable-key-rotation --key-id {id} --region {region}",
        cloudformation=(
            "Key:\n  Type: AWS::KMS::Key\n  Properties:\n    EnableKeyRotation: true\n"
            "    KeyPolicy: POLICY"
        ),
        terraform='resource "aws_kms_key" "this" {\n  enable_key_rotation = true\n}',
        cost="Free but for 1 USD per month more after each of the first two rotations",
    ),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    references=[config_rule("cmk-backing-key-rotation-enabled")],
)
def keys_rotate(snapshot: Snapshot) -> Iterator[Result]:
    return judged([key for key in snapshot.of("kms.key") if _can_rotate(key)], _rotates)


def _can_rotate(key: Resource) -> bool:
    data = key.data
    return (
        data.get("KeyState", "Enabled"),
        data.get("KeySpec", "SYMMETRIC_DEFAULT"),
        data.get("Origin", "AWS_KMS"),
    ) == ("Enabled", "SYMMETRIC_DEFAULT", "AWS_KMS")


def _rotates(key: Resource) -> Result:
    status = aspect(key, "Rotation")
    on = true(status.get("KeyRotationEnabled")) if isinstance(status, dict) else true(status)
    reason = f"Key {label(key)} {'rotates' if on else 'does not rotate'} by itself."
    return passed(key, reason) if on else failed(key, reason)


CHECKS: tuple[Check, ...] = (sqs, sns, keys_rotate)
