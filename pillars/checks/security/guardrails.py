"""Limits that nobody passes, and answers that need nobody: boundaries, automated responses."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, passed
from pillars.facts import Resource, Snapshot

from .._events import is_on, takes
from ..common import aspect, dig, judged, listed
from ..operations.runbooks import RESPONDERS

# The services whose events tell of a threat or of a resource that breaks a rule.
WATCHERS = frozenset(
    f"aws.{name}"
    for name in ("guardduty", "securityhub", "config", "inspector2", "macie", "access-analyzer")
)


@check(
    id="iam-boundaries-set",
    title="Permission boundaries limit what may be granted",
    pillar="security",
    severity=Severity.LOW,
    needs=["iam.role", "iam.user"],
    passes="The role or user has a permissions boundary, beyond which no policy of its own can "
    "allow anything. Where teams do not make roles themselves none is needed, so absence yields "
    "nothing.",
    supports=["SEC03-BP05"],
    remedy=Remedy(
        console="IAM → Roles → {name} → Permissions → Permissions boundary → Set.",
        cli="aws iam put-role-permissions-boundary --role-name {name} "
        "--permissions-boundary arn:aws:iam::{account}:policy/boundary",
        cloudformation=(
            'Role:\n  Type: AWS::IAM::Role\n  Properties:\n    RoleName: "{name}"\n'
            '    PermissionsBoundary: "arn:aws:iam::{account}:policy/boundary"\n'
            '    AssumeRolePolicyDocument:\n      Version: "2012-10-17"\n      Statement:\n'
            "        - Effect: Allow\n          Principal: {Service: ec2.amazonaws.com}\n"
            "          Action: sts:AssumeRole"
        ),
        terraform=(
            'resource "aws_iam_role" "this" {\n'
            "  # the rest stays as it is\n"
            '  name                 = "{name}"\n'
            '  permissions_boundary = "arn:aws:iam::{account}:policy/boundary"\n'
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def boundaries_set(snapshot: Snapshot) -> Iterator[Result]:
    principals = [*snapshot.of("iam.role"), *snapshot.of("iam.user")]
    yield from judged(principals, _bounded)


def _bounded(principal: Resource) -> Result | None:
    boundary = dig(principal.get("PermissionsBoundary"), "PermissionsBoundaryArn")
    if not boundary:
        return None
    return passed(principal, f"{principal.name} can do no more than {boundary} allows.")


@check(
    id="threats-answered",
    title="Threats and breaches of rules start an answer",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=["events.rule"],
    passes="An enabled rule hands what GuardDuty, Security Hub, AWS Config, Inspector, Macie or "
    "Access Analyzer finds to a function, an automation or a state machine. Answers that another "
    "tool starts do not show, so absence yields nothing.",
    supports=["SEC04-BP04", "SEC10-BP06"],
    remedy=Remedy(
        console="EventBridge → Rules → Create rule: source aws.guardduty, detail type GuardDuty "
        "Finding; target an automation or a function that contains.",
        cli="aws events put-rule --region {region} --name threats --event-pattern "
        '\'{"source":["aws.guardduty"]}\'\n'
        "aws events put-targets --region {region} --rule threats --targets "
        "Id=contain,Arn=FUNCTION_ARN",
        cloudformation=(
            "Threats:\n  Type: AWS::Events::Rule\n  Properties:\n    EventPattern:\n"
            "      source: [aws.guardduty]\n      detail-type: [GuardDuty Finding]\n"
            "    Targets:\n      - Id: contain\n        Arn: !GetAtt Contain.Arn"
        ),
        terraform='resource "aws_cloudwatch_event_rule" "threats" {\n'
        '  event_pattern = jsonencode({ source = ["aws.guardduty"] })\n}',
        cost="Free for events of AWS's own services; the answer's run is paid",
    ),
    url="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html",
)
def threats_answered(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("events.rule"), _answered)


def _answered(rule: Resource) -> Result | None:
    sources = sorted(source for source in WATCHERS if takes(rule, source))
    if not is_on(rule) or not sources:
        return None
    arns = [str(target.get("Arn")) for target in aspect(rule, "Targets") or ()]
    services = {arn.split(":")[2] for arn in arns if arn.count(":") > 2}
    if not services & {*RESPONDERS}:
        return None
    return passed(rule, f"Rule {rule.name} answers events of {listed(sources)}.")


CHECKS: tuple[Check, ...] = (boundaries_set, threats_answered)
