"""What teams start from and learn by: approved designs, a place to try, reviews that recur."""

import re
from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from ..common import counted, days_since, judged, required

PORTFOLIOS = "servicecatalog.portfolio"
ACCOUNTS = "organizations.account"
REVIEWED = "wellarchitected.workload"
REVIEW_DAYS = 365
_SANDBOX = re.compile(r"(?<![a-z])(sandbox|playground|experiment|innovation|lab)s?(?![a-z])")


@check(
    id="servicecatalog-designs-offered",
    title="Approved designs are offered as products",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[PORTFOLIOS],
    passes="Service Catalog offers a portfolio of products here, its own or a shared one. Modules "
    "in a repository serve as well and do not show, so absence yields nothing.",
    supports=["OPS05-BP06", "PERF01-BP05"],
    remedy=Remedy(
        console="Service Catalog → Portfolios → Create portfolio, add products, share it with the "
        "organisation.",
        cli="aws servicecatalog create-portfolio --region {region} --display-name platform "
        "--provider-name 'Platform team'",
        cloudformation="Platform:\n  Type: AWS::ServiceCatalog::Portfolio\n  Properties:\n"
        "    DisplayName: platform\n    ProviderName: Platform team",
        terraform='resource "aws_servicecatalog_portfolio" "platform" {\n'
        '  name          = "platform"\n  provider_name = "Platform team"\n}',
        cost="The first 1,000 calls a month are free, then 0.0007 USD each",
    ),
    url="https://docs.aws.amazon.com/servicecatalog/latest/adminguide/catalogs_portfolios.html",
)
def designs_offered(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(PORTFOLIOS), _offered)


def _offered(portfolio: Resource) -> Result:
    name = required(portfolio, "DisplayName")
    shared = portfolio.data.get("Origin") == "shared"
    whose = "shared with this account" if shared else "of this account"
    return passed(portfolio, f"Portfolio {name} is {whose}.")


@check(
    id="organization-has-sandbox",
    title="There is an account for trying things out",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[ACCOUNTS],
    passes="An active account of the organisation is named for experiments (sandbox, playground, "
    "lab). That it has a budget and may be used without a ticket, people know.",
    supports=["OPS03-BP05"],
    remedy=Remedy(
        console="AWS Organizations → Add an AWS account: sandbox, in a unit with guardrails and a "
        "budget of its own.",
        cli="aws organizations create-account --account-name sandbox --email aws@example.com",
        cloudformation=(
            "Sandbox:\n  Type: AWS::Organizations::Account\n  Properties:\n"
            "    AccountName: sandbox\n    Email: aws@example.com"
        ),
        terraform='resource "aws_organizations_account" "sandbox" {\n  name  = "sandbox"\n'
        '  email = "aws@example.com"\n}',
        cost="Free but for what is tried out",
    ),
    url="https://docs.aws.amazon.com/whitepapers/latest/"
    "organizing-your-aws-environment/sandbox-ou.html",
)
def sandbox_exists(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(ACCOUNTS), _sandbox)


def _sandbox(account: Resource) -> Result | None:
    name = str(account.data.get("Name") or account.name)
    if account.data.get("Status") != "ACTIVE" or not _SANDBOX.search(name.lower()):
        return None
    return passed(account, f"Account {name} is for trying things out.")


@check(
    id="wellarchitected-review-recent",
    title="Workloads are reviewed again and again",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[REVIEWED],
    passes="A review in AWS's own Well-Architected Tool was changed within a year. Reviews held "
    "elsewhere, here for instance, do not show; absence yields nothing.",
    supports=["PERF01-BP02"],
    remedy=Remedy(
        console="Well-Architected Tool → Workloads → {name} → Continue reviewing, then save a "
        "milestone.",
        cli="aws wellarchitected list-workloads --region {region}",
        terraform="# Terraform has no resource for it: people hold reviews.",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/userguide/workloads.html",
)
def review_recent(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(REVIEWED), lambda workload: _reviewed(snapshot, workload))


def _reviewed(snapshot: Snapshot, workload: Resource) -> Result | None:
    days = days_since(snapshot, required(workload, "UpdatedAt"))
    if days is None:
        return None
    reason = f"The review of {workload.name} was last changed {counted(days, 'day')} ago."
    return passed(workload, reason) if days <= REVIEW_DAYS else failed(workload, reason)
