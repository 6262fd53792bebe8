"""Databases that nobody asks, or that are larger than what is asked of them."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from pillars.checking import Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .. import _money
from .._usage import DAYS, ENOUGH_HOURS, KIND, Usage, Values, hours_of, lived, measured
from ..common import counted, judged, required
from ..hardware import SMALLEST, size
from .unused_storage import ASSETS, DECOMMISSION, UNUSED

DATABASES = "rds.instance"
NAMESPACE = "AWS/RDS"
CONNECTIONS = "DatabaseConnections"
PROCESSORS = "CPUUtilization"
ROOMY_AVERAGE = 10
ROOMY_HIGHEST = 40
HALF = Decimal("0.5")


@check(
    id="rds-instance-in-use",
    title="Somebody connects to each database",
    pillar="costOptimization",
    severity=Severity.MEDIUM,
    needs=[DATABASES, KIND],
    passes="Somebody connected to the database within two weeks, or to another instance of its "
    "cluster. Replicas, which may wait for a disaster, and younger databases yield nothing.",
    refutes=[UNUSED, DECOMMISSION, ASSETS, "SUS03-BP02"],
    supports=["COST06-BP02"],
    remedy=Remedy(
        console="RDS → Databases → {name}: ask its owner, then Actions → Stop temporarily, and "
        "later Delete with a final snapshot.",
        cli=(
            "# a stopped database starts again after seven days\n"
            "aws rds stop-db-instance --region {region} --db-instance-identifier {last}\n"
            "# when nobody misses it\n"
            "aws rds delete-db-instance --region {region} --db-instance-identifier {last} "
            "--final-db-snapshot-identifier {last}-final"
        ),
        terraform='# Remove the aws_db_instance resource with identifier = "{name}" and apply.',
        cost="Saves its hours, 123 USD a month of a db.m7g.large; the snapshot 0.095 USD per GB",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
)
def database_in_use(snapshot: Snapshot) -> Iterator[Result]:
    usage, old = Usage(snapshot), _old(snapshot)
    clusters: dict[str, list[Resource]] = defaultdict(list)
    for database in old:
        clusters[_cluster(database)].append(database)
    primary = [d for d in old if not d.data.get("ReadReplicaSourceDBInstanceIdentifier")]
    yield from judged(primary, lambda d: _asked(d, clusters[_cluster(d)], usage))


def _old(snapshot: Snapshot) -> list[Resource]:
    found = [d for d in snapshot.of(DATABASES) if d.data.get("DBInstanceStatus") == "available"]
    return [d for d in found if lived(snapshot, d.data.get("InstanceCreateTime"))]


def _cluster(database: Resource) -> str:
    """Instances of a cluster stand for each other; any other only for itself."""
    name = database.data.get("DBClusterIdentifier")
    return f"{database.account} {database.region} {name}" if name else database.id


def _asked(database: Resource, together: list[Resource], usage: Usage) -> Result:
    own = _values(database, usage)
    if hours_of(own, CONNECTIONS) < ENOUGH_HOURS:
        return _unmeasured(database, "connections")
    most = max(measured(_values(d, usage), CONNECTIONS, "Maximum") or 0.0 for d in together)
    where = f"{database.name} and its cluster" if len(together) > 1 else database.name
    if most > 0:
        return passed(database, f"Up to {counted(round(most), 'connection')} to {where}.")
    reason = f"Nobody connected to {where} in {DAYS} days."
    saving = _money.database(database, words="its storage is not counted")
    return failed(database, reason, saving)


@check(
    id="rds-instance-fits",
    title="Databases are no larger than their load",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[DATABASES, KIND],
    passes=f"Over two weeks the database's processors passed {ROOMY_AVERAGE} % on average or "
    f"{ROOMY_HIGHEST} % at most, or it has the smallest size. Memory does not show here, so a "
    "failure only asks.",
    supports=["COST06-BP02", "SUS05-BP01"],
    remedy=Remedy(
        console="RDS → Databases → {name} → Monitoring: look at FreeableMemory, then Modify → "
        "Instance class: one size smaller.",
        cli="aws rds modify-db-instance --region {region} --db-instance-identifier {name} "
        "--db-instance-class SMALLER",
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    DBInstanceClass: SMALLER'
        ),
        terraform='resource "aws_db_instance" "this" {\n  identifier     = "{name}"\n'
        '  instance_class = "SMALLER"\n}',
        cost="Saves half of its hours with each size",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html",
)
def database_fits(snapshot: Snapshot) -> Iterator[Result]:
    usage = Usage(snapshot)
    yield from judged(_old(snapshot), lambda database: _fits(database, usage))


def _fits(database: Resource, usage: Usage) -> Result | None:
    kind = str(required(database, "DBInstanceClass"))
    if not size(kind):  # serverless follows its load
        return None
    values = _values(database, usage)
    if hours_of(values, PROCESSORS) < ENOUGH_HOURS:
        return _unmeasured(database, "load")
    average = measured(values, PROCESSORS, "Average") or 0.0
    highest = measured(values, PROCESSORS, "Maximum") or 0.0
    reason = f"{database.name}, a {kind}, used {average:.1f} % of its processors on average and "
    reason += f"{highest:.1f} % at most."
    roomy = average < ROOMY_AVERAGE and highest < ROOMY_HIGHEST
    if roomy and size(kind) not in SMALLEST:
        half = _money.database(database, part=HALF, words="the next smaller size costs half")
        return failed(database, reason, half)
    return passed(database, reason)


def _values(database: Resource, usage: Usage) -> Values:
    return usage.of(database, NAMESPACE, str(required(database, "DBInstanceIdentifier")))


def _unmeasured(database: Resource, what: str) -> Result:
    return unknown(database, f"Not enough hours are known of the {what} of {database.name}.")
