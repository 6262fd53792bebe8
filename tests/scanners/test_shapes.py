"""Other shapes of what the samples hold: events, exports, older versions, nothing at all."""

import json
from datetime import UTC, datetime

import pytest

from pillars.scanners.decoding import MAX_BYTES, Unreadable, check_size
from pillars.scanners.formats.security_hub import rule_of
from pillars.scanners.model import Tool
from pillars.scanners.reading import read_report

from .reading import brief, read, sample


def of(document, **more):
    return read_report(json.dumps(document).encode(), **more)


def event(kind, detail):
    return {"version": "0", "detail-type": kind, "source": "aws", "detail": detail}


def small(value):
    """With every field's first letter small, as GuardDuty's events and exports have them."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: small(held) for key, held in value.items()}
    return [small(each) for each in value] if isinstance(value, list) else value


def test_guardduty_writes_small_letters_to_s3_and_in_events():
    findings = json.loads(sample("guardduty.json"))["Findings"]
    lines = "\r\n".join(json.dumps(small(each)) for each in findings)
    assert read_report(lines.encode()).findings == read("guardduty.json").findings
    events = [event("GuardDuty Finding", small(each)) for each in findings]
    assert of(events).findings == read("guardduty.json").findings


def test_an_event_of_inspector_spells_its_times():
    finding = json.loads(sample("inspector.json"))["findings"][0]
    finding["lastObservedAt"] = "Jan 19, 2026, 10:46:15 PM"
    report = of(event("Inspector2 Finding", finding))
    assert report.tool is Tool.INSPECTOR
    assert report.findings[0].at == datetime(2026, 1, 19, 22, 46, 15, tzinfo=UTC)


def test_an_event_of_access_analyzer_names_account_and_region():
    detail = {
        "id": "1",
        "status": "ACTIVE",
        "resourceType": "AWS::S3::Bucket",
        "resource": "arn:aws:s3:::orders",
        "accountId": "111122223333",
        "region": "eu-west-1",
        "isPublic": True,
        "isDeleted": False,
    }
    found = of(event("Access Analyzer Finding", detail)).findings[0]
    assert (found.rule, found.account) == ("ExternalAccess/Public", "111122223333")
    assert found.region == "eu-west-1"
    gone = of(event("Access Analyzer Finding", detail | {"isDeleted": True}))
    assert (gone.findings, len(gone.messages)) == ((), 1)


def test_an_event_of_config_tells_the_new_result():
    qualifier = {"configRuleName": "restricted-ssh", "resourceId": "sg-1"}
    detail = {
        "awsAccountId": "111122223333",
        "awsRegion": "eu-west-1",
        "newEvaluationResult": {
            "evaluationResultIdentifier": {"evaluationResultQualifier": qualifier},
            "complianceType": "NON_COMPLIANT",
            "resultRecordedTime": "2026-11-21T00:00:00.000Z",
        },
    }
    found = of(event("Config Rules Compliance Change", detail)).findings[0]
    assert brief(found) == ("restricted-ssh", "fail", "medium", "sg-1")
    assert (found.account, found.region) == ("111122223333", "eu-west-1")


@pytest.mark.parametrize("key", ["ComplianceByResources", "configurationItems"])
def test_what_names_no_rule_of_config_says_what_to_export(key):
    with pytest.raises(Unreadable, match="get-compliance-details-by-config-rule"):
        of({key: [{"ResourceId": "i-1", "Compliance": {"ComplianceType": "NON_COMPLIANT"}}]})


def test_a_compliance_report_of_prowler_says_which_file_to_bring():
    content = b"PROVIDER;REQUIREMENTS_ID;STATUS;CHECKID\naws;SEC01-BP02;FAIL;iam_root_mfa_enabled\n"
    with pytest.raises(Unreadable, match="beside its folder"):
        read_report(content)


PROWLER_3 = {
    "AssessmentStartTime": "2026-11-20T10:00:00",
    "Provider": "aws",
    "AccountId": "111122223333",
    "Region": "eu-west-1",
    "ResourceId": "orders",
    "ResourceArn": "arn:aws:s3:::orders",
    "CheckID": "s3_bucket_default_encryption",
    "CheckTitle": "Buckets are encrypted",
    "Status": "FAIL",
    "StatusExtended": "orders is not encrypted.",
    "Severity": "medium",
    "Remediation": {"Recommendation": {"Text": "Encrypt it.", "Url": "https://example.com/a"}},
}
OCSF_1_0 = {
    "finding": {"title": "Buckets are encrypted", "remediation": {"desc": "Encrypt it."}},
    "resources": [{"region": "eu-west-1", "name": "orders", "uid": "arn:aws:s3:::orders"}],
    "status_detail": "orders is not encrypted.",
    "compliance": {"status": "Failure"},
    "severity": "Medium",
    "cloud": {"account": {"uid": "111122223333"}, "provider": "aws"},
    "time": "2026-11-20T10:00:00",
    "metadata": {
        "product": {"name": "Prowler", "feature": {"uid": "s3_bucket_default_encryption"}},
    },
    "class_uid": 2001,
}


@pytest.mark.parametrize("record", [PROWLER_3, OCSF_1_0], ids=["json", "ocsf"])
def test_prowler_3(record):
    report = of([record])
    (found,) = report.findings
    assert report.tool is Tool.PROWLER
    assert brief(found) == ("s3_bucket_default_encryption", "fail", "medium", "orders")
    assert (found.account, found.region) == ("111122223333", "eu-west-1")
    assert found.at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (found.reason, found.remediation) == ("orders is not encrypted.", "Encrypt it.")


def test_seconds_go_before_words_without_an_offset():
    item = json.loads(sample("prowler.ocsf.json"))[0]
    item |= {"time": 1763700000, "time_dt": "2025-11-21T07:40:00"}
    item["finding_info"] |= {"created_time": 1763700000, "created_time_dt": "2025-11-21T07:40:00"}
    assert of([item]).findings[0].at == datetime.fromtimestamp(1763700000, UTC)


@pytest.mark.parametrize("state", [5, 6])
def test_what_is_archived_or_deleted_in_ocsf_is_left_out(state):
    found = json.loads(sample("security_hub_ocsf.json"))
    found = found["Findings"] if isinstance(found, dict) else found
    report = of([{**found[0], "status_id": state}])
    assert (report.findings, report.messages[0].refused) == ((), False)


def test_a_number_of_another_standard_is_no_control():
    product = "arn:aws:securityhub:eu-west-1::product/aws/securityhub"
    generators = ("aws-foundational-security-best-practices/v/1.0.0/S3.8", "security-control/S3.8")
    for each in generators:
        assert rule_of({"GeneratorId": each, "ProductArn": product}) == "S3.8"
    other = "pci-dss/v/3.2.1/PCI.S3.1"
    assert rule_of({"GeneratorId": other, "ProductArn": product}) == other


SUMMARY = {"passed": 0, "failed": 0, "resource_count": 0, "checkov_version": "3.2.1"}
CLEAN = {
    "trivy": {"runs": [{"tool": {"driver": {"name": "Trivy"}}, "results": []}]},
    "checkov": SUMMARY,
    "compute_optimizer": {"instanceRecommendations": [], "errors": []},
    "service_screener": {"s3": {"summary": {}, "detail": {}}},
}


@pytest.mark.parametrize("tool", CLEAN)
def test_a_tool_that_found_nothing_says_so_itself(tool):
    report = of(CLEAN[tool])
    assert (report.tool, report.findings, report.messages) == (tool, (), ())


@pytest.mark.parametrize("document", [[], {"Findings": []}, {"items": []}])
def test_or_a_person_says_whose_nothing_it_is(document):
    with pytest.raises(Unreadable, match="choose that tool"):
        of(document)
    assert of(document, tool=Tool.GUARDDUTY).tool is Tool.GUARDDUTY


def test_cells_parted_by_tabs_with_empty_ones_at_the_end():
    head, line = "CHECK_ID\tSTATUS\tCHECK_TITLE\tREGION\tNOTES", "a_check\tFAIL\tTitle\t\t"
    for end in ("\n", "\r\n"):
        content = f"{head}{end}{line}{end}".encode("utf-16")
        assert [each.rule for each in read_report(content).findings] == ["a_check"]


def test_a_file_just_above_the_limit_has_more_than_the_limit():
    check_size(MAX_BYTES)
    with pytest.raises(Unreadable, match=r"has 33 MB; at most 32 MB"):
        check_size(MAX_BYTES + 1)
