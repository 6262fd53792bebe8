"""Kinds that are one list each, read from answers in AWS's shapes."""

import pytest

from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, Refusal, fake_aws

from . import recorded_c as recorded
from .kinds import outcome, read_kind

each_kind = pytest.mark.parametrize("listed", recorded.LISTED, ids=str)


@each_kind
def test_the_list_becomes_facts(listed):
    with fake_aws(listed.answers) as endpoint:
        (found,) = read_kind(Aws(endpoint), listed.kind)
    assert (found.name, found.id) == (listed.name, listed.arn)
    assert {key: found.data.get(key) for key in listed.data} == listed.data
    assert not set(listed.dropped) & set(found.data)


@each_kind
def test_a_denied_list_is_denied(listed):
    with fake_aws({"POST /": DENIED, **dict.fromkeys(listed.answers, DENIED)}) as endpoint:
        read = outcome(Aws(endpoint), listed.kind)
    assert (read.state, read.items) == ("denied", [])
    assert "not authorized" in read.reason


def test_an_export_keeps_its_query_or_says_why_not():
    listed = next(each for each in recorded.LISTED if each.kind == "dataexports.export")
    with fake_aws(listed.answers) as endpoint:
        (found,) = read_kind(Aws(endpoint), listed.kind)
    assert "line_item_resource_id" in found.data["Export"]["DataQuery"]["QueryStatement"]
    with fake_aws({**listed.answers, "GetExport": DENIED}) as endpoint:
        (found,) = read_kind(Aws(endpoint), listed.kind)
    assert "Export" in found.unread


class TestSupport:
    def test_a_plan_with_technical_cases(self):
        answer = {"severityLevels": [{"code": "low", "name": "Low"}, {"code": "critical"}]}
        with fake_aws({"DescribeSeverityLevels": answer}) as endpoint:
            (found,) = read_kind(Aws(endpoint), "support.plan")
        assert found.data == {"Business": True, "SeverityLevels": ["low", "critical"]}
        assert found.id == f"arn:aws:support::{ACCOUNT}:plan"

    def test_below_it_aws_asks_for_a_subscription(self):
        refused = Refusal("SubscriptionRequiredException", "Premium Support Subscription required")
        with fake_aws({"DescribeSeverityLevels": refused}) as endpoint:
            (found,) = read_kind(Aws(endpoint), "support.plan")
        assert found.data["Business"] is False

    def test_a_denial_is_no_plan(self):
        with fake_aws({"DescribeSeverityLevels": DENIED}) as endpoint:
            assert outcome(Aws(endpoint), "support.plan").state == "denied"


class TestMacie:
    ON = {"status": "ENABLED", "findingPublishingFrequency": "ONE_HOUR"}

    def test_on(self):
        answers = {
            "GET /macie": self.ON,
            "GET /automated-discovery/configuration": {"status": "ENABLED"},
        }
        with fake_aws(answers) as endpoint:
            (found,) = read_kind(Aws(endpoint), "macie2.session")
        assert found.data["status"] == "ENABLED"
        assert found.data["AutomatedDiscovery"]["status"] == "ENABLED"
        assert found.id == f"arn:aws:macie2:{REGION}:{ACCOUNT}:session"

    def test_off_is_said_with_the_code_of_a_denial(self):
        off = Refusal("AccessDeniedException", "Macie is not enabled.", 403)
        with fake_aws({"GET /macie": off}) as endpoint:
            read = outcome(Aws(endpoint), "macie2.session")
        assert (read.state, read.items) == ("read", [])

    def test_a_denial_stays_one(self):
        with fake_aws({"GET /macie": DENIED}) as endpoint:
            assert outcome(Aws(endpoint), "macie2.session").state == "denied"

    def test_its_configuration_may_be_unread_alone(self):
        answers = {"GET /macie": self.ON, "GET /automated-discovery/configuration": DENIED}
        with fake_aws(answers) as endpoint:
            (found,) = read_kind(Aws(endpoint), "macie2.session")
        assert "AutomatedDiscovery" in found.unread


def test_a_region_without_disaster_recovery_has_no_servers():
    off = Refusal("UninitializedAccountException", "Account not initialized")
    with fake_aws({"POST /DescribeSourceServers": off}) as endpoint:
        read = outcome(Aws(endpoint), "drs.source_server")
    assert (read.state, read.items) == ("read", [])


def test_estimates_of_both_kinds():
    one = {"id": "e1", "name": "ten times", "status": "VALID", "totalCost": 1200.0}
    two = {"id": "b1", "name": "next year", "status": "READY"}
    answers = {"ListWorkloadEstimates": {"items": [one]}, "ListBillScenarios": {"items": [two]}}
    with fake_aws(answers) as endpoint:
        found = read_kind(Aws(endpoint), "pricingcalculator.estimate")
    assert [(each.name, each.data["Kind"]) for each in found] == [
        ("ten times", "workload-estimate"),
        ("next year", "bill-scenario"),
    ]


def test_detectors_of_one_metric_and_of_several():
    single = {"Namespace": "Shop", "MetricName": "Orders", "Stat": "Sum"}
    answer = {
        "AnomalyDetectors": [
            {"SingleMetricAnomalyDetector": single, "StateValue": "TRAINED"},
            {"MetricMathAnomalyDetector": {"MetricDataQueries": []}},
        ]
    }
    with fake_aws({"DescribeAnomalyDetectors": answer}) as endpoint:
        found = read_kind(Aws(endpoint), "cloudwatch.anomaly_detector")
    assert [each.name for each in found] == ["Shop Orders", "metric math"]
    assert len({each.id for each in found}) == 2


def test_what_each_region_and_each_service_cost():
    def group(region: str, service: str, amount: str) -> dict:
        cost = {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}
        return {"Keys": [region, service], "Metrics": cost}

    first = [group("eu-west-1", "Amazon RDS", "10.5"), group("global", "AWS WAF", "1")]
    months = [{"Groups": first}, {"Groups": [group("eu-west-1", "Amazon EC2", "2")]}]
    with fake_aws({"GetCostAndUsage": {"ResultsByTime": months}}) as endpoint:
        (found,) = read_kind(Aws(endpoint), "ce.region_cost")
    assert found.data == {
        "Regions": {"eu-west-1": 12.5, "global": 1.0},
        "Services": {"Amazon RDS": 10.5, "AWS WAF": 1.0, "Amazon EC2": 2.0},
        "Unit": "USD",
    }


class TestFeatureFlags:
    PROFILE = {"Id": "p1", "Name": "flags", "Type": "AWS.AppConfig.FeatureFlags"}

    def answers(self, profiles):
        return {
            "GET /applications": {"Items": [{"Id": "a1", "Name": "shop"}]},
            "GET /applications/a1/configurationprofiles": profiles,
        }

    def test_profiles_know_their_application(self):
        with fake_aws(self.answers({"Items": [self.PROFILE]})) as endpoint:
            (found,) = read_kind(Aws(endpoint), "appconfig.profile")
        assert found.data["ApplicationName"] == "shop"
        assert found.data["Type"] == "AWS.AppConfig.FeatureFlags"

    def test_an_application_deleted_meanwhile_is_left_out(self):
        gone = Refusal("ResourceNotFoundException", "gone", 404)
        with fake_aws(self.answers(gone)) as endpoint:
            assert outcome(Aws(endpoint), "appconfig.profile").items == []


class TestQuotas:
    VCPUS = {
        "ServiceCode": "ec2",
        "QuotaCode": "L-1216C47A",
        "QuotaName": "Running On-Demand Standard instances",
        "QuotaArn": f"arn:aws:servicequotas:{REGION}:{ACCOUNT}:ec2/L-1216C47A",
        "Value": 64.0,
        "Adjustable": True,
        "UsageMetric": {
            "MetricNamespace": "AWS/Usage",
            "MetricName": "ResourceCount",
            "MetricDimensions": {"Service": "EC2", "Resource": "vCPU"},
        },
    }
    RATE = {
        **VCPUS,
        "QuotaCode": "L-RATE",
        "UsageMetric": {"MetricNamespace": "AWS/Usage", "MetricName": "CallCount"},
    }
    VPCS = {
        "ServiceCode": "vpc",
        "QuotaCode": "L-F678F1CE",
        "QuotaName": "VPCs per Region",
        "QuotaArn": f"arn:aws:servicequotas:{REGION}:{ACCOUNT}:vpc/L-F678F1CE",
        "Value": 5.0,
    }

    def listed(self, params):
        of = {"ec2": [self.VCPUS, self.RATE], "vpc": [self.VPCS]}
        if params["ServiceCode"] == "fargate":
            return Refusal("NoSuchResourceException", "no such service")
        return {"Quotas": of.get(params["ServiceCode"], [])}

    def values(self, *parts):
        return {"MetricDataResults": [{"Id": "q0", "Values": list(each)} for each in parts]}

    def read(self, metrics):
        answers = {"ListServiceQuotas": self.listed, "GetMetricData": metrics}
        with fake_aws(answers) as endpoint:
            found = read_kind(Aws(endpoint), "servicequotas.quota")
        return {each.data["QuotaCode"]: each for each in found}

    def test_limits_with_their_highest_use_and_no_rates(self):
        found = self.read(self.values([12.0, 58.0], [40.0]))
        assert {code: each.data["Usage"] for code, each in found.items()} == {
            "L-1216C47A": 58.0,
            "L-F678F1CE": None,
        }
        assert found["L-1216C47A"].name == "ec2: Running On-Demand Standard instances"

    def test_no_values_are_no_use(self):
        assert self.read({"MetricDataResults": []})["L-1216C47A"].data["Usage"] is None

    def test_denied_metrics_leave_the_use_unread(self):
        found = self.read(DENIED)
        assert "Usage" in found["L-1216C47A"].unread
        assert found["L-F678F1CE"].unread == {}
