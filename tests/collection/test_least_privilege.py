"""Every call of a whole scan is one that is declared, that reads, and that names the run."""

import re
from collections import Counter
from dataclasses import dataclass, field

import pytest

from reviewapp.collection.clients import Clients
from reviewapp.collection.domain import collect, policy, sessions
from reviewapp.collection.iam_actions import action_of
from reviewapp.demo.account import REGIONS
from tests.aws import ACCOUNT
from tests.collection.engine import ASSUMED, IDENTITY, ROLE, connect, only, started
from tests.demo.accounts import account_process, filled
from tests.factories import make_workload
from tests.fakes import fake_aws

pytestmark = pytest.mark.django_db
READING = re.compile(r"(BatchGet|Describe|Get|List|Lookup|Search|View)[A-Z]")
# Makes AWS write the report that GetCredentialReport reads; changes nothing in the account.
REPORT = "iam:GenerateCredentialReport"
# Needs no permission; every run asks whom it speaks for.
ALWAYS_ALLOWED = "sts:GetCallerIdentity"


@dataclass
class Calls:
    """Operations by the IAM action that they need."""

    made: Counter[str] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)

    def note(self, model, params, **_) -> None:
        self.made[action_of(model.service_model.service_name, model.name)] += 1
        self.operations.add(f"{model.service_model.service_name}:{model.name}")
        self.agents.add(params["headers"]["User-Agent"])


@pytest.fixture
def calls(monkeypatch) -> Calls:
    """Of every client that is made from now on, whoever makes it."""
    heard = Calls()
    opened, make = sessions._session, Clients._make

    def session(*arguments, **named):
        made = opened(*arguments, **named)
        made.events.register("before-call.*.*", heard.note)
        return made

    def client(self, name, region):
        made = make(self, name, region)
        made.meta.events.register("before-call.*.*", heard.note)
        return made

    monkeypatch.setattr(sessions, "_session", session)
    monkeypatch.setattr(Clients, "_make", client)
    return heard


def test_a_whole_scan_calls_nothing_that_it_does_not_declare_and_only_reads(
    organisation, tmp_path, calls
):
    with account_process(tmp_path / "log") as process:
        filled(process)
        workload = make_workload(organisation, account_ids=[ACCOUNT], regions=list(REGIONS))
        connect(workload, process.endpoint)
        run = started(workload)
        collect(run)
    run.refresh_from_db()
    declared = set(policy.actions())
    assert set(calls.made) - declared == {ALWAYS_ALLOWED}
    writing = {each for each in calls.operations if not READING.match(each.split(":")[1])}
    assert writing == {REPORT}
    # Nothing went past the recorder: each call that was counted was heard.
    assert sum(calls.made.values()) - calls.made[ALWAYS_ALLOWED] >= run.calls * 0.9
    assert len(calls.made) > 0.7 * len(declared), "too little was called to say anything"
    assert all("pillars-review" in agent for agent in calls.agents)


def test_the_accounts_owner_finds_the_run_in_the_name_of_its_session(monkeypatch, organisation):
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
    assert {each["ExternalId"] for each in asked} == {connection.external_id}
