"""What a scope names is read in the scan that needs it, and in no other."""

from dataclasses import replace

import pytest

from pillars.scope import Scope
from reviewapp.collection.domain import collect
from reviewapp.collection.services.appregistry import applications
from reviewapp.collection.services.cloudformation import stack_members
from reviewapp.collection.services.resourcegroups import groups
from reviewapp.workloads.domain.scope import change_scope
from tests.aws import ACCOUNT, REGION, Aws
from tests.collection.engine import IDENTITY, connect, only, started
from tests.factories import make_workload
from tests.fakes import Refusal, fake_aws

NESTED = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/inner/1"
QUEUE = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/jobs"
NOT_THERE = Refusal("ValidationError", "Stack with id other does not exist", 400)


def read(collector, client, answers, **named):
    """The items and how many calls they took."""
    with fake_aws(answers) as endpoint:
        reader = replace(Aws(endpoint).reader(client), scope=Scope(**named))
        return {item.name: item for item in collector(reader)}, reader.calls


@pytest.mark.parametrize(
    ("collector", "client"),
    [
        (stack_members, "cloudformation"),
        (groups, "resource-groups"),
        (applications, "servicecatalog-appregistry"),
    ],
)
def test_nothing_is_asked_where_the_scope_names_nothing(collector, client):
    assert read(collector, client, {}) == ({}, 0)


def resources(*pairs):
    members = "".join(
        f"<member><ResourceType>{made}</ResourceType><PhysicalResourceId>{identity}"
        f"</PhysicalResourceId><ResourceStatus>{status}</ResourceStatus></member>"
        for made, identity, status in pairs
    )
    return (
        "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>"
        f"{members}</StackResourceSummaries></ListStackResourcesResult>"
        "</ListStackResourcesResponse>"
    )


def stacks(params):
    made = {
        "shop": resources(
            ("AWS::SQS::Queue", QUEUE, "CREATE_COMPLETE"),
            ("AWS::S3::Bucket", "gone", "DELETE_COMPLETE"),
            ("AWS::CloudFormation::Stack", NESTED, "CREATE_COMPLETE"),
        ),
        NESTED: resources(("AWS::EC2::Instance", "i-1", "CREATE_COMPLETE")),
    }
    return made.get(params["StackName"], NOT_THERE)


def test_a_stack_with_the_stacks_inside_it_and_one_that_is_not_here():
    elsewhere = f"arn:aws:cloudformation:eu-west-9:{ACCOUNT}:stack/far/1"
    found, calls = read(
        stack_members,
        "cloudformation",
        {"ListStackResources": stacks},
        stacks=("shop", "other", elsewhere),
    )
    assert [(each["Type"], each["Id"]) for each in found["shop"].data["Members"]] == [
        ("AWS::SQS::Queue", QUEUE),
        ("AWS::CloudFormation::Stack", NESTED),
        ("AWS::EC2::Instance", "i-1"),
    ]
    assert found["other"].data == {"Asked": "other", "Members": []}
    assert found[elsewhere].data["Members"] == []
    assert calls == 3, "nothing is asked of what is elsewhere"


def test_a_group_tells_its_members_and_what_aws_could_not_work_out():
    identifier = {"ResourceArn": "arn:aws:sqs:r:1:q", "ResourceType": "AWS::SQS::Queue"}
    answer = {
        "Resources": [{"Identifier": identifier}],
        "QueryErrors": [{"ErrorCode": "CLOUDFORMATION_STACK_INACTIVE", "Message": "gone"}],
    }
    found, _ = read(
        groups, "resource-groups", {"POST /list-group-resources": answer}, groups=("shop",)
    )
    assert found["shop"].data["Members"] == [{"Arn": "arn:aws:sqs:r:1:q"}]
    assert "CLOUDFORMATION_STACK_INACTIVE" in found["shop"].unread["Members"]


def test_a_group_that_is_not_here_has_no_members():
    answers = {"POST /list-group-resources": Refusal("NotFoundException", "no group", 404)}
    found, _ = read(groups, "resource-groups", answers, groups=("shop",))
    assert (found["shop"].data["Members"], found["shop"].unread) == ([], {})


def test_an_application_tells_its_tag_and_what_its_stacks_made():
    tag = {"awsApplication": f"arn:aws:resource-groups:{REGION}:{ACCOUNT}:group/shop/1"}
    answers = {
        "GET /applications": {"applications": [{"id": "a1", "name": "shop", "arn": "arn:x"}]},
        "GET /applications/a1": {"id": "a1", "name": "shop", "applicationTag": tag},
        "GET /applications/a1/resources": {
            "resources": [
                {"name": "shop", "resourceType": "CFN_STACK"},
                {
                    "name": "v",
                    "resourceType": "RESOURCE_TAG_VALUE",
                    "resourceDetails": {"tagValue": "v"},
                },
            ]
        },
        "ListStackResources": stacks,
    }
    client = "servicecatalog-appregistry"
    found, _ = read(applications, client, answers, applications=("shop", "unknown"))
    data = found["shop"].data
    assert (data["Tags"], data["OtherTags"]) == (
        tag,
        [{"EnableAWSServiceCatalogAppRegistry": "v"}],
    )
    assert [each["Id"] for each in data["Members"]] == [QUEUE, NESTED, "i-1"]
    assert found["unknown"].data == {"Asked": "unknown", "Members": []}


@pytest.mark.django_db
def test_a_scan_reads_what_the_scope_of_its_workload_names(monkeypatch, organisation):
    only(monkeypatch, "resourcegroups.group")
    identifier = {"ResourceArn": "arn:aws:sqs:r:1:q", "ResourceType": "AWS::SQS::Queue"}
    answers = {
        "GetCallerIdentity": IDENTITY,
        "POST /list-group-resources": {"Resources": [{"Identifier": identifier}]},
    }
    with fake_aws(answers) as endpoint:
        workload = make_workload(organisation, account_ids=[ACCOUNT], regions=[REGION])
        connect(workload, endpoint)
        scope = Scope(groups=("shop",))
        change_scope(workload=workload, read_version=0, scope=scope, owner_keys=[])
        run = started(workload)
        collect(run)
    fact = run.facts.get()
    assert (fact.kind, fact.data["Asked"]) == ("resourcegroups.group", "shop")
    assert fact.data["Members"] == [{"Arn": "arn:aws:sqs:r:1:q"}]
