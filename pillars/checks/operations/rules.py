"""Rules that bind: one's own as guardrails, those of others as standards that are checked."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import many
from ..common import aspect, counted, judged, required

POLICIES = "organizations.policy"
STANDARDS = "securityhub.standard"
PACKS = "config.conformance_pack"
# What AWS itself thinks good; the others are laws, contracts and standards of third parties.
_AWS_OWN = ("aws-foundational-security-best-practices", "aws-resource-tagging-standard")


@check(
    id="organization-rules-attached",
    title="Rules of the organisation are guardrails",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[POLICIES],
    passes="A policy of the organisation's own (service control, resource control, tag or backup) "
    "is attached to an account, a unit or the root. Whether it says what your rules say, people "
    "know.",
    supports=["OPS01-BP03", "SEC03-BP05"],
    remedy=Remedy(
        console="AWS Organizations → Policies → Service control policies → Create policy, then "
        "attach it to the organisational unit.",
        cli="aws organizations attach-policy --policy-id POLICY --target-id UNIT",
        cloudformation=(
            "Guardrail:\n  Type: AWS::Organizations::Policy\n  Properties:\n"
            "    Name: guardrail\n    Type: SERVICE_CONTROL_POLICY\n    TargetIds: [UNIT]\n"
            "    Content: POLICY"
        ),
        terraform='resource "aws_organizations_policy_attachment" "this" {\n'
        '  policy_id = "POLICY"\n  target_id = "UNIT"\n}',
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html",
)
def rules_attached(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(POLICIES), _attached)


def _attached(policy: Resource) -> Result:
    targets = many(aspect(policy, "Targets"))
    if targets:
        where = counted(len(targets), "target")
        return passed(policy, f"Policy {policy.name} is attached to {where}.")
    return failed(policy, f"Policy {policy.name} is attached to nothing.")


@check(
    id="obligations-checked",
    title="External standards are checked by machine",
    pillar="operationalExcellence",
    severity=Severity.LOW,
    needs=[STANDARDS, PACKS],
    passes="Security Hub checks a standard of a third party (PCI DSS, NIST, CIS), or AWS Config "
    "has a conformance pack. Which obligations apply, people know, so absence yields nothing.",
    supports=["OPS01-BP04"],
    remedy=Remedy(
        console="Security Hub → Security standards: enable the standard that applies to you; or "
        "Config → Conformance packs → Deploy.",
        cli="aws securityhub batch-enable-standards --region {region} "
        "--standards-subscription-requests StandardsArn=ARN",
        cloudformation=(
            "Standard:\n  Type: AWS::SecurityHub::Standard\n  Properties:\n    StandardsArn: ARN"
        ),
        terraform='resource "aws_securityhub_standards_subscription" "pci" {\n'
        '  standards_arn = "ARN"\n}',
        cost="About 0.001 USD per check and resource a month",
    ),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html",
)
def obligations_checked(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(STANDARDS), _standard)
    yield from judged(snapshot.of(PACKS), _pack)


def _standard(standard: Resource) -> Result | None:
    arn = str(required(standard, "StandardsArn"))
    if any(name in arn for name in _AWS_OWN) or required(standard, "StandardsStatus") != "READY":
        return None
    return passed(standard, f"Security Hub checks {arn.partition('/')[2]}.")


def _pack(pack: Resource) -> Result:
    name = required(pack, "ConformancePackName")
    return passed(pack, f"AWS Config checks the conformance pack {name}.")
