"""Commitments and Spot."""

import pytest

from pillars.checking import Verdict
from pillars.checks import cost
from pillars.checks.cost.commitments import (
    commitments_cover_most,
    commitments_for_steady_use,
    covered_by_plans,
)
from pillars.checks.cost.spot import spot_in_use
from pillars.prefill import Suggested

from .factories import ACCOUNT, reasons, resource, run, snapshot, suggestion, verdicts
from .things import database, group, instance, organization, service

PLACE = f"account {ACCOUNT}"
PAYER = "999988887777"
UNCOMMITTED = "on demand, without Savings Plan or reservation."
PERHAPS = "may hold commitments, and coverage was not read."
BASE = ("savingsplans.savings_plan", "ec2.reserved_instance", "organizations.organization")
RUNS = ("ec2.instance", "rds.instance")


def plan(state="active"):
    return resource("savingsplans.savings_plan", "plan", {"state": state})


def reservation(state="active"):
    return resource("ec2.reserved_instance", "reservation", {"State": state})


def plan_coverage(*months):
    """Months as (percent, total cost)."""
    entries = [
        {"Coverage": {"CoveragePercentage": str(share), "TotalCost": str(total)}}
        for share, total in months
    ]
    return resource("ce.savings_plans_coverage", "plans", {"Coverages": entries})


def reserved_coverage(share):
    total = {"CoverageHours": {"CoverageHoursPercentage": str(share)}}
    return resource("ce.reservation_coverage", "reserved", {"Total": total})


def judge(*resources, reads=BASE, without=()):
    found = snapshot(*resources, reads=set(reads) - set(without), without=without)
    return [(r.verdict, r.reason) for r in commitments_for_steady_use.function(found)]


class TestSteadyUse:
    @pytest.mark.parametrize(
        "held",
        [plan(), reservation(), plan_coverage((12, 100)), reserved_coverage(3)],
        ids=["plan", "reservation", "covered by plans", "covered by reservations"],
    )
    def test_any_commitment_passes(self, held):
        assert [verdict for verdict, _ in judge(instance(), held)] == [Verdict.PASS]

    @pytest.mark.parametrize(
        "lapsed",
        [plan("retired"), reservation("retired"), plan_coverage((0, 100)), reserved_coverage(0)],
        ids=["plan", "reservation", "uncovered by plans", "uncovered by reservations"],
    )
    def test_on_demand_only_fails(self, lapsed):
        assert [verdict for verdict, _ in judge(instance(), lapsed)] == [Verdict.FAIL]

    def test_the_reason_counts_what_is_known_to_be_on_demand(self):
        spot = instance("i-2", InstanceLifecycle="spot")
        assert judge(instance(), spot, database()) == [
            (
                Verdict.FAIL,
                f"The account runs 1 instance {UNCOMMITTED}",
            )
        ]
        assert judge(instance(), database(), reserved_coverage(0)) == [
            (
                Verdict.FAIL,
                f"The account runs 1 instance and 1 database {UNCOMMITTED}",
            )
        ]

    @pytest.mark.parametrize(
        "unsteady",
        [
            instance(InstanceLifecycle="spot"),
            instance(State={"Name": "stopped"}),
            database(DBInstanceClass="db.serverless"),
        ],
        ids=["spot", "stopped", "serverless"],
    )
    def test_what_is_not_steady_needs_no_commitment(self, unsteady):
        assert judge(unsteady, reads=(*BASE, *RUNS)) == []

    def test_databases_alone_need_cost_explorer(self):
        assert [v for v, _ in judge(database())] == [Verdict.UNKNOWN]
        assert [v for v, _ in judge(database(), reserved_coverage(0))] == [Verdict.FAIL]

    def test_a_member_account_may_be_covered_by_its_payer(self):
        member = organization(PAYER)
        assert judge(instance(), member) == [
            (
                Verdict.UNKNOWN,
                f"The account runs 1 instance; account {PAYER} {PERHAPS}",
            )
        ]
        both = (plan_coverage((0, 50)), reserved_coverage(0))
        assert [v for v, _ in judge(instance(), member, *both)] == [Verdict.FAIL]
        assert [v for v, _ in judge(instance(), member, both[0])] == [Verdict.UNKNOWN]

    def test_the_paying_account_itself_is_judged(self):
        assert [v for v, _ in judge(instance(), organization())] == [Verdict.FAIL]

    def test_an_unread_organisation_leaves_it_open(self):
        verdict = judge(instance(), without=["organizations.organization"])
        assert [v for v, _ in verdict] == [Verdict.UNKNOWN]

    def test_unread_plans_leave_it_open(self):
        assert judge(instance(), without=["savingsplans.savings_plan"]) == []

    def test_unread_instances_are_unknown(self):
        reads = (*BASE, "rds.instance")
        assert [v for v, _ in judge(reads=reads, without=["ec2.instance"])] == [Verdict.UNKNOWN]


class TestCoverage:
    @pytest.mark.parametrize(
        ("facts", "verdict"),
        [
            ((plan_coverage((70, 10)),), Verdict.PASS),
            ((plan_coverage((69.9, 10)),), Verdict.FAIL),
            ((plan_coverage((10, 10)), reserved_coverage(90)), Verdict.PASS),
        ],
        ids=["enough", "too little", "reserved"],
    )
    def test_thresholds(self, facts, verdict):
        assert verdicts(run(commitments_cover_most, instance(), *facts)) == {PLACE: verdict}

    def test_months_weigh_by_their_cost(self):
        found = snapshot(plan_coverage((100, 10), (0, 90)))
        assert covered_by_plans(found, ACCOUNT) == pytest.approx(10)

    def test_without_use_nothing_is_said(self):
        assert run(commitments_cover_most, plan_coverage((70, 10))).results == ()


class TestSpot:
    def test_spot_instances_pass_with_their_share(self):
        outcome = run(spot_in_use, instance("a"), instance("b", InstanceLifecycle="spot"))
        assert verdicts(outcome) == {PLACE: Verdict.PASS}
        assert reasons(outcome) == ["Spot: 1 of 2 running instances (50 %)."]

    @pytest.mark.parametrize(
        ("fleet", "verdict"),
        [
            (group(), Verdict.FAIL),
            (
                group(
                    MixedInstancesPolicy={
                        "InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 50}
                    }
                ),
                Verdict.PASS,
            ),
            (service(), Verdict.FAIL),
            (
                service(capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT"}]),
                Verdict.PASS,
            ),
            (resource("eks.nodegroup", "n", {"capacityType": "SPOT"}), Verdict.PASS),
            (resource("eks.nodegroup", "n", {"capacityType": "ON_DEMAND"}), Verdict.FAIL),
        ],
        ids=["group", "mixed group", "service", "spot service", "spot nodes", "nodes"],
    )
    def test_fleets(self, fleet, verdict):
        assert verdicts(run(spot_in_use, fleet)) == {PLACE: verdict}

    def test_instances_alone_say_nothing(self):
        assert run(spot_in_use, instance()).results == ()


class TestSuggestions:
    def suggest(self, choice, *resources, reads=BASE, without=()):
        found = snapshot(*resources, reads=set(reads) - set(without), without=without)
        return suggestion(f"foundations/{choice}", cost.CHECKS, found).verdict

    def test_commitments(self):
        choice = "cost_commitments"
        covered = (plan(), plan_coverage((80, 100)), reserved_coverage(0))
        assert self.suggest(choice, instance(), *covered) is Suggested.MET
        assert self.suggest(choice, instance(), plan()) is Suggested.SUPPORTED
        assert self.suggest(choice, instance()) is Suggested.NOT_MET
        assert self.suggest(choice, reads=(*BASE, *RUNS)) is Suggested.UNKNOWN
        unread = self.suggest(choice, instance(), without=["savingsplans.savings_plan"])
        assert unread is Suggested.UNKNOWN

    def test_little_coverage_proves_nothing(self):
        facts = (plan(), plan_coverage((5, 100)), reserved_coverage(0))
        assert self.suggest("cost_commitments", instance(), *facts) is Suggested.SUPPORTED

    def test_spot(self):
        reads = spot_in_use.needs
        spot = instance(InstanceLifecycle="spot")
        assert self.suggest("cost_spot", spot, reads=reads) is Suggested.SUPPORTED
        assert self.suggest("cost_spot", group(), reads=reads) is Suggested.UNKNOWN
        assert self.suggest("cost_spot", reads=reads) is Suggested.UNKNOWN
        denied = self.suggest("cost_spot", spot, reads=reads, without=["eks.nodegroup"])
        assert denied is Suggested.UNKNOWN
