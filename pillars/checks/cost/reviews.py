"""Habits that leave a trace: rightsizing is looked at, accounts are told apart."""

from collections.abc import Iterator
from functools import partial

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import counted, judged, required


@check(
    id="compute-optimizer-enrolled",
    title="Compute Optimizer is on",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["computeoptimizer.enrollment"],
    passes="The account takes part in Compute Optimizer, so that there is something to review. "
    "That somebody reviews it every month, people know.",
    supports=["foundations/cost_rightsizing_monthly", "COST06-BP02", "PERF02-BP04", "SUS05-BP01"],
    remedy=Remedy(
        console="Compute Optimizer → Get started → Opt in.",
        cli="aws compute-optimizer update-enrollment-status --status Active",
        terraform='resource "aws_computeoptimizer_enrollment_status" "this" {\n'
        '  status = "Active"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/compute-optimizer/latest/ug/getting-started.html",
)
def optimizer_enrolled(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("computeoptimizer.enrollment"), _enrolled)


def _enrolled(enrollment: Resource) -> Result:
    status = str(required(enrollment, "status"))
    reason = f"Compute Optimizer is {status.lower()} in {enrollment.region}."
    return passed(enrollment, reason) if status == "Active" else failed(enrollment, reason)


@check(
    id="organization-separates-accounts",
    title="Accounts separate costs",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["organizations.organization", "organizations.account"],
    passes="The organisation has more than one active account.",
    supports=["COST02-BP03", "OPS05-BP08"],
    remedy=Remedy(
        console="AWS Organizations → Add an AWS account: one for each environment at least.",
        cli="aws organizations create-account --account-name production --email aws@example.com",
        cloudformation=(
            "Production:\n  Type: AWS::Organizations::Account\n  Properties:\n"
            "    AccountName: production\n    Email: aws@example.com"
        ),
        terraform='resource "aws_organizations_account" "production" {\n  name  = "production"\n'
        '  email = "aws@example.com"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/whitepapers/latest/"
    "organizing-your-aws-environment/organizing-your-aws-environment.html",
)
def organization_separates(snapshot: Snapshot) -> Iterator[Result]:
    for organization in snapshot.of("organizations.organization"):
        listed = snapshot.of("organizations.account", account=organization.account)
        active = sum(each.data.get("Status") == "ACTIVE" for each in listed)
        if active:
            yield from judged([organization], partial(_separates, accounts=active))


def _separates(organization: Resource, accounts: int) -> Result:
    reason = f"The organisation has {counted(accounts, 'active account')}."
    return passed(organization, reason) if accounts > 1 else failed(organization, reason)
