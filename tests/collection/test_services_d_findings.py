"""What AWS's own tools found, read in bounds and without people's names."""

import json

import pytest

from tests.aws import ACCOUNT, REGION, Aws
from tests.fakes import DENIED, Refusal, fake_aws

from .kinds import alone, read_kind, read_names

HERE = f"{REGION}:{ACCOUNT}"
BUCKET = "arn:aws:s3:::invoices"


def finding(number=1, status="FAILED", **more):
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"arn:aws:securityhub:{HERE}:security-control/S3.8/finding/{status}-{number}",
        "ProductArn": f"arn:aws:securityhub:{REGION}::product/aws/securityhub",
        "ProductName": "Security Hub",
        "GeneratorId": "security-control/S3.8",
        "AwsAccountId": ACCOUNT,
        "Region": REGION,
        "Severity": {"Label": "HIGH", "Normalized": 70},
        "Title": "S3 general purpose buckets should block public access",
        "Description": "…",
        "CreatedAt": "2026-11-01T10:00:00.000Z",
        "UpdatedAt": "2026-11-20T10:00:00.000Z",
        "Compliance": {
            "Status": status,
            "SecurityControlId": "S3.8",
            "AssociatedStandards": [{"StandardsId": "standards/aws-foundational/v/1.0.0"}],
        },
        "Remediation": {"Recommendation": {"Url": "https://docs.example/S3.8"}},
        "Resources": [
            {
                "Type": "AwsS3Bucket",
                "Id": BUCKET,
                "Region": REGION,
                "Tags": {"owner": "ada@example.com"},
                "Details": {"AwsS3Bucket": {"OwnerName": "ada"}},
            }
        ],
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "Note": {"Text": "ask ada", "UpdatedBy": "ada@example.com", "UpdatedAt": "2026-11-02"},
        **more,
    }


class TestSecurityHub:
    def answers(self, **by_status):
        asked = []

        def answer(params):
            asked.append(params)
            (wanted,) = params["Filters"]["ComplianceStatus"]
            return by_status.get(wanted["Value"], {"Findings": []})

        return asked, {"POST /findings": answer}

    def read(self, answers):
        with fake_aws(answers) as endpoint:
            return read_kind(Aws(endpoint), "securityhub.finding")

    def test_a_control_a_resource_and_nothing_of_people(self):
        _, answers = self.answers(FAILED={"Findings": [finding()]})
        (found,) = self.read(answers)
        assert found.data["Compliance"]["SecurityControlId"] == "S3.8"
        assert found.data["Compliance"]["Status"] == "FAILED"
        assert found.data["Severity"] == {"Label": "HIGH"}
        assert found.data["Workflow"] == {"Status": "NEW"}
        assert "Description" not in found.data
        assert found.data["Resources"] == [{"Type": "AwsS3Bucket", "Id": BUCKET, "Region": REGION}]
        assert "ada" not in json.dumps(found.data)
        assert found.unread == {}

    def test_it_asks_for_its_own_account_and_region_only_what_fails_first(self):
        asked, answers = self.answers(PASSED={"Findings": [finding(status="PASSED")]})
        self.read(answers)
        assert [p["Filters"]["ComplianceStatus"][0]["Value"] for p in asked] == [
            "FAILED",
            "WARNING",
            "PASSED",
        ]
        for params in asked:
            assert params["Filters"]["AwsAccountId"][0]["Value"] == ACCOUNT
            assert params["Filters"]["Region"][0]["Value"] == REGION
            assert params["Filters"]["RecordState"][0]["Value"] == "ACTIVE"

    def test_a_list_without_end_is_cut_and_says_so(self):
        numbers = iter(range(10_000))

        def page(params):
            (wanted,) = params["Filters"]["ComplianceStatus"]
            if wanted["Value"] != "FAILED":
                return {"Findings": []}
            return {"Findings": [finding(next(numbers))], "NextToken": str(next(numbers))}

        found = self.read({"POST /findings": page})
        assert len(found) == 20
        assert [bool(each.unread) for each in found] == [False] * 19 + [True]
        assert "more than the 20" in found[-1].unread["Further"]

    @pytest.mark.parametrize("code", ["InvalidAccessException", "ResourceNotFoundException"])
    def test_where_it_is_off_nothing_is_found(self, code):
        off = Refusal(code, f"Account {ACCOUNT} is not subscribed to AWS Security Hub", 401)
        with fake_aws({"POST /findings": off}) as endpoint:
            read = alone(Aws(endpoint), "securityhub.finding")
        assert (read.state, read.items) == ("read", [])

    def test_a_denial_is_one(self):
        with fake_aws({"POST /findings": DENIED}) as endpoint:
            assert alone(Aws(endpoint), "securityhub.finding").state == "denied"


class TestConfig:
    RULE = {
        "ConfigRuleName": "our-own-name",
        "ConfigRuleArn": f"arn:aws:config:{HERE}:config-rule/config-rule-1",
        "Source": {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_VERSIONING_ENABLED"},
        "InputParameters": '{"mail": "ada@example.com"}',
    }
    QUALIFIER = {
        "ConfigRuleName": "our-own-name",
        "ResourceType": "AWS::S3::Bucket",
        "ResourceId": "invoices",
    }
    DETAILS = {
        "EvaluationResults": [
            {
                "EvaluationResultIdentifier": {"EvaluationResultQualifier": QUALIFIER},
                "ComplianceType": "NON_COMPLIANT",
                "Annotation": "seen by ada",
            }
        ]
    }

    def answers(self, verdict="NON_COMPLIANT", details=None, rule="our-own-name"):
        judged = {"ConfigRuleName": rule, "Compliance": {"ComplianceType": verdict}}
        return {
            "DescribeComplianceByConfigRule": {"ComplianceByConfigRules": [judged]},
            "DescribeConfigRules": {"ConfigRules": [self.RULE]},
            "GetComplianceDetailsByConfigRule": details or self.DETAILS,
        }

    def outcome(self, **how):
        with fake_aws(self.answers(**how)) as endpoint:
            return alone(Aws(endpoint), "config.compliance")

    def test_a_rule_by_its_managed_identifier_with_what_fails_it(self):
        with fake_aws(self.answers()) as endpoint:
            (found,) = read_kind(Aws(endpoint), "config.compliance")
        assert found.data["Rule"]["Identifier"] == "S3_BUCKET_VERSIONING_ENABLED"
        assert found.data["Failing"] == [{"Type": "AWS::S3::Bucket", "Id": "invoices"}]
        assert (found.id, found.name) == (self.RULE["ConfigRuleArn"], "our-own-name")
        assert "ada" not in json.dumps(found.data)

    def test_a_rule_that_holds_is_not_asked_about_further(self):
        (found,) = self.outcome(verdict="COMPLIANT", details=DENIED).items
        assert found.data["Compliance"] == "COMPLIANT"
        assert (found.unread, "Failing" in found.data) == ({}, False)

    def test_more_failures_than_one_page_are_told(self):
        (found,) = self.outcome(details={**self.DETAILS, "NextToken": "x"}).items
        assert len(found.data["Failing"]) == 1
        assert "more than 100" in found.unread["Further"]

    def test_what_fails_may_be_unread_alone(self):
        (found,) = self.outcome(details=DENIED).items
        assert "Failing" in found.unread

    def test_a_rule_made_meanwhile_is_left_out(self):
        assert self.outcome(rule="another").items == []


class TestTrustedAdvisor:
    CHECK = "arn:aws:trustedadvisor:::check/Pfx0RwqBli"
    ARN = f"arn:aws:trustedadvisor::{ACCOUNT}:recommendation/0a1b"
    SUMMARY = {
        "id": "0a1b",
        "type": "standard",
        "checkArn": CHECK,
        "status": "warning",
        "pillars": ["security"],
        "source": "ta_check",
        "name": "Amazon S3 Bucket Permissions",
        "resourcesAggregates": {"okCount": 4, "warningCount": 1, "errorCount": 0},
        "arn": ARN,
    }
    RESOURCE = {
        "id": "r",
        "arn": f"{ARN}/resource/r",
        "awsResourceId": BUCKET,
        "regionCode": REGION,
        "status": "warning",
        "metadata": {"Bucket": "invoices", "Owner": "ada"},
        "recommendationArn": ARN,
    }
    LIST, RESOURCES = "GET /v1/recommendations", "GET /v1/recommendations/*/resources"
    CLOSED = Refusal("SubscriptionRequiredException", "AWS Premium Support Subscription required")

    def test_what_warns_with_its_resources(self):
        passed = {**self.SUMMARY, "arn": self.ARN + "2", "name": "MFA on root", "status": "ok"}
        answers = {
            self.LIST: {"recommendationSummaries": [self.SUMMARY, passed]},
            self.RESOURCES: {"recommendationResourceSummaries": [self.RESOURCE]},
        }
        with fake_aws(answers) as endpoint:
            found = read_names(Aws(endpoint), "trustedadvisor.recommendation")
        warned = found["Amazon S3 Bucket Permissions"]
        assert warned.data["Resources"] == [
            {"awsResourceId": BUCKET, "regionCode": REGION, "status": "warning"}
        ]
        assert warned.data["checkArn"] == self.CHECK
        assert "Resources" not in found["MFA on root"].data
        assert "ada" not in json.dumps(warned.data)

    def test_where_it_is_closed_support_is_asked(self):
        check = {"id": "Pfx0RwqBli", "name": "S3 permissions", "category": "security"}
        summary = {
            "checkId": "Pfx0RwqBli",
            "status": "warning",
            "timestamp": "2026-11-20T00:00:00Z",
            "resourcesSummary": {"resourcesFlagged": 3},
        }
        answers = {
            self.LIST: DENIED,
            "DescribeTrustedAdvisorChecks": {"checks": [check]},
            "DescribeTrustedAdvisorCheckSummaries": {"summaries": [summary]},
        }
        with fake_aws(answers) as endpoint:
            (found,) = read_kind(Aws(endpoint), "trustedadvisor.recommendation")
        assert (found.data["checkArn"], found.data["status"]) == (self.CHECK, "warning")
        assert found.data["resourcesAggregates"] == {"flagged": 3}

    @pytest.mark.parametrize("first", [DENIED, CLOSED], ids=["denied", "closed"])
    def test_without_a_plan_there_is_nothing_to_read(self, first):
        answers = {self.LIST: first, "DescribeTrustedAdvisorChecks": self.CLOSED}
        with fake_aws(answers) as endpoint:
            read = alone(Aws(endpoint), "trustedadvisor.recommendation")
        assert (read.state, read.items) == ("read", [])

    def test_denied_both_ways_is_denied(self):
        answers = {self.LIST: DENIED, "DescribeTrustedAdvisorChecks": DENIED}
        with fake_aws(answers) as endpoint:
            read = alone(Aws(endpoint), "trustedadvisor.recommendation")
        assert read.state == "denied"
        assert read.reason.startswith("trustedadvisor:ListRecommendations")


OPTIMIZED = [
    (
        "asg",
        "GetAutoScalingGroupRecommendations",
        "autoScalingGroupRecommendations",
        {
            "autoScalingGroupArn": f"arn:aws:autoscaling:{HERE}:autoScalingGroup:1:autoScalingGroupName/web",
            "autoScalingGroupName": "web",
            "finding": "NotOptimized",
        },
        "web",
    ),
    (
        "ecs",
        "GetECSServiceRecommendations",
        "ecsServiceRecommendations",
        {"serviceArn": f"arn:aws:ecs:{HERE}:service/main/api", "finding": "Overprovisioned"},
        "api",
    ),
    (
        "rds",
        "GetRDSDatabaseRecommendations",
        "rdsDBRecommendations",
        {"resourceArn": f"arn:aws:rds:{HERE}:db:orders", "instanceFinding": "Overprovisioned"},
        "orders",
    ),
    (
        "idle",
        "GetIdleRecommendations",
        "idleRecommendations",
        {
            "resourceArn": f"arn:aws:ec2:{HERE}:natgateway/nat-1",
            "resourceId": "nat-1",
            "resourceType": "NatGateway",
            "finding": "Unused",
        },
        "nat-1",
    ),
]


@pytest.mark.parametrize(
    ("noun", "operation", "key", "answer", "name"), OPTIMIZED, ids=lambda each: str(each)[:8]
)
class TestComputeOptimizer:
    def test_recommendations(self, noun, operation, key, answer, name):
        with fake_aws({operation: {key: [answer]}}) as endpoint:
            (found,) = read_kind(Aws(endpoint), f"computeoptimizer.{noun}_recommendation")
        assert found.name == name
        assert answer.items() <= dict(found.data).items()

    def test_an_account_outside_has_none(self, noun, operation, key, answer, name):
        outside = Refusal("OptInRequiredException", "not opted in")
        with fake_aws({operation: outside}) as endpoint:
            read = alone(Aws(endpoint), f"computeoptimizer.{noun}_recommendation")
        assert (read.state, read.items) == ("read", [])


class TestCostOptimizationHub:
    IN = {"ListEnrollmentStatuses": {"items": [{"accountId": ACCOUNT, "status": "Active"}]}}
    OUT = {"ListEnrollmentStatuses": {"items": [{"accountId": ACCOUNT, "status": "Inactive"}]}}
    STOP = {
        "recommendationId": "r-1",
        "accountId": ACCOUNT,
        "region": REGION,
        "resourceId": "i-1",
        "resourceArn": f"arn:aws:ec2:{HERE}:instance/i-1",
        "currentResourceType": "Ec2Instance",
        "actionType": "Stop",
        "estimatedMonthlySavings": 42.5,
        "currencyCode": "USD",
        "tags": [{"key": "team", "value": "shop"}],
    }
    BUY = {"recommendationId": "r-2", "actionType": "PurchaseSavingsPlans"}

    def test_what_would_save(self):
        answers = {**self.IN, "ListRecommendations": {"items": [self.STOP, self.BUY]}}
        with fake_aws(answers) as endpoint:
            stop, buy = read_kind(Aws(endpoint), "costoptimizationhub.recommendation")
        assert (stop.id, stop.name) == (self.STOP["resourceArn"], "i-1")
        assert stop.data["estimatedMonthlySavings"] == 42.5
        assert stop.tags == {"team": "shop"}
        assert buy.id == f"arn:aws:cost-optimization-hub::{ACCOUNT}:recommendation/r-2"

    def test_an_account_outside_is_asked_no_further(self):
        with fake_aws(self.OUT) as endpoint:
            assert alone(Aws(endpoint), "costoptimizationhub.recommendation").items == []
            (found,) = read_kind(Aws(endpoint), "costoptimizationhub.enrollment")
        assert found.data == {"Active": False}

    def test_an_account_inside_is_known_as_such(self):
        with fake_aws(self.IN) as endpoint:
            (found,) = read_kind(Aws(endpoint), "costoptimizationhub.enrollment")
        assert found.data == {"Active": True}

    def test_a_denial_is_not_outside(self):
        with fake_aws({"ListEnrollmentStatuses": DENIED}) as endpoint:
            assert alone(Aws(endpoint), "costoptimizationhub.recommendation").state == "denied"


class TestGuardDuty:
    STATISTICS = "POST /detector/d1/findings/statistics"

    def read(self, answer):
        answers = {"GET /detector": {"detectorIds": ["d1"]}, self.STATISTICS: answer}
        with fake_aws(answers) as endpoint:
            (found,) = read_kind(Aws(endpoint), "guardduty.finding_summary")
        return found

    def test_counts_and_types_of_what_nobody_archived(self):
        asked = []

        def answer(params):
            asked.append(params)
            if params["groupBy"] == "SEVERITY":
                groups = [
                    {"severity": 8.0, "totalFindings": 2},
                    {"severity": 2.0, "totalFindings": 9},
                ]
                return {"findingStatistics": {"groupedBySeverity": groups}}
            groups = [{"findingType": "Trojan:EC2/DNSDataExfiltration", "totalFindings": 2}]
            return {"findingStatistics": {"groupedByFindingType": groups}}

        found = self.read(answer)
        assert [(e["Severity"], e["Count"]) for e in found.data["Severities"]] == [
            (8.0, 2),
            (2.0, 9),
        ]
        (kind,) = found.data["HighTypes"]
        assert (kind["FindingType"], kind["Count"]) == ("Trojan:EC2/DNSDataExfiltration", 2)
        for params in asked:
            wanted = params["findingCriteria"]["criterion"]
            assert wanted["service.archived"]["equals"] == ["false"]
            assert wanted["accountId"]["equals"] == [ACCOUNT]
        assert asked[1]["findingCriteria"]["criterion"]["severity"]["greaterThanOrEqual"] == 7

    def test_denied_counts_are_unread_and_not_none(self):
        assert set(self.read(DENIED).unread) == {"Severities", "HighTypes"}


class TestInspector:
    STATUS = "POST /status/batch/get"
    COUNTS = "POST /findings/aggregation/list"

    def answers(self, state, counts=None):
        status = {"accountId": ACCOUNT, "state": {"status": state}, "resourceState": {}}
        return {self.STATUS: {"accounts": [status]}, **({self.COUNTS: counts} if counts else {})}

    def test_counts_and_the_gravest(self):
        def counted(params):
            assert params["accountIds"] == [{"comparison": "EQUALS", "value": ACCOUNT}]
            if params["aggregationType"] == "ACCOUNT":
                of = {"accountId": ACCOUNT, "severityCounts": {"all": 12, "critical": 3}}
                return {"responses": [{"accountAggregation": {**of, "fixAvailableCount": 11}}]}
            of = {"title": "CVE-2026-1 - openssl", "vulnerabilityId": "CVE-2026-1"}
            of["severityCounts"] = {"critical": 3}
            return {"responses": [{"titleAggregation": of}]}

        with fake_aws(self.answers("ENABLED", counted)) as endpoint:
            (found,) = read_kind(Aws(endpoint), "inspector2.finding_summary")
        assert found.data["severityCounts"]["critical"] == 3
        assert found.data["fixAvailableCount"] == 11
        (title,) = found.data["Titles"]
        assert (title["Vulnerability"], title["Critical"], title["High"]) == ("CVE-2026-1", 3, 0)

    def test_where_it_is_off_it_is_not_asked(self):
        with fake_aws(self.answers("DISABLED")) as endpoint:
            assert alone(Aws(endpoint), "inspector2.finding_summary").items == []

    def test_denied_counts_are_denied(self):
        with fake_aws(self.answers("ENABLED", DENIED)) as endpoint:
            assert alone(Aws(endpoint), "inspector2.finding_summary").state == "denied"


class TestAccessAnalyzer:
    ANALYZER = f"arn:aws:access-analyzer:{HERE}:analyzer/outside"

    def analyzers(self, status="ACTIVE"):
        one = {"arn": self.ANALYZER, "name": "outside", "type": "ACCOUNT", "status": status}
        return {"GET /analyzer": {"analyzers": [one]}}

    def test_open_findings_of_this_account(self):
        asked = []

        def answer(params):
            asked.append(params)
            found = {
                "id": "f-1",
                "resource": BUCKET,
                "resourceType": "AWS::S3::Bucket",
                "findingType": "ExternalAccess",
                "resourceOwnerAccount": ACCOUNT,
                "status": "ACTIVE",
                "createdAt": "2026-11-01T00:00:00Z",
                "updatedAt": "2026-11-01T00:00:00Z",
                "analyzedAt": "2026-11-01T00:00:00Z",
            }
            return {"findings": [found]}

        with fake_aws({**self.analyzers(), "POST /findingv2": answer}) as endpoint:
            (found,) = read_kind(Aws(endpoint), "accessanalyzer.finding")
        assert (found.name, found.data["findingType"]) == (BUCKET, "ExternalAccess")
        assert found.data["analyzerArn"] == self.ANALYZER
        assert asked[0]["filter"]["resourceOwnerAccount"] == {"eq": [ACCOUNT]}
        assert asked[0]["filter"]["status"] == {"eq": ["ACTIVE"]}

    def test_a_disabled_analyzer_is_not_asked(self):
        with fake_aws(self.analyzers("DISABLED")) as endpoint:
            assert alone(Aws(endpoint), "accessanalyzer.finding").items == []

    def test_denied_findings_are_denied(self):
        with fake_aws({**self.analyzers(), "POST /findingv2": DENIED}) as endpoint:
            read = alone(Aws(endpoint), "accessanalyzer.finding")
        assert read.state == "denied"
        assert read.reason.startswith("access-analyzer:ListFindings:")
