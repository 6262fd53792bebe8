"""Services that watch an account: threats, findings in one place, configuration over time."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, passed
from pillars.facts import Resource, Snapshot

from .._reading import in_every_place
from .._values import aspect_map, many, true
from ..common import config_rule, counted, days_since, judged, required

# What every detector has from its first day.
BASIC = frozenset({"CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"})
YEAR = 365
SETTLED = 30


@check(
    id="guardduty-enabled",
    title="GuardDuty looks for threats",
    pillar="security",
    severity=Severity.HIGH,
    needs=["guardduty.detector"],
    passes="A GuardDuty detector is enabled in every account and region that was read.",
    refutes=["foundations/sec_guardduty"],
    proves=["foundations/sec_guardduty"],
    supports=["SEC04-BP03", "SEC10-BP06", "SEC05-BP04"],
    remedy=Remedy(
        console="GuardDuty → choose {region} → Get started → Enable GuardDuty; in an organisation "
        "let a delegated administrator enable it for all accounts.",
        cli="aws guardduty create-detector --enable --region {region}",
        cloudformation=(
            "Detector:\n  Type: AWS::GuardDuty::Detector\n  Properties:\n    Enable: true"
        ),
        terraform='resource "aws_guardduty_detector" "this" {\n  enable = true\n}',
        cost="By volume: about 4 USD per million CloudTrail events and 1 USD per GB of flow "
        "and DNS logs; 30 days free",
    ),
    url="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_settingup.html",
    references=[config_rule("guardduty-enabled-centralized")],
)
def guardduty_enabled(snapshot: Snapshot) -> Iterator[Result]:
    return in_every_place(
        snapshot,
        "guardduty.detector",
        lambda detector: required(detector, "Status") == "ENABLED",
        found="GuardDuty is enabled",
        missing="GuardDuty is not enabled",
    )


@check(
    id="securityhub-enabled",
    title="Security Hub gathers findings",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["securityhub.hub"],
    passes="Security Hub is on in the account and region.",
    supports=["SEC04-BP02", "SEC04-BP03", "SEC01-BP03"],
    remedy=Remedy(
        console="Security Hub → choose {region} → Go to Security Hub → Enable.",
        cli="aws securityhub enable-security-hub --region {region}",
        cloudformation=(
            "Hub:\n  Type: AWS::SecurityHub::Hub\n  Properties:\n    EnableDefaultStandards: true"
        ),
        terraform='resource "aws_securityhub_account" "this" {}',
        cost="About 0.001 USD per check and resource a month, and what Config records; 30 days "
        "free",
    ),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/what-is-securityhub.html",
    references=[config_rule("securityhub-enabled")],
)
def securityhub_enabled(snapshot: Snapshot) -> Iterator[Result]:
    return in_every_place(
        snapshot,
        "securityhub.hub",
        lambda _: True,
        found="Security Hub is on",
        missing="Security Hub is not on",
    )


@check(
    id="config-recording",
    title="AWS Config records how resources change",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["config.recorder"],
    passes="A configuration recorder is recording in the account and region.",
    supports=["SEC04-BP04", "SEC01-BP06", "REL13-BP04"],
    remedy=Remedy(
        console="AWS Config → choose {region} → Get started; record all resource types.",
        cli=(
            "# where there is no recorder yet\n"
            "aws configservice put-configuration-recorder --region {region} "
            "--configuration-recorder "
            "name=default,roleARN=arn:aws:iam::{account}:role/aws-service-role/config.amazonaws"
            ".com/AWSServiceRoleForConfig\n"
            "aws configservice put-delivery-channel --region {region} --delivery-channel "
            "name=default,s3BucketName=BUCKET\n"
            "# start it\n"
            "aws configservice start-configuration-recorder --configuration-recorder-name "
            "default --region {region}"
        ),
        cloudformation=(
            "Recorder:\n  Type: AWS::Config::ConfigurationRecorder\n  Properties:\n"
            "    RoleARN: !GetAtt ConfigRole.Arn\n    RecordingGroup:\n"
            "      AllSupported: true\n      IncludeGlobalResourceTypes: true"
        ),
        terraform='resource "aws_config_configuration_recorder_status" "this" {\n'
        "  name       = aws_config_configuration_recorder.this.name\n"
        "  is_enabled = true\n}",
        cost="0.003 USD per change of a resource that is recorded",
    ),
    url="https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html",
)
def config_recording(snapshot: Snapshot) -> Iterator[Result]:
    return in_every_place(
        snapshot,
        "config.recorder",
        _records,
        found="AWS Config records",
        missing="AWS Config does not record",
    )


def _records(recorder: Resource) -> bool:
    return true(aspect_map(recorder, "Status").get("recording"))


@check(
    id="guardduty-features-adopted",
    title="New ways to detect are switched on as they come",
    pillar="security",
    severity=Severity.LOW,
    needs=["guardduty.detector"],
    passes=f"A feature of GuardDuty was switched on within {YEAR} days, at least {SETTLED} days "
    "after the detector itself: a trace of somebody who follows what is new. Whether other "
    "services are looked at as well, people know; absence yields nothing.",
    supports=["SEC01-BP08"],
    remedy=Remedy(
        console="GuardDuty → Protection plans: enable those that fit what runs in the account, "
        "and look there again each quarter.",
        cli="aws guardduty update-detector --region {region} --detector-id {name} "
        "--features Name=LAMBDA_NETWORK_LOGS,Status=ENABLED",
        cloudformation=(
            "Detector:\n  Type: AWS::GuardDuty::Detector\n  Properties:\n    Enable: true\n"
            "    Features:\n      - Name: LAMBDA_NETWORK_LOGS\n        Status: ENABLED"
        ),
        terraform='resource "aws_guardduty_detector_feature" "functions" {\n'
        '  detector_id = "{name}"\n  name        = "LAMBDA_NETWORK_LOGS"\n'
        '  status      = "ENABLED"\n}',
        cost="By volume, different for each feature; 30 days free",
    ),
    url="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html",
)
def features_adopted(snapshot: Snapshot) -> Iterator[Result]:
    found = snapshot.of("guardduty.detector")
    return judged(found, lambda detector: _adopted(detector, snapshot))


def _adopted(detector: Resource, snapshot: Snapshot) -> Result | None:
    age = days_since(snapshot, required(detector, "CreatedAt"))
    for feature in many(detector.get("Features")):
        days = days_since(snapshot, feature.get("UpdatedAt"))
        if feature.get("Name") in BASIC or feature.get("Status") != "ENABLED":
            continue
        if age is not None and days is not None and days <= min(YEAR, age - SETTLED):
            what = f"{feature.get('Name')} in {detector.region}"
            return passed(detector, f"GuardDuty got {what} {counted(days, 'day')} ago.")
    return None


CHECKS: tuple[Check, ...] = (
    guardduty_enabled,
    features_adopted,
    securityhub_enabled,
    config_recording,
)
