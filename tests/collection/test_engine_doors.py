"""How an account is opened: which role, with which external id, and what is said where it fails."""

import logging
import threading

import pytest

from reviewapp.collection.domain.sessions import (
    NO_CREDENTIALS,
    NO_ROLE,
    NOT_LENT,
    AccountUnreachable,
    open_access,
)
from reviewapp.reviews.scan import scan
from reviewapp.workloads.models import Connection
from tests.aws import ACCOUNT
from tests.collection.engine import (
    ASSUMED,
    HERE,
    IDENTITY,
    ROLE,
    connect,
    only,
    states,
)
from tests.factories import make_workload
from tests.fakes import Refusal, fake_aws

pytestmark = pytest.mark.django_db
SECRET = "wJalrXUtnFEMIverysecretkey"
REFUSED = Refusal("AccessDenied", "User is not authorized to perform: sts:AssumeRole", 403)


@pytest.fixture
def workload(organisation):
    return make_workload(organisation, "Checkout", account_ids=[ACCOUNT], regions=[HERE])


def role(workload, endpoint: str = "", **fields) -> Connection:
    return connect(workload, endpoint, kind="role", role_arn=ROLE, **fields)


def why_not(connection: Connection) -> str:
    with pytest.raises(AccountUnreachable) as refused:
        open_access(connection, session_name="test", quick=True)
    return str(refused.value)


def test_a_role_is_assumed_with_the_external_id_of_its_connection(workload):
    asked = []

    def assume(params) -> str:
        asked.append(params)
        return ASSUMED

    with fake_aws({"AssumeRole": assume, "GetCallerIdentity": IDENTITY}) as endpoint:
        connection = role(workload, endpoint)
        door = open_access(connection, session_name="pillars-run/1 of Meridian")
    (request,) = asked
    assert request["RoleArn"] == ROLE
    assert request["ExternalId"] == f"{connection.external_id}/pillars-run-1-of-Meridian"
    assert request["RoleSessionName"] == "pillars-run-1-of-Meridian"
    assert request["DurationSeconds"] == "3600"
    assert (door.account, door.partition) == (ACCOUNT, "aws")
    assert door.session.get_credentials().access_key == "ASIAASSUMED"


def test_a_role_that_knows_the_bare_external_id_alone_is_assumed_with_it(workload):
    asked = []

    def assume(params):
        asked.append(params["ExternalId"])
        return ASSUMED if params["ExternalId"] == connection.external_id else Refusal(status=403)

    with fake_aws({"AssumeRole": assume, "GetCallerIdentity": IDENTITY}) as endpoint:
        connection = role(workload, endpoint)
        door = open_access(connection, session_name="pillars-1")
    assert asked == [f"{connection.external_id}/pillars-1", connection.external_id]
    assert door.account == ACCOUNT


def test_a_scan_reads_with_the_role_and_not_with_its_own_credentials(
    monkeypatch, workload, moto_endpoint
):
    other = "111122223333"
    only(monkeypatch, "ec2.vpc")
    connect(
        workload,
        moto_endpoint,
        kind="role",
        account_id=other,
        role_arn=f"arn:aws:iam::{other}:role/Reader",
    )
    workload.account_ids = [other]
    workload.save()
    run = scan_of(workload)
    assert run.state == "complete"
    assert {fact.account for fact in run.facts.all()} == {other}


@pytest.mark.parametrize(
    ("arn", "home"),
    [
        (f"arn:aws:iam::{ACCOUNT}:role/Reader", "us-east-1"),
        (f"arn:aws-cn:iam::{ACCOUNT}:role/Reader", "cn-north-1"),
        (f"arn:aws-us-gov:iam::{ACCOUNT}:role/Reader", "us-gov-west-1"),
    ],
)
def test_services_without_regions_are_asked_at_home_in_their_partition(workload, arn, home):
    with fake_aws({"AssumeRole": ASSUMED, "GetCallerIdentity": IDENTITY}) as endpoint:
        door = open_access(connect(workload, endpoint, kind="role", role_arn=arn), session_name="x")
    assert (door.home, door.session.region_name) == (home, home)


def test_a_role_that_cannot_be_assumed_is_told_with_what_aws_says(workload):
    with fake_aws({"AssumeRole": REFUSED}) as endpoint:
        assert why_not(role(workload, endpoint)) == (
            f"The role {ROLE} could not be assumed. AWS says: AccessDenied: User is not authorized "
            "to perform: sts:AssumeRole. Check that the role exists, trusts this server's account "
            "and asks for the external id shown."
        )


def test_a_connection_without_a_role_says_what_to_do(workload):
    assert why_not(connect(workload, "", kind="role")) == NO_ROLE


@pytest.mark.parametrize("kind", ["role", "ambient"])
def test_a_server_without_credentials_says_so(workload, kind):
    assert why_not(connect(workload, "", kind=kind, role_arn=ROLE)) == NO_CREDENTIALS


def test_a_server_may_keep_its_credentials_to_itself(workload, settings):
    settings.AMBIENT_CREDENTIALS = False
    assert why_not(connect(workload, "")) == NOT_LENT


def test_a_wrong_configuration_of_the_server_is_told(workload, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert why_not(connect(workload, "")) == (
        "This server's AWS configuration does not work: "
        "The config profile (nobody) could not be found"
    )


def test_half_a_credential_is_told(workload, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAONLYTHIS")
    assert why_not(connect(workload, "")).startswith(
        "This server's AWS configuration does not work: Partial credentials found in env"
    )


def test_credentials_that_aws_refuses_are_told(workload, monkeypatch):
    refused = Refusal("InvalidClientTokenId", "The security token is invalid", 403)
    with fake_aws({"GetCallerIdentity": refused}) as endpoint:
        assert why_not(connect(workload, endpoint)) == (
            "AWS refused this server's own credentials. "
            "AWS says: InvalidClientTokenId: The security token is invalid"
        )


def test_nobody_there_is_told(workload):
    reason = why_not(connect(workload, "http://127.0.0.1:9"))
    assert reason.startswith("AWS could not be reached from this server: Could not connect")


def test_another_account_than_the_one_meant_is_refused(workload, moto_endpoint):
    connection = connect(workload, moto_endpoint, account_id="999988887777")
    assert why_not(connection) == (
        "The credentials reach account 123456789012, not 999988887777. "
        "Correct the account or the role."
    )


def scan_of(workload):
    from reviewapp.collection.domain import start_run

    ended = scan(str(start_run(workload=workload, queue=False).pk))
    assert ended is not None
    return ended


@pytest.mark.parametrize("then", [ASSUMED, REFUSED])
def test_an_account_that_takes_long_to_open_keeps_no_other_one_waiting(
    monkeypatch, workload, moto_endpoint, then
):
    other, read = "111122223333", threading.Event()
    only(monkeypatch, sqs__queue=lambda _reader: read.set() or [])
    workload.account_ids = [ACCOUNT, other]
    workload.save()
    waited = []

    def late(_params):
        waited.append(read.wait(20))
        return then

    slow = {"AssumeRole": late, "GetCallerIdentity": IDENTITY}
    with fake_aws(slow) as endpoint:
        role(workload, endpoint)
        arn = f"arn:aws:iam::{other}:role/Reader"
        connect(workload, moto_endpoint, kind="role", account_id=other, role_arn=arn)
        run = scan_of(workload)
    opened = then is ASSUMED
    assert waited == [True] * (1 if opened else 2)  # with the run, then with the bare id
    assert states(run) == {
        (ACCOUNT, HERE, "sqs"): "not_used" if opened else "denied",
        (other, HERE, "sqs"): "not_used",
    }
    assert run.state == ("complete" if opened else "partial")


def test_a_scan_that_reaches_no_account_fails_and_its_page_says_why(workload, viewer):
    with fake_aws({"AssumeRole": REFUSED}) as endpoint:
        role(workload, endpoint)
        run = scan_of(workload)
    assert run.state == "failed"
    page = viewer.get(f"/workloads/{workload.pk}/scans/{run.pk}/").content.decode()
    assert f"The role {ROLE} could not be assumed. AWS says: AccessDenied" in page


def test_no_secret_reaches_a_log_or_a_page(monkeypatch, workload, viewer, moto_endpoint, caplog):
    only(monkeypatch, "ec2.vpc", "sqs.queue")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASOMEBODY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    caplog.set_level(logging.DEBUG)
    answers = {"AssumeRole": ASSUMED, "GetCallerIdentity": IDENTITY, "ListQueues": REFUSED}
    with fake_aws(answers, upstream=moto_endpoint) as endpoint:
        role(workload, endpoint)
        run = scan_of(workload)
    with fake_aws({"AssumeRole": REFUSED}) as endpoint:
        Connection.objects.update(endpoint_url=endpoint)
        failed = scan_of(workload)
    assert (run.state, failed.state) == ("partial", "failed")
    shown = caplog.text + failed.failure
    for each in (run, failed):
        shown += viewer.get(f"/workloads/{workload.pk}/scans/{each.pk}/").content.decode()
    for secret in (SECRET, "assumed-secret-key", "assumed-session-token"):
        assert secret not in shown
