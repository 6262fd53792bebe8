"""Identity: who counts as privileged, what is unknown, and what it says of the choices."""

import pytest

from pillars.checking import Verdict, run_check
from pillars.checks.security import CHECKS, accounts, permissions, sign_in
from pillars.checks.security.access_keys import access_keys_rotated, unused_credentials
from pillars.checks.security.root_user import root_mfa, root_unused
from pillars.checks.security.secrets import secrets_kept, secrets_rotated
from pillars.facts import GLOBAL
from pillars.prefill import Suggested

from .estate import (
    ADMIN,
    READ,
    attached,
    console,
    function,
    group,
    instance,
    key_holder,
    managed,
    named,
    policy_of,
    role,
    row,
    summary,
    user,
)
from .factories import (
    ACCOUNT,
    denied,
    reading,
    reasons,
    resource,
    run,
    snapshot,
    suggestion,
    verdicts,
)

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
MFA, ROLES, SECRETS = (
    f"foundations/{choice}"
    for choice in ("sec_mfa_privileged", "sec_iam_roles", "sec_secrets_manager")
)
IN_IAM = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
POWER = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
OWN_KEYS = {
    "Effect": "Allow",
    "Action": "iam:*AccessKey*",
    "Resource": "arn:aws:iam::*:user/${aws:username}",
}
WITH_MFA = ADMIN | {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
IAM_KINDS = ("iam.account_summary", "iam.credential_report_row", "iam.saml_provider")
DETAILS = ("iam.user", "iam.group", "iam.role", "iam.policy")


def holding(*statements, name="ada"):
    inline = [{"PolicyName": "mine", "PolicyDocument": policy_of(*statements)}]
    return user(name, UserPolicyList=inline)


def account(*resources, without=()):
    """An account of which all identity facts were read, bar `without`."""
    kinds = [kind for kind in (*IAM_KINDS, *DETAILS) if kind not in without]
    readings = [reading(kind, region=GLOBAL) for kind in kinds]
    gaps = [denied(kind, region=GLOBAL) for kind in without]
    return snapshot(*resources, readings=[*readings, *gaps])


def mfa_says(*resources, without=()):
    relevant = [check for check in CHECKS if check.speaks_for(MFA)]
    return suggestion(MFA, relevant, account(*resources, without=without)).verdict


class TestPrivilegedUsers:
    @pytest.mark.parametrize(
        "statements",
        [(ADMIN,), (IN_IAM,), (POWER,), (READ, ADMIN), ({**IN_IAM, "Action": ["iam:Put*"]},)],
    )
    def test_administration_makes_privileged(self, statements):
        outcome = run(sign_in.privileged_users_mfa, console(mfa=False), holding(*statements))
        assert verdicts(outcome) == {"ada": FAIL}

    @pytest.mark.parametrize(
        "statements", [(READ,), (OWN_KEYS,), (WITH_MFA,), ({**ADMIN, "Effect": "Deny"},)]
    )
    def test_less_does_not(self, statements):
        outcome = run(sign_in.privileged_users_mfa, console(mfa=False), holding(*statements))
        assert outcome.results == ()

    def test_names_the_policy_of_a_group(self):
        ops = group(
            "ops", AttachedManagedPolicies=attached("arn:aws:iam::aws:policy/AdministratorAccess")
        )
        outcome = run(
            sign_in.privileged_users_mfa, console(mfa=False), user(GroupList=["ops"]), ops
        )
        assert reasons(outcome) == [
            "User ada, privileged by AdministratorAccess, signs in to the console without MFA."
        ]

    @pytest.mark.parametrize(
        ("limit", "privileged"),
        [(READ, False), (ADMIN, True), ({**ADMIN, "NotAction": "s3:*"}, True)],
    )
    def test_a_boundary_holds_back_what_policies_give(self, limit, privileged):
        boundary = managed("limit", policy_of(limit))
        within = {"PermissionsBoundary": {"PermissionsBoundaryArn": boundary.id}}
        own = [{"PolicyName": "own", "PolicyDocument": policy_of(ADMIN)}]
        found = (console(mfa=False), user(UserPolicyList=own, **within), boundary)
        assert run(sign_in.privileged_users_mfa, *found).failed is privileged
        outcome = run(sign_in.privileged_users_mfa, *found[:2])
        assert verdicts(outcome) == {"ada": UNKNOWN}

    def test_only_the_version_in_force_counts(self):
        read = managed("all", policy_of(READ))
        holder = user(AttachedManagedPolicies=attached(read.id))
        assert run(sign_in.privileged_users_mfa, console(mfa=False), holder, read).results == ()

    def test_an_own_policy_that_was_not_read_is_unknown(self):
        holder = user(AttachedManagedPolicies=attached(f"arn:aws:iam::{ACCOUNT}:policy/x"))
        outcome = run(sign_in.privileged_users_mfa, console(mfa=False), holder)
        assert verdicts(outcome) == {"ada": UNKNOWN}

    def test_policies_of_aws_are_known_by_name(self):
        for name, privileged in (("PowerUserAccess", True), ("ReadOnlyAccess", False)):
            holder = user(AttachedManagedPolicies=attached(f"arn:aws:iam::aws:policy/{name}"))
            outcome = run(sign_in.privileged_users_mfa, console(mfa=False), holder)
            assert outcome.failed is privileged

    def test_a_user_without_details_is_unknown(self):
        outcome = run(sign_in.privileged_users_mfa, console(mfa=False))
        assert verdicts(outcome) == {"ada": UNKNOWN}

    def test_without_a_password_nobody_signs_in(self):
        assert run(sign_in.privileged_users_mfa, row("ada"), holding(ADMIN)).results == ()


class TestMfaChoice:
    def test_met_when_root_and_privileged_users_have_it(self):
        assert mfa_says(summary(), console(mfa=True), holding(ADMIN)) is Suggested.MET

    def test_not_met_by_the_root_user_alone(self):
        assert mfa_says(summary(AccountMFAEnabled=0)) is Suggested.NOT_MET
        assert mfa_says(summary(AccountAccessKeysPresent=1)) is Suggested.NOT_MET

    def test_not_met_by_one_privileged_user(self):
        found = (summary(), console(mfa=False), holding(ADMIN))
        assert mfa_says(*found) is Suggested.NOT_MET

    def test_unprivileged_users_without_it_keep_it_from_being_proved(self):
        assert mfa_says(summary(), console(mfa=False), holding(READ)) is Suggested.SUPPORTED

    def test_only_supported_where_people_come_through_a_provider(self):
        provider = resource("iam.saml_provider", "AWSSSO", region=GLOBAL)
        assert mfa_says(summary(), provider) is Suggested.SUPPORTED

    @pytest.mark.parametrize("kind", ["iam.user", "iam.policy", "iam.credential_report_row"])
    def test_never_met_with_a_part_denied(self, kind):
        assert mfa_says(summary(), without=[kind]) is Suggested.SUPPORTED

    def test_unknown_when_all_is_denied(self):
        assert mfa_says(without=(*IAM_KINDS, *DETAILS)) is Suggested.UNKNOWN


class TestRoot:
    def test_without_credentials_needs_no_second_factor(self):
        found = summary(AccountMFAEnabled=0, AccountPasswordPresent=0)
        assert verdicts(run(root_mfa, found)) == {ACCOUNT: PASS}

    def test_with_a_password_it_does(self):
        found = summary(AccountMFAEnabled=0, AccountPasswordPresent=1)
        assert verdicts(run(root_mfa, found)) == {ACCOUNT: FAIL}

    def test_a_missing_number_is_unknown(self):
        assert verdicts(run(root_mfa, summary(AccountMFAEnabled=None))) == {ACCOUNT: UNKNOWN}

    def test_never_signed_in(self):
        outcome = run(root_unused, row("<root_account>", password_last_used="no_information"))
        assert reasons(outcome) == [f"The root user of account {ACCOUNT} has never signed in."]


class TestKeys:
    def test_reason_names_age_and_user(self):
        assert reasons(run(access_keys_rotated, key_holder("eve", age=400))) == [
            "User eve has an active access key of 400 days."
        ]

    def test_an_unknown_age_is_unknown(self):
        found = row("eve", access_key_1_active="true")
        assert verdicts(run(access_keys_rotated, found)) == {"eve": UNKNOWN}

    def test_the_older_of_two_keys_decides(self):
        young = dict(key_holder("eve", age=3).data) | {"access_key_2_active": "true"}
        both = row(**young | {"access_key_2_last_rotated": "2020-01-01T00:00:00+00:00"})
        assert verdicts(run(access_keys_rotated, both)) == {"eve": FAIL}

    def test_inactive_keys_are_left_out(self):
        assert run(access_keys_rotated, row("ada")).results == ()
        assert run(unused_credentials, row("ada")).results == ()

    def test_root_keys_are_another_checks_business(self):
        found = row("<root_account>", access_key_1_active="true")
        assert run(access_keys_rotated, found).results == ()

    @pytest.mark.parametrize(
        ("found", "says"),
        [
            (key_holder(age=400), Suggested.NOT_MET),
            (key_holder(age=10), Suggested.UNKNOWN),
            (row(), Suggested.SUPPORTED),
            (function(SecretLikeNames=["DB_PASSWORD"]), Suggested.NOT_MET),
            (summary(AccountAccessKeysPresent=1), Suggested.NOT_MET),
            (function(), Suggested.SUPPORTED),
        ],
    )
    def test_what_it_says_of_roles_instead_of_keys(self, found, says):
        relevant = [check for check in CHECKS if check.speaks_for(ROLES)]
        kinds = {kind for check in relevant for kind in check.needs}
        assert suggestion(ROLES, relevant, snapshot(found, reads=kinds)).verdict is says


class TestSecrets:
    def test_kept_where_they_belong_is_a_hint(self):
        found = (
            named("secretsmanager.secret", "db"),
            named("ssm.parameter", "/url", Type="String"),
            named("ssm.parameter", "/token", Type="SecureString"),
        )
        assert verdicts(run(secrets_kept, *found)) == {"db": PASS, "/token": PASS}

    def test_a_secret_of_unknown_age_is_unknown(self):
        assert verdicts(run(secrets_rotated, named("secretsmanager.secret", "db"))) == {
            "db": UNKNOWN
        }

    @pytest.mark.parametrize(
        ("found", "says"),
        [
            ([named("secretsmanager.secret", "db")], Suggested.SUPPORTED),
            ([named("ssm.parameter", "/db/password", Type="String")], Suggested.NOT_MET),
            ([function(SecretLikeNames=["DB_PASSWORD"])], Suggested.NOT_MET),
            (
                [named("secretsmanager.secret", "db"), function(SecretLikeNames=["TOKEN"])],
                Suggested.NOT_MET,
            ),
            ([], Suggested.UNKNOWN),
        ],
    )
    def test_what_it_says_of_the_choice(self, found, says):
        relevant = [check for check in CHECKS if check.speaks_for(SECRETS)]
        kinds = {kind for check in relevant for kind in check.needs}
        assert suggestion(SECRETS, relevant, snapshot(*found, reads=kinds)).verdict is says


class TestAccount:
    def in_account(self, check, *resources):
        readings = [reading(kind, region=GLOBAL) for kind in check.needs]
        return run_check(check, snapshot(*resources, readings=readings))

    def test_no_provider(self):
        outcome = self.in_account(sign_in.central_identity)
        assert reasons(outcome) == [f"Account {ACCOUNT} has no SAML identity provider."]
        assert outcome.failed

    def test_a_provider(self):
        provider = resource("iam.saml_provider", "okta", region=GLOBAL)
        assert verdicts(self.in_account(sign_in.central_identity, provider)) == {"okta": PASS}

    @pytest.mark.parametrize(("length", "verdict"), [(14, PASS), (8, FAIL)])
    def test_password_length(self, length, verdict):
        data = {"MinimumPasswordLength": length}
        found = resource("iam.password_policy", "policy", data, region=GLOBAL)
        assert verdicts(self.in_account(sign_in.password_policy, found)) == {"policy": verdict}

    def test_no_password_policy(self):
        outcome = self.in_account(sign_in.password_policy)
        assert [(r.verdict, r.account) for r in outcome.results] == [(FAIL, ACCOUNT)]

    def test_security_contact(self):
        billing = resource("account.alternate_contact", "BILLING", region=GLOBAL)
        security = resource("account.alternate_contact", "SECURITY", region=GLOBAL)
        assert self.in_account(accounts.security_contact, billing).failed
        assert self.in_account(accounts.security_contact, billing, security).passed

    def test_organisation(self):
        whole = resource("organizations.organization", "o-1", {"FeatureSet": "ALL"}, region=GLOBAL)
        bill = resource(
            "organizations.organization",
            "o-2",
            {"FeatureSet": "CONSOLIDATED_BILLING"},
            region=GLOBAL,
        )
        assert self.in_account(accounts.in_organization, whole).passed
        assert self.in_account(accounts.in_organization, bill).failed
        assert self.in_account(accounts.in_organization).failed


class TestPermissions:
    def test_roles_of_people_and_of_aws_are_left_out(self):
        trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:root"}}
        people = role("admin", AssumeRolePolicyDocument=policy_of(trust))
        linked = role("linked", Path="/aws-service-role/rds.amazonaws.com/")
        assert run(permissions.service_roles_not_admin, people, linked).results == ()

    def test_admin_with_a_condition_is_not_everything(self):
        found = managed("guarded", policy_of(WITH_MFA))
        assert verdicts(run(permissions.own_policies_not_admin, found)) == {"guarded": PASS}

    def test_unattached_and_aws_policies_are_left_out(self):
        loose = managed("loose", policy_of(ADMIN), attached=0)
        aws = managed("AdministratorAccess", policy_of(ADMIN), owner="aws")
        assert run(permissions.own_policies_not_admin, loose, aws).results == ()

    def test_stopped_instances_need_no_role(self):
        stopped = instance(State={"Name": "stopped"}, IamInstanceProfile=None)
        assert run(permissions.instance_roles, stopped).results == ()

    def test_analyzer_of_unused_access_is_not_enough(self):
        external = resource("accessanalyzer.analyzer", "a", {"type": "ACCOUNT", "status": "ACTIVE"})
        unused = resource(
            "accessanalyzer.analyzer", "b", {"type": "ACCOUNT_UNUSED_ACCESS", "status": "ACTIVE"}
        )
        assert run(permissions.access_analyzer, external).passed
        assert run(permissions.access_analyzer, unused).failed
        assert run(permissions.access_analyzer).failed
