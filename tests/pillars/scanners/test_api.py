"""From what AWS's tools answered to reports: good, bad, empty, denied, cut."""

from collections.abc import Callable

import pytest

from pillars.checking import Severity, Verdict
from pillars.facts import GLOBAL, Resource, Snapshot
from pillars.scanners.api import SOURCES, read
from pillars.scanners.mapping import mapped
from pillars.scanners.model import Imported, Report, Tool
from tests.pillars.checks.factories import ACCOUNT, REGION, denied, reading, resource, snapshot

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
HERE = f"{REGION}:{ACCOUNT}"


def reports(found: Snapshot) -> list[Report]:
    """Of every tool that was asked and answered at least somewhere."""
    said = (read(source, found) for source in SOURCES)
    return [each for each in said if each is not None]


def report(*resources: Resource, reads=(), **more) -> Report:
    (found,) = reports(snapshot(*resources, reads=reads, **more))
    return found


def said(found: Report) -> list[tuple[str, Verdict, str]]:
    return [(each.rule, each.verdict, each.name) for each in found.findings]


def only(*resources: Resource, **more) -> Imported:
    (found,) = report(*resources, **more).findings
    return found


def hub(status="FAILED", workflow="NEW", **more) -> Resource:
    data = {
        "Title": "Buckets block public access",
        "AwsAccountId": ACCOUNT,
        "Region": REGION,
        "UpdatedAt": "2026-02-28T10:00:00.000Z",
        "Compliance": {"Status": status, "SecurityControlId": "S3.8"},
        "Severity": {"Label": "HIGH"},
        "Workflow": {"Status": workflow},
        "Resources": [{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::invoices", "Region": REGION}],
    }
    return resource("securityhub.finding", f"f-{status}-{workflow}", data, **more)


class TestSecurityHub:
    def test_a_control_on_a_resource(self):
        found = only(hub())
        assert (found.rule, found.verdict, found.severity) == ("S3.8", FAIL, Severity.HIGH)
        assert (found.resource, found.account, found.region) == (
            "arn:aws:s3:::invoices",
            ACCOUNT,
            REGION,
        )
        assert found.at
        assert found.at.isoformat() == "2026-02-28T10:00:00+00:00"

    def test_passed_warned_and_suppressed(self):
        found = report(hub("PASSED"), hub("WARNING"), hub("FAILED", "SUPPRESSED"))
        assert [each.verdict for each in found.findings] == [PASS, UNKNOWN, UNKNOWN]

    def test_a_list_that_was_cut_says_so(self):
        cut = {"Further": "get_findings: there are more than the 2,000 that were read"}
        (message,) = report(hub(unread=cut)).messages
        assert "more than the 2,000" in message.text
        assert message.place == f"account {ACCOUNT}, {REGION}"


def rule(verdict, *, owner="AWS", **more) -> Resource:
    known = {"Name": "ours", "Owner": owner, "Identifier": "S3_BUCKET_VERSIONING_ENABLED"}
    return resource("config.compliance", "ours", {"Compliance": verdict, "Rule": known, **more})


class TestConfig:
    def test_a_managed_rule_goes_by_its_identifier(self):
        failing = [{"Type": "AWS::S3::Bucket", "Id": "invoices"}]
        found = only(rule("NON_COMPLIANT", Failing=failing))
        assert (found.rule, found.verdict) == ("s3-bucket-versioning-enabled", FAIL)
        assert (found.resource, found.name) == ("arn:aws:s3:::invoices", "invoices")
        assert found.url.endswith("/s3-bucket-versioning-enabled.html")

    def test_a_custom_rule_goes_by_its_name_and_maps_to_nothing(self):
        found = only(rule("COMPLIANT", owner="CUSTOM_LAMBDA"))
        assert (found.rule, found.verdict, found.url) == ("custom/ours", PASS, "")
        assert not mapped(Tool.CONFIG, found.rule)

    def test_a_rule_without_result_is_unknown_and_one_without_subjects_is_nothing(self):
        found = report(rule("INSUFFICIENT_DATA"), rule("NOT_APPLICABLE"))
        assert [each.verdict for each in found.findings] == [UNKNOWN]

    def test_failing_resources_that_were_not_read_leave_one_failure_and_a_message(self):
        judged = rule("NON_COMPLIANT")
        bare = resource(judged.kind, "ours", dict(judged.data), unread={"Failing": "denied"})
        found = report(bare)
        assert [(each.verdict, each.resource) for each in found.findings] == [(FAIL, bare.id)]
        assert "denied" in found.messages[0].text

    @pytest.mark.parametrize(
        ("kind", "identity", "arn"),
        [
            ("AWS::EC2::Volume", "vol-1", f"arn:aws:ec2:{HERE}:volume/vol-1"),
            ("AWS::SNS::Topic", f"arn:aws:sns:{HERE}:t", f"arn:aws:sns:{HERE}:t"),
            ("AWS::RDS::DBInstance", "db-ABC", "db-ABC"),
            ("AWS::::Account", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root"),
        ],
    )
    def test_a_resource_by_its_arn_where_its_type_tells(self, kind, identity, arn):
        failing = [{"Type": kind, "Id": identity}]
        assert only(rule("NON_COMPLIANT", Failing=failing)).resource == arn


def check(status="warning", **more) -> Resource:
    data = {
        "checkArn": "arn:aws:trustedadvisor:::check/Pfx0RwqBli",
        "status": status,
        "pillars": ["security"],
        "source": "ta_check",
        "resourcesAggregates": {"warningCount": 2, "errorCount": 1},
        "lastUpdatedAt": "2026-02-27T00:00:00+00:00",
    }
    return resource("trustedadvisor.recommendation", "S3", data | more, region=GLOBAL)


class TestTrustedAdvisor:
    def test_what_is_warned_of_stands_in_its_own_region(self):
        flagged = {"awsResourceId": "arn:aws:s3:::b", "regionCode": "eu-west-1", "status": "error"}
        found = only(check(Resources=[flagged]))
        assert (found.rule, found.verdict, found.severity) == ("Pfx0RwqBli", FAIL, Severity.HIGH)
        assert (found.resource, found.region) == ("arn:aws:s3:::b", "eu-west-1")

    def test_without_resources_their_number_is_told(self):
        found = only(check())
        assert (found.verdict, found.region) == (FAIL, GLOBAL)
        assert "3 resources" in found.reason

    @pytest.mark.parametrize(
        ("more", "verdict"),
        [
            ({"status": "ok"}, PASS),
            ({"status": "ok", "statusReason": "no_data_ok"}, UNKNOWN),
            ({"lifecycleStage": "dismissed"}, UNKNOWN),
            ({"status": "not_available"}, UNKNOWN),
        ],
    )
    def test_what_else_it_may_say(self, more, verdict):
        assert only(check(**more)).verdict is verdict

    def test_limits_are_mapped_together_and_other_sources_go_by_their_name(self):
        limit = only(check(pillars=["service_limits"]))
        assert limit.rule == "service_limits/Pfx0RwqBli"
        assert mapped(Tool.TRUSTED_ADVISOR, limit.rule).refutes == ("REL01-BP06",)
        assert only(check(checkArn=None, source="security_hub")).rule == "security_hub/S3"


def sized(noun: str, finding: str, key="finding") -> Resource:
    return resource(f"computeoptimizer.{noun}_recommendation", noun, {key: finding})


class TestComputeOptimizer:
    @pytest.mark.parametrize(
        ("found", "rule", "verdict"),
        [
            (sized("ec2", "OVER_PROVISIONED"), "ec2-instance", FAIL),
            (sized("ec2", "Optimized"), "ec2-instance", PASS),
            (sized("volume", "NotOptimized"), "ebs-volume", FAIL),
            (sized("asg", "Optimized"), "auto-scaling-group", PASS),
            (sized("ecs", "Underprovisioned"), "ecs-service", FAIL),
            (sized("rds", "Overprovisioned", "instanceFinding"), "rds-instance", FAIL),
            (sized("rds", "Optimized", "storageFinding"), "rds-storage", PASS),
        ],
    )
    def test_sizes(self, found, rule, verdict):
        imported = only(found, reads=["computeoptimizer.enrollment"])
        assert (imported.rule, imported.verdict) == (rule, verdict)
        assert mapped(Tool.COMPUTE_OPTIMIZER, rule)

    def test_no_finding_says_nothing(self):
        found = report(sized("lambda", "Unavailable"), reads=["computeoptimizer.enrollment"])
        assert found.findings == ()

    def test_what_nobody_uses(self):
        saving = {"estimatedMonthlySavings": {"value": 32.4, "currency": "USD"}}
        data = {"resourceType": "NatGateway", "finding": "Unused", "savingsOpportunity": saving}
        idle = resource("computeoptimizer.idle_recommendation", "nat-1", data)
        found = only(idle, reads=["computeoptimizer.enrollment"])
        assert (found.rule, found.verdict) == ("idle/NatGateway", FAIL)
        assert "32 USD a month" in found.reason
        assert (
            "foundations/cost_unused_deleted" in mapped(Tool.COMPUTE_OPTIMIZER, found.rule).refutes
        )


def proposal(action: str, saving: float, **more) -> Resource:
    data = {"actionType": action, "estimatedMonthlySavings": saving, "region": "eu-west-1"}
    return resource("costoptimizationhub.recommendation", "i-1", data, region=GLOBAL, **more)


ENROLLED = resource("costoptimizationhub.enrollment", "hub", {"Active": True}, region=GLOBAL)
OUTSIDE = resource("costoptimizationhub.enrollment", "hub", {"Active": False}, region=GLOBAL)
NO_PROPOSALS = [reading("costoptimizationhub.recommendation", region=GLOBAL)]


class TestCostOptimizationHub:
    @pytest.mark.parametrize(
        ("saving", "severity"),
        [(5, Severity.LOW), (100, Severity.MEDIUM), (1000, Severity.HIGH)],
    )
    def test_a_proposal_by_what_it_saves(self, saving, severity):
        found = report(proposal("Stop", saving), ENROLLED)
        (stop,) = [each for each in found.findings if each.rule == "Stop"]
        assert (stop.verdict, stop.severity, stop.region) == (FAIL, severity, "eu-west-1")

    def test_what_it_does_not_propose_passes(self):
        found = report(ENROLLED, readings=NO_PROPOSALS)
        assert {each.verdict for each in found.findings} == {PASS}
        assert all(mapped(found.tool, each.rule) for each in found.findings)
        assert len(found.findings) == 8

    def test_a_list_that_was_cut_passes_nothing(self):
        found = report(proposal("Stop", 5, unread={"Further": "more"}), ENROLLED)
        assert [each.rule for each in found.findings] == ["Stop"]

    def test_an_account_outside_has_an_empty_report(self):
        assert report(OUTSIDE, readings=NO_PROPOSALS).findings == ()


class TestResilienceHub:
    @pytest.mark.parametrize(
        ("status", "drift", "verdicts"),
        [
            ("PolicyMet", "NotDetected", [PASS, PASS]),
            ("PolicyBreached", "Detected", [FAIL, FAIL]),
            ("NotAssessed", "NotChecked", [UNKNOWN]),
            ("NotApplicable", None, []),
        ],
    )
    def test_objectives_and_drift(self, status, drift, verdicts):
        data = {"complianceStatus": status, "driftStatus": drift, "resiliencyScore": 0.714}
        found = report(resource("resiliencehub.app", "shop", data))
        assert [each.verdict for each in found.findings] == verdicts
        assert all("71 of 100" in each.reason for each in found.findings)


def guarded(*kinds: str, **more) -> Resource:
    high = [
        {"FindingType": kind, "Count": 2, "Last": "2026-02-01T00:00:00+00:00"} for kind in kinds
    ]
    return resource("guardduty.finding_summary", "d1", {"HighTypes": high}, **more)


class TestGuardDuty:
    def test_high_findings_by_type(self):
        found = only(guarded("Policy:S3/BucketAnonymousAccessGranted"))
        assert (found.verdict, found.severity) == (FAIL, Severity.HIGH)
        assert found.reason == f"Open high findings of this type in {REGION}: 2."
        assert "SEC03-BP07" in mapped(Tool.GUARDDUTY, found.rule).refutes

    def test_an_attack_is_shown_and_refutes_nothing(self):
        found = only(guarded("Trojan:EC2/DNSDataExfiltration"))
        assert found.verdict is FAIL
        assert not mapped(Tool.GUARDDUTY, found.rule)

    def test_none_open(self):
        assert said(report(guarded())) == [("no-high-findings", PASS, "d1")]

    def test_counts_that_were_not_read_are_no_pass(self):
        unread = resource("guardduty.finding_summary", "d1", {}, unread={"HighTypes": "denied"})
        assert report(unread).findings == ()


def inspected(critical=0, exploitable=0, titles=(), **more) -> Resource:
    data = {
        "severityCounts": {"critical": critical, "high": 0},
        "exploitAvailableCount": exploitable,
        "Titles": list(titles),
    }
    return resource("inspector2.finding_summary", "Inspector", data | more)


class TestInspector:
    def test_counts(self):
        verdicts = {e.rule: e.verdict for e in report(inspected(critical=3)).findings}
        assert verdicts == {"critical": FAIL, "high": PASS, "exploitable": PASS}

    def test_the_gravest_by_id_and_none_below(self):
        grave = {"Title": "CVE-1 - ssl", "Vulnerability": "CVE-1", "Critical": 2, "High": 0}
        mild = {"Title": "CVE-2", "Vulnerability": "CVE-2", "Critical": 0, "High": 0}
        found = report(inspected(critical=2, titles=[grave, mild]))
        assert [each.rule for each in found.findings][3:] == ["PACKAGE_VULNERABILITY"]

    def test_vulnerabilities_alone_refute_no_practice(self):
        rules = ("critical", "high", "exploitable", "PACKAGE_VULNERABILITY")
        assert not any(mapped(Tool.INSPECTOR, each).refutes for each in rules)


def analyzer(kind="ACCOUNT", status="ACTIVE") -> Resource:
    data = {"type": kind, "status": status}
    return resource("accessanalyzer.analyzer", "a", data, arn="arn:a")


def opened(kind="ExternalAccess", **more) -> Resource:
    data = {"findingType": kind, "resource": "arn:aws:s3:::b", "analyzerArn": "arn:a"}
    return resource("accessanalyzer.finding", "f", data, **more)


class TestAccessAnalyzer:
    def test_an_open_case(self):
        found = only(opened(), analyzer())
        assert (found.rule, found.verdict, found.resource) == (
            "ExternalAccess",
            FAIL,
            "arn:aws:s3:::b",
        )
        assert mapped(Tool.ACCESS_ANALYZER, found.rule).refutes == ("SEC03-BP07",)

    @pytest.mark.parametrize(
        ("kind", "rules"),
        [
            ("ACCOUNT", {"ExternalAccess"}),
            ("ORGANIZATION", {"ExternalAccess"}),
            (
                "ACCOUNT_UNUSED_ACCESS",
                {
                    "UnusedIAMRole",
                    "UnusedIAMUserAccessKey",
                    "UnusedIAMUserPassword",
                    "UnusedPermission",
                },
            ),
            ("ORGANIZATION_INTERNAL_ACCESS", {"InternalAccess"}),
        ],
    )
    def test_an_analyzer_passes_what_it_looks_for_and_nothing_else(self, kind, rules):
        found = report(analyzer(kind), reads=["accessanalyzer.finding"])
        assert {(each.rule, each.verdict) for each in found.findings} == {(r, PASS) for r in rules}

    def test_a_disabled_one_passes_nothing(self):
        found = report(analyzer(status="DISABLED"), reads=["accessanalyzer.finding"])
        assert found.findings == ()

    def test_a_list_that_was_cut_passes_nothing(self):
        found = report(
            opened("UnusedIAMRole", unread={"Further": "x"}), analyzer("ACCOUNT_UNUSED_ACCESS")
        )
        assert [each.verdict for each in found.findings] == [FAIL]


each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.tool.value)


@each_source
def test_a_tool_that_was_denied_has_no_report(source):
    assert reports(snapshot(readings=[denied(kind) for kind in source.kinds])) == []


@each_source
def test_a_tool_that_found_nothing_has_an_empty_one(source):
    (found,) = reports(snapshot(reads=source.kinds))
    assert (found.tool, found.findings, found.messages) == (source.tool, (), ())


@each_source
def test_a_place_that_was_denied_is_told(source):
    first = source.kinds[0]
    found = snapshot(reads=source.kinds, readings=[denied(first, region="eu-west-1")])
    (message,) = reports(found)[0].messages
    assert (message.place, message.refused) == (f"account {ACCOUNT}, eu-west-1", True)
    assert "AccessDenied" in message.text


@each_source
def test_resources_without_values_never_pass(source):
    bare = [resource(kind, "bare") for kind in source.kinds]
    (found,) = reports(snapshot(*bare))
    assert not [each for each in found.findings if each.verdict is PASS]


def _all(make: Callable[[Tool], object]) -> list[object]:
    return [make(source.tool) for source in SOURCES]


def test_each_tool_is_there_once():
    assert len(set(_all(lambda tool: tool))) == 9
