"""What AWS itself advises on cost: its hub, what it finds idle, what is reserved."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, in_place, passed
from pillars.facts import Resource, Snapshot

from .._values import label, true
from ..common import counted, dig, in_account, judged, number, required

IDLE = "computeoptimizer.idle_recommendation"
ENROLLMENT = "computeoptimizer.enrollment"
RESERVED = "rds.reserved_instance"


@check(
    id="cost-hub-enrolled",
    title="The account takes part in the Cost Optimization Hub",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=["costoptimizationhub.enrollment"],
    passes="Cost Optimization Hub gathers what Compute Optimizer and Cost Explorer propose for the "
    "account.",
    supports=["COST03-BP05", "COST06-BP02", "foundations/cost_rightsizing_monthly"],
    remedy=Remedy(
        console="Billing and Cost Management → Cost Optimization Hub → Enable.",
        cli="aws cost-optimization-hub update-enrollment-status --status Active --region us-east-1",
        terraform='resource "aws_costoptimizationhub_enrollment_status" "this" {\n'
        "  include_member_accounts = true\n}",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/coh-getting-started.html",
)
def hub_enrolled(snapshot: Snapshot) -> Iterator[Result]:
    return judged(snapshot.of("costoptimizationhub.enrollment"), _enrolled)


def _enrolled(hub: Resource) -> Result:
    if "Active" not in hub.data:
        required(hub, "Active")
    if true(hub.get("Active")):
        return passed(hub, f"Account {hub.account} takes part in the Cost Optimization Hub.")
    return failed(hub, f"Account {hub.account} does not take part in the Cost Optimization Hub.")


@check(
    id="compute-optimizer-nothing-idle",
    title="Compute Optimizer finds nothing idle",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[IDLE, ENROLLMENT],
    passes="Where the account takes part, Compute Optimizer lists no idle, unattached or unused "
    "resource in the region.",
    refutes=["foundations/cost_unused_deleted", "COST04-BP03", "SUS02-BP03"],
    supports=["COST06-BP02", "SUS03-BP02", "SUS05-BP01"],
    silent=["foundations/cost_unused_deleted", "COST04-BP03", "SUS02-BP03"],
    remedy=Remedy(
        console="Compute Optimizer → Idle resources → {name}: look at its use, then delete it.",
        cli="aws compute-optimizer get-idle-recommendations --resource-arns {id} --region {region}",
        terraform="# Take the resource of {id} out of the configuration.",
        cost="Saves what Compute Optimizer names",
    ),
    url="https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html",
)
def nothing_idle(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(IDLE), _idle)
    for account, region in snapshot.places(IDLE, ENROLLMENT):
        enrolled = snapshot.of(ENROLLMENT, account=account, region=region)
        if any(each.get("status") == "Active" for each in enrolled) and not snapshot.of(
            IDLE, account=account, region=region
        ):
            reason = f"Compute Optimizer finds nothing idle in {region} of account {account}."
            yield in_place(Verdict.PASS, reason, account=account, region=region)


def _idle(found: Resource) -> Result:
    word = str(required(found, "finding")).lower()
    worth = number(dig(found.data, "savingsOpportunity", "estimatedMonthlySavings", "value"))
    cost = f" It costs about {worth:.0f} USD a month." if worth else ""
    return failed(found, f"Compute Optimizer finds {label(found)} {word}.{cost}")


@check(
    id="databases-reserved",
    title="Databases are reserved",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[RESERVED],
    passes="Active reservations of database instances pay for some of the databases. Without any "
    "the check says nothing: use may be too short or too varied for them.",
    supports=["COST07-BP04", "COST07-BP01", "foundations/cost_commitments"],
    remedy=Remedy(
        console="RDS → Reserved instances → Purchase reserved DB instance, for what always runs.",
        cli="aws rds describe-reserved-db-instances-offerings --duration 31536000 "
        "--region {region}",
        terraform='resource "aws_rds_reserved_instance" "this" {\n  offering_id    = "OFFERING"\n'
        "  instance_count = 1\n}",
        cost="Saves about 30 % for one year without payment ahead",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithReservedDBInstances.html",
)
def databases_reserved(snapshot: Snapshot) -> Iterator[Result]:
    for account in snapshot.accounts:
        counts = [
            number(each.get("DBInstanceCount")) for each in snapshot.of(RESERVED, account=account)
        ]
        if total := int(sum(count for count in counts if count)):
            reason = f"{counted(total, 'database instance')} of account {account} are reserved."
            yield in_account(Verdict.PASS, reason, account)
