"""Prepared for the worst: access for emergencies, and automation that contains."""

import re
from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._policies import asks_for_mfa, principals, statements
from ..common import days_since, dig, judged, required

ROLES = "iam.role"
DOCUMENTS = "ssm.document"
TESTED_DAYS = 365
_EMERGENCY = re.compile(r"break-?glass|emergency|fire-?call|(?<![a-z])responder", re.IGNORECASE)
_CONTAINS = re.compile(
    r"quarantine|isolat|contain(?!er)|forensic|incident|revoke|compromis", re.IGNORECASE
)


@check(
    id="iam-emergency-role",
    title="A role for emergencies exists and was tried",
    pillar="security",
    severity=Severity.LOW,
    needs=[ROLES],
    passes="A role named for emergencies (break-glass, emergency, responder) asks for a second "
    "factor or trusts an identity provider, and was used within a year. Other names do not show, "
    "so absence yields nothing.",
    supports=["SEC03-BP03", "SEC10-BP05", "OPS03-BP02"],
    remedy=Remedy(
        console="IAM → Roles → {name}: require MFA in the trust policy, and sign in with it once a "
        "quarter.",
        cli="aws iam get-role --role-name {name}",
        cloudformation="BreakGlass:\n  Type: AWS::IAM::Role\n  Properties:\n"
        "    RoleName: break-glass\n    AssumeRolePolicyDocument:\n      Statement:\n"
        "        - Effect: Allow\n          Action: sts:AssumeRole\n"
        "          Principal: {AWS: SECURITY_ACCOUNT}\n"
        "          Condition: {Bool: {aws:MultiFactorAuthPresent: true}}",
        terraform=(
            'data "aws_iam_policy_document" "trust" {\n'
            "  statement {\n"
            '    actions = ["sts:AssumeRole"]\n'
            "    principals {\n"
            '      type        = "AWS"\n'
            '      identifiers = ["arn:aws:iam::TRUSTED_ACCOUNT:root"]\n'
            "    }\n"
            "    condition {\n"
            '      test     = "Bool"\n'
            '      variable = "aws:MultiFactorAuthPresent"\n'
            '      values   = ["true"]\n'
            "    }\n"
            "  }\n"
            "}\n"
            'resource "aws_iam_role" "this" {\n'
            '  name               = "{name}"\n'
            "  assume_role_policy = data.aws_iam_policy_document.trust.json\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/"
    "sec_permissions_emergency_process.html",
)
def emergency_role(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(ROLES), lambda role: _role(snapshot, role))


def _role(snapshot: Snapshot, role: Resource) -> Result | None:
    if not _EMERGENCY.search(role.name.replace("_", "-")):
        return None
    if not _is_guarded(role):
        return failed(role, f"Role {role.name} can be taken without a second factor.")
    days = days_since(snapshot, dig(role.data, "RoleLastUsed", "LastUsedDate"))
    if days is None or days > TESTED_DAYS:
        return failed(role, f"Role {role.name} was not tried within a year.")
    return passed(role, f"Role {role.name} is guarded, and was last used {days} days ago.")


def _is_guarded(role: Resource) -> bool:
    allowing = [
        each
        for each in statements(required(role, "AssumeRolePolicyDocument"))
        if each.get("Effect") == "Allow"
    ]
    return bool(allowing) and all(
        asks_for_mfa(each) or principals(each, "Federated") for each in allowing
    )


@check(
    id="ssm-containment-runbook",
    title="Containment is prepared as automation",
    pillar="security",
    severity=Severity.LOW,
    needs=[DOCUMENTS],
    passes="The account owns an automation that is named for containing an incident (isolate, "
    "quarantine, forensics, revoke). Playbooks in a wiki do not show, so absence yields nothing.",
    supports=["SEC10-BP04", "SEC10-BP06"],
    remedy=Remedy(
        console="Systems Manager → Documents → Create document → Automation: isolate-instance, "
        "with a security group that lets nothing through.",
        cli="aws ssm create-document --region {region} --name isolate-instance "
        "--document-type Automation --content file://isolate.yaml --document-format YAML",
        cloudformation=(
            "Isolate:\n  Type: AWS::SSM::Document\n  Properties:\n"
            "    Name: isolate-instance\n    DocumentType: Automation\n    Content:\n"
            '      schemaVersion: "0.3"\n      mainSteps: []'
        ),
        terraform=(
            'resource "aws_ssm_document" "isolate_instance" {\n'
            '  name            = "isolate-instance"\n'
            '  document_type   = "Automation"\n'
            '  document_format = "YAML"\n'
            '  content         = file("isolate-instance.yaml")\n'
            "}"
        ),
        cost="Free up to 100,000 steps a month, then 0.002 USD per step",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/"
    "sec_incident_response_playbooks.html",
)
def containment_runbook(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(DOCUMENTS), _containment)


def _containment(document: Resource) -> Result | None:
    if required(document, "DocumentType") != "Automation" or not _CONTAINS.search(document.name):
        return None
    return passed(document, f"Automation {document.name} is prepared for an incident.")


CHECKS: tuple[Check, ...] = (emergency_role, containment_runbook)
