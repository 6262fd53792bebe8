"""Calls between components: bounded in time and in number, and harmless when repeated."""

import re
from collections.abc import Iterator
from typing import Any

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import aspect_map, many, tail, true
from ..common import aspect, dig, judged, listed, number, required

MACHINES = "stepfunctions.state_machine"
MAPPINGS = "lambda.event_source_mapping"
QUEUES = "sqs.queue"
TABLES = "dynamodb.table"
FOREVER = -1
MOST_ATTEMPTS = 10
STEPS_URL = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"
# Steps that wait for somebody else's answer, which may never come.
_WAITS = re.compile(r"\.waitForTaskToken|:activity:|\.sync(:\d)?$")


@check(
    id="steps-time-out",
    title="Steps that wait for an answer give up",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[MACHINES],
    passes="Every step that waits for a callback, an activity or a job has a timeout or a "
    "heartbeat, or the state machine as a whole has a timeout. Without, it may wait for a "
    "year. State machines without such steps yield nothing.",
    refutes=["REL05-BP05"],
    supports=["REL05-BP05"],
    remedy=Remedy(
        console="Step Functions → {name} → Edit → the step → Error handling: TimeoutSeconds.",
        cli="aws stepfunctions describe-state-machine --region {region} --state-machine-arn {id}",
        cloudformation=(
            "Machine:\n  Type: AWS::StepFunctions::StateMachine\n  Properties:\n"
            '    StateMachineName: "{name}"\n    RoleArn: !GetAtt StepsRole.Arn\n'
            "    Definition:\n      StartAt: Wait\n      States:\n        Wait:\n"
            "          Type: Task\n          Resource: ARN\n          TimeoutSeconds: 900\n"
            "          End: true"
        ),
        terraform=(
            'resource "aws_sfn_state_machine" "this" {\n'
            "  # the rest stays as it is\n"
            '  name       = "{name}"\n'
            "  definition = jsonencode({\n"
            "    States = {\n"
            "      STATE = {\n"
            "        TimeoutSeconds = 900\n"
            "      }\n"
            "    }\n"
            "  })\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html",
)
def steps_time_out(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(MACHINES), _times_out)


def _times_out(machine: Resource) -> Result | None:
    waiting = [step for step in _steps(machine) if _WAITS.search(str(step.get("Resource")))]
    endless = [str(step.get("Name")) for step in waiting if not _is_bounded(step)]
    if not waiting:
        return None
    if whole := aspect_map(machine, "Machine").get("TimeoutSeconds"):
        return passed(machine, f"{machine.name} as a whole ends after {whole} seconds.")
    if endless:
        return failed(machine, f"{machine.name} may wait without end in {listed(endless)}.")
    return passed(machine, f"Every step of {machine.name} that waits gives up in time.")


def _is_bounded(step: dict[str, Any]) -> bool:
    names = ("TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath")
    return any(step.get(name) for name in names)


@check(
    id="steps-retry-with-care",
    title="Steps are retried a few times, further and further apart",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[MACHINES],
    passes=f"Every retry of the state machine has at most {MOST_ATTEMPTS} attempts and waits "
    "longer each time. State machines without retries yield nothing.",
    supports=["REL05-BP03"],
    remedy=Remedy(
        console="Step Functions → {name} → Edit → the step → Error handling: BackoffRate 2, "
        "MaxAttempts 3, JitterStrategy FULL.",
        cli="aws stepfunctions describe-state-machine --region {region} --state-machine-arn {id}",
        cloudformation=(
            "Machine:\n  Type: AWS::StepFunctions::StateMachine\n  Properties:\n"
            '    StateMachineName: "{name}"\n    RoleArn: !GetAtt StepsRole.Arn\n'
            "    Definition:\n      StartAt: Work\n      States:\n        Work:\n"
            "          Type: Task\n          Resource: ARN\n          Retry:\n"
            "            - {ErrorEquals: [States.TaskFailed], MaxAttempts: 3, BackoffRate: 2, "
            "JitterStrategy: FULL}\n"
            "          End: true"
        ),
        terraform=(
            'resource "aws_sfn_state_machine" "this" {\n'
            "  # the rest stays as it is\n"
            '  name       = "{name}"\n'
            "  definition = jsonencode({\n"
            "    States = {\n"
            "      STATE = {\n"
            "        Retry = [{\n"
            '          ErrorEquals    = ["States.TaskFailed"]\n'
            "          MaxAttempts    = 3\n"
            "          BackoffRate    = 2\n"
            '          JitterStrategy = "FULL"\n'
            "        }]\n"
            "      }\n"
            "    }\n"
            "  })\n"
            "}"
        ),
        cost="Free; each retry is one more state transition at 0.000025 USD",
    ),
    url=STEPS_URL,
)
def steps_retry(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(MACHINES), _retries)


def _retries(machine: Resource) -> Result | None:
    retrying = [(s.get("Name"), r) for s in _steps(machine) for r in many(s.get("Retry"))]
    careless = sorted({str(name) for name, retry in retrying if not _is_careful(retry)})
    if not retrying:
        return None
    if careless:
        return failed(machine, f"{machine.name} retries often or at once in {listed(careless)}.")
    return passed(machine, f"{machine.name} retries a few times, further and further apart.")


def _is_careful(retry: dict[str, Any]) -> bool:
    """AWS's own defaults are three attempts, each twice as late as the one before."""
    attempts, rate = number(retry.get("MaxAttempts", 3)), number(retry.get("BackoffRate", 2))
    return attempts is not None and attempts <= MOST_ATTEMPTS and rate is not None and rate > 1


def _steps(machine: Resource) -> list[dict[str, Any]]:
    return many(aspect_map(machine, "Machine").get("Steps"))


@check(
    id="lambda-stream-retries-end",
    title="A bad record does not stop its stream",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=[MAPPINGS],
    passes="The function's reading of a Kinesis or DynamoDB stream gives up on a record after some "
    "attempts or some time. By default Lambda tries until the record expires, and everything "
    "behind it waits.",
    refutes=["REL05-BP03"],
    supports=["REL05-BP03"],
    remedy=Remedy(
        console="Lambda → the function → Configuration → Triggers → {name} → Edit: retry attempts, "
        "split batch on error, on-failure destination.",
        cli="aws lambda update-event-source-mapping --region {region} --uuid {last} "
        "--maximum-retry-attempts 3 --bisect-batch-on-function-error",
        cloudformation=(
            "Source:\n  Type: AWS::Lambda::EventSourceMapping\n  Properties:\n"
            "    FunctionName: FUNCTION\n    MaximumRetryAttempts: 3\n"
            "    BisectBatchOnFunctionError: true"
        ),
        terraform=(
            'resource "aws_lambda_event_source_mapping" "this" {\n'
            "  # the rest stays as it is\n"
            "  maximum_retry_attempts         = 3\n"
            "  bisect_batch_on_function_error = true\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html",
)
def stream_retries(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(MAPPINGS), _stream)


def _stream(mapping: Resource) -> Result | None:
    source = str(mapping.data.get("EventSourceArn"))
    if mapping.data.get("State") != "Enabled" or not is_stream(source):
        return None
    attempts = number(required(mapping, "MaximumRetryAttempts"))
    age = number(required(mapping, "MaximumRecordAgeInSeconds"))
    function = tail(str(mapping.data.get("FunctionArn")))
    if attempts == FOREVER and age == FOREVER:
        return failed(mapping, f"{function} tries a bad record until it expires.")
    return passed(mapping, f"{function} gives up on a record that it cannot process.")


def is_stream(arn: str) -> bool:
    return ":kinesis:" in arn or (":dynamodb:" in arn and "/stream/" in arn)


@check(
    id="duplicates-dropped",
    title="Repeated requests take effect once",
    pillar="reliability",
    severity=Severity.LOW,
    needs=[QUEUES, TABLES],
    passes="A FIFO queue drops duplicates, or a table keeps keys of idempotency that expire. Keys "
    "kept elsewhere do not show, so absence yields nothing.",
    supports=["REL04-BP04"],
    remedy=Remedy(
        console="DynamoDB → Create table: idempotency, partition key id, time to live on "
        "expiration; then a library such as Powertools for AWS Lambda.",
        cli="aws dynamodb create-table --region {region} --table-name idempotency "
        "--attribute-definitions AttributeName=id,AttributeType=S "
        "--key-schema AttributeName=id,KeyType=HASH --billing-mode PAY_PER_REQUEST",
        cloudformation=(
            "Keys:\n  Type: AWS::DynamoDB::Table\n  Properties:\n    TableName: idempotency\n"
            "    BillingMode: PAY_PER_REQUEST\n    AttributeDefinitions:\n"
            "      - AttributeName: id\n        AttributeType: S\n    KeySchema:\n"
            "      - AttributeName: id\n        KeyType: HASH\n    TimeToLiveSpecification:\n"
            "      AttributeName: expiration\n      Enabled: true"
        ),
        terraform='resource "aws_dynamodb_table" "idempotency" {\n  name     = "idempotency"\n'
        '  hash_key = "id"\n  ttl {\n    attribute_name = "expiration"\n    enabled = true\n  }\n}',
        cost="About 0.63 USD per million keys written, and 0.25 USD per GB and month",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
    "rel_prevent_interaction_failure_idempotent.html",
)
def duplicates_dropped(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(QUEUES), _fifo)
    yield from judged(snapshot.of(TABLES), _keys)


def _fifo(queue: Resource) -> Result | None:
    if not true(aspect_map(queue, "Attributes").get("FifoQueue")):
        return None
    return passed(queue, f"Queue {queue.name} drops duplicates within five minutes.")


def _keys(table: Resource) -> Result | None:
    if "idempoten" not in table.name.lower():
        return None
    if dig(aspect(table, "TimeToLive"), "TimeToLiveStatus") != "ENABLED":
        return failed(table, f"The keys in table {table.name} never expire.")
    return passed(table, f"Table {table.name} keeps keys of requests that were done.")


CHECKS: tuple[Check, ...] = (steps_time_out, steps_retry, stream_retries, duplicates_dropped)
