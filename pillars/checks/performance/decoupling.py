"""Work that is taken up later: queues, streams and events of the application."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, passed
from pillars.facts import Resource, Snapshot

from .._events import event_sources, is_on
from .._queues import QUEUES, dead_letter_queues
from ..common import aspect, judged, listed, required

PRACTICES = ("foundations/perf_async", "COST09-BP02", "SUS02-BP06", "SUS03-BP01")
STREAMS = "kinesis.stream"
MACHINES = ("sqs", "lambda", "http", "https", "firehose")
ADOPT = Remedy(
    console="SQS → Create queue: let the request put a message there and return, and let a "
    "consumer do the work at its own pace.",
    cli="aws sqs create-queue --region {region} --queue-name jobs",
    cloudformation=("Jobs:\n  Type: AWS::SQS::Queue\n  Properties:\n    QueueName: jobs"),
    terraform='resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}',
    cost="The first million requests a month are free, then 0.40 USD per million",
)


@check(
    id="sqs-queue-in-use",
    title="Queues take work off the request",
    pillar="performance",
    severity=Severity.LOW,
    needs=[QUEUES, STREAMS, "mq.broker"],
    passes="A queue, a stream or a message broker exists. Whether it carries what could be "
    "asynchronous, people know. Queues that only keep what failed elsewhere yield nothing.",
    supports=PRACTICES,
    remedy=ADOPT,
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html",
)
def queue_in_use(snapshot: Snapshot) -> Iterator[Result]:
    dead = dead_letter_queues(snapshot)
    yield from judged([q for q in snapshot.of(QUEUES) if q.id not in dead], _queue)
    yield from judged(snapshot.of(STREAMS), _stream)
    yield from judged(snapshot.of("mq.broker"), _broker)


def _queue(queue: Resource) -> Result:
    return passed(queue, f"Queue {queue.name} holds work until somebody takes it.")


def _stream(stream: Resource) -> Result:
    return passed(stream, f"Stream {stream.name} holds records until somebody takes them.")


def _broker(broker: Resource) -> Result:
    return passed(broker, f"Broker {broker.name} holds messages until somebody takes them.")


@check(
    id="sns-topic-feeds-machines",
    title="Topics hand messages to consumers",
    pillar="performance",
    severity=Severity.LOW,
    needs=["sns.topic"],
    passes="A topic delivers to queues, functions or addresses. Topics that only mail people "
    "yield nothing.",
    supports=PRACTICES,
    remedy=ADOPT,
    url="https://docs.aws.amazon.com/sns/latest/dg/welcome.html",
)
def topic_feeds_machines(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("sns.topic"), _topic)


def _topic(topic: Resource) -> Result | None:
    protocols = {str(s.get("Protocol")) for s in aspect(topic, "Subscriptions") or ()}
    found = sorted(protocols & set(MACHINES))
    return passed(topic, f"Topic {topic.name} delivers to {listed(found)}.") if found else None


@check(
    id="lambda-source-polled",
    title="Functions work through queues and streams",
    pillar="performance",
    severity=Severity.LOW,
    needs=["lambda.event_source_mapping"],
    passes="An enabled mapping feeds a function from a queue or a stream.",
    supports=PRACTICES,
    remedy=ADOPT,
    url="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html",
)
def source_polled(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("lambda.event_source_mapping"), _mapping)


def _mapping(mapping: Resource) -> Result | None:
    if required(mapping, "State") not in ("Enabled", "Enabling", "Updating"):
        return None
    source = str(mapping.get("EventSourceArn", "its source"))
    return passed(mapping, f"A function works through {source.rpartition(':')[2]}.")


@check(
    id="events-rule-of-application",
    title="Components speak through events",
    pillar="performance",
    severity=Severity.LOW,
    needs=["events.rule"],
    passes="An enabled rule with a target picks up events that are not AWS's own. Schedules and "
    "rules that services manage yield nothing.",
    supports=PRACTICES,
    remedy=ADOPT,
    url="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html",
)
def rule_of_application(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("events.rule"), _rule)


def _rule(rule: Resource) -> Result | None:
    sources = [source for source in event_sources(rule) if not source.startswith("aws.")]
    if not is_on(rule) or rule.get("ManagedBy") or not sources:
        return None
    if not aspect(rule, "Targets"):
        return None
    return passed(rule, f"Rule {rule.name} picks up events of {listed(sources)}.")
