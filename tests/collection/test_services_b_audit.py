"""CloudTrail, Config, GuardDuty and Security Hub, read from a simulated account."""

import json

import pytest

from reviewapp.collection.models import PartState
from tests.aws import ACCOUNT, Aws
from tests.fakes import DENIED, Refusal, fake_aws, tagged

from . import recorded_b as recorded
from .kinds import alone, outcome, read_kind


@pytest.fixture
def trail(aws):
    aws.client("s3").create_bucket(Bucket="trail-bucket")
    cloudtrail = aws.client("cloudtrail")
    made = cloudtrail.create_trail(
        Name="everywhere", S3BucketName="trail-bucket", IsMultiRegionTrail=True
    )
    cloudtrail.start_logging(Name="everywhere")
    return made["TrailARN"]


def test_a_multi_region_trail_is_seen_in_its_home_region(aws, trail):
    (found,) = read_kind(aws, "cloudtrail.trail")
    assert (found.id, found.name) == (trail, "everywhere")
    assert found.data["IsMultiRegionTrail"] is True
    assert found.data["Status"]["IsLogging"] is True
    assert found.data["EventSelectors"]["TrailARN"] == trail
    assert found.unread == {}


def test_a_multi_region_trail_is_seen_elsewhere_too(aws, trail):
    (found,) = read_kind(aws, "cloudtrail.trail", region="eu-west-1")
    assert found.id == trail
    assert found.data["HomeRegion"] == "us-east-1"
    assert found.data["Status"]["IsLogging"] is True


def test_a_trail_of_one_region_is_not_seen_elsewhere(aws):
    aws.client("s3").create_bucket(Bucket="trail-bucket")
    aws.client("cloudtrail").create_trail(Name="here", S3BucketName="trail-bucket")
    assert [item.name for item in read_kind(aws, "cloudtrail.trail")] == ["here"]
    assert read_kind(aws, "cloudtrail.trail", region="eu-west-1") == []


def test_selectors_of_data_events(aws, trail):
    aws.client("cloudtrail").put_event_selectors(
        TrailName="everywhere",
        EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True}],
    )
    (found,) = read_kind(aws, "cloudtrail.trail")
    (selector,) = found.data["EventSelectors"]["EventSelectors"]
    assert selector["ReadWriteType"] == "All"
    assert selector["IncludeManagementEvents"] is True


@pytest.fixture
def recorder(aws):
    config = aws.client("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": f"arn:aws:iam::{ACCOUNT}:role/config",
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    return config


def test_a_recorder_that_is_stopped(aws, recorder):
    (found,) = read_kind(aws, "config.recorder")
    assert found.name == "default"
    assert found.id.startswith(f"arn:aws:config:us-east-1:{ACCOUNT}:configuration-recorder/default")
    assert found.data["recordingGroup"]["allSupported"] is True
    assert found.data["Status"]["recording"] is False


def test_a_recorder_that_records(aws, recorder):
    aws.client("s3").create_bucket(Bucket="config-bucket")
    recorder.put_delivery_channel(
        DeliveryChannel={"name": "default", "s3BucketName": "config-bucket"}
    )
    recorder.start_configuration_recorder(ConfigurationRecorderName="default")
    (found,) = read_kind(aws, "config.recorder")
    assert found.data["Status"]["recording"] is True


def test_what_config_recorded_is_counted_by_its_own_query(aws, recorder):
    rows = [
        {"resourceType": "AWS::EC2::NetworkAcl", "COUNT(*)": 3},
        {"resourceType": "AWS::EC2::VPC", "COUNT(*)": 2},
    ]
    asked = []

    def answer(request):
        asked.append(request["Expression"])
        return {"Results": [json.dumps(row) for row in rows], "QueryInfo": {}}

    with fake_aws({"SelectResourceConfig": answer}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "config.resource_count")
    assert found.data == {"Counts": {"AWS::EC2::NetworkAcl": 3, "AWS::EC2::VPC": 2}}
    assert asked == ["SELECT resourceType, COUNT(*) GROUP BY resourceType"]


def test_where_config_records_nothing_it_is_not_asked_for_numbers(aws):
    with fake_aws({"SelectResourceConfig": DENIED}, upstream=aws.endpoint) as endpoint:
        read = alone(Aws(endpoint), "config.resource_count")
    assert (read.state, read.items) == ("read", [])


def test_config_rules(aws):
    aws.client("config").put_config_rule(
        ConfigRule={
            "ConfigRuleName": "encrypted-volumes",
            "Source": {"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"},
            "InputParameters": json.dumps({"kmsId": "1234"}),
        }
    )
    (found,) = read_kind(aws, "config.rule")
    assert found.name == "encrypted-volumes"
    assert found.id.startswith(f"arn:aws:config:us-east-1:{ACCOUNT}:config-rule/")
    assert found.data["Source"]["SourceIdentifier"] == "ENCRYPTED_VOLUMES"


def test_detectors(aws):
    made = aws.client("guardduty").create_detector(
        Enable=True, FindingPublishingFrequency="ONE_HOUR", Tags={"team": "security"}
    )
    (found,) = read_kind(aws, "guardduty.detector")
    assert found.id == f"arn:aws:guardduty:us-east-1:{ACCOUNT}:detector/{made['DetectorId']}"
    assert found.data["DetectorId"] == made["DetectorId"]
    assert found.data["Status"] == "ENABLED"
    assert found.data["FindingPublishingFrequency"] == "ONE_HOUR"
    assert found.tags == {"team": "security"}


def test_a_region_without_a_detector(aws):
    result = outcome(aws, "guardduty.detector")
    assert (result.state, result.items) == (PartState.READ, [])


def test_security_hub_where_it_is_on(aws):
    aws.client("securityhub").enable_security_hub(EnableDefaultStandards=True)
    (found,) = read_kind(aws, "securityhub.hub")
    assert found.id == f"arn:aws:securityhub:us-east-1:{ACCOUNT}:hub/default"
    assert "SubscribedAt" in found.data


def test_security_hub_where_it_was_never_turned_on(aws):
    result = outcome(aws, "securityhub.hub")
    assert (result.state, result.items) == (PartState.READ, [])


def test_standards_that_are_on():
    answers = {"POST /standards/get": {"StandardsSubscriptions": [recorded.STANDARD]}}
    with fake_aws(answers) as endpoint:
        (found,) = read_kind(Aws(endpoint), "securityhub.standard")
    assert found.id == recorded.STANDARD["StandardsSubscriptionArn"]
    assert found.name == "aws-foundational-security-best-practices/v/1.0.0"
    assert found.data["StandardsStatus"] == "READY"


@pytest.mark.parametrize("kind", ["securityhub.hub", "securityhub.standard"])
def test_security_hub_denied_is_not_security_hub_off(kind):
    answers = {"GET /accounts": DENIED, "POST /standards/get": DENIED}
    with fake_aws(answers) as endpoint:
        assert alone(Aws(endpoint), kind).state is PartState.DENIED


def test_no_standards_where_security_hub_is_off():
    off = Refusal("InvalidAccessException", "Account is not subscribed to AWS Security Hub", 401)
    answers = {"GET /accounts": off, "POST /standards/get": off}
    with fake_aws(answers) as endpoint:
        result = alone(Aws(endpoint), "securityhub.standard")
    assert (result.state, result.items) == (PartState.READ, [])


def test_analyzers():
    with fake_aws({"GET /analyzer": {"analyzers": [recorded.ANALYZER]}}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "accessanalyzer.analyzer")
    assert (found.id, found.name) == (recorded.ANALYZER["arn"], "outside")
    assert found.tags == {"team": "security"}
    assert (found.data["type"], found.data["status"]) == ("ACCOUNT", "ACTIVE")


def test_a_trail_whose_selectors_are_denied_is_kept(aws, trail):
    with fake_aws({"GetEventSelectors": DENIED}, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "cloudtrail.trail")
    assert found.data["Status"]["IsLogging"] is True
    assert "EventSelectors" not in found.data
    assert found.unread["EventSelectors"].startswith("get_event_selectors: AccessDenied")


def test_a_recorder_whose_status_is_denied_is_kept(aws, recorder):
    answers = {"DescribeConfigurationRecorderStatus": DENIED}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "config.recorder")
    assert "Status" not in found.data
    assert found.unread["Status"].startswith("describe_configuration_recorder_status: AccessDenied")


def test_a_detector_that_may_not_be_read_is_denied(aws):
    aws.client("guardduty").create_detector(Enable=True)
    with fake_aws({"GET /detector/*": DENIED}, upstream=aws.endpoint) as endpoint:
        assert outcome(Aws(endpoint), "guardduty.detector").state is PartState.DENIED


def test_trails_with_tags(aws, trail):
    answers = {"GetResources": tagged(trail, team="security")}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "cloudtrail.trail")
    assert found.tags == {"team": "security"}


def test_rules_with_tags(aws):
    source = {"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"}
    config = aws.client("config")
    config.put_config_rule(ConfigRule={"ConfigRuleName": "encrypted", "Source": source})
    arn = config.describe_config_rules()["ConfigRules"][0]["ConfigRuleArn"]
    with fake_aws(
        {"GetResources": tagged(arn, team="security")}, upstream=aws.endpoint
    ) as endpoint:
        (found,) = read_kind(Aws(endpoint), "config.rule")
    assert (found.id, found.tags) == (arn, {"team": "security"})
