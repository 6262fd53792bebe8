"""Resources of tests against the SDK's models: a fact must look as boto3 would give it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.model import Shape
from botocore.session import get_session

from pillars.facts import Resource
from reviewapp.collection.registry import collectors

from .kinds import ASPECTS

SESSION = get_session()
CLIENTS = {collector.kind: collector.client for collector in collectors()}
# What the product makes itself: a report's columns, figures put together, the name of an owner.
OWN = {
    # Stages of both kinds of API in one form.
    "apigateway.stage": {"StageName", "WebAcl", "Private"},
    "apigatewayv2.stage": {"StageName", "WebAcl"},
    "costoptimizationhub.enrollment": {"Active"},
    "appconfig.profile": {"ApplicationName"},
    "ce.region_cost": {"Regions"},
    "ce.savings_plans_coverage": {"Coverages"},
    "ce.reservation_coverage": {"Coverages"},
    "cloudwatch.metric": {"Namespace", "Metrics"},
    "cloudwatch.instance_cpu": {"InstanceId", "Average", "Maximum", "Hours"},
    # Of each destination its kind, and whether it writes what failed.
    "firehose.stream": {"Destinations"},
    "route53.record_set": {"Private", "ZoneId", "ZoneName"},
    "servicecatalog.portfolio": {"Origin"},
    "support.plan": {"Business"},
}
# Maps whose keys are AWS's own words, in no model.
FREE = {"iam.account_summary", "iam.credential_report_row", "cloudwatch.usage"}
SCALARS = {
    "string": str,
    "timestamp": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
}


def unlike(resource: Resource) -> Iterator[str]:
    """The values of a resource that its service never gives so."""
    if resource.kind in FREE:
        return
    members = _members(CLIENTS[resource.kind])
    for name, value in resource.data.items():
        if name in ASPECTS or name in OWN.get(resource.kind, ()) or value is None:
            continue
        if name not in members:
            yield f"{name} is no member"
        elif not any(_fits(value, shape, 3) for shape in members[name]):
            yield f"{name} = {value!r} fits no shape"


@cache
def _members(client: str) -> dict[str, tuple[Shape, ...]]:
    """The shapes that go by a member's name, anywhere in the service's model."""
    model = SESSION.get_service_model(client)
    found: dict[str, tuple[Shape, ...]] = {}
    for name in model.shape_names:
        shape = model.shape_for(name)
        for key, member in getattr(shape, "members", {}).items():
            found[key] = (*found.get(key, ()), member)
    return found


def _fits(value: Any, shape: Shape, depth: int) -> bool:
    kind = shape.type_name
    if value is None or depth == 0:
        return True
    if kind == "structure":
        known = getattr(shape, "members", {})
        return isinstance(value, dict) and all(
            key in known and _fits(each, known[key], depth - 1) for key, each in value.items()
        )
    if kind == "list":
        return isinstance(value, list | tuple) and all(
            _fits(each, shape.member, depth)
            for each in value  # type: ignore[attr-defined]
        )
    if kind == "map":
        return isinstance(value, dict)
    # A policy is JSON text in the model, and stored read.
    return isinstance(value, SCALARS.get(kind, object)) or (
        kind == "string" and isinstance(value, dict)
    )
