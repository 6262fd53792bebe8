"""Each format gives the findings that its sample holds, and tells what it did not take."""

import csv
import io
import json
from datetime import UTC, datetime

import botocore.session
import pytest

from pillars.checking import Severity, Verdict
from pillars.scanners.decoding import Unreadable
from pillars.scanners.model import Tool
from pillars.scanners.reading import FORMATS, read_report, recognise

from .reading import SAMPLES, brief, read, sample

ACCOUNT, REGION = "111122223333", "eu-west-1"

# Sample, tool, version, findings as (rule, verdict, severity, name), refused, left out.
EXPECTED = {
    "security_hub_asff.json": (
        Tool.SECURITY_HUB,
        "",
        [
            ("S3.8", "fail", "high", "orders-export"),
            ("S3.8", "pass", "high", "orders-archive"),
            ("IAM.6", "pass", "high", ACCOUNT),
            ("RDS.3", "unknown", "medium", "orders"),
            ("EC2.6", "unknown", "medium", "vpc-0a1b2c3d"),
        ],
        0,
        1,
    ),
    "security_hub_asff.jsonl": (
        Tool.SECURITY_HUB,
        "",
        [
            ("S3.2", "fail", "high", "orders-web"),
            (
                "GuardDuty/TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort",
                "fail",
                "high",
                "i-0aa11bb22cc33dd44",
            ),
        ],
        0,
        0,
    ),
    "security_hub_ocsf.json": (
        Tool.SECURITY_HUB,
        "",
        [
            ("CloudTrail.1", "fail", "high", "main"),
            ("S3.5", "pass", "high", "orders-archive"),
            ("S3.5", "unknown", "high", "orders-web"),
        ],
        0,
        1,
    ),
    "prowler.ocsf.json": (
        Tool.PROWLER,
        "5.13.0",
        [
            ("iam_root_mfa_enabled", "fail", "high", "<root_account>"),
            ("cloudtrail_multi_region_enabled", "pass", "high", "main"),
            ("account_security_contact_information_is_registered", "unknown", "medium", ACCOUNT),
            ("s3_bucket_public_access", "unknown", "high", "orders-web"),
            ("a_check_of_tomorrow", "fail", "low", "i-0aa11bb22cc33dd44"),
        ],
        0,
        0,
    ),
    "prowler_v5.csv": (
        Tool.PROWLER,
        "5.13.0",
        [
            ("rds_instance_storage_encrypted", "fail", "medium", "orders"),
            ("rds_instance_multi_az", "pass", "medium", "orders"),
            ("vpc_flow_logs_enabled", "unknown", "medium", "vpc-0a1b2c3d"),
        ],
        0,
        0,
    ),
    "prowler_v3.csv": (
        Tool.PROWLER,
        "",
        [("guardduty_is_enabled", "fail", "medium", ACCOUNT)],
        0,
        0,
    ),
    "service_screener_api_full.json": (
        Tool.SERVICE_SCREENER,
        "",
        [
            ("iam.rootMfaActive", "fail", "high", "<root_account>"),
            ("rds.StorageEncrypted", "fail", "high", "orders"),
            ("rds.RuleOfTomorrow", "fail", "low", "orders"),
        ],
        0,
        0,
    ),
    "service_screener_api_raw.json": (
        Tool.SERVICE_SCREENER,
        "",
        [
            ("rds.StorageEncrypted", "fail", "medium", "orders"),
            ("rds.MultiAZ", "pass", "medium", "orders"),
            ("rds.EngineVersion", "unknown", "medium", "orders"),
            ("iam.rootMfaActive", "pass", "medium", "<root_account>"),
        ],
        0,
        0,
    ),
    "checkov.sarif": (
        Tool.CHECKOV,
        "3.2.470",
        [
            ("CKV_AWS_16", "fail", "high", "database.tf:12"),
            ("CKV_AWS_18", "unknown", "low", "buckets.tf:3"),
        ],
        0,
        0,
    ),
    "checkov.json": (
        Tool.CHECKOV,
        "3.2.470",
        [
            ("CKV_AWS_16", "fail", "high", "aws_db_instance.orders"),
            ("CKV_AWS_17", "pass", "medium", "aws_db_instance.orders"),
        ],
        0,
        0,
    ),
    "trivy.sarif": (
        Tool.TRIVY,
        "0.67.0",
        [
            ("AVD-AWS-0086", "fail", "high", "buckets.tf:20"),
            ("CVE-2026-10001", "fail", "medium", "Dockerfile:1"),
        ],
        0,
        0,
    ),
    "other.sarif": (Tool.SARIF, "2.1.0", [("q-1", "pass", "medium", "a.tf:1")], 0, 1),
    "config_details.json": (
        Tool.CONFIG,
        "",
        [
            ("s3-bucket-versioning-enabled", "fail", "medium", "orders-web"),
            ("s3-bucket-ssl-requests-only", "pass", "medium", "orders-archive"),
            ("s3-bucket-versioning-enabled", "unknown", "medium", "new"),
        ],
        0,
        1,
    ),
    "config_aggregate.json": (
        Tool.CONFIG,
        "",
        [("encrypted-volumes", "fail", "medium", "vol-0a1b2c3d")],
        0,
        0,
    ),
    "config_rules.json": (
        Tool.CONFIG,
        "",
        [
            ("root-account-mfa-enabled", "pass", "medium", ""),
            ("rds-multi-az-support", "fail", "medium", ""),
        ],
        0,
        0,
    ),
    "trusted_advisor_results.json": (
        Tool.TRUSTED_ADVISOR,
        "",
        [
            ("7DAFEmoDos", "pass", "low", ""),
            ("Pfx0RwqBli", "fail", "high", "orders-web"),
            ("Pfx0RwqBli", "unknown", "low", "k2"),
        ],
        0,
        0,
    ),
    "trusted_advisor_recommendations.json": (
        Tool.TRUSTED_ADVISOR,
        "",
        [
            ("opQPADkZvH", "pass", "low", ""),
            ("f2iK5R6Dep", "fail", "medium", "orders"),
        ],
        1,
        1,
    ),
    "compute_optimizer.json": (
        Tool.COMPUTE_OPTIMIZER,
        "",
        [
            ("ec2-instance", "fail", "low", "i-0aa11bb22cc33dd44"),
            ("ec2-instance", "pass", "low", "i-0ee11bb22cc33dd44"),
            ("lambda-function", "unknown", "low", "resize"),
            ("idle/EBSVolume", "fail", "low", "vol-0a1b2c3d"),
        ],
        1,
        0,
    ),
    "compute_optimizer_export.csv": (
        Tool.COMPUTE_OPTIMIZER,
        "",
        [("ec2-instance", "fail", "low", "i-0aa11bb22cc33dd44")],
        1,
        0,
    ),
    "cost_optimization_hub.json": (
        Tool.COST_OPTIMIZATION_HUB,
        "",
        [
            ("Rightsize", "fail", "low", "i-0aa11bb22cc33dd44"),
            ("PurchaseSavingsPlans", "fail", "low", ""),
        ],
        0,
        0,
    ),
    "resilience_hub.json": (
        Tool.RESILIENCE_HUB,
        "",
        [
            ("resiliency-policy", "fail", "medium", "6f1d0c5e-0000-4000-8000-000000000001"),
            ("component-policy", "pass", "medium", "orders-database"),
            ("alarm-recommendation", "fail", "medium", "orders"),
            ("test-recommendation", "pass", "medium", "orders-database"),
        ],
        0,
        1,
    ),
    "guardduty.json": (
        Tool.GUARDDUTY,
        "",
        [("UnauthorizedAccess:EC2/SSHBruteForce", "fail", "medium", "i-0aa11bb22cc33dd44")],
        0,
        1,
    ),
    "inspector.json": (
        Tool.INSPECTOR,
        "",
        [("critical", "fail", "high", "i-0aa11bb22cc33dd44")],
        0,
        1,
    ),
    "access_analyzer.json": (
        Tool.ACCESS_ANALYZER,
        "",
        [
            ("ExternalAccess/Public", "fail", "high", "orders-web"),
            ("UnusedIAMRole", "unknown", "medium", "old"),
        ],
        0,
        0,
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_gives_its_findings(name: str):
    tool, version, findings, refused, left_out = EXPECTED[name]
    report = read(name)
    assert (report.tool, report.version) == (tool, version)
    assert [brief(each) for each in report.findings] == findings
    assert sum(each.refused for each in report.messages) == refused
    assert sum(not each.refused for each in report.messages) == left_out
    assert recognise(sample(name)) is tool


def test_every_sample_is_expected_and_every_format_has_one():
    assert {path.name for path in SAMPLES.iterdir()} == set(EXPECTED)
    seen = {read(name).tool for name in EXPECTED}
    assert seen == {each.tool for each in FORMATS} == set(Tool)


def test_place_time_and_advice_come_along():
    found = read("prowler.ocsf.json").findings[1]
    assert (found.account, found.region) == (ACCOUNT, REGION)
    assert found.at == datetime(2026, 11, 19, 10, tzinfo=UTC)
    assert found.url == "https://hub.prowler.com/check/cloudtrail_multi_region_enabled"
    assert found.remediation == "Do what the page says."
    assert found.reason == "Trail main covers all regions and logs."


def test_findings_of_prowler_in_the_format_of_security_hub_stay_prowlers():
    item = json.loads(sample("security_hub_asff.json"))["Findings"][0]
    item |= {"ProductName": "Prowler", "GeneratorId": "prowler-s3_bucket_public_access"}
    del item["Compliance"]["SecurityControlId"]
    report = read_report(json.dumps([item]).encode())
    assert report.tool is Tool.PROWLER
    assert [each.rule for each in report.findings] == ["s3_bucket_public_access"]


def test_what_was_muted_in_the_tool_is_unknown_and_says_so():
    muted = [each for each in read("prowler_v5.csv").findings if each.verdict is Verdict.UNKNOWN]
    assert [each.reason for each in muted] == ["Muted in Prowler itself. vpc-0a1b2c3d has none."]


def test_a_cell_may_hold_line_ends():
    assert "\n" in read("prowler_v5.csv").findings[0].remediation


def test_rules_of_config_go_by_their_identifier_whoever_put_them_in():
    from pillars.scanners.formats.config import rule_of

    named = "s3-bucket-versioning-enabled"
    assert rule_of("securityhub-s3-bucket-versioning-enabled-1a2b3c4d") == named
    assert rule_of("s3-bucket-versioning-enabled-conformance-pack-a1b2c3d4e") == named
    assert rule_of("S3_BUCKET_VERSIONING_ENABLED") == named
    assert rule_of("Our_own-rule") == "our-own-rule"


def test_pages_put_together_are_one_report():
    page = json.loads(sample("guardduty.json"))
    report = read_report(json.dumps([page, page]).encode())
    assert len(report.findings) == 2


def test_a_wrong_choice_is_told_with_the_right_one():
    with pytest.raises(Unreadable, match=r"This is a file of Prowler .* Choose Prowler"):
        read_report(sample("prowler_v5.csv"), tool=Tool.CONFIG)
    assert read_report(sample("prowler_v5.csv"), tool=Tool.PROWLER).tool is Tool.PROWLER


def test_an_empty_file_of_a_chosen_tool_says_that_it_found_nothing():
    report = read_report(b'{"Findings": []}', tool=Tool.GUARDDUTY)
    assert (report.tool, report.findings) == (Tool.GUARDDUTY, ())
    with pytest.raises(Unreadable, match="choose that tool"):
        read_report(b'{"Findings": []}')


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "no text"),
        (b'{"Findings": [', "Line 1, column 15"),
        (b'[{"a": 1},\n {"a": }]', "Line 2, column 8"),
        (b'{"a": 1}\n{"a": ', "Line 2"),
        (b'{"what": "ever"}', "begins with .what."),
        (b"one;two\n1;2\n", "begins with the column one"),
        (b"plain words", "neither JSON nor CSV"),
        (b'[{"SchemaVersion": "2018-10-08", "ProductArn": "a"}]', "names no control"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content: bytes, words: str):
    with pytest.raises(Unreadable, match=words):
        read_report(content)


def test_a_bad_record_is_told_with_its_place_and_costs_only_itself():
    document = json.loads(sample("security_hub_asff.json"))
    document["Findings"][1:1] = ["text", {"SchemaVersion": "x"}, None]
    document["Findings"][0]["Compliance"]["Status"] = "PERHAPS"
    report = read_report(json.dumps(document).encode())
    assert len(report.findings) == 4
    told = {each.place: each.text for each in report.messages if each.refused}
    assert set(told) == {"finding 1", "finding 2", "finding 3", "finding 4"}
    assert "PERHAPS" in told["finding 1"]
    assert "Export the file again" in told["finding 2"]


def test_a_line_of_csv_with_cells_missing_is_refused_by_its_number():
    lines = sample("prowler_v5.csv").decode().split("\n")
    report = read_report("\n".join([*lines[:3], "only;two", *lines[3:]]).encode())
    assert len(report.findings) == 3
    assert any(each.place == "line 4" for each in report.messages)


def test_findings_of_other_clouds_are_refused():
    rows = list(csv.DictReader(io.StringIO(sample("prowler_v5.csv").decode()), delimiter=";"))
    rows[0]["PROVIDER"] = "azure"
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    report = read_report(out.getvalue().encode())
    assert len(report.findings) == 2
    assert any("azure" in each.text for each in report.messages)


def test_byte_order_marks_and_utf_16_are_read():
    for encoding in ("utf-8-sig", "utf-16"):
        assert read_report(sample("prowler_v5.csv").decode().encode(encoding)).findings


OPERATIONS = {
    "security_hub_asff.json": ("securityhub", "GetFindings"),
    "config_details.json": ("config", "GetComplianceDetailsByConfigRule"),
    "config_aggregate.json": ("config", "GetAggregateComplianceDetailsByConfigRule"),
    "config_rules.json": ("config", "DescribeComplianceByConfigRule"),
    "cost_optimization_hub.json": ("cost-optimization-hub", "ListRecommendations"),
    "guardduty.json": ("guardduty", "GetFindings"),
    "inspector.json": ("inspector2", "ListFindings"),
    "access_analyzer.json": ("accessanalyzer", "ListFindings"),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_sample_has_only_fields_that_aws_publishes(name: str):
    service, operation = OPERATIONS[name]
    model = botocore.session.get_session().get_service_model(service)
    shape = model.operation_model(operation).output_shape
    assert list(_unknown(json.loads(sample(name)), shape, "")) == _OF_V2.get(name, [])


# The sample holds a finding of list-findings-v2 beside one of list-findings.
_OF_V2 = {"access_analyzer.json": [".findings.findingType"]}


def _unknown(value, shape, place):
    """Fields of a value that the service's model does not have."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, held in value.items():
            if name in shape.members:
                yield from _unknown(held, shape.members[name], f"{place}.{name}")
            else:
                yield f"{place}.{name}"
    elif shape.type_name == "list" and isinstance(value, list):
        for each in value:
            yield from _unknown(each, shape.member, place)


def test_severities_of_tools_become_three():
    assert {each.severity for name in EXPECTED for each in read(name).findings} == set(Severity)
