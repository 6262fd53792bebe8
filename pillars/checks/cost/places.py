"""Where money is spent and who buys commitments: strays, and purchases apart from the payer."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from ..common import judged, listed, number, payer_of, percent, required

SPENT = "ce.region_cost"
PLANS = "savingsplans.savings_plan"
ORGANIZATION = "organizations.organization"
# What Cost Explorer calls spending that has no region.
NOWHERE = ("NoRegion", "global", "")
STRAY_PERCENT = 1


@check(
    id="spending-in-chosen-regions",
    title="Money is spent only in the chosen regions",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[SPENT],
    passes=f"At most {STRAY_PERCENT} % of the last thirty days' cost arose in a region that is "
    "none of the workload's. An account may carry more than this workload, so a failure only asks "
    "whether it is known why.",
    supports=["COST07-BP02"],
    remedy=Remedy(
        console="Cost Explorer → group by Region, filter the strays by Service: delete what nobody "
        "knows, and deny unused regions by a service control policy.",
        cli="aws ce get-cost-and-usage --time-period Start=START,End=END --granularity MONTHLY "
        "--metrics UnblendedCost --group-by Type=DIMENSION,Key=REGION",
        cloudformation=(
            "Regions:\n  Type: AWS::Organizations::Policy\n  Properties:\n"
            "    Type: SERVICE_CONTROL_POLICY\n    Name: regions\n    TargetIds: [UNIT]\n"
            '    Content:\n      Version: "2012-10-17"\n      Statement:\n'
            "        - Effect: Deny\n"
            '          NotAction: ["iam:*", "organizations:*", "route53:*", "cloudfront:*", '
            '"support:*"]\n'
            '          Resource: "*"\n          Condition:\n'
            '            StringNotEquals: {aws:RequestedRegion: ["{region}"]}'
        ),
        terraform=(
            'resource "aws_organizations_policy" "regions" {\n'
            '  name    = "regions"\n'
            '  type    = "SERVICE_CONTROL_POLICY"\n'
            '  content = file("regions.json")\n'
            "}"
        ),
        cost="Saves what nobody uses",
    ),
    url="https://docs.aws.amazon.com/cost-management/latest/userguide/ce-filtering.html",
)
def in_chosen_regions(snapshot: Snapshot) -> Iterator[Result]:
    chosen = set(snapshot.workload.regions) or set(snapshot.regions)
    if chosen:
        yield from judged(snapshot.of(SPENT), lambda spent: _strays(spent, chosen))


def _strays(spent: Resource, chosen: set[str]) -> Result | None:
    amounts = {
        region: number(amount) or 0.0
        for region, amount in required(spent, "Regions").items()
        if region not in NOWHERE
    }
    whole = sum(amounts.values())
    if whole <= 0:
        return None
    strays = {r: a for r, a in amounts.items() if r not in chosen and _counts(a, whole)}
    if not strays:
        return passed(spent, f"Money is spent in {listed(sorted(chosen), 5)} alone.")
    unit = spent.data.get("Unit", "")
    told = [f"{region} ({amount:.0f} {unit})" for region, amount in sorted(strays.items())]
    return failed(spent, f"Money is also spent in {listed(told, 5)}.")


def _counts(amount: float, whole: float) -> bool:
    return percent(round(amount * 100), round(whole * 100)) >= STRAY_PERCENT


@check(
    id="commitments-bought-by-payer",
    title="Commitments are bought for the whole organisation",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[PLANS, ORGANIZATION],
    passes="The savings plan belongs to the paying account, where all accounts share what it does "
    "not need. One of a member serves that member first. Outside of organisations every plan "
    "passes.",
    supports=["COST07-BP05"],
    remedy=Remedy(
        console="Billing and Cost Management of the paying account → Savings Plans → "
        "Recommendations: level Payer; let {name} run out in the member.",
        cli="aws ce get-savings-plans-purchase-recommendation --account-scope PAYER "
        "--savings-plans-type COMPUTE_SP --term-in-years ONE_YEAR --payment-option NO_UPFRONT "
        "--lookback-period-in-days THIRTY_DAYS",
        terraform=(
            "# Commitments are bought, not declared: the console shows what they would save first."
        ),
        cost="Free; shares what a member does not use",
    ),
    url="https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-sharing-si.html",
)
def bought_by_payer(snapshot: Snapshot) -> Iterator[Result]:
    active = [p for p in snapshot.of(PLANS) if p.data.get("state") == "active"]
    yield from judged(active, lambda plan: _bought(snapshot, plan))


def _bought(snapshot: Snapshot, plan: Resource) -> Result:
    payer = payer_of(snapshot, plan.account)
    if payer is None:
        return unknown(plan, "Which account pays for this one could not be read.")
    if payer == plan.account:
        return passed(plan, f"Plan {plan.name} belongs to the account that pays.")
    return failed(plan, f"Plan {plan.name} belongs to a member, and {payer} pays.")
