"""Queues, topics and functions that anybody could write to, read from or call."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._policies import Statement, conditions, statements
from .._public import CLOSED, opens_to_everybody
from .._values import aspect_map
from ..common import aspect, config_rule, judged, required

_PRACTICE = "SEC03-BP07"


@check(
    id="sqs-policies-closed",
    title="Policies of queues name who may use them",
    pillar="security",
    severity=Severity.HIGH,
    needs=["sqs.queue"],
    passes=CLOSED,
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
    passes=CLOSED,
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


@check(
    id="lambda-policies-closed",
    title="Policies of functions name who may call them",
    pillar="security",
    severity=Severity.HIGH,
    needs=["lambda.function"],
    passes=f"{CLOSED} A function that is open by its own URL is a public endpoint, which may be "
    "meant: its statements are left out.",
    refutes=[_PRACTICE],
    supports=[_PRACTICE],
    remedy=Remedy(
        console="Lambda → {name} → Configuration → Permissions → Resource-based policy statements: "
        "delete the statement whose principal is *, and add one with the source's ARN.",
        cli="aws lambda get-policy --region {region} --function-name {name}\n"
        "aws lambda remove-permission --region {region} --function-name {name} "
        "--statement-id STATEMENT",
        cloudformation=(
            "Permission:\n  Type: AWS::Lambda::Permission\n  Properties:\n"
            "    FunctionName: '{name}'\n    Action: 'lambda:InvokeFunction'\n"
            "    Principal: s3.amazonaws.com\n    SourceArn: SOURCE_ARN\n"
            "    SourceAccount: '{account}'"
        ),
        terraform='resource "aws_lambda_permission" "source" {\n  function_name  = "{name}"\n'
        '  action         = "lambda:InvokeFunction"\n  principal      = "s3.amazonaws.com"\n'
        '  source_arn     = "SOURCE_ARN"\n  source_account = "{account}"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
    references=[config_rule("lambda-function-public-access-prohibited")],
)
def functions_closed(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("lambda.function"), _function)


def _function(function: Resource) -> Result:
    required(function, "FunctionName")
    kept = [s for s in statements(aspect(function, "Policy")) if not _is_of_url(s)]
    if opens_to_everybody({"Statement": kept}):
        return failed(function, f"The policy of function {function.name} lets anybody call it.")
    return passed(function, f"The policy of function {function.name} names who may call it.")


def _is_of_url(statement: Statement) -> bool:
    keys = {key.lower() for _, key, _ in conditions(statement.get("Condition"))}
    return not keys.isdisjoint({"lambda:functionurlauthtype", "lambda:invokedviafunctionurl"})


CHECKS: tuple[Check, ...] = (queues_closed, topics_closed, functions_closed)
