"""The account itself: whom AWS reaches in an emergency, and where the account belongs."""

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
)
from pillars.facts import GLOBAL, Resource, Snapshot

from ..common import config_rule, judged, required

CONTACT = "account.alternate_contact"
ORGANIZATION = "organizations.organization"


@check(
    id="account-security-contact",
    title="AWS knows whom to tell about security events",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[CONTACT],
    passes="The account has an alternate contact for security.",
    supports=["SEC10-BP01", "SEC01-BP02"],
    remedy=Remedy(
        console="Account menu → Account → Alternate contacts → Security: a team's mailbox and "
        "telephone, not a person's.",
        cli="aws account put-alternate-contact --alternate-contact-type SECURITY "
        "--name 'Security team' --title 'On call' --email-address security@example.com "
        "--phone-number +15555550100",
        terraform='resource "aws_account_alternate_contact" "security" {\n'
        '  alternate_contact_type = "SECURITY"\n  name          = "Security team"\n'
        '  title         = "On call"\n  email_address = "security@example.com"\n'
        '  phone_number  = "+15555550100"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html",
)
def security_contact(snapshot: Snapshot) -> Iterator[Result]:
    for account, _ in snapshot.places(CONTACT):
        yield _contact(snapshot, account)


def _contact(snapshot: Snapshot, account: str) -> Result:
    for contact in snapshot.of(CONTACT, account=account):
        if "SECURITY" in (contact.name, contact.data.get("AlternateContactType")):
            return passed(contact, f"Account {account} has a security contact.")
    reason = f"Account {account} has no alternate contact for security."
    return in_place(Verdict.FAIL, reason, account=account, region=GLOBAL)


@check(
    id="account-in-organization",
    title="The account belongs to an organisation",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[ORGANIZATION],
    passes="The account is part of an AWS organisation with all features, which separates "
    "workloads by account and can set guardrails for them.",
    supports=["SEC01-BP01", "SEC03-BP05"],
    remedy=Remedy(
        console="AWS Organizations → Create an organization, or accept an invitation to one.",
        cli="aws organizations create-organization --feature-set ALL",
        cloudformation=(
            "Organization:\n  Type: AWS::Organizations::Organization\n  Properties:\n"
            "    FeatureSet: ALL"
        ),
        terraform='resource "aws_organizations_organization" "this" {\n  feature_set = "ALL"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_introduction.html",
    references=[config_rule("account-part-of-organizations")],
)
def in_organization(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(ORGANIZATION), _organization)
    for account, _ in snapshot.places(ORGANIZATION):
        if not snapshot.of(ORGANIZATION, account=account):
            reason = f"Account {account} belongs to no organisation."
            yield in_place(Verdict.FAIL, reason, account=account, region=GLOBAL)


def _organization(organization: Resource) -> Result:
    what = f"Account {organization.account} belongs to organisation {organization.name}"
    if required(organization, "FeatureSet") == "ALL":
        return passed(organization, f"{what}.")
    return failed(organization, f"{what}, which only shares the bill.")


CHECKS: tuple[Check, ...] = (security_contact, in_organization)
