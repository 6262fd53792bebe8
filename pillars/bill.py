"""The eight causes of a bill that nobody expected, by the checks that find them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .savings import Claim, Total, add_up, once


@dataclass(frozen=True, slots=True)
class Cause:
    """`unknown` says what no fact tells of it, and where to look instead."""

    id: str
    title: str
    checks: tuple[str, ...]
    unknown: str


CAUSES: tuple[Cause, ...] = (
    Cause(
        "idle",
        "Idle and untagged resources",
        (
            "ec2-instance-in-use",
            "ec2-instance-cpu-fits",
            "ec2-instance-not-forgotten",
            "compute-optimizer-instance-optimized",
            "ec2-address-associated",
            "elasticache-in-use",
            "mq-broker-in-use",
            "fsx-in-use",
            "vpc-endpoint-in-use",
            "resource-cost-tagged",
        ),
        "How much memory is used, unless the CloudWatch agent or Compute Optimizer tells it. A "
        "missing tag costs nothing by itself: it hides who could say that a thing is not needed.",
    ),
    Cause(
        "volumes",
        "Volumes without an instance, old snapshots",
        ("ebs-volume-attached", "ebs-snapshot-recent", "compute-optimizer-volume-optimized"),
        "How much of a snapshot is stored: AWS bills changed blocks, and no call tells how many.",
    ),
    Cause(
        "nat",
        "NAT gateways, and traffic that could bypass them",
        ("nat-gateway-routed", "nat-gateway-carries-traffic", "vpc-nat-spared-by-endpoint"),
        "How much of the traffic goes to S3 or DynamoDB: flow logs would tell.",
    ),
    Cause(
        "logs",
        "Log groups that never expire",
        ("logs-group-retention",),
        "How much of what is stored somebody still needs. Ingestion is paid as well, and only "
        "writing less lowers it.",
    ),
    Cause(
        "balancers",
        "Idle load balancers",
        ("elb-has-targets", "elb-carries-traffic"),
        "Whether a load balancer waits for a disaster. What it is paid for its traffic is not "
        "counted.",
    ),
    Cause(
        "databases",
        "Databases too large, or with a standby that nobody needs",
        (
            *("rds-instance-in-use", "rds-instance-fits", "rds-spare-only-in-production"),
            "dynamodb-capacity-used",
        ),
        "How much memory a database needs. A smaller class halves that too.",
    ),
    Cause(
        "storage",
        "Objects and files in the wrong storage class",
        ("s3-bucket-lifecycle", "efs-files-tiered", "ecr-repository-lifecycle"),
        "How often objects are read: S3's storage class analysis would tell.",
    ),
    Cause(
        "functions",
        "Functions with too much memory, or that fail",
        ("lambda-runs-succeed", "compute-optimizer-function-optimized"),
        "How much memory a function used, unless Compute Optimizer tells it.",
    ),
)


@dataclass(frozen=True, slots=True)
class CauseTotal:
    """A cause with what is saved there, the largest saving first."""

    cause: Cause
    total: Total
    claims: Sequence[Claim]


@dataclass(frozen=True, slots=True)
class Bill:
    """The causes in their order; their totals add up to `total`."""

    causes: tuple[CauseTotal, ...]
    total: Total


def cause_checks() -> list[str]:
    return [check for cause in CAUSES for check in cause.checks]


def draw_up(claims: Iterable[Claim]) -> Bill:
    """Every resource is counted once, at the cause where most is saved on it."""
    best = once(claims)
    return Bill(tuple(_total(cause, best) for cause in CAUSES), add_up(best))


def _total(cause: Cause, claims: Iterable[Claim]) -> CauseTotal:
    own = [claim for claim in claims if claim.check in cause.checks]
    own.sort(key=lambda claim: (claim.saving.at_most, -claim.saving.monthly, claim.resource))
    return CauseTotal(cause, add_up(own), own)
