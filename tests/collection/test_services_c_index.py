"""What Resource Explorer has of stores that no other collector reads."""

from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, Refusal, fake_aws

from .kinds import alone, read_kind

KIND = "resourceexplorer.resource"
HERE = f"{REGION}:{ACCOUNT}"
INDEX = {"Arn": f"arn:aws:resource-explorer-2:{HERE}:index/1a2b", "Region": REGION, "Type": "LOCAL"}
VIEW = f"arn:aws:resource-explorer-2:{HERE}:view/all/1a2b"
CLUSTER = f"arn:aws:elasticmapreduce:{HERE}:cluster/j-1"


def resource(arn, kind):
    return {
        "Arn": arn,
        "OwningAccountId": ACCOUNT,
        "Region": REGION,
        "ResourceType": kind,
        "Service": kind.partition(":")[0],
        "LastReportedAt": "2026-11-01T10:00:00Z",
        "Properties": [{"Name": "tags", "Data": [{"Key": "owner", "Value": "ann"}]}],
    }


def answers(**more):
    found = [
        resource(CLUSTER, "elasticmapreduce:cluster"),
        resource(f"arn:aws:sagemaker:{HERE}:model/m", "sagemaker:model"),
    ]
    return {
        "POST /ListIndexes": {"Indexes": [INDEX]},
        "POST /GetDefaultView": {"ViewArn": VIEW},
        "POST /Search": {"Resources": found, "ViewArn": VIEW},
        **more,
    }


def test_stores_by_their_type_and_nothing_that_they_hold():
    asked = []

    def listed(request):
        asked.append(request)
        return answers()["POST /Search"]

    with fake_aws(answers(**{"POST /Search": listed})) as endpoint:
        (found,) = read_kind(Aws(endpoint), KIND)
    assert (found.id, found.name) == (CLUSTER, "cluster/j-1")
    assert sorted(found.data) == ["LastReportedAt", "ResourceType"]
    (request,) = asked
    assert request["ViewArn"] == VIEW
    words = request["QueryString"].split()
    assert words[0] == f"region:{REGION}"
    assert set(words[1].removeprefix("service:").split(",")) == {
        "elasticmapreduce",
        "sagemaker",
        "storagegateway",
        "workspaces",
    }


def test_a_region_without_an_index_or_a_default_view_tells_nothing_and_is_not_asked_further():
    refused = {"POST /Search": DENIED}
    for more in (
        {"POST /ListIndexes": {"Indexes": []}, "POST /GetDefaultView": DENIED},
        {"POST /GetDefaultView": {}},
    ):
        with fake_aws(answers(**refused | more)) as endpoint:
            read = alone(Aws(endpoint), KIND)
        assert (read.state, read.items) == ("read", [])


def test_an_index_that_may_not_be_read_is_denied():
    view = Refusal("UnauthorizedException", "You may not use this view", 401)
    for path, refusal in (("POST /ListIndexes", DENIED), ("POST /Search", view)):
        with fake_aws(answers(**{path: refusal})) as endpoint:
            read = alone(Aws(endpoint), KIND)
        assert read.state == "denied"
        action, reason = read.reason.split(": ", 1)
        assert action == path.replace("POST /", "resource-explorer-2:")
        assert reason.startswith(refusal.code)
