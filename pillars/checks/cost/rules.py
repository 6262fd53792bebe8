"""Rules about money: what may be run and bought, as policies of the organisation say it."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from pillars.checking import Remedy, Result, Severity, check, passed
from pillars.facts import Resource, Snapshot

from .._policies import Statement, conditions, statements
from .._values import many
from ..common import aspect, judged, listed

POLICIES = "organizations.policy"
# Conditions by which a policy says where and how large something may be.
_LIMITS = {
    "aws:requestedregion": "regions",
    "ec2:instancetype": "instance types",
    "ec2:volumesize": "volume sizes",
    "ec2:volumetype": "volume types",
    "rds:databaseclass": "database classes",
}
_PURCHASES = (
    "ec2:PurchaseReservedInstancesOffering",
    "ec2:PurchaseHostReservation",
    "rds:PurchaseReservedDBInstancesOffering",
    "savingsplans:CreateSavingsPlan",
    "aws-marketplace:Subscribe",
)
SCP_URL = (
    "https://docs.aws.amazon.com/organizations/latest/userguide/"
    "orgs_manage_policies_scps_examples.html"
)


@check(
    id="organization-limits-spending",
    title="Rules say what may be run, and where",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[POLICIES],
    passes="An attached service control policy denies regions, sizes or types that are not "
    "allowed. Rules kept by pipelines or by paper do not show, so absence yields nothing.",
    supports=["COST02-BP01", "OPS01-BP03"],
    remedy=Remedy(
        console="AWS Organizations → Policies → Service control policies → Create policy: deny "
        "unless aws:RequestedRegion or ec2:InstanceType is one of yours.",
        cli="aws organizations create-policy --type SERVICE_CONTROL_POLICY --name sizes "
        "--description 'What may be run' --content file://sizes.json",
        cloudformation=(
            "Sizes:\n  Type: AWS::Organizations::Policy\n  Properties:\n"
            "    Type: SERVICE_CONTROL_POLICY\n    Name: sizes\n    TargetIds: [UNIT]\n"
            '    Content:\n      Version: "2012-10-17"\n      Statement:\n'
            "        - Effect: Deny\n          Action: ec2:RunInstances\n"
            '          Resource: "arn:aws:ec2:*:*:instance/*"\n          Condition:\n'
            '            StringNotLike: {ec2:InstanceType: ["t4g.*", "m7g.*"]}'
        ),
        terraform='resource "aws_organizations_policy" "sizes" {\n  name    = "sizes"\n'
        '  content = file("sizes.json")\n}',
        cost="Free",
    ),
    url=SCP_URL,
)
def limits_spending(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(POLICIES), _limits)


def _limits(policy: Resource) -> Result | None:
    keys = {
        key.lower() for each in _denials(policy) for _, key, _ in conditions(each.get("Condition"))
    }
    limited = sorted(noun for key, noun in _LIMITS.items() if key in keys)
    if not limited:
        return None
    return passed(policy, f"Policy {policy.name} limits {listed(limited)}.")


@check(
    id="organization-limits-purchases",
    title="Buying commitments is left to a few",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[POLICIES],
    passes="An attached service control policy denies buying reservations, plans or marketplace "
    "products, but for those it excepts. Rights given by role alone do not show, so absence "
    "yields nothing.",
    supports=["COST02-BP04"],
    remedy=Remedy(
        console="AWS Organizations → Policies → Service control policies → Create policy: deny "
        "savingsplans:CreateSavingsPlan and ec2:PurchaseReservedInstancesOffering.",
        cli="aws organizations create-policy --type SERVICE_CONTROL_POLICY --name purchases "
        "--description 'Who may buy' --content file://purchases.json",
        cloudformation=(
            "Purchases:\n  Type: AWS::Organizations::Policy\n  Properties:\n"
            "    Type: SERVICE_CONTROL_POLICY\n    Name: purchases\n    TargetIds: [UNIT]\n"
            '    Content:\n      Version: "2012-10-17"\n      Statement:\n'
            "        - Effect: Deny\n"
            '          Action: ["savingsplans:CreateSavingsPlan", '
            '"ec2:PurchaseReservedInstancesOffering"]\n'
            '          Resource: "*"'
        ),
        terraform='resource "aws_organizations_policy" "purchases" {\n  name    = "purchases"\n'
        '  content = file("purchases.json")\n}',
        cost="Free",
    ),
    url=SCP_URL,
)
def limits_purchases(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(POLICIES), _purchases)


def _purchases(policy: Resource) -> Result | None:
    patterns = [str(p).lower() for each in _denials(policy) for p in many(each.get("Action"))]
    named = [p for p in patterns if p != "*"]
    denied = [a for a in _PURCHASES if any(fnmatchcase(a.lower(), p) for p in named)]
    if not denied:
        return None
    return passed(policy, f"Policy {policy.name} denies {listed(denied)}.")


def _denials(policy: Resource) -> list[Statement]:
    """What an attached service control policy denies; nothing of other policies."""
    if policy.data.get("Type") != "SERVICE_CONTROL_POLICY" or not many(aspect(policy, "Targets")):
        return []
    return [each for each in statements(aspect(policy, "Content")) if each.get("Effect") == "Deny"]
