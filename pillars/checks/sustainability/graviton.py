"""Graviton: the processor of each resource, and whether AWS offers an arm64 one instead."""

from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._values import label
from ..common import counted, in_account, judged, read_everywhere, required, running
from ..hardware import (
    GRAVITON,
    GRAVITON_CACHE,
    GRAVITON_DATABASE,
    family,
    graviton_equivalent,
    is_graviton,
)

CHOICE = "foundations/sus_graviton"
ENGINES = ("mysql", "mariadb", "postgres", "aurora-mysql", "aurora-postgresql")
# Runtimes that Lambda never offered for arm64.
X86_RUNTIMES = (
    *("nodejs", "nodejs4.3", "nodejs6.10", "nodejs8.10", "nodejs10.x"),
    *("python2.7", "python3.6", "python3.7", "java8", "go1.x", "provided"),
    *("dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "ruby2.5"),
)
DATABASES = ("rds.instance", "elasticache.cluster")
COMPUTE = ("ec2.instance", "lambda.function")
GRAVITON_URL = "https://aws.amazon.com/ec2/graviton/"


@check(
    id="database-on-graviton",
    title="Managed databases and caches run on Graviton",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=DATABASES,
    passes="The class is a Graviton one. Judged for engines and families that AWS offers on "
    "Graviton; managed engines need no change of the application.",
    refutes=[CHOICE, "SUS05-BP02"],
    proves=[CHOICE],
    supports=["COST06-BP02", "PERF02-BP02"],
    remedy=Remedy(
        console="RDS → Databases (or ElastiCache → Caches) → {name} → Modify: choose the class of "
        "the same size whose family ends in g.",
        cli="aws rds modify-db-instance --region {region} --db-instance-identifier {name} "
        "--db-instance-class db.m7g.large",
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBInstance\n  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n    DBInstanceClass: db.m7g.large'
        ),
        terraform='resource "aws_db_instance" "this" {\n  identifier     = "{name}"\n'
        '  instance_class = "db.m7g.large"\n}',
        cost="Saves about 10 % of the price of the same size",
    ),
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html",
)
def database_on_graviton(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of("rds.instance"), _database)
    yield from judged(snapshot.of("elasticache.cluster"), _cache)


def _database(database: Resource) -> Result | None:
    kind = str(required(database, "DBInstanceClass"))
    offered = str(required(database, "Engine")) in ENGINES
    return _class(database, kind, GRAVITON_DATABASE if offered else {})


def _cache(cache: Resource) -> Result | None:
    return _class(cache, str(required(cache, "CacheNodeType")), GRAVITON_CACHE)


def _class(resource: Resource, kind: str, table: dict[str, str]) -> Result | None:
    if is_graviton(kind):
        return passed(resource, f"{resource.name} runs on {kind}, a Graviton class.")
    better = graviton_equivalent(kind, table)
    if not better:
        return None
    reason = f"{resource.name} runs on {kind}; AWS offers Graviton, {better} for instance."
    return failed(resource, reason)


@check(
    id="compute-on-graviton",
    title="Instances and functions run on Graviton",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=COMPUTE,
    passes="The instance or function is of the arm64 architecture. Windows, and families without "
    "Graviton equivalent, yield nothing. Whether the software runs on arm64, people know: what "
    "runs on x86 keeps the choice from being proved, no more.",
    proves=[CHOICE],
    supports=["SUS05-BP02", "COST06-BP02", "PERF02-BP01"],
    remedy=Remedy(
        console="EC2: launch {name} anew from an arm64 image on a family that ends in g. "
        "Lambda → Functions → {name} → Code → Runtime settings → Edit: arm64.",
        cli="aws lambda update-function-code --region {region} --function-name {id} "
        "--architectures arm64 --zip-file fileb://function.zip",
        cloudformation=(
            "Function:\n  Type: AWS::Lambda::Function\n  Properties:\n"
            '    FunctionName: "{name}"\n    Architectures: [arm64]'
        ),
        terraform='resource "aws_lambda_function" "this" {\n  function_name = "{name}"\n'
        '  architectures = ["arm64"]\n}',
        cost="Saves about 20 % of the price of the same size",
    ),
    url=GRAVITON_URL,
)
def compute_on_graviton(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(running(snapshot.of("ec2.instance")), _instance)
    yield from judged(snapshot.of("lambda.function"), _function)


def _instance(instance: Resource) -> Result | None:
    kind = str(required(instance, "InstanceType"))
    if instance.get("Architecture") == "arm64" or is_graviton(kind):
        return passed(instance, f"Instance {label(instance)} ({kind}) is of arm64.")
    windows = (
        "windows" in str(instance.get("Platform", instance.get("PlatformDetails", ""))).lower()
    )
    better = graviton_equivalent(kind, GRAVITON)
    if windows or not better:
        return None
    reason = f"Instance {label(instance)} ({kind}) is of x86; the {family(kind)} family has"
    return failed(instance, f"{reason} Graviton relatives, {better} for instance.")


def _function(function: Resource) -> Result | None:
    architectures = list(required(function, "Architectures"))
    if "arm64" in architectures:
        return passed(function, f"Function {function.name} is of arm64.")
    if function.get("Runtime") in X86_RUNTIMES:
        return None
    return failed(function, f"Function {function.name} is of x86; its runtime exists for arm64.")


@check(
    id="graviton-in-use",
    title="Something runs on Graviton",
    pillar="sustainability",
    severity=Severity.MEDIUM,
    needs=[*DATABASES, *COMPUTE],
    passes="At least one instance, function, database or cache of the account that could run on "
    "Graviton does.",
    refutes=[CHOICE],
    supports=["SUS05-BP02"],
    remedy=Remedy(
        console="Begin where no code changes: databases and caches; then functions in interpreted "
        "languages; then instances.",
        cli="aws compute-optimizer get-ec2-instance-recommendations --region {region} "
        "--recommendation-preferences cpuVendorArchitectures=AWS_ARM64",
        cloudformation=(
            "Function:\n  Type: AWS::Lambda::Function\n  Properties:\n    Architectures: [arm64]"
        ),
        terraform='resource "aws_lambda_function" "this" {\n  architectures = ["arm64"]\n}',
        cost="Saves 10 to 20 % of the price of the same size",
    ),
    url=GRAVITON_URL,
)
def graviton_in_use(snapshot: Snapshot) -> Iterator[Result]:
    results = [*database_on_graviton.function(snapshot), *compute_on_graviton.function(snapshot)]
    for account in snapshot.accounts:
        here = [r for r in results if r.account == account and r.verdict is not Verdict.UNKNOWN]
        using = sum(r.verdict is Verdict.PASS for r in here)
        if here:
            complete = account in read_everywhere(snapshot, *DATABASES, *COMPUTE)
            none = Verdict.FAIL if complete else Verdict.UNKNOWN
            reason = f"Of {counted(len(here), 'resource')} that could run on Graviton, {using} do."
            yield in_account(Verdict.PASS if using else none, reason, account)
