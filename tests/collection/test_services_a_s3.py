"""Buckets and the account's S3 settings, read from a simulated account."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from reviewapp.collection.services.s3 import buckets
from tests.aws import ACCOUNT, Aws, by_name
from tests.collection.kinds import outcome, read_kind, read_names
from tests.fakes import Refusal, fake_aws

# What a bucket has by default, and what S3 says of everything that is not set.
ABSENT = ("Lifecycle", "Logging", "Policy", "PolicyStatus", "PublicAccessBlock", "Replication")

NONE_TIERED = """<ListBucketIntelligentTieringConfigurationsOutput>
<IsTruncated>false</IsTruncated></ListBucketIntelligentTieringConfigurationsOutput>"""


@pytest.fixture
def s3(aws):
    return aws.client("s3")


@pytest.fixture
def aws(moto_endpoint):
    """moto answers for intelligent tiering with a list of the bucket's objects."""
    with fake_aws({"GET /*?intelligent-tiering": NONE_TIERED}, upstream=moto_endpoint) as endpoint:
        yield Aws(endpoint)


def test_a_bucket_with_nothing_set(aws, s3):
    s3.create_bucket(Bucket="plain")
    (found,) = read_kind(aws, "s3.bucket")
    assert (found.id, found.name, found.region) == ("arn:aws:s3:::plain", "plain", "us-east-1")
    assert {aspect: found.data[aspect] for aspect in ABSENT} == dict.fromkeys(ABSENT)
    assert found.data["Versioning"] == {}
    assert found.data["IntelligentTiering"] == []
    assert found.data["Location"] == {"LocationConstraint": None}
    assert (found.tags, found.unread) == ({}, {})


def test_grants_to_groups_are_kept_and_nobody_is_named(aws, s3):
    s3.create_bucket(Bucket="site", ACL="public-read")
    (found,) = read_kind(aws, "s3.bucket")
    assert found.data["Grants"] == ["http://acs.amazonaws.com/groups/global/AllUsers"]


@pytest.fixture
def full(s3):
    s3.create_bucket(Bucket="copies")
    s3.create_bucket(Bucket="full")
    for name in ("full", "copies"):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    encrypted = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    s3.put_bucket_encryption(
        Bucket="full", ServerSideEncryptionConfiguration={"Rules": [encrypted]}
    )
    rule = {"ID": "old", "Status": "Enabled", "Prefix": "", "Expiration": {"Days": 90}}
    s3.put_bucket_lifecycle_configuration(Bucket="full", LifecycleConfiguration={"Rules": [rule]})
    block = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    )
    s3.put_public_access_block(Bucket="full", PublicAccessBlockConfiguration=block)
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::full/*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    s3.put_bucket_policy(Bucket="full", Policy=json.dumps(policy))
    s3.put_bucket_tagging(Bucket="full", Tagging={"TagSet": [{"Key": "Env", "Value": "prod"}]})
    target = {"Bucket": "arn:aws:s3:::copies"}
    s3.put_bucket_replication(
        Bucket="full",
        ReplicationConfiguration={
            "Role": f"arn:aws:iam::{ACCOUNT}:role/copy",
            "Rules": [
                {
                    "ID": "all",
                    "Status": "Enabled",
                    "Prefix": "",
                    "Priority": 1,
                    "Destination": target,
                }
            ],
        },
    )
    return policy


def test_a_bucket_with_everything_set(aws, full):
    found = read_names(aws, "s3.bucket")["full"]
    data = found.data
    (rule,) = data["Encryption"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert data["Versioning"]["Status"] == "Enabled"
    assert [(rule["ID"], rule["Expiration"]["Days"]) for rule in data["Lifecycle"]] == [("old", 90)]
    assert data["PublicAccessBlock"]["BlockPublicAcls"] is True
    assert data["Policy"] == full
    assert data["PolicyStatus"] == {"IsPublic": False}
    (copying,) = data["Replication"]["Rules"]
    assert copying["Destination"]["Bucket"] == "arn:aws:s3:::copies"
    assert found.tags == {"Env": "prod"}
    assert "Tags" not in data
    assert found.unread == {}


def test_logging(aws, s3):
    s3.create_bucket(Bucket="logs")
    s3.create_bucket(Bucket="web")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    s3.put_bucket_policy(Bucket="logs", Policy=json.dumps(policy))
    s3.put_bucket_logging(
        Bucket="web",
        BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": "web/"}},
    )
    found = read_names(aws, "s3.bucket")
    assert found["web"].data["Logging"]["TargetBucket"] == "logs"
    assert found["logs"].data["Logging"] is None


def test_intelligent_tiering_over_pages(moto_endpoint):
    def page(params):
        last = params.get("continuation-token") == "more"
        token = "" if last else "<NextContinuationToken>more</NextContinuationToken>"
        return f"""<ListBucketIntelligentTieringConfigurationsOutput>
            <IsTruncated>{str(not last).lower()}</IsTruncated>{token}
            <IntelligentTieringConfiguration><Id>{"two" if last else "one"}</Id>
              <Status>Enabled</Status>
              <Tiering><AccessTier>ARCHIVE_ACCESS</AccessTier><Days>90</Days></Tiering>
            </IntelligentTieringConfiguration>
            </ListBucketIntelligentTieringConfigurationsOutput>"""

    with fake_aws({"GET /*?intelligent-tiering": page}, upstream=moto_endpoint) as endpoint:
        aws = Aws(endpoint)
        aws.client("s3").create_bucket(Bucket="tiered")
        (found,) = read_kind(aws, "s3.bucket")
    assert [each["Id"] for each in found.data["IntelligentTiering"]] == ["one", "two"]


def test_buckets_are_filed_under_their_own_region(aws, s3):
    s3.create_bucket(Bucket="here")
    aws.client("s3", region="eu-west-1").create_bucket(
        Bucket="there", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    found = read_names(aws, "s3.bucket")
    assert {name: item.region for name, item in found.items()} == {
        "here": "us-east-1",
        "there": "eu-west-1",
    }
    assert found["there"].data["Location"] == {"LocationConstraint": "eu-west-1"}


LISTED = """<ListAllMyBucketsResult><Buckets>
  <Bucket><Name>told</Name><BucketRegion>eu-central-1</BucketRegion></Bucket>
  <Bucket><Name>old</Name></Bucket>
</Buckets></ListAllMyBucketsResult>"""
OLD = "<LocationConstraint>EU</LocationConstraint>"


def test_a_region_that_the_list_tells_is_not_asked_for_again():
    asked = []

    def location(_):
        asked.append("location")
        return OLD

    answers = {
        "GET /?max-buckets": LISTED,
        "GET /old?location": location,
        "GET /*": Refusal("NoSuchThing"),
    }
    with fake_aws(answers) as endpoint:
        found = by_name(list(buckets(Aws(endpoint).reader("s3"))))
    assert (found["told"].region, found["old"].region) == ("eu-central-1", "eu-west-1")
    assert found["told"].data["Location"] == {"LocationConstraint": "eu-central-1"}
    assert asked == ["location"]


def test_calls_about_a_bucket_go_to_its_own_region(aws, s3):
    s3.create_bucket(Bucket="here")
    aws.client("s3", region="eu-west-1").create_bucket(
        Bucket="there", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    reader = aws.reader("s3")
    regions = set()
    reader.session.events.register(
        "before-sign.s3.GetBucketVersioning", lambda region_name, **_: regions.add(region_name)
    )
    assert len(list(buckets(reader))) == 2
    assert regions == {"us-east-1", "eu-west-1"}


def test_a_region_that_cannot_be_reached_leaves_other_buckets_alone(aws, s3):
    s3.create_bucket(Bucket="here")
    aws.client("s3", region="eu-west-1").create_bucket(
        Bucket="there", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    reader = aws.reader("s3")
    away = reader.client(region="eu-west-1")
    tried = []

    def nowhere(params, **_):
        tried.append(params["url"])
        params["url"] = "http://127.0.0.1:9/"  # nobody listens there

    away.meta.events.register("before-call.s3.*", nowhere)
    found = by_name(list(buckets(reader)))
    assert found["here"].unread == {}
    there = found["there"]
    assert set(there.unread) >= {"Encryption", "Policy", "IntelligentTiering", "Tags"}
    assert "Could not connect" in there.unread["Policy"]
    assert there.unread["Policy"].startswith("get_bucket_policy: ")
    assert there.region == "eu-west-1"
    assert len(tried) == 1, "a place that is not there is asked once"


def test_one_denied_setting_is_unread_and_the_others_are_read(aws, s3):
    s3.create_bucket(Bucket="guarded")
    answers = {
        "GET /guarded?policy": Refusal("AccessDenied", "Access Denied", 403),
        "GET /*?intelligent-tiering": NONE_TIERED,
    }
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "s3.bucket")
    assert found.unread == {"Policy": "get_bucket_policy: AccessDenied: Access Denied"}
    assert found.data["PublicAccessBlock"] is None


def test_a_bucket_whose_location_is_denied_is_still_read(aws, s3):
    s3.create_bucket(Bucket="guarded")
    answers = {
        "GET /guarded?location": Refusal("AccessDenied", "Access Denied", 403),
        "GET /*?intelligent-tiering": NONE_TIERED,
    }
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "s3.bucket")
    assert found.region is None
    assert set(found.unread) == {"Location"}
    assert found.data["Versioning"] == {}


def test_buckets_read_in_threads_come_in_order(aws, s3):
    names = [f"bucket-{n:02}" for n in range(12)]
    for name in names:
        s3.create_bucket(Bucket=name)
    with ThreadPoolExecutor(4) as pool:
        found = list(buckets(aws.reader("s3", pool=pool)))
    assert [item.name for item in found] == names


def test_the_block_of_the_account(aws):
    assert outcome(aws, "s3control.public_access_block").items == []
    aws.client("s3control").put_public_access_block(
        AccountId=ACCOUNT,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": False,
        },
    )
    (found,) = read_kind(aws, "s3control.public_access_block")
    assert found.id == f"arn:aws:s3::{ACCOUNT}:account/public-access-block"
    assert found.data["BlockPublicAcls"] is True
    assert found.data["RestrictPublicBuckets"] is False


def test_no_block_is_read_and_absent_and_a_denied_one_is_denied(aws):
    assert outcome(aws, "s3control.public_access_block").state == "read"
    denied = {"GET /v20180820/*": Refusal("AccessDenied", "Access Denied", 403)}
    with fake_aws(denied) as endpoint:
        assert outcome(Aws(endpoint), "s3control.public_access_block").state == "denied"
