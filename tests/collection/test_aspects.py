"""Aspects: what AWS says is absent, what could not be read, and asking no more than needed."""

import pytest

from reviewapp.collection.aspects import Aspects, Listing
from reviewapp.collection.services.elasticache import clusters, replication_groups
from tests.aws import Aws, read
from tests.fakes import DENIED, Refusal, fake_aws, tagged

KEY = "GetKeyRotationStatus"


@pytest.fixture
def kms():
    """A reader of an endpoint that answers as `answers` says at the time."""
    answers = {}
    with fake_aws(answers) as endpoint:
        yield Aws(endpoint).reader("kms"), answers


def test_an_answer_or_the_part_that_is_wanted(kms):
    reader, answers = kms
    answers[KEY] = {"KeyRotationEnabled": True, "KeyId": "k"}
    more = reader.aspects({"KeyId": "k"})
    more.read("Whole", "get_key_rotation_status", KeyId="k")
    assert (
        more.read("Part", "get_key_rotation_status", pick="KeyRotationEnabled", KeyId="k") is True
    )
    assert more.data == {
        "KeyId": "k",
        "Whole": {"KeyRotationEnabled": True, "KeyId": "k"},
        "Part": True,
    }
    assert more.unread == {}


def test_absent_is_none_and_any_other_error_is_unread(kms):
    reader, answers = kms
    more = reader.aspects({})
    for aspect, code in (("None", "NothingThere"), ("Broken", "SomethingElse")):
        answers[KEY] = Refusal(code, "why")
        more.read(aspect, "get_key_rotation_status", absent=("NothingThere",), KeyId="k")
    assert more.data == {"None": None}
    assert more.unread == {"Broken": "get_key_rotation_status: SomethingElse: why"}


def test_an_error_without_a_code_is_never_absent(kms):
    reader, answers = kms
    answers[KEY] = Refusal("", "a page of somebody else's", 502)
    more = reader.aspects({})
    more.read("Rotation", "get_key_rotation_status", absent=("NothingThere",), KeyId="k")
    assert set(more.unread) == {"Rotation"}
    assert more.data == {}


def test_a_place_that_cannot_be_reached_is_asked_once():
    reader = Aws("http://127.0.0.1:9").reader("kms")
    more = reader.aspects({})
    more.read("One", "get_key_rotation_status", KeyId="k")
    more.listed("Two", "list_aliases", "Aliases")
    assert more.describe("describe_key", "KeyMetadata", KeyId="k") == {}
    assert reader.calls == 1
    assert more.unread["One"].startswith("get_key_rotation_status: Could not connect")
    assert more.unread["Two"].startswith("list_aliases: Could not connect")
    assert more.unread["KeyState"].startswith("describe_key: Could not connect")
    assert more.data == {}


def test_a_description_is_added_to_what_is_known(kms):
    reader, answers = kms
    answers["DescribeKey"] = {"KeyMetadata": {"KeyId": "k", "KeyState": "Enabled"}}
    more = reader.aspects({"KeyId": "k", "Mine": 1})
    assert more.describe("describe_key", "KeyMetadata", KeyId="k") == answers["DescribeKey"]
    assert more.data == {"KeyId": "k", "Mine": 1, "KeyState": "Enabled"}


def test_a_description_that_is_denied_leaves_unread_what_is_not_known(kms):
    reader, answers = kms
    answers["DescribeKey"] = DENIED
    more = reader.aspects({"KeyId": "k"})
    assert more.describe("describe_key", "KeyMetadata", KeyId="k") == {}
    assert {"KeyState", "KeyManager"} <= set(more.unread)
    assert "KeyId" not in more.unread


def test_a_description_of_what_is_gone_is_none(kms):
    reader, answers = kms
    answers["DescribeKey"] = Refusal("NotFoundException", "gone")
    more = reader.aspects({"KeyId": "k"})
    gone = ("NotFoundException",)
    assert more.describe("describe_key", "KeyMetadata", gone=gone, KeyId="k") is None
    assert more.unread == {}


def test_a_share_of_a_listing_or_its_reason(kms):
    reader, _ = kms
    more = Aspects(reader, {})
    more.join("Small", Listing([1, 20]), lambda found: [n for n in found if n < 10])
    more.join("Lost", Listing([], "list_things: no"), list)
    assert more.data == {"Small": [1]}
    assert more.unread == {"Lost": "list_things: no"}


def test_a_change_leaves_none_and_unread_alone(kms):
    reader, _ = kms
    more = Aspects(reader, {"Text": "1", "Absent": None})
    for aspect in ("Text", "Absent", "Unread"):
        more.change(aspect, int)
    assert more.data == {"Text": 1, "Absent": None}


def test_tags_are_asked_for_once_by_all_kinds_of_a_service(moto_endpoint):
    client = Aws(moto_endpoint).client("elasticache")
    client.create_replication_group(
        ReplicationGroupId="cache", ReplicationGroupDescription="c", Engine="redis"
    )
    client.create_cache_cluster(
        CacheClusterId="one", Engine="redis", CacheNodeType="cache.t4g.micro", NumCacheNodes=1
    )
    asked = []

    def answer(params):
        asked.append(params["ResourceTypeFilters"])
        return tagged("arn:aws:elasticache:us-east-1:123456789012:replicationgroup:cache", A="b")

    with fake_aws({"GetResources": answer}, upstream=moto_endpoint) as endpoint:
        reader = Aws(endpoint).reader("elasticache")
        found = [*read(clusters, reader), *read(replication_groups, reader)]
    assert asked == [["elasticache"]]
    assert {item.name: item.tags for item in found} == {"one": {}, "cache": {"A": "b"}}
