"""The root user of an account: guarded by a second factor, without keys, and left alone."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import true
from ..common import config_rule, counted, days_since, judged, required

SUMMARY = "iam.account_summary"
REPORT = "iam.credential_report_row"
ROOT_USER = "<root_account>"
RECENT_DAYS = 90
_URL = "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"


@check(
    id="iam-root-mfa",
    title="The root user needs a second factor to sign in",
    pillar="security",
    severity=Severity.HIGH,
    needs=[SUMMARY],
    passes="The root user of the account has an MFA device, or has neither password nor keys.",
    refutes=["SEC01-BP02", "SEC02-BP01", "foundations/sec_mfa_privileged"],
    proves=["foundations/sec_mfa_privileged"],
    supports=["SEC01-BP02", "SEC02-BP01"],
    remedy=Remedy(
        console="Sign in as the root user of {account}, open Security credentials, choose Assign "
        "MFA device and register a passkey or hardware key. Register a second one as a spare.",
        cli="aws organizations enable-aws-service-access --service-principal iam.amazonaws.com\n"
        "aws iam enable-organizations-root-credentials-management\n"
        "# for a member account: then delete its root credentials altogether in the IAM console",
        terraform='resource "aws_iam_organizations_features" "root" {\n'
        '  enabled_features = ["RootCredentialsManagement", "RootSessions"]\n}',
        cost="Free with an app or a passkey; a hardware key about 25 to 50 USD",
    ),
    url=_URL,
    references=[config_rule("root-account-mfa-enabled")],
)
def root_mfa(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(SUMMARY), _root_mfa)


def _root_mfa(summary: Resource) -> Result:
    if true(required(summary, "AccountMFAEnabled")):
        return passed(summary, f"The root user of account {summary.account} has an MFA device.")
    keys, password = summary.get("AccountAccessKeysPresent"), summary.get("AccountPasswordPresent")
    if password is not None and keys is not None and not true(password) and not true(keys):
        reason = f"The root user of account {summary.account} has no password and no access keys."
        return passed(summary, reason)
    return failed(summary, f"The root user of account {summary.account} has no MFA device.")


@check(
    id="iam-root-access-keys",
    title="The root user has no access keys",
    pillar="security",
    severity=Severity.HIGH,
    needs=[SUMMARY],
    passes="No access key of the root user exists in the account.",
    refutes=[
        "SEC01-BP02",
        "SEC02-BP02",
        "foundations/sec_iam_roles",
        "foundations/sec_mfa_privileged",
    ],
    proves=["foundations/sec_mfa_privileged"],
    supports=["SEC01-BP02"],
    silent=["foundations/sec_iam_roles"],
    remedy=Remedy(
        console="Sign in as the root user of {account}, open Security credentials and delete "
        "every access key, after moving its users to roles.",
        cli="# run with the root user's own credentials\n"
        "aws iam list-access-keys\n"
        "aws iam delete-access-key --access-key-id AKIA...",
        terraform="# Root access keys cannot be managed by Terraform: delete them in the console.",
        cost="Free",
    ),
    url=_URL,
    references=[config_rule("iam-root-access-key-check")],
)
def root_access_keys(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of(SUMMARY), _root_access_keys)


def _root_access_keys(summary: Resource) -> Result:
    if true(required(summary, "AccountAccessKeysPresent")):
        return failed(summary, f"The root user of account {summary.account} has access keys.")
    return passed(summary, f"The root user of account {summary.account} has no access keys.")


@check(
    id="iam-root-unused",
    title="Nobody works as the root user",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[REPORT],
    passes=f"The root user has not signed in for {RECENT_DAYS} days.",
    supports=["SEC01-BP02"],
    remedy=Remedy(
        console="Find out in CloudTrail what the root user did, give that task to a role, and "
        "put an alarm on any further sign-in of the root user.",
        cli="aws cloudtrail lookup-events --region us-east-1 "
        "--lookup-attributes AttributeKey=Username,AttributeValue=root",
        cloudformation=(
            "RootSignIn:\n  Type: AWS::Events::Rule\n  Properties:\n    EventPattern:\n"
            "      detail-type: [AWS Console Sign In via CloudTrail]\n      detail:\n"
            "        userIdentity:\n          type: [Root]\n    Targets:\n"
            "      - Id: owners\n        Arn: !Ref Topic"
        ),
        terraform='resource "aws_cloudwatch_event_rule" "root_sign_in" {\n'
        "  event_pattern = jsonencode({\n"
        '    "detail-type" = ["AWS Console Sign In via CloudTrail"]\n'
        '    detail = { userIdentity = { type = ["Root"] } }\n  })\n}',
        cost="Free, or under 0.01 USD a month for the rule's notices",
    ),
    url=_URL,
)
def root_unused(snapshot: Snapshot) -> Iterator[Result]:
    rows = [row for row in snapshot.of(REPORT) if row.get("user") == ROOT_USER]
    return judged(rows, lambda row: _root_unused(row, snapshot))


def _root_unused(row: Resource, snapshot: Snapshot) -> Result:
    days = days_since(snapshot, required(row, "password_last_used"))
    if days is None:
        return passed(row, f"The root user of account {row.account} has never signed in.")
    reason = f"The root user of account {row.account} last signed in {counted(days, 'day')} ago."
    return passed(row, reason) if days >= RECENT_DAYS else failed(row, reason)


CHECKS: tuple[Check, ...] = (root_mfa, root_access_keys, root_unused)
