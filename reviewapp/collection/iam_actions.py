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
    "efs": "elasticfilesystem",
    "elbv2": "elasticloadbalancing",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "service-quotas": "servicequotas",
    "stepfunctions": "states",
}

# Client and operation to the action that allows it.
ACTIONS: Mapping[str, str] = {
    "accessanalyzer:ListFindingsV2": "access-analyzer:ListFindings",
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
