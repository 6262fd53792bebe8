"""What AWS's own tools say of the account: the same that stands in it, as they would see it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from . import ACCOUNT, MAIN, SECOND
from .clients import Account

OLD_UPLOADS = "arn:aws:s3:::larkspur-old-uploads"
CATALOGUE = f"arn:aws:rds:{MAIN}:{ACCOUNT}:db:catalogue"
REPORTING = f"arn:aws:rds:{SECOND}:{ACCOUNT}:db:us-reporting"
VENDOR_ROLE = f"arn:aws:iam::{ACCOUNT}:role/monitoring-integration"
ROOT = f"AWS::::Account:{ACCOUNT}"
ANALYZER = f"arn:aws:access-analyzer:{MAIN}:{ACCOUNT}:analyzer/larkspur"

# Control of Security Hub: status, severity, type and id of the resource, title.
CONTROLS = (
    ("S3.2", "FAILED", "HIGH", "AwsS3Bucket", OLD_UPLOADS, "Buckets block public reading"),
    ("RDS.3", "FAILED", "MEDIUM", "AwsRdsDbInstance", CATALOGUE, "Databases are encrypted"),
    ("RDS.5", "FAILED", "MEDIUM", "AwsRdsDbInstance", CATALOGUE, "Databases have several zones"),
    ("IAM.9", "PASSED", "CRITICAL", "AwsAccount", ROOT, "The root user signs in with MFA"),
)
# Rule of AWS Config as it is called here: the resource that fails it, None where none does.
COMPLIANCE: dict[str, tuple[str, str] | None] = {
    "s3-public-read": ("AWS::S3::Bucket", "larkspur-old-uploads"),
    "rds-encrypted": ("AWS::RDS::DBInstance", "db-CATALOGUE0LARKSPUR"),
    "root-mfa": None,
}
# Check of Trusted Advisor: its id, pillar, status, what it warns of with its region.
CHECKS = (
    ("MFA on Root Account", "7DAFEmoDos", "security", "ok", ()),
    ("Amazon S3 Bucket Permissions", "Pfx0RwqBli", "security", "error", ((OLD_UPLOADS, MAIN),)),
    ("Amazon RDS Backups", "opQPADkZvH", "fault_tolerance", "error", ((REPORTING, SECOND),)),
    ("Amazon RDS Multi-AZ", "f2iK5R6Dep", "fault_tolerance", "warning", ((CATALOGUE, MAIN),)),
)
# The image of the shop's API carries them; Inspector scans images alone.
VULNERABILITIES = (
    ("CVE-2023-44487 - nghttp2", "CVE-2023-44487", {"critical": 0, "high": 2}),
    ("CVE-2024-6387 - openssh", "CVE-2024-6387", {"critical": 0, "high": 1}),
)


def build_advisers(account: Account) -> None:
    put = account.records.put
    put("securityhub", MAIN, "POST /findings", _controls)
    put("config", MAIN, "DescribeComplianceByConfigRule", {"ComplianceByConfigRules": _rules()})
    put("config", MAIN, "GetComplianceDetailsByConfigRule", _failing)
    put("access-analyzer", MAIN, "POST /findingv2", {"findings": _shared()})
    put("guardduty", MAIN, "POST /detector/*/findings/statistics", _threats)
    put("inspector2", MAIN, "POST /findings/aggregation/list", _vulnerabilities)
    put("trustedadvisor", SECOND, "GET /v1/recommendations", {"recommendationSummaries": _checks()})
    for _, identity, _, status, resources in CHECKS:
        path = f"GET /v1/recommendations/{_check_arn(identity)}/resources"
        flagged = [_flagged(identity, each, status) for each in resources]
        put("trustedadvisor", SECOND, path, {"recommendationResourceSummaries": flagged})


def _controls(params: dict[str, Any]) -> dict[str, Any]:
    wanted = params["Filters"]["ComplianceStatus"][0]["Value"]
    return {"Findings": [_control(each) for each in CONTROLS if each[1] == wanted]}


def _control(told: tuple[str, ...]) -> dict[str, Any]:
    control, status, severity, kind, resource, title = told
    product = f"arn:aws:securityhub:{MAIN}::product/aws/securityhub"
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"arn:aws:securityhub:{MAIN}:{ACCOUNT}:security-control/{control}/finding/1",
        "ProductArn": product,
        "ProductName": "Security Hub",
        "GeneratorId": f"security-control/{control}",
        "AwsAccountId": ACCOUNT,
        "Region": MAIN,
        "Title": title,
        "CreatedAt": _ago(120),
        "UpdatedAt": _ago(0.4),
        "Severity": {"Label": severity},
        "Compliance": {"Status": status, "SecurityControlId": control},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "Resources": [{"Type": kind, "Id": resource, "Region": MAIN}],
    }


def _rules() -> list[dict[str, Any]]:
    return [
        {
            "ConfigRuleName": name,
            "Compliance": {"ComplianceType": "NON_COMPLIANT" if failing else "COMPLIANT"},
        }
        for name, failing in COMPLIANCE.items()
    ]


def _failing(params: dict[str, Any]) -> dict[str, Any]:
    name = params["ConfigRuleName"]
    kind, identity = COMPLIANCE.get(name) or ("", "")
    subject = {"ConfigRuleName": name, "ResourceType": kind, "ResourceId": identity}
    result = {"EvaluationResultIdentifier": {"EvaluationResultQualifier": subject}}
    return {"EvaluationResults": [result] if kind else []}


def _shared() -> list[dict[str, Any]]:
    """The bucket that is open to everybody, and the role of the monitoring vendor."""
    shared = ((OLD_UPLOADS, "AWS::S3::Bucket"), (VENDOR_ROLE, "AWS::IAM::Role"))
    return [
        {
            "id": f"7c1d0a{number}",
            "resource": arn,
            "resourceType": kind,
            "findingType": "ExternalAccess",
            "resourceOwnerAccount": ACCOUNT,
            "status": "ACTIVE",
            "createdAt": _ago(300),
            "updatedAt": _ago(300),
            "analyzedAt": _ago(0.5),
        }
        for number, (arn, kind) in enumerate(shared)
    ]


def _threats(params: dict[str, Any]) -> dict[str, Any]:
    """Four of low severity, none that GuardDuty calls high."""
    low = [{"severity": 2.0, "totalFindings": 4}]
    groups = {"groupedBySeverity": low} if params["groupBy"] == "SEVERITY" else {}
    return {"findingStatistics": groups}


def _vulnerabilities(params: dict[str, Any]) -> dict[str, Any]:
    if params["aggregationType"] == "TITLE":
        titles = [
            {"title": title, "vulnerabilityId": identity, "severityCounts": counts}
            for title, identity, counts in VULNERABILITIES
        ]
        return {"responses": [{"titleAggregation": each} for each in titles]}
    counts = {"all": 9, "critical": 0, "high": 3, "medium": 6}
    found = {"accountId": ACCOUNT, "severityCounts": counts, "fixAvailableCount": 8}
    return {"responses": [{"accountAggregation": {**found, "exploitAvailableCount": 1}}]}


def _checks() -> list[dict[str, Any]]:
    return [
        {
            "id": identity,
            "type": "standard",
            "arn": _check_arn(identity),
            "checkArn": f"arn:aws:trustedadvisor:::check/{identity}",
            "status": status,
            "pillars": [pillar],
            "source": "ta_check",
            "name": name,
            "resourcesAggregates": {
                "okCount": 3,
                "warningCount": len(resources) if status == "warning" else 0,
                "errorCount": len(resources) if status == "error" else 0,
            },
            "lastUpdatedAt": _ago(0.3),
        }
        for name, identity, pillar, status, resources in CHECKS
    ]


def _flagged(identity: str, resource: tuple[str, str], status: str) -> dict[str, Any]:
    arn, region = resource
    return {
        "id": identity,
        "arn": f"arn:aws:trustedadvisor::{ACCOUNT}:recommendation-resource/{identity}",
        "awsResourceId": arn,
        "regionCode": region,
        "status": status,
        "metadata": {},
        "lastUpdatedAt": _ago(0.3),
        "recommendationArn": _check_arn(identity),
    }


def _check_arn(identity: str) -> str:
    return f"arn:aws:trustedadvisor::{ACCOUNT}:recommendation/{identity}"


def _ago(days: float) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
