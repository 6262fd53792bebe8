"""Budgets, Cost Explorer, Savings Plans and Compute Optimizer."""

from datetime import UTC, date, datetime

import pytest

from reviewapp.collection.models import PartState
from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, Refusal, fake_aws

from . import recorded_b as recorded
from .kinds import alone, outcome, read_kind, read_names


def test_budgets_with_notifications(aws):
    aws.client("budgets").create_budget(
        AccountId=ACCOUNT,
        Budget={
            "BudgetName": "monthly",
            "BudgetLimit": {"Amount": "500", "Unit": "USD"},
            "TimeUnit": "MONTHLY",
            "BudgetType": "COST",
        },
        NotificationsWithSubscribers=[
            {
                "Notification": {
                    "NotificationType": "ACTUAL",
                    "ComparisonOperator": "GREATER_THAN",
                    "Threshold": 80,
                },
                "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "costs@example.com"}],
            }
        ],
    )
    (found,) = read_kind(aws, "budgets.budget")
    assert (found.id, found.name) == (f"arn:aws:budgets::{ACCOUNT}:budget/monthly", "monthly")
    assert found.data["BudgetLimit"]["Amount"] == "500"
    (notification,) = found.data["Notifications"]
    assert notification["NotificationType"] == "ACTUAL"
    assert notification["Threshold"] == 80.0


def test_a_budget_whose_notifications_are_denied_is_kept(aws):
    limit = {"Amount": "500", "Unit": "USD"}
    budget = {
        "BudgetName": "monthly",
        "BudgetLimit": limit,
        "TimeUnit": "MONTHLY",
        "BudgetType": "COST",
    }
    aws.client("budgets").create_budget(AccountId=ACCOUNT, Budget=budget)
    answers = {"DescribeNotificationsForBudget": DENIED}
    with fake_aws(answers, upstream=aws.endpoint) as endpoint:
        (found,) = read_kind(Aws(endpoint), "budgets.budget")
    assert "Notifications" not in found.data
    assert found.unread["Notifications"].startswith(
        "describe_notifications_for_budget: AccessDeniedException"
    )


def test_anomaly_monitors_and_subscriptions():
    answers = {
        "GetAnomalyMonitors": {"AnomalyMonitors": [recorded.MONITOR]},
        "GetAnomalySubscriptions": {"AnomalySubscriptions": [recorded.SUBSCRIPTION]},
    }
    with fake_aws(answers) as endpoint:
        (monitor,) = read_kind(Aws(endpoint), "ce.anomaly_monitor")
        (subscription,) = read_kind(Aws(endpoint), "ce.anomaly_subscription")
    assert (monitor.id, monitor.name) == (recorded.MONITOR["MonitorArn"], "services")
    assert monitor.data["MonitorType"] == "DIMENSIONAL"
    assert subscription.id == recorded.SUBSCRIPTION["SubscriptionArn"]
    assert subscription.data["Subscribers"][0]["Type"] == "EMAIL"


def test_savings_plans_coverage_is_one_fact_over_all_pages():
    asked = []
    first = recorded.savings_plans_month("2026-10-20", "2026-11-01", "62.5")
    second = recorded.savings_plans_month("2026-11-01", "2026-11-19", "70")

    def answer(params):
        asked.append(params)
        if "NextToken" in params:
            return {"SavingsPlansCoverages": [second]}
        return {"SavingsPlansCoverages": [first], "NextToken": "2"}

    with fake_aws({"GetSavingsPlansCoverage": answer}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "ce.savings_plans_coverage")
    assert found.id == f"arn:aws:ce::{ACCOUNT}:savings-plans-coverage"
    assert found.data == {"Coverages": [first, second]}
    assert [each["Granularity"] for each in asked] == ["MONTHLY", "MONTHLY"]
    start, end = (date.fromisoformat(asked[0]["TimePeriod"][key]) for key in ("Start", "End"))
    assert (end - start).days == 30
    assert (datetime.now(UTC).date() - end).days == 1


def test_reservation_coverage_is_one_fact():
    with fake_aws({"GetReservationCoverage": recorded.RESERVATIONS}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "ce.reservation_coverage")
    assert found.id == f"arn:aws:ce::{ACCOUNT}:reservation-coverage"
    assert found.data == recorded.RESERVATIONS


def test_active_cost_allocation_tags():
    asked = []

    def answer(params):
        asked.append(params["Status"])
        return {"CostAllocationTags": [recorded.ALLOCATION_TAG]}

    with fake_aws({"ListCostAllocationTags": answer}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "ce.cost_allocation_tag")
    assert asked == ["Active"]
    assert found.name == "cost-centre"
    assert found.id == f"arn:aws:ce::{ACCOUNT}:cost-allocation-tag/cost-centre"
    assert found.data == recorded.ALLOCATION_TAG


def test_rightsizing_is_the_summary_of_one_page():
    with fake_aws({"GetRightsizingRecommendation": recorded.RIGHTSIZING}) as endpoint:
        reader = Aws(endpoint).global_reader("ce")
        from reviewapp.collection.services.ce import rightsizing

        (found,) = rightsizing(reader)
    assert reader.calls == 1
    assert found.data == {
        key: recorded.RIGHTSIZING[key] for key in ("Summary", "Metadata", "Configuration")
    }


CE = {
    "ce.anomaly_monitor": "GetAnomalyMonitors",
    "ce.anomaly_subscription": "GetAnomalySubscriptions",
    "ce.savings_plans_coverage": "GetSavingsPlansCoverage",
    "ce.reservation_coverage": "GetReservationCoverage",
    "ce.cost_allocation_tag": "ListCostAllocationTags",
    "ce.rightsizing": "GetRightsizingRecommendation",
    "ce.region_cost": "GetCostAndUsage",
}


@pytest.mark.parametrize("kind", CE)
def test_no_cost_data_is_not_read(kind):
    unavailable = Refusal("DataUnavailableException", "Data is not available. Try again later.")
    with fake_aws(dict.fromkeys(CE.values(), unavailable)) as endpoint:
        result = outcome(Aws(endpoint), kind)
    assert result.state is PartState.FAILED
    assert result.reason.startswith(f"ce:{CE[kind]}: DataUnavailableException")


@pytest.mark.parametrize("kind", CE)
def test_a_denied_cost_call_is_denied(kind):
    with fake_aws(dict.fromkeys(CE.values(), DENIED)) as endpoint:
        assert outcome(Aws(endpoint), kind).state is PartState.DENIED


def test_savings_plans_of_all_pages():
    def answer(body):
        if body.get("nextToken") == "2":
            return {"savingsPlans": [recorded.savings_plan(2)]}
        return {"savingsPlans": [recorded.savings_plan(1)], "nextToken": "2"}

    with fake_aws({"POST /DescribeSavingsPlans": answer}) as endpoint:
        found = read_names(Aws(endpoint), "savingsplans.savings_plan")
    assert set(found) == {"plan-1", "plan-2"}
    assert found["plan-1"].id == f"arn:aws:savingsplans::{ACCOUNT}:savingsplan/plan-1"
    assert found["plan-1"].tags == {"owner": "finance"}
    assert found["plan-1"].data["savingsPlanType"] == "Compute"


def test_a_page_token_that_comes_back_ends_as_not_read():
    answer = {"savingsPlans": [recorded.savings_plan(1)], "nextToken": "again"}
    with fake_aws({"POST /DescribeSavingsPlans": answer}) as endpoint:
        result = outcome(Aws(endpoint), "savingsplans.savings_plan")
    assert result.state is PartState.FAILED
    assert "same page token twice" in result.reason


def test_enrollment_in_compute_optimizer():
    status = {"status": "Active", "memberAccountsEnrolled": False}
    with fake_aws({"GetEnrollmentStatus": status}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "computeoptimizer.enrollment")
    assert found.id == f"arn:aws:compute-optimizer:{REGION}:{ACCOUNT}:enrollment"
    assert found.data == status


def test_instance_recommendations_of_all_pages():
    def answer(params):
        if params.get("nextToken") == "2":
            return {"instanceRecommendations": [recorded.instance_recommendation(2)]}
        return {
            "instanceRecommendations": [recorded.instance_recommendation(1)],
            "nextToken": "2",
        }

    with fake_aws({"GetEC2InstanceRecommendations": answer}) as endpoint:
        found = read_names(Aws(endpoint), "computeoptimizer.ec2_recommendation")
    assert set(found) == {"web-1", "web-2"}
    assert found["web-1"].id == f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-1"
    assert found["web-1"].tags == {"app": "shop"}
    assert found["web-1"].data["finding"] == "OVER_PROVISIONED"


def test_volume_and_function_recommendations():
    answers = {
        "GetEBSVolumeRecommendations": {"volumeRecommendations": [recorded.VOLUME_RECOMMENDATION]},
        "GetLambdaFunctionRecommendations": {
            "lambdaFunctionRecommendations": [recorded.FUNCTION_RECOMMENDATION]
        },
    }
    with fake_aws(answers) as endpoint:
        (volume,) = read_kind(Aws(endpoint), "computeoptimizer.volume_recommendation")
        (function,) = read_kind(Aws(endpoint), "computeoptimizer.lambda_recommendation")
    assert (volume.id, volume.name) == (recorded.VOLUME_RECOMMENDATION["volumeArn"], "vol-1")
    assert volume.data["currentConfiguration"]["volumeType"] == "gp2"
    assert (function.id, function.name) == (
        recorded.FUNCTION_RECOMMENDATION["functionArn"],
        "resize",
    )
    assert function.data["findingReasonCodes"] == ["MemoryOverprovisioned"]


RECOMMENDATIONS = {
    "computeoptimizer.ec2_recommendation": "GetEC2InstanceRecommendations",
    "computeoptimizer.volume_recommendation": "GetEBSVolumeRecommendations",
    "computeoptimizer.lambda_recommendation": "GetLambdaFunctionRecommendations",
}


@pytest.mark.parametrize("kind", RECOMMENDATIONS)
def test_an_account_that_does_not_take_part_has_no_recommendations(kind):
    answers = dict.fromkeys(
        RECOMMENDATIONS.values(), Refusal("OptInRequiredException", "Not registered for this.")
    )
    with fake_aws(answers) as endpoint:
        result = alone(Aws(endpoint), kind)
    assert (result.state, result.items) == (PartState.READ, [])
