"""Finding accounts through AWS Organizations, choosing among them, connecting them by one role."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewapp.collection.domain import policy
from reviewapp.collection.domain.connection_tests import start_connections_test, test_connections
from reviewapp.collection.domain.discover import ACTIONS
from reviewapp.collection.domain.discoveries import discover, start_discovery
from reviewapp.collection.domain.rollouts import (
    TooManyAccounts,
    connect_found,
    deployment_targets,
    ensure_rollout,
    targets_of,
)
from reviewapp.collection.models import Discovery, FoundAccount
from reviewapp.workloads.models import Connection, Workload
from tests.aws import ACCOUNT, Aws
from tests.collection.engine import ASSUMED, HERE, ROLE, connect
from tests.factories import login, make_organisation, make_user, make_workload
from tests.fakes import DENIED, Refusal, fake_aws

test_connections.__test__ = False  # the product's name for it, no test of ours
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def workload(organisation):
    return make_workload(organisation, "Checkout", account_ids=[ACCOUNT], regions=[HERE])


def numbered(number: int) -> str:
    return f"{number:012d}"


def listed(*accounts: tuple[int, str, str]) -> dict:
    return {
        "Accounts": [
            {"Id": numbered(number), "Name": name, "Email": f"{name}@example.com", "Status": status}
            for number, name, status in accounts
        ]
    }


def organisation_of(pages: dict[str, list[dict]], units: dict[str, list[str]]) -> dict:
    """Answers of AWS Organizations; `pages` of accounts by parent, names of units by parent."""

    def accounts(params):
        at = int(params.get("NextToken") or 0)
        found = pages.get(params["ParentId"], [{"Accounts": []}])
        more = {"NextToken": str(at + 1)} if at + 1 < len(found) else {}
        return {**found[at], **more}

    def below(params):
        names = units.get(params["ParentId"], [])
        return {"OrganizationalUnits": [{"Id": f"ou-{each}", "Name": each} for each in names]}

    return {
        "DescribeOrganization": {
            "Organization": {"Id": "o-meridian", "MasterAccountId": numbered(1)}
        },
        "ListRoots": {"Roots": [{"Id": "r-1", "Name": "Root"}]},
        "ListAccountsForParent": accounts,
        "ListOrganizationalUnitsForParent": below,
    }


MERIDIAN = organisation_of(
    {
        "r-1": [listed((1, "management", "ACTIVE"))],
        "ou-prod": [
            listed((2, "shop", "ACTIVE"), (3, "pay", "ACTIVE")),
            listed((4, "old", "SUSPENDED")),
        ],
        "ou-edge": [listed((5, "edge", "ACTIVE"))],
        "ou-test": [listed((6, "try", "ACTIVE"), (7, "play", "ACTIVE"))],
    },
    {"r-1": ["test", "prod"], "ou-prod": ["edge"]},
)


def found(workload, answers=MERIDIAN, moto="") -> Discovery:
    with fake_aws(answers, upstream=moto) as endpoint:
        connection = workload.connections.first() or connect(workload, endpoint)
        Connection.objects.filter(pk=connection.pk).update(endpoint_url=endpoint)
        connection.refresh_from_db()
        ended = discover(str(start_discovery(connection=connection).pk))
    assert ended is not None
    ended.refresh_from_db()
    return ended


def test_all_pages_of_all_units_are_read_in_the_order_of_the_tree(workload, moto_endpoint):
    discovery = found(workload, moto=moto_endpoint)
    assert (discovery.state, discovery.organization_id) == ("complete", "o-meridian")
    assert discovery.management_account == numbered(1)
    assert [unit.path for unit in discovery.units.all()] == [
        "Root",
        "Root / prod",
        "Root / prod / edge",
        "Root / test",
    ]
    rows = discovery.accounts.values_list("unit__unit_id", "account_id", "name", "status")
    assert ("ou-prod", numbered(4), "old", "SUSPENDED") in rows
    assert [row[1] for row in rows] == [numbered(n) for n in (1, 4, 3, 2, 5, 7, 6)]
    # Looked for again, what was found before is forgotten.
    again = found(workload, moto=moto_endpoint)
    assert list(Discovery.objects.all()) == [again]
    assert FoundAccount.objects.count() == 7


def test_motos_organisation_is_read_over_http(workload, aws: Aws):
    """What a simulator of the whole service answers, and not only what we wrote ourselves."""
    client = aws.client("organizations")
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    unit = client.create_organizational_unit(ParentId=root, Name="prod")["OrganizationalUnit"]["Id"]
    made = client.create_account(AccountName="shop", Email="shop@example.com")
    account = made["CreateAccountStatus"]["AccountId"]
    client.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
    connection = connect(workload, aws.endpoint)
    ended = discover(str(start_discovery(connection=connection).pk))
    assert ended
    assert ended.state == "complete", ended.failure
    assert ended.accounts.get(account_id=account).unit.path == "Root / prod"


@pytest.mark.parametrize("action", ACTIONS)
def test_a_denied_call_is_named_and_nothing_is_kept(workload, moto_endpoint, action):
    denied = {**MERIDIAN, action.split(":")[1]: DENIED}
    ended = found(workload, denied, moto_endpoint)
    assert ended.state == "failed"
    assert f"AWS denied {action}." in ended.failure
    assert not FoundAccount.objects.exists()


def test_an_account_of_no_organisation_is_told_so(workload, moto_endpoint):
    nobody = Refusal("AWSOrganizationsNotInUseException", "not in use", 400)
    ended = found(workload, {**MERIDIAN, "DescribeOrganization": nobody}, moto_endpoint)
    assert ended.failure.startswith("This account belongs to no AWS organisation.")


def test_finding_accounts_asks_for_nothing_that_a_scan_may_not_do_by_accident():
    """The two lists of actions stay apart, but for the one call that both make."""
    assert set(ACTIONS) & set(policy.actions()) == {"organizations:DescribeOrganization"}


def test_the_session_and_the_external_id_say_who_looks(workload):
    asked = []

    def assume(params):
        asked.append(params)
        return ASSUMED

    from tests.collection.engine import IDENTITY

    answers = {**MERIDIAN, "AssumeRole": assume, "GetCallerIdentity": IDENTITY}
    with fake_aws(answers) as endpoint:
        connection = connect(workload, endpoint, kind="role", role_arn=ROLE)
        ended = discover(str(start_discovery(connection=connection).pk))
    assert ended
    assert {each["RoleSessionName"] for each in asked} == {f"pillars-{ended.pk}"}
    assert {each["ExternalId"] for each in asked} == {
        f"{connection.external_id}/pillars-{ended.pk}"
    }


def test_chosen_accounts_get_one_role_and_one_external_id_of_the_workload(workload, moto_endpoint):
    discovery = found(workload, moto=moto_endpoint)
    everything = [numbered(number) for number in range(9)]
    made = connect_found(workload=workload, discovery=discovery, account_ids=everything)
    # Not the management account, not the suspended one, not what is not there.
    chosen = [numbered(n) for n in (2, 3, 5, 6, 7)]
    assert sorted(each.account_id for each in made) == chosen
    assert {each.external_id for each in made} == {workload.rollout.external_id}
    assert made[0].role_arn.endswith(f":role/{workload.rollout.role_name}")
    kept = Workload.objects.get(pk=workload.pk)
    assert kept.account_ids == sorted([*chosen, ACCOUNT])
    assert kept.version == workload.version + 1
    assert connect_found(workload=workload, discovery=discovery, account_ids=everything) == []


def test_no_two_workloads_share_an_external_id(organisation):
    """Whatever organisation they belong to: a role trusts one workload of one customer."""
    workloads = [make_workload(each) for each in (organisation, organisation, make_organisation())]
    rollouts = [ensure_rollout(each) for each in workloads]
    assert len({each.external_id for each in rollouts}) == 3
    assert len({each.role_name for each in rollouts}) == 3
    assert ensure_rollout(workloads[0]) == rollouts[0]
    assert min(len(each.external_id) for each in rollouts) >= 32


UNITS = {"r": "", "a": "r", "b": "a", "c": "r", "d": "b"}


@given(
    placed=st.dictionaries(st.integers(0, 20), st.sampled_from(sorted(UNITS)), min_size=1),
    data=st.data(),
)
def test_a_stack_set_reaches_exactly_the_chosen_accounts(placed, data):
    accounts: dict[str, list[str]] = {}
    for number, unit in placed.items():
        accounts.setdefault(unit, []).append(numbered(number))
    every = {each for found in accounts.values() for each in found}
    chosen = data.draw(st.sets(st.sampled_from(sorted(every)), min_size=1))
    targets = deployment_targets(parents=UNITS, accounts=accounts, chosen=chosen)

    def above(unit):
        return {unit} | (above(UNITS[unit]) if UNITS[unit] else set())

    reached = {
        account
        for unit, found in accounts.items()
        if above(unit) & set(targets.units)
        for account in found
    }
    assert (reached & set(targets.accounts) if targets.accounts else reached) == chosen
    # No unit is named that lies in another.
    assert not any((above(unit) - {unit}) & set(targets.units) for unit in targets.units)


def test_the_template_is_one_role_that_fits_into_a_call(editor, workload, moto_endpoint):
    discovery = found(workload, moto=moto_endpoint)
    connect_found(workload=workload, discovery=discovery, account_ids=[numbered(2), numbered(3)])
    rollout = workload.rollout
    base = f"/workloads/{workload.pk}/connections/rollout/"
    text = editor.get(f"{base}template/download/").content.decode()
    assert len(text) < 51_200, "CloudFormation takes no longer --template-body"
    role = json.loads(text)["Resources"]["Role"]["Properties"]
    assert role["RoleName"] == rollout.role_name
    condition = role["AssumeRolePolicyDocument"]["Statement"][0]["Condition"]
    ids = [rollout.external_id, f"{rollout.external_id}/*"]
    assert condition == {"StringLike": {"sts:ExternalId": ids}}
    # Two of prod's accounts are chosen, the one of the unit below it is not.
    targets = targets_of(rollout, discovery)
    assert (targets.units, targets.accounts) == (("ou-prod",), (numbered(2), numbered(3)))
    page = editor.get(base).content.decode()
    assert "--permission-model SERVICE_MANAGED" in page
    assert "file://pillars-review-targets.json" in page
    told = json.loads(editor.get(f"{base}targets/download/").content)
    assert told["AccountFilterType"] == "INTERSECTION"
    connect_found(workload=workload, discovery=discovery, account_ids=[numbered(5)])
    whole = editor.get(base).content.decode()
    assert "OrganizationalUnitIds=ou-prod" in whole
    assert "Enabled=true,RetainStacksOnAccountRemoval=false" in whole
    # A role that is rolled out has no template of one connection.
    connection = workload.connections.get(account_id=numbered(2))
    alone = f"/workloads/{workload.pk}/connections/{connection.pk}/cloudformation/download/"
    assert editor.get(alone).status_code == 404


def test_the_page_filters_and_adds_all_that_match(editor, organisation, workload, moto_endpoint):
    found(workload, moto=moto_endpoint)
    make_workload(organisation, "Search", account_ids=[numbered(6)])
    stranger = make_workload(make_organisation(), "Elsewhere", account_ids=[numbered(6)])
    base = f"/workloads/{workload.pk}/connections/organisation/"
    page = editor.get(base)
    assert page.context["matching"] == 5
    others = {row.account.account_id: row.others for row in page.context["rows"]}
    assert others[numbered(6)] == ["Search"]
    assert stranger.name not in page.content.decode()
    unit = editor.get(base, {"unit": "ou-prod"}).context["rows"]
    assert {row.account.name for row in unit} == {"shop", "pay", "old", "edge"}
    assert len(editor.get(base, {"q": "0007"}).context["rows"]) == 1
    assert len(editor.get(base, {"state": "closed"}).context["rows"]) == 1
    sent = {"take": "matching", "unit": "ou-test"}
    answer = editor.post(f"{base}connect/", sent)
    assert answer["Location"] == f"/workloads/{workload.pk}/connections/rollout/"
    assert workload.connections.exclude(rollout=None).count() == 2
    nothing = editor.post(f"{base}connect/", {"take": "ticked", "accounts": [numbered(1)]})
    assert nothing["Location"] == base
    assert workload.connections.exclude(rollout=None).count() == 2


def test_a_thousand_accounts_are_listed_in_pages_with_few_queries(
    editor, workload, django_assert_max_num_queries
):
    discovery = Discovery.objects.create(
        workload=workload, source_account=ACCOUNT, state="complete", organization_id="o-1"
    )
    unit = discovery.units.create(unit_id="r-1", path="Root", position=0)
    FoundAccount.objects.bulk_create(
        FoundAccount(
            discovery=discovery, unit=unit, account_id=numbered(n), name=f"a{n}", status="ACTIVE"
        )
        for n in range(1000)
    )
    url = f"/workloads/{workload.pk}/connections/organisation/"
    with django_assert_max_num_queries(24):
        page = editor.get(url, {"page": "10"})
    assert len(page.context["rows"]) == 100
    everything = [numbered(n) for n in range(1000)]
    with pytest.raises(TooManyAccounts):  # with the one that it has
        connect_found(workload=workload, discovery=discovery, account_ids=everything)
    made = connect_found(workload=workload, discovery=discovery, account_ids=everything[1:])
    assert len(made) == 999
    assert editor.get(f"/workloads/{workload.pk}/edit/").context["form"].initial["account_ids"]


def test_every_connection_is_tested_and_says_why_it_failed(editor, workload, moto_endpoint):
    discovery = found(workload, moto=moto_endpoint)
    connect_found(workload=workload, discovery=discovery, account_ids=[numbered(2), numbered(3)])

    def assume(params):
        return DENIED if numbered(3) in params["RoleArn"] else ASSUMED

    identity = (
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::1:assumed-role/x/y"
        f"</Arn><UserId>x</UserId><Account>{numbered(2)}</Account></GetCallerIdentityResult>"
        "</GetCallerIdentityResponse>"
    )
    workload.connections.filter(rollout=None).delete()
    with fake_aws({"AssumeRole": assume, "GetCallerIdentity": identity}) as endpoint:
        workload.connections.update(endpoint_url=endpoint)
        ended = test_connections(str(start_connections_test(workload=workload).pk))
    assert ended
    assert (ended.state, ended.progress_done) == ("partial", 2)
    good, bad = workload.connections.order_by("account_id")
    assert good.last_test["message"].startswith(f"Reached account {numbered(2)}.")
    assert "could not be assumed" in bad.last_test["message"]
    page = editor.get(f"/workloads/{workload.pk}/connections/", {"state": "not_reached"})
    assert [each.pk for each in page.context["page_obj"]] == [bad.pk]
    assert "could not be assumed" in page.content.decode()


def test_a_test_that_is_taken_up_again_leaves_what_is_done(workload, moto_endpoint):
    connect(workload, moto_endpoint)
    job = start_connections_test(workload=workload)
    assert start_connections_test(workload=workload) == job
    connect(workload, "", account_id=numbered(2), last_tested_at=job.queued_at, last_test={})
    ended = test_connections(str(job.pk))
    assert ended
    assert ended.state == "complete"
    assert workload.connections.get(account_id=numbered(2)).last_test == {}


def test_a_page_of_another_customer_shows_nothing_of_the_tree(workload, moto_endpoint):
    found(workload, moto=moto_endpoint)
    outsider = login(make_user(make_organisation()))
    for path in ("organisation/", "organisation/progress/", "rollout/"):
        assert outsider.get(f"/workloads/{workload.pk}/connections/{path}").status_code == 404
