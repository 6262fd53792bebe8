"""Elastic Load Balancing: balancers, what they listen to and whom they send requests to."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..batches import batches
from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map

BALANCERS = "elasticloadbalancing:DescribeLoadBalancers"
TAGS = "elasticloadbalancing:DescribeTags"
TAGS_PER_CALL = 20

Tags = dict[str, dict[str, str]]
Unread = dict[str, str]


@collects(
    "elbv2.load_balancer",
    call=BALANCERS,
    actions=("elasticloadbalancing:DescribeLoadBalancerAttributes", TAGS),
)
def load_balancers(reader: Reader) -> Iterator[Item]:
    found = _balancers(reader)
    tags, unread = _tags(reader, [balancer["LoadBalancerArn"] for balancer in found])

    def item(balancer: dict[str, Any]) -> Item:
        arn = balancer["LoadBalancerArn"]
        more = reader.aspects(balancer)
        more.read(
            "Attributes",
            "describe_load_balancer_attributes",
            pick="Attributes",
            LoadBalancerArn=arn,
        )
        more.change("Attributes", _by_key)
        return Item(
            arn,
            more.data,
            name=balancer["LoadBalancerName"],
            tags=tags.get(arn, {}),
            unread=more.unread | unread,
        )

    yield from reader.spread(item, found)


@collects(
    "elbv2.listener",
    call="elasticloadbalancing:DescribeListeners",
    actions=(BALANCERS, "elasticloadbalancing:DescribeRules", TAGS),
)
def listeners(reader: Reader) -> Iterator[Item]:
    """Listeners in the order of their balancers, each with the type of its balancer.

    Of those that send requests elsewhere in the open, also their `Rules`, which may do otherwise.
    """
    found = [
        {**_without_client_secret(listener), "LoadBalancerType": balancer["Type"]}
        for balancer, its_listeners in reader.spread(
            lambda balancer: (balancer, _listeners_of(reader, balancer)), _balancers(reader)
        )
        for listener in its_listeners
    ]
    tags, unread = _tags(reader, [listener["ListenerArn"] for listener in found])

    def item(listener: dict[str, Any]) -> Item:
        arn = listener["ListenerArn"]
        more = reader.aspects(listener)
        if _redirects_in_the_open(listener):
            more.listed("Rules", "describe_rules", "Rules", ListenerArn=arn)
            more.change("Rules", _rules)
        return Item(
            arn,
            more.data,
            name=_listener_name(listener),
            tags=tags.get(arn, {}),
            unread=more.unread | unread,
        )

    yield from reader.spread(item, found)


@collects(
    "elbv2.target_group",
    call="elasticloadbalancing:DescribeTargetGroups",
    actions=(
        "elasticloadbalancing:DescribeTargetHealth",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        TAGS,
    ),
)
def target_groups(reader: Reader) -> Iterator[Item]:
    found = list(reader.pages("describe_target_groups", "TargetGroups"))
    tags, unread = _tags(reader, [group["TargetGroupArn"] for group in found])

    def item(group: dict[str, Any]) -> Item:
        arn = group["TargetGroupArn"]
        more = reader.aspects(group)
        more.read(
            "Health", "describe_target_health", pick="TargetHealthDescriptions", TargetGroupArn=arn
        )
        more.read(
            "Attributes", "describe_target_group_attributes", pick="Attributes", TargetGroupArn=arn
        )
        more.change("Attributes", _by_key)
        return Item(
            arn,
            more.data,
            name=group["TargetGroupName"],
            tags=tags.get(arn, {}),
            unread=more.unread | unread,
        )

    yield from reader.spread(item, found)


def _by_key(pairs: list[dict[str, Any]]) -> dict[str, Any]:
    return {pair["Key"]: pair.get("Value") for pair in pairs}


def _balancers(reader: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.once(
        "load balancers", lambda: list(reader.pages("describe_load_balancers", "LoadBalancers"))
    )
    return found


def _listeners_of(reader: Reader, balancer: dict[str, Any]) -> list[dict[str, Any]]:
    return list(
        reader.pages(
            "describe_listeners",
            "Listeners",
            gone=("LoadBalancerNotFound",),
            LoadBalancerArn=balancer["LoadBalancerArn"],
        )
    )


def _redirects_in_the_open(listener: dict[str, Any]) -> bool:
    kinds = {action.get("Type") for action in listener.get("DefaultActions", ())}
    return listener.get("Protocol") == "HTTP" and bool(kinds) and "forward" not in kinds


def _rules(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What all rules do but the default one, which the listener tells itself."""
    return [
        {
            "Priority": rule.get("Priority"),
            "Actions": [
                {"Type": action.get("Type"), "RedirectConfig": action.get("RedirectConfig")}
                for action in rule.get("Actions", ())
            ],
        }
        for rule in rules
        if not rule.get("IsDefault")
    ]


def _without_client_secret(listener: dict[str, Any]) -> dict[str, Any]:
    """AWS does not answer with the secret that an identity provider gave; others may."""
    actions = [
        {**action, "AuthenticateOidcConfig": _known(action["AuthenticateOidcConfig"])}
        if "AuthenticateOidcConfig" in action
        else action
        for action in listener.get("DefaultActions", ())
    ]
    return {**listener, "DefaultActions": actions}


def _known(provider: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in provider.items() if key != "ClientSecret"}


def _listener_name(listener: dict[str, Any]) -> str:
    """`web HTTPS:443`: a listener has no name but its balancer's and what it listens to."""
    balancer = listener["LoadBalancerArn"].split("/")[-2]
    return f"{balancer} {listener.get('Protocol', '')}:{listener.get('Port', '')}".rstrip(" :")


def _tags(reader: Reader, arns: Sequence[str]) -> tuple[Tags, Unread]:
    """Tags by ARN, and the aspect `Tags` as unread where they could not be read."""
    found: Tags = {}
    for some in batches(arns, TAGS_PER_CALL):
        listing = reader.listing("describe_tags", "TagDescriptions", ResourceArns=list(some))
        if listing.reason:
            return {}, {"Tags": listing.reason}
        found |= {each["ResourceArn"]: tag_map(each.get("Tags")) for each in listing.items}
    return found, {}
