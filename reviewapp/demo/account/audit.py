"""Who watches: well set up in the main region, forgotten in the second."""

import json
from typing import Any

from . import ACCOUNT, MAIN, SECOND
from .clients import Account

RULES = {
    "s3-public-read": "S3_BUCKET_PUBLIC_READ_PROHIBITED",
    "root-mfa": "ROOT_ACCOUNT_MFA_ENABLED",
    "rds-encrypted": "RDS_STORAGE_ENCRYPTED",
}

RECORDED = {
    "AWS::EC2::InternetGateway": 2,
    "AWS::EC2::NetworkAcl": 3,
    "AWS::EC2::VPC": 2,
    "AWS::Glue::Job": 4,
    "AWS::IAM::Role": 15,
}


def build_audit(account: Account) -> None:
    _trails(account)
    _configuration(account.client("config"))
    _recorded(account)
    account.client("guardduty").create_detector(
        Enable=True, FindingPublishingFrequency="FIFTEEN_MINUTES"
    )
    _security_hub(account)
    _analyzer(account)
    account.client("organizations", SECOND).create_organization(FeatureSet="ALL")
    account.client("account", SECOND).put_alternate_contact(
        AlternateContactType="BILLING",
        Name="Accounts payable",
        EmailAddress="finance@larkspur.example",
        PhoneNumber="+44 20 7946 0958",
        Title="Finance",
    )


def _trails(account: Account) -> None:
    for region, name, recording in ((MAIN, "main", True), (SECOND, "us-trial", False)):
        trail = account.client("cloudtrail", region)
        trail.create_trail(
            Name=name,
            S3BucketName="larkspur-cloudtrail",
            IsMultiRegionTrail=False,
            IncludeGlobalServiceEvents=recording,
            EnableLogFileValidation=recording,
        )
        if recording:
            trail.start_logging(Name=name)


def _configuration(config: Any) -> None:
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": f"arn:aws:iam::{ACCOUNT}:role/larkspur-config",
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    config.put_delivery_channel(
        DeliveryChannel={"name": "default", "s3BucketName": "larkspur-config"}
    )
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    for name, rule in RULES.items():
        config.put_config_rule(
            ConfigRule={
                "ConfigRuleName": name,
                "Source": {"Owner": "AWS", "SourceIdentifier": rule},
            }
        )


def _recorded(account: Account) -> None:
    """What the recorder counts: the simulator keeps settings, and answers no query."""
    rows = [{"resourceType": name, "COUNT(*)": number} for name, number in RECORDED.items()]
    answer = {"Results": [json.dumps(row) for row in rows], "QueryInfo": {"SelectFields": []}}
    account.records.put("config", MAIN, "SelectResourceConfig", answer)


def _security_hub(account: Account) -> None:
    account.client("securityhub").enable_security_hub(EnableDefaultStandards=False)
    standard = "aws-foundational-security-best-practices/v/1.0.0"
    found = {
        "StandardsSubscriptionArn": f"arn:aws:securityhub:{MAIN}:{ACCOUNT}:subscription/{standard}",
        "StandardsArn": f"arn:aws:securityhub:{MAIN}::standards/{standard}",
        "StandardsInput": {},
        "StandardsStatus": "READY",
    }
    account.records.put(
        "securityhub", MAIN, "POST /standards/get", {"StandardsSubscriptions": [found]}
    )


def _analyzer(account: Account) -> None:
    found = {
        "arn": f"arn:aws:access-analyzer:{MAIN}:{ACCOUNT}:analyzer/larkspur",
        "name": "larkspur",
        "type": "ACCOUNT",
        "status": "ACTIVE",
        "createdAt": "2025-02-11T09:20:00Z",
        "tags": {},
    }
    account.records.put("access-analyzer", MAIN, "GET /analyzer", {"analyzers": [found]})
