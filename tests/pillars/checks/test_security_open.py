"""What strangers are let into: roles, queues, topics, keys and buckets by their policies."""

import json

import pytest

from pillars.checking import Verdict
from pillars.checks._public import opens_to_everybody
from pillars.checks.security import (
    engines_open,
    exposure,
    open_copies,
    open_messages,
    open_policies,
    open_roles,
    security_groups,
)

from . import truth
from .estate import (
    bucket,
    database_copy,
    disk_copy,
    function,
    named,
    policy_of,
    role,
    security_group,
)
from .factories import ACCOUNT, reasons, run, verdicts
from .silence import says_nothing
from .truth import Truth

GITHUB = "token.actions.githubusercontent.com"
NOBODY = {"IgnorePublicAcls": False, "RestrictPublicBuckets": False}


def allowing(principal="*", **condition):
    found = {"Effect": "Allow", "Principal": principal, "Action": "*", "Resource": "*"}
    return found | ({"Condition": condition} if condition else {})


def trusting(name, principal, **condition):
    return role(name, AssumeRolePolicyDocument=policy_of(allowing(principal, **condition)))


def github(name, **condition):
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"}
    return trusting(name, provider, **condition)


def subject(value):
    return {f"{GITHUB}:sub": value}


def messages(kind, name, *statements):
    return named(kind, name, Attributes={"Policy": json.dumps(policy_of(*statements))})


def with_policy(kind, name, *statements):
    return named(kind, name, Policy=policy_of(*statements) if statements else None)


def kubernetes(name, **network):
    return named("eks.cluster", name, resourcesVpcConfig={"endpointPublicAccess": True, **network})


def own_source(key, value):
    return allowing({"AWS": "*"}, ArnLike={key: value})


BY_URL = allowing(StringEquals={"lambda:FunctionUrlAuthType": "NONE"})
CLOSED = (
    {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}},
    {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abcdefghij/r-1/*"}},
    {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "10.0.0.0/8"]}},
    {"ArnLike": {"AWS:SourceArn": "arn:aws:sns:*:111122223333:*"}},
    {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::uploads"}},
    {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci-*"}},
    {"Bool": {"aws:PrincipalIsAWSService": "true"}},
    {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
    {"StringEquals": {"kms:CallerAccount": "111122223333", "kms:ViaService": "s3.amazonaws.com"}},
)
OPEN = (
    {},
    {"Bool": {"aws:SecureTransport": "true"}},
    {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "false"}},
    {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
    {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "::/0"]}},
    {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
    {"StringLike": {"aws:Referer": "https://example.com/*"}},
    {"StringLike": {"aws:PrincipalOrgID": "*"}},
    {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abcdefghij"}},
    {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
    {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ci"}},
    {"StringEquals": {"sts:ExternalId": "1"}},
)


@pytest.mark.parametrize("condition", CLOSED, ids=str)
def test_a_condition_that_names_somebody_closes(condition):
    assert not opens_to_everybody(policy_of(allowing(**condition)))


@pytest.mark.parametrize("condition", OPEN, ids=str)
def test_any_other_condition_leaves_the_door_open(condition):
    assert opens_to_everybody(policy_of(allowing(**condition)))


def test_a_denial_of_strangers_closes_what_is_allowed_to_all():
    strangers = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-abcdefghij"}}
    denial = {**allowing(**strangers), "Effect": "Deny"}
    plain = {**allowing(Bool={"aws:SecureTransport": "false"}), "Effect": "Deny"}
    assert not opens_to_everybody(policy_of(allowing(), denial))
    assert opens_to_everybody(policy_of(allowing(), plain))


def test_everybody_but_some_is_everybody():
    but = {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "*"}
    assert opens_to_everybody(policy_of(but))


OWN = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
OWN_POLICIES = {
    open_policies.repositories_closed: ("ecr.repository",),
    open_policies.secrets_closed: ("secretsmanager.secret",),
    open_policies.files_closed: ("efs.file_system",),
    open_policies.shared_closed: tuple(open_policies.SHARED),
}
BY_MOUNT = {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}


def own_policies(check, kinds):
    good = [
        with_policy(kind, f"{kind}-{n}", *each)
        for kind in kinds
        for n, each in enumerate(((), (allowing(OWN),), (allowing(**BY_MOUNT),)))
    ]
    bad = [with_policy(kind, f"{kind}-open", allowing()) for kind in kinds]
    return Truth(check, tuple(good), tuple(bad))


def stage(name, *statements, private=True):
    policy = policy_of(*statements) if statements else None
    return named("apigateway.stage", name, StageName=name, Private=private, Policy=policy)


FROM_OUTSIDE = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "*",
    "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}},
}

TRUTHS = (
    Truth(
        open_policies.private_closed,
        (
            stage("a", allowing(StringEquals={"aws:SourceVpce": "vpce-1"})),
            stage("b", allowing(), FROM_OUTSIDE),
            stage("c"),
        ),
        (stage("d", allowing()),),
    ),
    *(own_policies(check, kinds) for check, kinds in OWN_POLICIES.items()),
    Truth(
        open_roles.roles_closed,
        (
            trusting("own", {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
            trusting("org", "*", StringEquals={"aws:PrincipalOrgID": "o-abcdefghij"}),
            github("branch", StringEquals=subject("repo:acme/shop:ref:refs/heads/main")),
            github("repository", StringLike=subject("repo:acme/shop:*")),
            github("owner", StringLike=subject(["repo:acme/*", "repo:acme/shop:*"])),
            github("claim", StringEquals={f"{GITHUB}:repository_owner": "acme"}),
        ),
        (
            trusting("world", "*"),
            trusting("all", {"AWS": "*"}),
            trusting("id", {"AWS": "*"}, StringEquals={"sts:ExternalId": "1"}),
            github("bare"),
            github("audience", StringEquals={f"{GITHUB}:aud": "sts.amazonaws.com"}),
            github("any", StringLike=subject("*")),
            github("anyones", StringLike=subject("repo:*")),
            github("names-alike", StringLike=subject("repo:acme*")),
            github("one-of-two", StringLike=subject(["repo:acme/shop:*", "repo:*/shop:*"])),
            github("if-there", StringLikeIfExists=subject("repo:acme/shop:*")),
        ),
    ),
    Truth(
        open_messages.queues_closed,
        (
            named("sqs.queue", "plain", Attributes={}),
            messages("sqs.queue", "fed", own_source("aws:SourceArn", "arn:aws:s3:::uploads")),
        ),
        (messages("sqs.queue", "open", allowing()),),
    ),
    Truth(
        open_messages.topics_closed,
        (
            messages(
                "sns.topic",
                "as-made",
                allowing({"AWS": "*"}, StringEquals={"AWS:SourceOwner": ACCOUNT}),
            ),
        ),
        (messages("sns.topic", "open", allowing({"AWS": "*"})),),
    ),
    Truth(
        open_messages.functions_closed,
        (
            function("alone", Policy=None),
            function("fed", Policy=policy_of(own_source("aws:SourceArn", "arn:aws:s3:::uploads"))),
            function("page", Policy=policy_of(BY_URL)),
        ),
        (
            function("open", Policy=policy_of(allowing())),
            function("both", Policy=policy_of(BY_URL, allowing())),
        ),
    ),
    Truth(
        engines_open.eks,
        (
            kubernetes("private", endpointPublicAccess=False),
            kubernetes("office", publicAccessCidrs=["203.0.113.0/24"]),
        ),
        (
            kubernetes("open", publicAccessCidrs=["0.0.0.0/0"]),
            kubernetes("as-made"),
            kubernetes("halves", publicAccessCidrs=["0.0.0.0/1", "128.0.0.0/1"]),
        ),
    ),
    Truth(
        open_copies.images_private,
        (named("ec2.image", "golden", Public=False),),
        (named("ec2.image", "given", Public=True),),
    ),
    Truth(
        open_copies.disks_private,
        (disk_copy("snap-1"), disk_copy("snap-2", Encrypted=False, Sharing=[])),
        (disk_copy("snap-3", Encrypted=False, Sharing=["all"]),),
    ),
    Truth(
        open_copies.databases_private,
        (
            database_copy("own", Encrypted=False, Sharing=[]),
            named("rds.snapshot", "cluster", StorageEncrypted=True),
        ),
        (
            database_copy("given", Encrypted=False, Sharing=["all"]),
            named("rds.snapshot", "given-cluster", StorageEncrypted=False, Sharing=["all"]),
        ),
    ),
)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


def test_roles_that_services_take_are_nobodys_business():
    says_nothing(open_roles.roles_closed, role("service"))
    says_nothing(open_policies.private_closed, stage("a", allowing(), private=False))


def test_a_cluster_signs_for_its_own_pods_alone():
    own = "oidc.eks.us-east-1.amazonaws.com/id/1"
    federated = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{own}"}
    assert run(open_roles.roles_closed, trusting("pod", federated)).passed


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [({}, Verdict.FAIL), ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, Verdict.PASS)],
)
def test_a_bucket_is_judged_by_its_policy_where_aws_calls_it_closed(condition, verdict):
    shown = bucket("site", Policy=policy_of(allowing(**condition)), PublicAccessBlock=NOBODY)
    block = named("s3control.public_access_block", ACCOUNT, RestrictPublicBuckets=False)
    outcome = run(exposure.s3_policy_not_public, shown, block)
    assert [each.verdict for each in outcome.results] == [verdict]


class TestGrantsOfBuckets:
    ALL = "http://acs.amazonaws.com/groups/global/AllUsers"
    CUSTOMERS = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
    LOGS = "http://acs.amazonaws.com/groups/s3/LogDelivery"

    def judge(self, *groups, ignored=False):
        shown = bucket("site", Grants=list(groups), PublicAccessBlock=NOBODY)
        block = named("s3control.public_access_block", ACCOUNT, IgnorePublicAcls=ignored)
        return run(exposure.s3_policy_not_public, shown, block)

    @pytest.mark.parametrize("group", [ALL, CUSTOMERS])
    def test_to_everybody(self, group):
        name = group.rpartition("/")[2]
        assert reasons(self.judge(group)) == [f"The grants of bucket site open it to {name}."]
        assert self.judge(group).failed
        assert self.judge(group, ignored=True).passed

    def test_to_nobody_else(self):
        assert self.judge().passed
        assert self.judge(self.LOGS).passed

    def test_that_were_not_read_are_unknown(self):
        shown = bucket("site", PublicAccessBlock=NOBODY, unread={"Grants": "AccessDenied"})
        block = named("s3control.public_access_block", ACCOUNT, IgnorePublicAcls=False)
        outcome = run(exposure.s3_policy_not_public, shown, block)
        assert outcome.count(Verdict.UNKNOWN) == 1


class TestPrefixLists:
    SSH = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    BY_LIST = {**SSH, "PrefixListIds": [{"PrefixListId": "pl-1"}]}

    def judge(self, *rules, **data):
        group = security_group("sg-1", *rules, **data)
        return verdicts(run(security_groups.admin_ports_closed, group))["sg-1"]

    def test_their_ranges_count(self):
        world = {"PrefixLists": {"pl-1": ["10.0.0.0/8", "0.0.0.0/0"]}}
        assert self.judge(self.BY_LIST, **world) is Verdict.FAIL
        office = {"PrefixLists": {"pl-1": ["203.0.113.0/24"]}}
        assert self.judge(self.BY_LIST, **office) is Verdict.PASS

    def test_one_that_was_not_read_hides_no_other_rule(self):
        assert self.judge(self.BY_LIST) is Verdict.UNKNOWN
        anywhere = {**self.SSH, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        assert self.judge(self.BY_LIST, anywhere) is Verdict.FAIL
