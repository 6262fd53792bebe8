"""Prices: commitments for what always runs, Spot for what may be interrupted."""

from collections.abc import Iterator
from dataclasses import dataclass

from pillars.checking import Remedy, Result, Severity, Verdict, check
from pillars.facts import Resource, Snapshot

from ..common import (
    amounts,
    counted,
    dig,
    in_account,
    number,
    payer_of,
    read_everywhere,
    running,
    unread,
)

CHOICE = "foundations/cost_commitments"
PLANS = "savingsplans.savings_plan"
RESERVED = "ec2.reserved_instance"
PLAN_COVERAGE = "ce.savings_plans_coverage"
RESERVED_COVERAGE = "ce.reservation_coverage"
MOST_PERCENT = 70
PLANS_URL = "https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html"
COMMIT = Remedy(
    console="Billing and Cost Management → Savings Plans → Recommendations: choose the term and "
    "payment, begin with what runs all the time. Databases: RDS → Reserved instances.",
    cli="aws ce get-savings-plans-purchase-recommendation --savings-plans-type COMPUTE_SP "
    "--term-in-years ONE_YEAR --payment-option NO_UPFRONT --lookback-period-in-days THIRTY_DAYS",
    terraform=(
        "# Commitments are bought, not declared: the console shows what they would save first."
    ),
    cost="Saves about 27 % for one year of a compute plan without payment ahead",
)


@dataclass(frozen=True, slots=True)
class Steady:
    """What runs at the on-demand price in one account."""

    instances: int
    databases: int

    def __str__(self) -> str:
        return amounts((self.instances, "instance"), (self.databases, "database"))


def steady_use(snapshot: Snapshot, account: str) -> Steady:
    """Running instances that are not Spot, and databases that are not serverless."""
    instances = running(snapshot.of("ec2.instance", account=account))
    databases = [
        d
        for d in snapshot.of("rds.instance", account=account)
        if d.data.get("DBInstanceClass") != "db.serverless"
        and d.data.get("DBInstanceStatus", "available") == "available"
    ]
    return Steady(sum(not _is_spot(i) for i in instances), len(databases))


def _is_spot(instance: Resource) -> bool:
    return instance.data.get("InstanceLifecycle") == "spot"


@check(
    id="commitments-for-steady-use",
    title="What always runs is bought ahead",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[PLANS, RESERVED],
    passes="The account holds an active Savings Plan or reservation, or Cost Explorer shows use "
    "covered by one. Fails where instances or databases run and there is none. In an organisation "
    "the paying account may hold them: without Cost Explorer's coverage that is unknown, and so "
    "are reservations of databases.",
    refutes=[CHOICE, "COST07-BP04"],
    supports=[CHOICE, "COST07-BP04", "COST07-BP01"],
    remedy=COMMIT,
    url=PLANS_URL,
)
def commitments_for_steady_use(snapshot: Snapshot) -> Iterator[Result]:
    for account in snapshot.accounts:
        if held := _held(snapshot, account):
            yield in_account(Verdict.PASS, f"The account has {held}.", account)
            continue
        if account in read_everywhere(snapshot, PLANS, RESERVED):
            yield from _without(snapshot, account)


def _without(snapshot: Snapshot, account: str) -> Iterator[Result]:
    steady = steady_use(snapshot, account)
    if str(steady):
        yield _uncommitted(snapshot, account, steady)
    elif gap := unread(snapshot, account, "ec2.instance", "rds.instance"):
        yield in_account(Verdict.UNKNOWN, f"No commitment; what runs is not known: {gap}", account)


def _held(snapshot: Snapshot, account: str) -> str:
    plans = [p for p in snapshot.of(PLANS, account=account) if p.data.get("state") == "active"]
    if plans:
        return counted(len(plans), "active Savings Plan")
    reserved = snapshot.of(RESERVED, account=account)
    active = [r for r in reserved if r.data.get("State") == "active"]
    if active:
        return counted(len(active), "active reservation")
    plan, reservation = covered_by_plans(snapshot, account), covered_by_reserved(snapshot, account)
    if plan or reservation:
        return f"use that commitments cover: {max(plan or 0, reservation or 0):.0f} %"
    return ""


def _uncommitted(snapshot: Snapshot, account: str, steady: Steady) -> Result:
    payer = payer_of(snapshot, account)
    if payer != account and covered_by_plans(snapshot, account) is None:
        who = f"account {payer}" if payer else "another account"
        reason = (
            f"The account runs {steady}; {who} may hold commitments, and coverage was not read."
        )
        return in_account(Verdict.UNKNOWN, reason, account)
    known = steady
    if covered_by_reserved(snapshot, account) is None:
        # Only Cost Explorer tells of reserved databases, and of reservations that the payer shares.
        known = Steady(steady.instances if payer == account else 0, 0)
    if not str(known):
        reason = f"The account runs {steady}; only Cost Explorer, not read, shows what is reserved."
        return in_account(Verdict.UNKNOWN, reason, account)
    reason = f"The account runs {known} on demand, without Savings Plan or reservation."
    return in_account(Verdict.FAIL, reason, account)


def covered_by_plans(snapshot: Snapshot, account: str) -> float | None:
    """Percent of the spending that could be covered by Savings Plans and was."""
    parts = [
        (number(dig(entry, "Coverage", "CoveragePercentage")), _total(entry))
        for item in snapshot.of(PLAN_COVERAGE, account=account)
        for entry in item.data.get("Coverages") or ()
    ]
    weighed = [(share, total) for share, total in parts if share is not None]
    if not weighed:
        return None
    whole = sum(total for _, total in weighed)
    return sum(share * total for share, total in weighed) / whole if whole else 0.0


def _total(entry: object) -> float:
    return number(dig(entry, "Coverage", "TotalCost")) or 0.0


def covered_by_reserved(snapshot: Snapshot, account: str) -> float | None:
    """Percent of the running hours that reservations covered."""
    for item in snapshot.of(RESERVED_COVERAGE, account=account):
        share = number(dig(item.data, "Total", "CoverageHours", "CoverageHoursPercentage"))
        if share is not None:
            return share
    return None


@check(
    id="commitments-cover-most",
    title="Commitments cover most of the use",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[PLAN_COVERAGE, RESERVED_COVERAGE],
    passes=f"In the last 30 days Savings Plans covered at least {MOST_PERCENT} % of the spending "
    f"they can cover, or reservations {MOST_PERCENT} % of the hours. Below that the choice is not "
    "taken as proved.",
    proves=[CHOICE],
    supports=["COST07-BP04", "COST07-BP01"],
    remedy=COMMIT,
    url="https://docs.aws.amazon.com/savingsplans/latest/userguide/ce-sp-usingPR.html",
)
def commitments_cover_most(snapshot: Snapshot) -> Iterator[Result]:
    for account in snapshot.accounts:
        shares = covered_by_plans(snapshot, account), covered_by_reserved(snapshot, account)
        read = [share for share in shares if share is not None]
        if read and str(steady_use(snapshot, account)):
            verdict = Verdict.PASS if max(read) >= MOST_PERCENT else Verdict.FAIL
            reason = f"Commitments covered {max(read):.0f} % of the account's use in 30 days."
            yield in_account(verdict, reason, account)
