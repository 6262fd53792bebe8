"""Queues that only keep what failed elsewhere."""

import json
from collections.abc import Iterator
from typing import Any

from pillars.facts import Resource, Snapshot

from .common import dig

QUEUES = "sqs.queue"


def dead_letter_queues(snapshot: Snapshot) -> set[str]:
    """The ARNs of what queues, functions, their sources and event rules hand their failures to."""
    queues = (redriven_to(queue.data.get("Attributes")) for queue in snapshot.of(QUEUES))
    return {arn for arn in (*queues, *_of_functions(snapshot), *_of_rules(snapshot)) if arn}


def redriven_to(attributes: Any) -> str:
    """The dead-letter queue that a redrive policy, a text of JSON, names."""
    policy = (attributes or {}).get("RedrivePolicy")
    try:
        found = json.loads(policy) if isinstance(policy, str) else policy
    except ValueError:
        return ""
    return str(found.get("deadLetterTargetArn") or "") if isinstance(found, dict) else ""


def _of_functions(snapshot: Snapshot) -> Iterator[str]:
    for function in snapshot.of("lambda.function"):
        yield _text(function, "DeadLetterConfig", "TargetArn")
    for source in snapshot.of("lambda.event_source_mapping"):
        yield _text(source, "DestinationConfig", "OnFailure", "Destination")


def _of_rules(snapshot: Snapshot) -> Iterator[str]:
    for rule in snapshot.of("events.rule"):
        for target in rule.data.get("Targets") or ():
            yield str(dig(target, "DeadLetterConfig", "Arn") or "")


def _text(resource: Resource, *path: str) -> str:
    return str(dig(resource.data, *path) or "")
