"""IAM, Organizations and Account Management, read from a simulated account."""

import json

import pytest

from reviewapp.collection.models import PartState
from reviewapp.collection.registry import GLOBAL
from reviewapp.collection.services import iam_account
from tests.aws import ACCOUNT, Aws, reset_moto
from tests.fakes import Refusal, fake_aws

from .kinds import declared, outcome, read_kind, read_names

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.fixture
def iam(aws):
    return aws.client("iam")


@pytest.fixture
def aws_policies(moto_endpoint, monkeypatch):
    """The policies that AWS itself keeps in every account; the server leaves them out else."""
    monkeypatch.setenv("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
    reset_moto(moto_endpoint)


@pytest.fixture
def quick_report(monkeypatch):
    monkeypatch.setattr(iam_account, "PAUSE_SECONDS", 0)


def test_users_come_with_inline_policies_groups_and_tags(aws, aws_policies, iam):
    iam.create_group(GroupName="builders")
    iam.create_user(UserName="ada", Tags=[{"Key": "team", "Value": "core"}])
    iam.add_user_to_group(GroupName="builders", UserName="ada")
    iam.put_user_policy(UserName="ada", PolicyName="all", PolicyDocument=json.dumps(ALL))
    iam.attach_user_policy(UserName="ada", PolicyArn=ADMINISTRATOR)
    (user,) = read_kind(aws, "iam.user")
    assert user.id == f"arn:aws:iam::{ACCOUNT}:user/ada"
    assert user.tags == {"team": "core"}
    assert user.data["GroupList"] == ["builders"]
    assert user.data["UserPolicyList"] == [{"PolicyName": "all", "PolicyDocument": ALL}]
    assert user.data["AttachedManagedPolicies"][0]["PolicyArn"] == ADMINISTRATOR


def test_roles_come_with_a_decoded_trust_policy(aws, iam):
    iam.create_role(
        RoleName="web",
        AssumeRolePolicyDocument=json.dumps(TRUST),
        Tags=[{"Key": "env", "Value": "prod"}],
    )
    (role,) = read_kind(aws, "iam.role")
    assert (role.id, role.name) == (f"arn:aws:iam::{ACCOUNT}:role/web", "web")
    assert role.data["AssumeRolePolicyDocument"] == TRUST
    assert role.tags == {"env": "prod"}


def test_groups_come_with_what_is_attached(aws, aws_policies, iam):
    iam.create_group(GroupName="admins")
    iam.attach_group_policy(GroupName="admins", PolicyArn=ADMINISTRATOR)
    (group,) = read_kind(aws, "iam.group")
    assert group.id == f"arn:aws:iam::{ACCOUNT}:group/admins"
    assert [each["PolicyArn"] for each in group.data["AttachedManagedPolicies"]] == [ADMINISTRATOR]


def test_policies_are_the_accounts_own_and_those_of_aws_in_use(aws, aws_policies, iam):
    iam.create_policy(PolicyName="unattached", PolicyDocument=json.dumps(ALL))
    iam.create_user(UserName="ada")
    iam.attach_user_policy(UserName="ada", PolicyArn=ADMINISTRATOR)
    found = read_names(aws, "iam.policy")
    assert set(found) == {"unattached", "AdministratorAccess"}
    assert found["unattached"].id == f"arn:aws:iam::{ACCOUNT}:policy/unattached"
    (version,) = found["unattached"].data["PolicyVersionList"]
    assert version["Document"] == ALL
    assert found["AdministratorAccess"].id == ADMINISTRATOR


def test_principals_and_policies_are_described_by_one_call(aws, iam):
    iam.create_user(UserName="ada")
    iam.create_group(GroupName="builders")
    reader = aws.global_reader("iam")
    kinds = ("iam.user", "iam.role", "iam.group", "iam.policy")
    counts = [len(list(declared(kind).function(reader))) for kind in kinds]
    assert counts == [1, 0, 1, 0]
    assert reader.calls == 1


def test_account_summary(aws, iam):
    iam.create_user(UserName="ada")
    (summary,) = read_kind(aws, "iam.account_summary")
    assert summary.id == f"arn:aws:iam::{ACCOUNT}:root"
    assert summary.data["Users"] == 1
    assert "AccountMFAEnabled" in summary.data


def test_credential_report_rows(aws, iam, quick_report):
    iam.create_user(UserName="ada")
    iam.create_login_profile(UserName="ada", Password="a-long-passw0rd")
    iam.create_access_key(UserName="ada")
    row = read_names(aws, "iam.credential_report_row")["ada"]
    assert row.id == f"arn:aws:iam::{ACCOUNT}:user/ada"
    assert row.data["password_enabled"] == "true"
    assert row.data["mfa_active"] == "false"
    assert row.data["access_key_1_active"] == "true"
    assert row.data["access_key_1_last_rotated"].startswith("20")


def test_a_report_that_is_never_ready_is_unread(aws, quick_report):
    asked = []

    def generate(params):
        asked.append(params["Action"])
        return (
            "<GenerateCredentialReportResponse><GenerateCredentialReportResult>"
            "<State>INPROGRESS</State>"
            "</GenerateCredentialReportResult></GenerateCredentialReportResponse>"
        )

    answers = {
        "GenerateCredentialReport": generate,
        "GetCredentialReport": Refusal("ReportInProgress", "Report is being written", 404),
    }
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        result = outcome(Aws(endpoint), "iam.credential_report_row")
    assert len(asked) == iam_account.REPORT_POLLS
    assert result.state is PartState.FAILED
    assert result.reason.startswith("iam:GetCredentialReport: ReportInProgress")


def test_a_report_that_may_not_be_generated_is_denied(aws, quick_report):
    answers = {"GenerateCredentialReport": Refusal("AccessDenied", "No.", 403)}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        result = outcome(Aws(endpoint), "iam.credential_report_row")
    assert result.state is PartState.DENIED
    assert result.reason.startswith("iam:GenerateCredentialReport: AccessDenied")


@pytest.mark.parametrize("kind", ["iam.user", "iam.role", "iam.group", "iam.policy"])
def test_principals_that_may_not_be_read_are_denied(aws, quick_report, kind):
    answers = {"GetAccountAuthorizationDetails": Refusal("AccessDenied", "No.", 403)}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        assert outcome(Aws(endpoint), kind).state is PartState.DENIED


def test_password_policy(aws, iam):
    iam.update_account_password_policy(MinimumPasswordLength=14, RequireSymbols=True)
    (policy,) = read_kind(aws, "iam.password_policy")
    assert policy.data["MinimumPasswordLength"] == 14
    assert policy.data["RequireSymbols"] is True


def test_no_password_policy_is_an_answer(aws, quick_report):
    result = outcome(aws, "iam.password_policy")
    assert (result.state, result.items) == (PartState.READ, [])


def test_identity_providers(aws, iam):
    saml = iam.create_saml_provider(Name="okta", SAMLMetadataDocument="a" * 1024)
    oidc = iam.create_open_id_connect_provider(
        Url="https://token.example.com", ThumbprintList=["a" * 40], ClientIDList=["sts"]
    )
    (found,) = read_kind(aws, "iam.saml_provider")
    assert (found.id, found.name) == (saml["SAMLProviderArn"], "okta")
    (found,) = read_kind(aws, "iam.oidc_provider")
    assert (found.id, found.name) == (oidc["OpenIDConnectProviderArn"], "token.example.com")
    assert found.data == {"Arn": oidc["OpenIDConnectProviderArn"], "Url": "token.example.com"}


def test_an_organisation_and_its_accounts(aws):
    organizations = aws.client("organizations")
    made = organizations.create_organization(FeatureSet="ALL")["Organization"]
    organizations.create_account(AccountName="workloads", Email="w@example.com")
    (found,) = read_kind(aws, "organizations.organization")
    assert found.id == made["Arn"]
    assert found.data["FeatureSet"] == "ALL"
    accounts = read_names(aws, "organizations.account")
    assert set(accounts) == {"master", "workloads"}
    assert accounts["workloads"].data["Status"] == "ACTIVE"
    assert accounts["workloads"].id.startswith("arn:aws:organizations::")


def test_no_organisation_is_an_answer(aws):
    result = outcome(aws, "organizations.organization")
    assert (result.state, result.items) == (PartState.READ, [])


def test_alternate_contacts_are_the_ones_that_are_set(aws):
    aws.client("account").put_alternate_contact(
        AlternateContactType="SECURITY",
        EmailAddress="security@example.com",
        Name="On call",
        PhoneNumber="+4900000000",
        Title="Security",
    )
    (contact,) = read_kind(aws, "account.alternate_contact")
    assert contact.name == "SECURITY"
    assert contact.id == f"arn:aws:account::{ACCOUNT}:alternate-contact/SECURITY"
    assert contact.data["EmailAddress"] == "security@example.com"


def test_no_contacts_is_an_answer(aws):
    result = outcome(aws, "account.alternate_contact")
    assert (result.state, result.items) == (PartState.READ, [])


@pytest.mark.parametrize("service", ["iam", "organizations", "account"])
def test_what_has_no_region_is_read_once(service):
    from reviewapp.collection.registry import services

    assert (service, GLOBAL) in services()
    assert (service, "regional") not in services()
