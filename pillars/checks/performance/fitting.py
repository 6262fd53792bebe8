"""Right size of groups, services and databases, as Compute Optimizer finds it."""

from collections.abc import Iterator
from functools import partial

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import label
from ..common import judged, required
from .rightsizing import CHOICE, OPTIMIZER_URL

GROUPS = "computeoptimizer.asg_recommendation"
SERVICES = "computeoptimizer.ecs_recommendation"
DATABASES = "computeoptimizer.rds_recommendation"
WELL = "optimized"
AGAINST = {
    "overprovisioned": "larger than its load asks for",
    "underprovisioned": "too small for its load",
    "notoptimized": "set up otherwise than its load asks for",
}


@check(
    id="compute-optimizer-groups-optimized",
    title="Compute Optimizer finds groups, services and databases well sized",
    pillar="performance",
    severity=Severity.LOW,
    needs=[GROUPS, SERVICES, DATABASES],
    passes="Compute Optimizer finds the Auto Scaling group, the ECS service or the database "
    "optimized. Where it has no recommendation there is no result.",
    refutes=["PERF02-BP04"],
    supports=[CHOICE, "COST06-BP02", "SUS05-BP01"],
    remedy=Remedy(
        console="Compute Optimizer → {name} → Compare: choose the recommended type or size.",
        cli="aws compute-optimizer get-rds-database-recommendations --resource-arns {id} "
        "--region {region}",
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    DBInstanceClass: db.m7g.large'
        ),
        terraform='resource "aws_db_instance" "this" {\n  identifier     = "{name}"\n'
        '  instance_class = "db.m7g.large"\n}',
        cost="One size down saves about half of the instance's cost",
    ),
    url=OPTIMIZER_URL,
)
def groups_optimized(snapshot: Snapshot) -> Iterator[Result]:
    for kind, key in ((GROUPS, "finding"), (SERVICES, "finding"), (DATABASES, "instanceFinding")):
        yield from judged(snapshot.of(kind), partial(_sized, key=key))


def _sized(found: Resource, key: str) -> Result | None:
    said = str(required(found, key)).replace("_", "").lower()
    if said == WELL:
        return passed(found, f"Compute Optimizer finds {label(found)} well sized.")
    words = AGAINST.get(said)
    return failed(found, f"Compute Optimizer finds {label(found)} {words}.") if words else None
