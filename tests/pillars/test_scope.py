"""What is in scope: by means, by place, by relation; and what is not known."""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillars.placing import place_all
from pillars.relations import ANY, links_of
from pillars.scope import Mean, Members, Place, Scope, Subject, stack_member

HERE, OTHER, ACCOUNT = "eu-west-1", "us-east-1", "111122223333"
INSIDE, OUTSIDE, UNCERTAIN = Place.INSIDE, Place.OUTSIDE, Place.UNCERTAIN
_keys = count(1)


def subject(
    kind: str,
    rest: str,
    data: Mapping[str, Any] | None = None,
    *,
    region: str = HERE,
    account: str = ACCOUNT,
    tags: Mapping[str, str] | None = {},
) -> Subject:
    service = kind.partition(".")[0]
    arn = rest if rest.startswith("arn:") else f"arn:aws:{service}:{region}:{account}:{rest}"
    links = tuple(links_of(kind, data or {}))
    reason = "denied" if tags is None else ""
    return Subject(next(_keys), kind, arn, account, region, region, tags, reason, links)


def instance(identity: str, *groups: str, **tags: str) -> Subject:
    data = {"SecurityGroups": [{"GroupId": each} for each in groups]}
    return subject("ec2.instance", f"instance/{identity}", data, tags=tags)


def volume(identity: str, on: str) -> Subject:
    return subject("ec2.volume", f"volume/{identity}", {"Attachments": [{"InstanceId": on}]})


def placed(scope: Scope, *subjects: Subject, members: tuple[Members, ...] = ()) -> list[Place]:
    found = place_all(scope, subjects, members)
    return [found[each.key].place for each in subjects]


def test_an_empty_scope_holds_everything():
    assert placed(Scope(), instance("i-1"), subject("iam.role", "role/a")) == [INSIDE, INSIDE]


def test_accounts_and_regions_restrict_everything_but_what_has_no_region():
    scope = Scope(accounts=(ACCOUNT,), regions=(HERE,))
    found = placed(
        scope,
        subject("ec2.instance", "instance/i-1"),
        subject("ec2.instance", "instance/i-2", region=OTHER),
        subject("ec2.instance", "instance/i-3", account="999988887777"),
        subject("iam.role", "role/a", region="global"),
        subject("config.recorder", "recorder", region=OTHER),
    )
    assert found == [INSIDE, OUTSIDE, OUTSIDE, INSIDE, OUTSIDE]


def test_tags_decide_over_resources_and_never_over_settings():
    found = placed(
        Scope(tags="app=shop"),
        instance("i-1", app="shop"),
        instance("i-2", app="blog"),
        subject("iam.password_policy", "password-policy"),
        subject("cloudtrail.trail", "trail/a"),
        subject("budgets.budget", "budget/b"),
    )
    assert found == [INSIDE, OUTSIDE, INSIDE, INSIDE, INSIDE]


def test_what_cannot_have_tags_is_not_taken_for_untagged():
    cpu = subject("cloudwatch.instance_cpu", "cpu/i-2", {"InstanceId": "i-2"})
    found = placed(Scope(tags="not team"), instance("i-1"), instance("i-2", team="a"), cpu)
    assert found == [INSIDE, OUTSIDE, OUTSIDE]


def test_means_are_alternatives_inside_the_restriction():
    stack = Members(Mean.STACK, "s", ACCOUNT, HERE, frozenset({("ec2.instance", "i-2")}))
    group = Members(
        Mean.GROUP, "g", ACCOUNT, HERE, frozenset({(ANY, f"arn:aws:sqs:{HERE}:{ACCOUNT}:q")})
    )
    application = Members(Mean.APPLICATION, "a", ACCOUNT, HERE, tags=({"awsApplication": "x"},))
    found = placed(
        Scope(tags="app=shop", stacks=("s",), groups=("g",), applications=("a",)),
        instance("i-1", app="shop"),
        instance("i-2"),
        subject("sqs.queue", "q"),
        instance("i-4", awsApplication="x"),
        instance("i-5", **{"aws:cloudformation:stack-name": "s"}),
        instance("i-6"),
        members=(stack, group, application),
    )
    assert found == [INSIDE, INSIDE, INSIDE, INSIDE, INSIDE, OUTSIDE]


CASES = [
    ("ec2.volume", "volume/v", {"Attachments": [{"InstanceId": "i-1"}]}),
    ("ec2.network_interface", "network-interface/e", {"Attachment": {"InstanceId": "i-1"}}),
    ("ec2.address", "elastic-ip/a", {"InstanceId": "i-1"}),
    ("elbv2.target_group", "targetgroup/t/1", {"Health": [{"Target": {"Id": "i-1"}}]}),
    ("cloudwatch.instance_cpu", "instance/i-1", {"InstanceId": "i-1"}),
    ("cloudwatch.alarm", "alarm:a", {"Dimensions": [{"Name": "InstanceId", "Value": "i-1"}]}),
    ("ssm.instance", "managed-instance/i-1", {"InstanceId": "i-1"}),
]


@pytest.mark.parametrize(("kind", "rest", "data"), CASES)
def test_what_belongs_to_an_instance_goes_where_it_goes(kind, rest, data):
    child = subject(kind, rest, data)
    assert placed(Scope(tags="app"), instance("i-1", app="a"), child) == [INSIDE, INSIDE]
    assert placed(Scope(tags="app"), instance("i-1"), child) == [OUTSIDE, OUTSIDE]


def test_a_chain_of_belongings_is_followed_to_its_end():
    found = placed(
        Scope(tags="app"),
        subject("ec2.snapshot", "arn:aws:ec2:eu-west-1::snapshot/s", {"VolumeId": "vol-1"}),
        volume("vol-1", "i-1"),
        subject(
            "autoscaling.group",
            "autoScalingGroup:u:autoScalingGroupName/g",
            {"Instances": [{"InstanceId": "i-1"}]},
            tags={"app": "a"},
        ),
        instance("i-1"),
        subject("logs.log_group", "log-group:/aws/lambda/f", {"logGroupName": "/aws/lambda/f"}),
        subject("lambda.function", "function:f", tags={"app": "a"}),
        subject(
            "elbv2.listener",
            "listener/app/n/h/l",
            {"LoadBalancerArn": f"arn:aws:elbv2:{HERE}:{ACCOUNT}:loadbalancer/app/n/h"},
        ),
        subject("elbv2.load_balancer", "loadbalancer/app/n/h", tags={"app": "a"}),
    )
    assert found == [INSIDE] * 8


def test_what_is_used_comes_along_but_does_not_bring_its_other_users():
    group, mine, theirs = (
        subject("ec2.security_group", "security-group/sg-1"),
        instance("i-1", "sg-1", app="a"),
        instance("i-2", "sg-1"),
    )
    assert placed(Scope(tags="app"), group, mine, theirs) == [INSIDE, INSIDE, OUTSIDE]


def test_a_shared_vpc_brings_its_flow_logs_and_not_its_other_subnets():
    vpc = {"VpcId": "vpc-1"}
    found = placed(
        Scope(tags="app"),
        subject("ec2.instance", "instance/i-1", {**vpc, "SubnetId": "s-1"}, tags={"app": "a"}),
        subject("ec2.vpc", "vpc/vpc-1"),
        subject("ec2.flow_log", "vpc-flow-log/f", {"ResourceId": "vpc-1"}),
        subject("ec2.subnet", "subnet/s-1", vpc),
        subject("ec2.subnet", "subnet/s-2", vpc),
    )
    assert found == [INSIDE, INSIDE, INSIDE, INSIDE, Place.BESIDE]


def test_a_vpc_in_scope_by_itself_brings_its_subnets():
    subnet = subject("ec2.subnet", "subnet/s-2", {"VpcId": "vpc-1"})
    vpc = subject("ec2.vpc", "vpc/vpc-1", tags={"app": "a"})
    assert placed(Scope(tags="app"), subnet, vpc) == [INSIDE, INSIDE]


def test_what_must_be_known_to_judge_is_beside_and_no_further():
    found = placed(
        Scope(tags="app"),
        subject("sqs.queue", "dead", tags={"app": "a"}),
        subject(
            "sqs.queue",
            "jobs",
            {
                "Attributes": {
                    "RedrivePolicy": json.dumps(
                        {"deadLetterTargetArn": f"arn:aws:sqs:{HERE}:{ACCOUNT}:dead"}
                    )
                }
            },
        ),
        subject(
            "ec2.volume", "volume/v", {"Attachments": [{"InstanceId": "i-2"}]}, tags={"app": "a"}
        ),
        instance("i-2", "sg-1"),
        subject("ec2.security_group", "security-group/sg-1"),
    )
    assert found == [INSIDE, Place.BESIDE, INSIDE, Place.BESIDE, OUTSIDE]


def test_a_load_balancer_brings_the_distribution_in_front_of_it():
    origin = {"Config": {"Origins": {"Items": [{"DomainName": "web-1.elb.amazonaws.com"}]}}}
    balancer = replace(
        subject("elbv2.load_balancer", "loadbalancer/app/web/1", tags={"app": "a"}),
        aliases=("web-1.elb.amazonaws.com",),
    )
    front = subject("cloudfront.distribution", "distribution/E1", origin, region="global")
    assert placed(Scope(tags="app"), balancer, front) == [INSIDE, INSIDE]


def test_an_unread_group_leaves_its_region_uncertain_and_never_outside():
    unread = Members(Mean.GROUP, "g", ACCOUNT, HERE, reason="AccessDenied")
    found = placed(
        Scope(tags="app", groups=("g",)),
        instance("i-1", app="a"),
        instance("i-2"),
        volume("vol-2", "i-2"),
        volume("vol-1", "i-1"),
        subject("ec2.instance", "instance/i-3", region=OTHER),
        subject("iam.password_policy", "password-policy"),
        members=(unread, Members(Mean.GROUP, "g", ACCOUNT, OTHER)),
    )
    assert found == [INSIDE, UNCERTAIN, UNCERTAIN, INSIDE, OUTSIDE, INSIDE]


def test_unread_tags_are_uncertain_unless_something_else_includes_it():
    mystery = subject("kms.key", "key/k", tags=None)
    used = subject(
        "ec2.volume",
        "volume/v",
        {"KmsKeyId": f"arn:aws:kms:{HERE}:{ACCOUNT}:key/k"},
        tags={"app": "a"},
    )
    assert placed(Scope(tags="app"), mystery) == [UNCERTAIN]
    assert placed(Scope(tags="app"), mystery, used) == [INSIDE, INSIDE]
    assert placed(Scope(groups=("g",)), mystery) == [OUTSIDE]


@pytest.mark.parametrize(
    ("made", "identity", "expected"),
    [
        ("AWS::EC2::Instance", "i-1", ("ec2.instance", "i-1")),
        ("AWS::SNS::Topic", "arn:aws:sns:r:1:t", (ANY, "arn:aws:sns:r:1:t")),
        ("AWS::SQS::Queue", "https://sqs.r.amazonaws.com/1/jobs", ("sqs.queue", "jobs")),
        ("AWS::Some::Thing", "x", None),
    ],
)
def test_members_of_a_stack_are_named_as_scans_name_them(made, identity, expected):
    assert stack_member(made, identity) == expected


texts = st.lists(st.text(min_size=1, max_size=5), max_size=3).map(tuple)
scopes = st.builds(Scope, texts, texts, st.sampled_from(["", "app=a"]), texts, texts, texts)


@given(scopes)
def test_a_scope_is_kept_whole(scope):
    assert Scope.from_document(scope.as_document()) == scope


graphs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12)


@given(graphs, st.sets(st.integers(0, 7)), st.sets(st.integers(0, 7)))
def test_more_that_is_tagged_never_leaves_less_in_scope(edges, some, more):
    def inside(tagged: set[int]) -> set[int]:
        subjects = [
            subject(
                "rds.instance",
                f"db:d{number}",
                {"ReadReplicaDBInstanceIdentifiers": [f"d{b}" for a, b in edges if a == number]},
                tags={"app": "a"} if number in tagged else {},
            )
            for number in range(8)
        ]
        found = place_all(Scope(tags="app"), subjects)
        return {n for n, each in enumerate(subjects) if found[each.key].place is INSIDE}

    assert inside(some) <= inside(some | more)
    assert some <= inside(some)
