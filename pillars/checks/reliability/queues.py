"""Queues that set aside what nobody can process."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._queues import QUEUES, dead_letter_queues, redriven_to
from .._values import aspect_map, tail
from ..common import judged


@check(
    id="sqs-dead-letters",
    title="Queues set failing messages aside",
    pillar="reliability",
    severity=Severity.MEDIUM,
    needs=["sqs.queue"],
    passes="The queue sends messages that fail repeatedly to a dead-letter queue. Dead-letter "
    "queues themselves are left out.",
    supports=["REL05-BP04", "REL04-BP02"],
    remedy=Remedy(
        console="SQS → {name} → Edit → Dead-letter queue → Enabled, with an alarm on its length.",
        cli="aws sqs set-queue-attributes --region {region} "
        "--queue-url https://sqs.{region}.amazonaws.com/{account}/{name} --attributes "
        '\'{"RedrivePolicy":"{\\"deadLetterTargetArn\\":\\"ARN\\",\\"maxReceiveCount\\":5}"}\'',
        cloudformation=(
            'Queue:\n  Type: AWS::SQS::Queue\n  Properties:\n    QueueName: "{name}"\n'
            "    RedrivePolicy:\n      deadLetterTargetArn: !GetAtt Dead.Arn\n"
            "      maxReceiveCount: 5"
        ),
        terraform='resource "aws_sqs_queue" "this" {\n  name           = "{name}"\n'
        "  redrive_policy = jsonencode({\n"
        "    deadLetterTargetArn = aws_sqs_queue.dead.arn\n    maxReceiveCount     = 5\n  })\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
)
def dead_letters(snapshot: Snapshot) -> Iterator[Result]:
    targets = dead_letter_queues(snapshot)
    return judged([queue for queue in snapshot.of(QUEUES) if queue.id not in targets], _queue)


def _queue(queue: Resource) -> Result:
    target = redriven_to(aspect_map(queue, "Attributes"))
    if target:
        return passed(queue, f"Queue {queue.name} sets failures aside in {tail(target)}.")
    return failed(queue, f"Queue {queue.name} has no dead-letter queue.")


CHECKS: tuple[Check, ...] = (dead_letters,)
