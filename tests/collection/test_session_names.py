"""Who reads an account says which run it is for."""

import pytest

from reviewapp.collection.domain import collect
from reviewapp.demo.account import REGIONS
from tests.aws import ACCOUNT
from tests.collection.engine import ASSUMED, IDENTITY, ROLE, connect, only, started
from tests.factories import make_workload
from tests.fakes import fake_aws

pytestmark = pytest.mark.django_db


def test_the_accounts_owner_finds_the_run_in_session_and_external_id(monkeypatch, organisation):
    only(monkeypatch, "sqs.queue")
    asked = []

    def assume(params) -> str:
        asked.append(params)
        return ASSUMED

    answers = {"AssumeRole": assume, "GetCallerIdentity": IDENTITY, "ListQueues": {}}
    with fake_aws(answers) as endpoint:
        workload = make_workload(organisation, account_ids=[ACCOUNT], regions=[REGIONS[0]])
        connection = connect(workload, endpoint, kind="role", role_arn=ROLE)
        run = started(workload)
        collect(run)
    assert {each["RoleSessionName"] for each in asked} == {f"pillars-{run.pk}"}
    assert {each["ExternalId"] for each in asked} == {f"{connection.external_id}/pillars-{run.pk}"}
