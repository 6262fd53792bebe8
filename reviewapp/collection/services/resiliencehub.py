"""Resilience Hub: recovery objectives, and the applications that are held to them."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects


@collects("resiliencehub.policy", call="resiliencehub:ListResiliencyPolicies")
def policies(reader: Reader) -> Iterator[Item]:
    for policy in reader.pages("list_resiliency_policies", "resiliencyPolicies"):
        tags = policy.get("tags") or {}
        yield Item(policy["policyArn"], policy, name=policy["policyName"], tags=tags)


@collects("resiliencehub.app", call="resiliencehub:ListApps")
def apps(reader: Reader) -> Iterator[Item]:
    for app in reader.pages("list_apps", "appSummaries"):
        yield Item(app["appArn"], app, name=app["name"])
