"""Lifecycle and retention, tags, budgets, reviews, transfer."""

import pytest

from pillars.checking import Verdict
from pillars.checks import cost, performance
from pillars.checks.cost.budgets import anomaly_reported, budget_notifies
from pillars.checks.cost.retention import (
    bucket_lifecycle,
    files_tiered,
    group_retention,
    repository_lifecycle,
)
from pillars.checks.cost.reviews import optimizer_enrolled, organization_separates
from pillars.checks.cost.tags import BILLABLE, cost_allocation_tag_active, resource_cost_tagged
from pillars.checks.cost.transfer import nat_spared, spare_only_in_production
from pillars.prefill import Suggested

from .factories import ACCOUNT, ago, reasons, resource, run, snapshot, suggestion, verdicts
from .things import bucket, database, instance, organization, tiering_rule

PLACE = f"account {ACCOUNT}"
PAYER = "999988887777"


def suggest(choice, *resources, reads=(), without=(), checks=cost.CHECKS):
    found = snapshot(*resources, reads=set(reads) - set(without), without=without)
    return suggestion(f"foundations/{choice}", checks, found).verdict


class TestLifecycle:
    @pytest.mark.parametrize(
        ("rules", "verdict"),
        [
            ([tiering_rule()], Verdict.PASS),
            ([{"Status": "Enabled", "Expiration": {"Days": 30}}], Verdict.PASS),
            ([tiering_rule(status="Disabled")], Verdict.FAIL),
            ([{"Status": "Enabled", "AbortIncompleteMultipartUpload": {}}], Verdict.FAIL),
            ([], Verdict.FAIL),
            (None, Verdict.FAIL),
        ],
        ids=["moves", "expires", "disabled", "only aborts", "empty", "absent"],
    )
    def test_rules(self, rules, verdict):
        assert verdicts(run(bucket_lifecycle, bucket(Lifecycle=rules))) == {"data": verdict}

    def test_suggestions(self):
        choice = "cost_s3_lifecycle"
        assert suggest(choice, bucket("a"), bucket("b")) is Suggested.MET
        assert suggest(choice, bucket("a"), bucket("b", Lifecycle=None)) is Suggested.NOT_MET
        shut = bucket("b", unread={"Lifecycle": "AccessDenied"})
        assert suggest(choice, bucket("a"), shut) is Suggested.UNKNOWN
        assert suggest(choice, reads=["s3.bucket"]) is Suggested.UNKNOWN
        assert suggest(choice, without=["s3.bucket"]) is Suggested.UNKNOWN

    def test_log_groups(self):
        outcome = run(
            group_retention,
            resource("logs.log_group", "kept", {"retentionInDays": 30}),
            resource("logs.log_group", "endless", {"storedBytes": 1}),
        )
        assert verdicts(outcome) == {"kept": Verdict.PASS, "endless": Verdict.FAIL}

    def test_files_and_images(self):
        def system(name, policies):
            return resource("efs.file_system", name, {"Lifecycle": policies})

        outcome = run(
            files_tiered, system("cold", [{"TransitionToIA": "AFTER_30_DAYS"}]), system("hot", [])
        )
        assert verdicts(outcome) == {"cold": Verdict.PASS, "hot": Verdict.FAIL}

        def repository(name, policy):
            return resource("ecr.repository", name, {"LifecyclePolicy": policy})

        outcome = run(
            repository_lifecycle, repository("short", {"rules": [1]}), repository("long", None)
        )
        assert verdicts(outcome) == {"short": Verdict.PASS, "long": Verdict.FAIL}


def active_tag(key, kind="UserDefined"):
    return resource(
        "ce.cost_allocation_tag", key, {"TagKey": key, "Type": kind, "Status": "Active"}
    )


class TestTags:
    def test_any_own_tag_counts_where_the_active_ones_are_not_known(self):
        outcome = run(
            resource_cost_tagged,
            instance("own", tags={"project": "shop"}),
            instance("named", tags={"Name": "web", "aws:cloudformation:stack-name": "x"}),
            instance("bare"),
            instance("gone", State={"Code": 48, "Name": "terminated"}),
        )
        assert verdicts(outcome) == {
            "own": Verdict.PASS,
            "named": Verdict.FAIL,
            "bare": Verdict.FAIL,
        }

    def test_the_active_ones_are_asked_for(self):
        outcome = run(
            resource_cost_tagged,
            active_tag("project"),
            instance("right", tags={"project": "shop"}),
            instance("wrong", tags={"colour": "red"}),
        )
        assert verdicts(outcome) == {"right": Verdict.PASS, "wrong": Verdict.FAIL}
        assert reasons(outcome)[1] == (
            "wrong carries none of the tags that are active in the bill: project."
        )

    def test_unread_tags_are_unknown(self):
        unread = resource("lambda.function", "f", unread={"Tags": "denied"})
        assert verdicts(run(resource_cost_tagged, unread)) == {"f": Verdict.UNKNOWN}

    def test_activation(self):
        check = cost_allocation_tag_active
        outcome = run(check, active_tag("project"), active_tag("aws:createdBy", "AWSGenerated"))
        assert verdicts(outcome) == {PLACE: Verdict.PASS}
        assert reasons(outcome) == ["The bill can be divided by project."]

    @pytest.mark.parametrize(
        ("facts", "reads", "verdict"),
        [
            ((organization(),), (), Verdict.FAIL),
            ((), ("organizations.organization",), Verdict.FAIL),
            ((organization(PAYER),), (), Verdict.UNKNOWN),
            ((), (), Verdict.UNKNOWN),
        ],
        ids=["payer", "no organisation", "member", "organisation unread"],
    )
    def test_no_activation(self, facts, reads, verdict):
        found = snapshot(*facts, reads=["ce.cost_allocation_tag", *reads])
        assert [r.verdict for r in cost_allocation_tag_active.function(found)] == [verdict]

    def test_suggestions(self):
        choice = "cost_allocation_tags"
        reads = (*BILLABLE, "ce.cost_allocation_tag", "organizations.organization")
        tagged, bare = instance(tags={"project": "shop"}), instance("i-2")
        active = active_tag("project")
        assert suggest(choice, tagged, active, reads=reads) is Suggested.MET
        assert suggest(choice, tagged, bare, active, reads=reads) is Suggested.NOT_MET
        assert suggest(choice, tagged, reads=reads) is Suggested.NOT_MET
        unread = {"reads": reads, "without": ["ce.cost_allocation_tag"]}
        assert suggest(choice, tagged, **unread) is Suggested.SUPPORTED
        assert suggest(choice, **unread) is Suggested.UNKNOWN
        partly = suggest(choice, tagged, active, reads=reads, without=["s3.bucket"])
        assert partly is Suggested.SUPPORTED


def budget(name="monthly", notifications=1, *, unread=None, **data):
    found = {"BudgetName": name, "BudgetType": "COST", **data}
    if not unread:
        found["Notifications"] = [{"NotificationType": "ACTUAL"}] * notifications
    return resource("budgets.budget", name, found, unread=unread)


class TestBudgets:
    def test_a_budget_that_warns_passes(self):
        assert verdicts(run(budget_notifies, budget())) == {"monthly": Verdict.PASS}

    def test_a_silent_budget_beside_it_is_no_failure(self):
        outcome = run(budget_notifies, budget(), budget("idea", 0))
        assert verdicts(outcome) == {"monthly": Verdict.PASS}

    def test_a_silent_budget_alone_fails(self):
        assert verdicts(run(budget_notifies, budget(notifications=0))) == {"monthly": Verdict.FAIL}

    def test_a_budget_of_something_else_is_none(self):
        usage = budget(BudgetType="RI_UTILIZATION")
        assert verdicts(run(budget_notifies, usage, organization())) == {PLACE: Verdict.FAIL}

    @pytest.mark.parametrize(
        ("told", "verdict"),
        [
            ({"NotificationType": "ACTUAL", "Threshold": 80}, Verdict.PASS),
            ({"NotificationType": "ACTUAL", "Threshold": 200}, Verdict.FAIL),
            ({"NotificationType": "FORECASTED", "Threshold": 120}, Verdict.PASS),
            (
                {"Threshold": 400, "ThresholdType": "ABSOLUTE_VALUE"},
                Verdict.PASS,
            ),
            (
                {"Threshold": 600, "ThresholdType": "ABSOLUTE_VALUE"},
                Verdict.FAIL,
            ),
            ({"ComparisonOperator": "LESS_THAN", "Threshold": 80}, Verdict.FAIL),
        ],
        ids=["most", "too late", "forecast", "amount", "amount too late", "of spending little"],
    )
    def test_a_warning_comes_before_all_is_spent(self, told, verdict):
        limit = {"BudgetLimit": {"Amount": "500", "Unit": "USD"}}
        found = resource("budgets.budget", "monthly", {**limit, "Notifications": [told]})
        assert verdicts(run(budget_notifies, found)) == {"monthly": verdict}

    def test_unread_notifications_are_unknown(self):
        outcome = run(budget_notifies, budget(unread={"Notifications": "denied"}))
        assert verdicts(outcome) == {"monthly": Verdict.UNKNOWN}

    def test_a_past_budget_is_none(self):
        past = budget(TimePeriod={"End": ago(days=1)})
        assert verdicts(run(budget_notifies, past, organization())) == {PLACE: Verdict.FAIL}

    @pytest.mark.parametrize(
        ("facts", "reads", "verdict"),
        [
            ((), ["organizations.organization"], Verdict.FAIL),
            ((organization(PAYER),), [], Verdict.UNKNOWN),
            ((), [], Verdict.UNKNOWN),
        ],
        ids=["alone", "member", "organisation unread"],
    )
    def test_no_budget(self, facts, reads, verdict):
        found = snapshot(*facts, reads=["budgets.budget", *reads])
        assert [r.verdict for r in budget_notifies.function(found)] == [verdict]

    def test_suggestions(self):
        choice, reads = "cost_budgets", ("budgets.budget", "organizations.organization")
        assert suggest(choice, budget(), reads=reads) is Suggested.MET
        assert suggest(choice, reads=reads) is Suggested.NOT_MET
        assert suggest(choice, budget(notifications=0), reads=reads) is Suggested.NOT_MET
        assert suggest(choice, without=["budgets.budget"]) is Suggested.UNKNOWN

    def test_anomalies(self):
        def subscription(name, *subscribers):
            return resource("ce.anomaly_subscription", name, {"Subscribers": list(subscribers)})

        outcome = run(
            anomaly_reported,
            subscription("heard", {"Address": "a@example.com", "Status": "CONFIRMED"}),
            subscription("refused", {"Address": "b@example.com", "Status": "DECLINED"}),
        )
        assert verdicts(outcome) == {"heard": Verdict.PASS, "refused": Verdict.FAIL}


class TestReviews:
    @pytest.mark.parametrize(
        ("status", "verdict", "suggested"),
        [
            ("Active", Verdict.PASS, Suggested.SUPPORTED),
            ("Inactive", Verdict.FAIL, Suggested.UNKNOWN),
        ],
    )
    def test_enrollment(self, status, verdict, suggested):
        found = resource("computeoptimizer.enrollment", "e", {"status": status})
        assert verdicts(run(optimizer_enrolled, found)) == {"e": verdict}
        assert suggest("cost_rightsizing_monthly", found) is suggested

    def test_open_recommendations_do_not_refute_the_review(self):
        found = resource("ce.rightsizing", "r", {"Summary": {"TotalRecommendationCount": "4"}})
        checks = (*cost.CHECKS, *performance.CHECKS)
        answer = suggest("cost_rightsizing_monthly", found, checks=checks)
        assert answer is Suggested.UNKNOWN

    def test_accounts(self):
        def member(name, status="ACTIVE"):
            return resource("organizations.account", name, {"Status": status})

        both = run(organization_separates, organization(), member("a"), member("b"))
        assert verdicts(both) == {"o-1": Verdict.PASS}
        one = run(organization_separates, organization(), member("a"), member("b", "SUSPENDED"))
        assert verdicts(one) == {"o-1": Verdict.FAIL}
        assert run(organization_separates, organization()).results == ()


class TestTransfer:
    def vpc(self, name):
        return resource("ec2.vpc", name, {"VpcId": name})

    def nat(self, vpc, state="available"):
        return resource("ec2.nat_gateway", f"nat-{vpc}", {"VpcId": vpc, "State": state})

    def test_endpoints(self):
        data = {"VpcId": "a", "ServiceName": "com.amazonaws.us-east-1.s3"}
        endpoint = resource("ec2.vpc_endpoint", "vpce", data)
        outcome = run(
            nat_spared,
            *(self.vpc("a"), self.vpc("b"), self.vpc("c"), endpoint),
            *(self.nat("a"), self.nat("b"), self.nat("c", "deleted")),
        )
        assert verdicts(outcome) == {"a": Verdict.PASS, "b": Verdict.FAIL}

    def test_tables_that_the_endpoint_leaves_out(self):
        def table(name):
            data = {"RouteTableId": name, "VpcId": "a", "Routes": [{"NatGatewayId": "nat-1"}]}
            return resource("ec2.route_table", name, data | {"Associations": [{"SubnetId": name}]})

        def found(**endpoint):
            service = {"VpcId": "a", "ServiceName": "com.amazonaws.us-east-1.s3"}
            nat = {"VpcId": "a", "State": "available", "NatGatewayId": "nat-1"}
            ways = resource("ec2.vpc_endpoint", "vpce", service | endpoint)
            gateway = resource("ec2.nat_gateway", "nat-1", nat)
            return run(nat_spared, self.vpc("a"), ways, gateway, table("rtb-1"), table("rtb-2"))

        partly = found(VpcEndpointType="Gateway", RouteTableIds=["rtb-1"])
        assert verdicts(partly) == {"a": Verdict.FAIL}
        assert reasons(partly) == [
            "The endpoint of VPC a leaves out rtb-2, which leads to its NAT gateway."
        ]
        whole = found(VpcEndpointType="Gateway", RouteTableIds=["rtb-1", "rtb-2"])
        assert verdicts(whole) == {"a": Verdict.PASS}
        assert verdicts(found(VpcEndpointType="Interface")) == {"a": Verdict.PASS}

    def test_standbys_of_a_preproduction_workload(self):
        outcome = run(
            spare_only_in_production,
            database("untagged"),
            database("prod", tags={"env": "production"}),
            production=False,
        )
        assert verdicts(outcome) == {"untagged": Verdict.FAIL}

    def test_standbys(self):
        outcome = run(
            spare_only_in_production,
            database("spare", tags={"Environment": "Dev"}),
            database("single", tags={"env": "test"}, MultiAZ=False),
            database("prod", tags={"env": "production"}),
            database("untagged"),
        )
        assert verdicts(outcome) == {"spare": Verdict.FAIL, "single": Verdict.PASS}
