"""Testing a connection: which account it reached, and what by name it may not do there."""

import threading

import pytest

from reviewapp.collection.domain.connect import add_connection, new_external_id, test_connection
from reviewapp.collection.domain.identity import UNKNOWN, trusted_principal
from reviewapp.workloads.models import Connection
from tests.aws import ACCOUNT
from tests.collection.engine import HERE, IDENTITY, ROLE, connect, only
from tests.factories import make_workload
from tests.fakes import Refusal, fake_aws

test_connection.__test__ = False  # the product's name for it, no test of ours
pytestmark = pytest.mark.django_db
EC2_DENIED = Refusal("UnauthorizedOperation", "not authorized", 403)
S3_DENIED = Refusal("AccessDenied", "no", 403)
FEW = ("ec2.volume", "ec2.vpc", "iam.user", "s3.bucket", "sqs.queue")


@pytest.fixture
def workload(organisation):
    return make_workload(organisation, "Checkout", account_ids=[ACCOUNT], regions=[HERE])


def test_a_connection_that_works_says_where_it_leads(monkeypatch, workload, moto_endpoint):
    only(monkeypatch, *FEW)
    connection = connect(workload, moto_endpoint)
    result = test_connection(connection)
    assert (result.ok, result.account, result.region) == (True, ACCOUNT, HERE)
    assert (result.denied, result.failed, result.allowed) == ([], [], 5)
    assert result.message == f"Reached account {ACCOUNT}. 5 kinds of facts can be read."
    kept = Connection.objects.get()
    assert kept.last_test["arn"] == result.arn
    assert kept.last_tested_at is not None


def test_denied_actions_are_named_also_those_behind_a_list(monkeypatch, workload, aws):
    only(monkeypatch, *FEW)
    aws.client("s3").create_bucket(Bucket="orders")
    answers = {
        "DescribeVolumes": EC2_DENIED,
        "GET /orders?encryption": S3_DENIED,
        "GET /orders?policy": S3_DENIED,
    }
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        result = test_connection(connect(workload, endpoint))
    assert result.denied == [
        "ec2:DescribeVolumes",
        "s3:GetBucketPolicy",
        "s3:GetEncryptionConfiguration",
    ]
    assert result.ok
    assert result.message == (
        f"Reached account {ACCOUNT}. 3 kinds of facts can be read, 3 actions are denied."
    )


def test_other_failures_are_told_with_the_words_of_aws(monkeypatch, workload, moto_endpoint):
    only(monkeypatch, *FEW)
    broken = Refusal("InternalFailure", "try later", 400)
    with fake_aws({"ListQueues": broken}, upstream=moto_endpoint) as endpoint:
        result = test_connection(connect(workload, endpoint))
    assert result.failed == ["sqs:ListQueues: InternalFailure: try later"]
    assert result.message.endswith("4 kinds of facts can be read, 1 call failed.")


def test_what_does_not_answer_in_time_is_told(monkeypatch, workload, moto_endpoint):
    only(monkeypatch, "iam.user", "sqs.queue")
    monkeypatch.setattr("reviewapp.collection.domain.connect.TEST_SECONDS", 2)
    over = threading.Event()

    def hang(_params):
        over.wait(60)
        return {}

    with fake_aws({"ListQueues": hang}, upstream=moto_endpoint) as endpoint:
        result = test_connection(connect(workload, endpoint))
        over.set()
    assert result.failed == ["sqs:ListQueues: no answer in 2 s"]
    assert result.allowed == 1


def test_a_collectors_own_mistake_is_told_and_no_more(monkeypatch, workload, moto_endpoint):
    def broken(reader):
        raise KeyError("Nothing")
        yield

    only(monkeypatch, "iam.user", sqs__queue=broken)
    result = test_connection(connect(workload, moto_endpoint))
    assert result.failed == ["sqs:ListQueues: KeyError in this server"]
    assert result.allowed == 1


def test_a_door_that_stays_shut_is_the_result_of_the_test(workload):
    with fake_aws({"AssumeRole": S3_DENIED}) as endpoint:
        result = test_connection(connect(workload, endpoint, kind="role", role_arn=ROLE))
    assert (result.ok, result.account, result.allowed) == (False, "", 0)
    assert result.message.startswith(f"The role {ROLE} could not be assumed. AWS says: ")
    assert Connection.objects.get().last_test["ok"] is False


def test_external_ids_cannot_be_guessed_and_are_never_used_twice(workload):
    ids = {new_external_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert min(map(len, ids)) >= 32
    first = add_connection(workload=workload, kind="role", account_id=ACCOUNT)
    first.delete()
    again = add_connection(workload=workload, kind="role", account_id=ACCOUNT)
    assert again.external_id != first.external_id


def test_the_trusted_account_is_the_one_of_this_servers_credentials(monkeypatch):
    from django.core.cache import cache

    cache.delete("trusted-principal")
    assert trusted_principal() == UNKNOWN
    cache.delete("trusted-principal")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASERVER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with fake_aws({"GetCallerIdentity": IDENTITY}) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        assert trusted_principal() == f"arn:aws:iam::{ACCOUNT}:root"
    # Remembered: nobody is asked again.
    assert trusted_principal() == f"arn:aws:iam::{ACCOUNT}:root"
    cache.delete("trusted-principal")
