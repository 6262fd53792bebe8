"""How people sign in: second factors, passwords, and identities kept in one place."""

from collections.abc import Iterator

from pillars.checking import (
    Check,
    Remedy,
    Result,
    Severity,
    Verdict,
    check,
    failed,
    in_place,
    passed,
    unknown,
)
from pillars.facts import GLOBAL, Resource, Snapshot

from .._principals import privileged_by
from .._values import true
from ..common import config_rule, judged, number, required
from .root_user import REPORT, ROOT_USER

MINIMUM_LENGTH = 14
_MFA_URL = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html"
_MFA_REMEDY = Remedy(
    console="IAM → Users → {name} → Security credentials → Assign MFA device; better, let people "
    "sign in through IAM Identity Center and delete the user's password.",
    cli=(
        "aws iam create-virtual-mfa-device --virtual-mfa-device-name {name} "
        "--bootstrap-method QRCodePNG --outfile code.png\n"
        "# the user scans the picture and reads two codes\n"
        "aws iam enable-mfa-device --user-name {name} --serial-number "
        "arn:aws:iam::{account}:mfa/{name} --authentication-code1 CODE_1 "
        "--authentication-code2 CODE_2"
    ),
    cloudformation=(
        "Device:\n  Type: AWS::IAM::VirtualMFADevice\n  Properties:\n"
        '    VirtualMfaDeviceName: "{name}"\n    Users: ["{name}"]'
    ),
    terraform='resource "aws_iam_virtual_mfa_device" "user" {\n'
    '  virtual_mfa_device_name = "{name}"\n}',
    cost="Free with an app or a passkey; a hardware key about 25 to 50 USD",
)


@check(
    id="iam-console-users-mfa",
    title="IAM users who sign in to the console have a second factor",
    pillar="security",
    severity=Severity.HIGH,
    needs=[REPORT],
    passes="Each IAM user with a console password has an MFA device. One who has none may yet take "
    "a privileged role: then the choice is not taken as proved.",
    refutes=["SEC02-BP01"],
    proves=["foundations/sec_mfa_privileged"],
    supports=["SEC02-BP01"],
    remedy=_MFA_REMEDY,
    url=_MFA_URL,
    references=[config_rule("mfa-enabled-for-iam-console-access")],
)
def console_users_mfa(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_console_users(snapshot), _mfa)


@check(
    id="iam-privileged-users-mfa",
    title="Privileged IAM users have a second factor",
    pillar="security",
    severity=Severity.HIGH,
    needs=[REPORT, "iam.user", "iam.group", "iam.policy"],
    passes="Each IAM user with a console password has an MFA device where a policy of the user's "
    "own or of a group allows all actions, all but some, or permissions to be granted in IAM, "
    "and does not itself ask for MFA.",
    refutes=["SEC02-BP01", "foundations/sec_mfa_privileged"],
    proves=["foundations/sec_mfa_privileged"],
    supports=["SEC02-BP01"],
    remedy=_MFA_REMEDY,
    url=_MFA_URL,
)
def privileged_users_mfa(snapshot: Snapshot) -> Iterator[Result]:
    users = {user.id: user for user in snapshot.of("iam.user")}
    return judged(
        _console_users(snapshot), lambda row: _privileged_mfa(row, users.get(row.id), snapshot)
    )


def _privileged_mfa(row: Resource, user: Resource | None, snapshot: Snapshot) -> Result | None:
    if user is None:
        return unknown(row, f"The policies of user {row.get('user')} were not read.")
    policy = privileged_by(user, snapshot)
    return _mfa(row, f", privileged by {policy},") if policy else None


def _mfa(row: Resource, privilege: str = "") -> Result:
    name = row.get("user") or row.name
    if true(required(row, "mfa_active")):
        return passed(row, f"User {name}{privilege} signs in to the console with MFA.")
    return failed(row, f"User {name}{privilege} signs in to the console without MFA.")


def _console_users(snapshot: Snapshot) -> list[Resource]:
    return [
        row
        for row in snapshot.of(REPORT)
        if row.get("user") != ROOT_USER and true(row.get("password_enabled"))
    ]


@check(
    id="iam-federated-sign-in-mfa",
    title="Sign-in through an identity provider asks for a second factor",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["iam.saml_provider"],
    passes="Nobody signs in through a SAML provider. Where somebody does, the provider decides "
    "about MFA and no call to the account can read it: a person looks there.",
    proves=["foundations/sec_mfa_privileged"],
    remedy=Remedy(
        console="In the identity provider (or IAM Identity Center → Settings → Authentication) "
        "ask for MFA at every sign-in, and note where you saw it.",
        cli="aws sso-admin list-instances --region us-east-1",
        terraform="# Multi-factor rules are set in the identity provider, outside AWS's API.",
        cost="Free in IAM Identity Center; elsewhere as the provider's plan says",
    ),
    url="https://docs.aws.amazon.com/singlesignon/latest/userguide/enable-mfa.html",
)
def federated_sign_in_mfa(snapshot: Snapshot) -> Iterator[Result]:
    for provider in snapshot.of("iam.saml_provider"):
        yield unknown(
            provider,
            f"People sign in through {provider.name}; whether it asks for MFA is set there and "
            "cannot be read from the account.",
        )


@check(
    id="iam-central-identity",
    title="People sign in through a central identity provider",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["iam.saml_provider"],
    passes="The account has a SAML provider, such as the one IAM Identity Center creates.",
    supports=["SEC02-BP04", "SEC02-BP02", "SEC03-BP06", "foundations/sec_iam_roles"],
    remedy=Remedy(
        console="IAM Identity Center → Enable; connect the company's directory, assign permission "
        "sets to groups, then delete the console passwords of IAM users.",
        cli="aws sso-admin create-instance --name workforce --region us-east-1",
        cloudformation=(
            "Workforce:\n  Type: AWS::SSO::PermissionSet\n  Properties:\n    Name: read\n"
            "    InstanceArn: INSTANCE_ARN\n"
            '    ManagedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]'
        ),
        terraform='resource "aws_ssoadmin_permission_set" "read" {\n'
        '  name         = "read"\n'
        "  instance_arn = tolist(data.aws_ssoadmin_instances.this.arns)[0]\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/singlesignon/latest/userguide/what-is.html",
)
def central_identity(snapshot: Snapshot) -> Iterator[Result]:
    for account, region in snapshot.places("iam.saml_provider"):
        yield _central_identity(snapshot, account, region)


def _central_identity(snapshot: Snapshot, account: str, region: str) -> Result:
    providers = snapshot.of("iam.saml_provider", account=account)
    if providers:
        names = ", ".join(provider.name for provider in providers)
        return passed(providers[0], f"Account {account} trusts the identity provider {names}.")
    reason = f"Account {account} has no SAML identity provider."
    return in_place(Verdict.FAIL, reason, account=account, region=region)


@check(
    id="iam-password-policy",
    title="Passwords of IAM users must be long",
    pillar="security",
    severity=Severity.LOW,
    needs=["iam.password_policy"],
    passes=f"The account asks for passwords of {MINIMUM_LENGTH} characters or more.",
    supports=["SEC02-BP01"],
    remedy=Remedy(
        console="IAM → Account settings → Password policy → Edit: minimum length 14, no reuse of "
        "the last 24.",
        cli="aws iam update-account-password-policy --minimum-password-length 14 "
        "--password-reuse-prevention 24 --allow-users-to-change-password",
        terraform='resource "aws_iam_account_password_policy" "strict" {\n'
        "  minimum_password_length        = 14\n  password_reuse_prevention      = 24\n"
        "  allow_users_to_change_password = true\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
    references=[config_rule("iam-password-policy")],
)
def password_policy(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("iam.password_policy"), _long_enough)
    for account, _ in snapshot.places("iam.password_policy"):
        if not snapshot.of("iam.password_policy", account=account):
            reason = f"Account {account} has no password policy: AWS's default of 8 characters."
            yield in_place(Verdict.FAIL, reason, account=account, region=GLOBAL)


def _long_enough(policy: Resource) -> Result:
    length = number(required(policy, "MinimumPasswordLength")) or 0
    reason = f"Passwords in account {policy.account} need {length:.0f} characters or more."
    return passed(policy, reason) if length >= MINIMUM_LENGTH else failed(policy, reason)


CHECKS: tuple[Check, ...] = (
    console_users_mfa,
    privileged_users_mfa,
    federated_sign_in_mfa,
    central_identity,
    password_policy,
)
