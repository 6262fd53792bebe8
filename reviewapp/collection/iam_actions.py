"""Which IAM action a call needs, where it is not simply the call's own name.

Source: "Actions, resources, and condition keys" of each service in the AWS Service
Authorization Reference.
"""

from collections.abc import Iterable, Mapping

from botocore import xform_name
from botocore.exceptions import ClientError

from .registry import Collector

# Client to the prefix of its actions.
PREFIXES: Mapping[str, str] = {
    "accessanalyzer": "access-analyzer",
    "apigatewayv2": "apigateway",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "opensearch": "es",
    "service-quotas": "servicequotas",
    "servicecatalog-appregistry": "servicecatalog",
    "stepfunctions": "states",
}

# Actions that open more than is read, and what of it is asked for: API Gateway's one permission
# for reading also reads the values of API keys. A star stands for slashes too.
NARROWED: Mapping[str, tuple[str, ...]] = {
    "apigateway:GET": (
        "arn:*:apigateway:*::/restapis",
        "arn:*:apigateway:*::/restapis/*/stages",
        "arn:*:apigateway:*::/apis",
        "arn:*:apigateway:*::/apis/*/stages",
        "arn:*:apigateway:*::/domainnames",
    )
}

# Client and operation to the action that allows it.
ACTIONS: Mapping[str, str] = {
    "accessanalyzer:ListFindingsV2": "access-analyzer:ListFindings",
    "apigateway:GetDomainNames": "apigateway:GET",
    "apigateway:GetRestApis": "apigateway:GET",
    "apigateway:GetStages": "apigateway:GET",
    "apigatewayv2:GetApis": "apigateway:GET",
    "apigatewayv2:GetStages": "apigateway:GET",
    "budgets:DescribeBudgets": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:ListBucketIntelligentTieringConfigurations": "s3:GetIntelligentTieringConfiguration",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
}


def action_of(client: str, operation: str) -> str:
    """The IAM action of a client's operation (`efs`, `DescribeFileSystems`)."""
    call = f"{PREFIXES.get(client, client)}:{operation}"
    return ACTIONS.get(f"{client}:{operation}", call)


def resources(action: str) -> str | list[str]:
    """On what a policy allows an action: everything, or as little as it can say."""
    return list(NARROWED[action]) if action in NARROWED else "*"


def declared_action(operation: str, actions: Iterable[str]) -> str:
    """The action among `actions` that allows a method (`get_bucket_encryption`); empty if none."""
    return next((action for action in actions if operation in _methods_of(action)), "")


def refused_action(error: ClientError, collector: Collector) -> str:
    """The action that was refused: that of the failed call, which need not be the listing one."""
    method = xform_name(error.operation_name)
    return declared_action(method, collector.actions) or collector.call


def _methods_of(action: str) -> set[str]:
    """What a client calls with this action; its own name where the action differs from it."""
    named = [call for call, allowed in ACTIONS.items() if allowed == action] or [action]
    return {xform_name(call.split(":", 1)[1]) for call in named}
