"""Queues and topics that anybody could write to or read from."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._public import opens_to_everybody
from .._values import aspect_map
from ..common import judged

_PRACTICE = "SEC03-BP07"
_PASSES = (
    "No statement of its policy allows anybody at all, unless a condition holds them to one's own "
    "accounts, organisation, network or resources."
)


@check(
    id="sqs-policies-closed",
    title="Policies of queues name who may use them",
    pillar="security",
    severity=Severity.HIGH,
    needs=["sqs.queue"],
    passes=_PASSES,
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="SQS → {name} → Queue policies → Edit: name the accounts, or add the condition "
        "aws:SourceArn with what sends there.",
        cli="aws sqs set-queue-attributes --region {region} --attributes file://policy.json "
        "--queue-url https://sqs.{region}.amazonaws.com/{account}/{name}",
        cloudformation=(
            "Policy:\n  Type: AWS::SQS::QueuePolicy\n  Properties:\n"
            "    Queues: ['https://sqs.{region}.amazonaws.com/{account}/{name}']\n"
            "    PolicyDocument:\n      Version: '2012-10-17'\n      Statement:\n"
            "        - Effect: Allow\n          Action: 'sqs:SendMessage'\n"
            "          Principal: {AWS: 'arn:aws:iam::{account}:root'}\n          Resource: '{id}'"
        ),
        terraform='resource "aws_sqs_queue_policy" "this" {\n'
        '  queue_url = "https://sqs.{region}.amazonaws.com/{account}/{name}"\n'
        '  policy    = file("policy.json")\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-security-best-practices.html",
)
def queues_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("sqs.queue"), lambda queue: _closed(queue, "queue"))


@check(
    id="sns-policies-closed",
    title="Policies of topics name who may use them",
    pillar="security",
    severity=Severity.HIGH,
    needs=["sns.topic"],
    passes=_PASSES,
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="SNS → Topics → {name} → Edit → Access policy: name the accounts, or add the "
        "condition aws:SourceArn with what publishes there.",
        cli="aws sns set-topic-attributes --region {region} --topic-arn {id} "
        "--attribute-name Policy --attribute-value file://policy.json",
        cloudformation=(
            "Policy:\n  Type: AWS::SNS::TopicPolicy\n  Properties:\n    Topics: ['{id}']\n"
            "    PolicyDocument:\n      Version: '2012-10-17'\n      Statement:\n"
            "        - Effect: Allow\n          Action: 'sns:Publish'\n"
            "          Principal: {AWS: 'arn:aws:iam::{account}:root'}\n          Resource: '{id}'"
        ),
        terraform='resource "aws_sns_topic_policy" "this" {\n  arn    = "{id}"\n'
        '  policy = file("policy.json")\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
)
def topics_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("sns.topic"), lambda topic: _closed(topic, "topic"))


def _closed(resource: Resource, what: str) -> Result:
    if opens_to_everybody(aspect_map(resource, "Attributes").get("Policy")):
        return failed(resource, f"The policy of {what} {resource.name} lets anybody in.")
    return passed(resource, f"The policy of {what} {resource.name} lets nobody unnamed in.")


CHECKS: tuple[Check, ...] = (queues_closed, topics_closed)
