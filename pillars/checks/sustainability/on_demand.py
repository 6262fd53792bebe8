"""Functions that run when something happens, and rest otherwise."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, passed
from pillars.facts import Resource, Snapshot, Unread

from .._events import is_on
from ..common import judged, listed

MAPPINGS = "lambda.event_source_mapping"
RULES = "events.rule"
TOPICS = "sns.topic"


@check(
    id="lambda-function-event-driven",
    title="Functions run on events",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=["lambda.function", MAPPINGS, RULES, TOPICS],
    passes="A queue, stream, event rule or topic starts the function. Functions whose trigger "
    "does not show here yield nothing; a workload without functions may have good reasons.",
    supports=[
        "foundations/sus_lambda_event_driven",
        "foundations/perf_async",
        "SUS03-BP01",
        "SUS05-BP03",
        "SUS05-BP01",
    ],
    remedy=Remedy(
        console="Lambda → Functions → {name} → Add trigger: the queue, bucket or rule whose events "
        "mean work.",
        cli="aws lambda create-event-source-mapping --region {region} --function-name {id} "
        "--event-source-arn QUEUE_ARN",
        cloudformation=(
            "Source:\n  Type: AWS::Lambda::EventSourceMapping\n  Properties:\n"
            '    FunctionName: "{name}"\n    EventSourceArn: QUEUE_ARN'
        ),
        terraform='resource "aws_lambda_event_source_mapping" "jobs" {\n'
        '  function_name = "{name}"\n}',
        cost="Free; polling a queue costs its requests",
    ),
    url="https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html",
)
def function_event_driven(snapshot: Snapshot) -> Iterator[Result]:
    triggers = _triggers(snapshot)
    yield from judged(snapshot.of("lambda.function"), lambda f: _triggered(f, triggers))


def _triggered(function: Resource, triggers: dict[str, set[str]]) -> Result | None:
    found = sorted(triggers.get(function.id, ()))
    return passed(function, f"Function {function.name} runs on {listed(found)}.") if found else None


def _triggers(snapshot: Snapshot) -> dict[str, set[str]]:
    """What starts each function, by the function's ARN without version."""
    found: dict[str, set[str]] = {}
    for arn, what in _pairs(snapshot):
        found.setdefault(":".join(arn.split(":")[:7]), set()).add(what)
    return found


def _pairs(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for mapping in snapshot.of(MAPPINGS):
        if mapping.data.get("State") in ("Enabled", "Enabling", "Updating"):
            yield str(mapping.data.get("FunctionArn")), _service(mapping.data.get("EventSourceArn"))
    for rule in snapshot.of(RULES):
        if is_on(rule):
            for target in _aspect(rule, "Targets"):
                yield str(target.get("Arn")), "an event rule"
    for topic in snapshot.of(TOPICS):
        for subscription in _aspect(topic, "Subscriptions"):
            yield str(subscription.get("Endpoint")), "a topic"


def _service(arn: object) -> str:
    parts = str(arn).split(":")
    return parts[2] if len(parts) > 2 else "a stream"


def _aspect(resource: Resource, name: str) -> list[dict[str, str]]:
    """An aspect, empty where it was not read: this check takes nothing from absence."""
    try:
        return list(resource.get(name, ()))
    except Unread:
        return []
