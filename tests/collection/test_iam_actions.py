"""Declared actions are actions that AWS has, of the service that is read, and that only read."""

import re

import pytest

from reviewapp.collection.iam_actions import ACTIONS, PREFIXES, action_of, declared_action
from reviewapp.collection.registry import collectors
from tests.aws import session
from tests.many import for_each
from tests.pillars.checks.kinds import KINDS

DECLARED = sorted({action for collector in collectors() for action in collector.actions})

# Actions that no operation is named for: other services ask for them when WAF is asked.
PERMISSION_ONLY = frozenset(
    {
        "amplify:ListResourcesForWebACL",
        "apprunner:ListAssociatedServicesForWebAcl",
        "appsync:ListResourcesForWebACL",
        "cognito-idp:ListResourcesForWebACL",
        "ec2:DescribeVerifiedAccessInstanceWebAclAssociations",
        "elasticloadbalancing:DescribeWebACLAssociation",
    }
)

READING = {"GET", "Get", "List", "Describe", "View", "BatchGet", "Search", "Select"}
# The one action that makes something: the report that is read next.
MAKES_A_REPORT = "iam:GenerateCredentialReport"


@pytest.fixture(scope="module")
def operations():
    core = session()._session
    known = {}

    def of(client):
        if client not in known:
            known[client] = set(core.get_service_model(client).operation_names)
        return known[client]

    return of


def clients_of(prefix):
    """The clients whose calls have this prefix."""
    named = [client for client, other in PREFIXES.items() if other == prefix]
    return [*named, *([] if prefix in PREFIXES else [prefix])]


@for_each("action", DECLARED)
def test_the_action_is_one_that_aws_has(action, operations):
    assert re.fullmatch(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+", action)
    if action in ACTIONS.values() or action in PERMISSION_ONLY:
        return
    prefix, name = action.split(":")
    known = set(session().get_available_services())
    clients = [client for client in clients_of(prefix) if client in known]
    assert clients, f"no service has the prefix {prefix}"
    assert any(name in operations(client) for client in clients)


@for_each("action", DECLARED)
def test_the_action_only_reads(action):
    verb = re.match(r"BatchGet|GET$|[A-Z][a-z]+", action.split(":")[1])[0]
    assert verb in READING or action == MAKES_A_REPORT


@pytest.mark.parametrize(
    "action", ["secretsmanager:GetSecretValue", "ssm:GetParameter", "kms:Decrypt", "s3:GetObject"]
)
def test_what_people_keep_is_not_asked_for(action):
    assert not [declared for declared in DECLARED if declared.startswith(action)]


@for_each("collector", collectors(), lambda collector: collector.kind)
def test_a_kind_is_listed_by_a_call_of_its_own_service(collector):
    prefix = collector.call.split(":")[0]
    assert prefix == PREFIXES.get(collector.client, collector.client)
    assert collector.client in session().get_available_services()
    assert collector.actions[0] == collector.call
    assert len(set(collector.actions)) == len(collector.actions)


def test_exceptions_are_named_after_operations(operations):
    for call in ACTIONS:
        client, operation = call.split(":")
        assert operation in operations(client), call


def test_every_kind_that_checks_may_need_has_a_collector():
    assert {collector.kind for collector in collectors()} >= KINDS


@pytest.mark.parametrize(
    ("client", "operation", "action"),
    [
        ("ec2", "DescribeVolumes", "ec2:DescribeVolumes"),
        ("elbv2", "DescribeListeners", "elasticloadbalancing:DescribeListeners"),
        ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
        ("s3", "GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
        ("s3control", "GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
    ],
)
def test_the_action_of_a_call(client, operation, action):
    assert action_of(client, operation) == action


def test_the_declared_action_of_a_method():
    s3 = next(collector for collector in collectors() if collector.kind == "s3.bucket")
    rds = next(collector for collector in collectors() if collector.kind == "rds.instance")
    assert declared_action("get_bucket_encryption", s3.actions) == "s3:GetEncryptionConfiguration"
    assert declared_action("list_buckets", s3.actions) == "s3:ListAllMyBuckets"
    assert declared_action("describe_db_parameters", rds.actions) == "rds:DescribeDBParameters"
    assert declared_action("get_bucket_cors", s3.actions) == ""
