"""WAF: web ACLs and what stands behind them."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from ..aspects import Aspects, Listing
from ..errors import UNREACHED, error_code, explain
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

# The one region that knows the ACLs of CloudFront.
CLOUDFRONT_REGION = "us-east-1"

# The call answers for one type at a time, and without a type for the first only.
RESOURCE_TYPES = (
    "APPLICATION_LOAD_BALANCER",
    "API_GATEWAY",
    "APPSYNC",
    "COGNITO_USER_POOL",
    "APP_RUNNER_SERVICE",
    "VERIFIED_ACCESS_INSTANCE",
    "AMPLIFY",
)


@collects(
    "wafv2.web_acl",
    call="wafv2:ListWebACLs",
    actions=(
        "wafv2:GetWebACL",
        "wafv2:ListResourcesForWebACL",
        # Each type of resource has its own say in who may ask what it is associated with.
        "elasticloadbalancing:DescribeWebACLAssociation",
        "appsync:ListResourcesForWebACL",
        "cognito-idp:ListResourcesForWebACL",
        "apprunner:ListAssociatedServicesForWebAcl",
        "ec2:DescribeVerifiedAccessInstanceWebAclAssociations",
        "amplify:ListResourcesForWebACL",
        "cloudfront:ListDistributions",
        TAG_ACTION,
    ),
)
def web_acls(reader: Reader) -> Iterator[Item]:
    yield from _regional(reader)
    if reader.region == CLOUDFRONT_REGION:
        yield from _of_cloudfront(reader)


def _regional(reader: Reader) -> Iterator[Item]:
    found = reader.pages("list_web_acls", "WebACLs", Scope="REGIONAL", Limit=100)
    for more in reader.spread(lambda acl: _with_resources(reader, acl), found):
        yield _item(reader, more)


def _of_cloudfront(reader: Reader) -> Iterator[Item]:
    """One list of distributions says of each which ACL it has."""
    found = list(reader.pages("list_web_acls", "WebACLs", Scope="CLOUDFRONT", Limit=100))
    if not found:
        return
    distributions = reader.listing(
        "list_distributions", "DistributionList.Items", client="cloudfront"
    )
    for acl in found:
        arn = acl["ARN"]
        behind = [each["ARN"] for each in distributions.items if each.get("WebACLId") == arn]
        more = _with_rules(reader, acl, "CLOUDFRONT")
        more.join("Resources", Listing(behind, distributions.reason), list)
        yield _item(reader, more)


def _with_resources(reader: Reader, acl: dict[str, Any]) -> Aspects:
    more = _with_rules(reader, acl, "REGIONAL")
    more.join("Resources", _resources(reader, acl["ARN"]), list)
    return more


def _with_rules(reader: Reader, acl: dict[str, Any], scope: str) -> Aspects:
    """The ACL with its `Rules`: what each limits or takes from others, not what it looks for."""
    more = reader.aspects(acl)
    more.read("Rules", "get_web_acl", pick="WebACL", Name=acl["Name"], Scope=scope, Id=acl["Id"])
    more.change("Rules", lambda found: [_rule(each) for each in found.get("Rules", ())])
    return more


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    statement = rule.get("Statement") or {}
    managed = statement.get("ManagedRuleGroupStatement") or {}
    return {
        "Name": rule.get("Name"),
        "Action": next(iter(rule.get("Action") or {}), None),
        "RateLimit": (statement.get("RateBasedStatement") or {}).get("Limit"),
        "Managed": managed.get("Name"),
    }


def _resources(reader: Reader, arn: str) -> Listing:
    """What the ACL protects, of all types; unread as a whole where one type could not be read."""
    found: list[str] = []
    for kind in RESOURCE_TYPES:
        try:
            answer = reader.call("list_resources_for_web_acl", WebACLArn=arn, ResourceType=kind)
        except (ClientError, *UNREACHED) as error:
            if not _is_not_offered(error):
                return Listing([], f"list_resources_for_web_acl: {explain(error)}")
        else:
            found += answer.get("ResourceArns", ())
    return Listing(found)


def _is_not_offered(error: Exception) -> bool:
    """A region that has no such service does not know the type, so that none can be there."""
    return isinstance(error, ClientError) and error_code(error) == "WAFInvalidParameterException"


def _item(reader: Reader, more: Aspects) -> Item:
    tagged = Tagged(reader, "wafv2")
    arn, name = more.data["ARN"], more.data["Name"]
    return Item(arn, more.data, name=name, tags=tagged.of(arn), unread=more.unread | tagged.unread)
