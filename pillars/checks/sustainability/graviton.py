"""Graviton: the processor of each resource, and whether AWS offers an arm64 one instead."""

from collections.abc import Iterator, Mapping

from pillars.checking import Remedy, Result, Severity, Verdict, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._reading import seen_with
from .._values import label, many
from ..common import (
    counted,
    dig,
    in_account,
    judged,
    number,
    read_everywhere,
    required,
    running,
)
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
SERVICES, DEFINITIONS = "ecs.service", "ecs.task_definition"
COMPUTE = ("ec2.instance", "lambda.function", SERVICES, DEFINITIONS)
FARGATE, PROVIDERS = "FARGATE", "capacityProviderStrategy"
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
        console=(
            "RDS → Databases → {name} → Modify: choose the class of the same size whose family "
            "ends in g."
        ),
        cli=(
            "# it restarts, in the next maintenance window unless told otherwise\n"
            "aws rds modify-db-instance --region {region} --db-instance-identifier {last} "
            "--db-instance-class CLASS"
        ),
        cloudformation=(
            "Database:\n"
            "  Type: AWS::RDS::DBInstance\n"
            "  Properties:\n"
            '    DBInstanceIdentifier: "{name}"\n'
            "    DBInstanceClass: !Ref GravitonClass"
        ),
        terraform=(
            'resource "aws_db_instance" "this" {\n'
            "  # the rest stays as it is\n"
            '  identifier     = "{name}"\n'
            '  instance_class = "CLASS"\n'
            "}"
        ),
        cost="Saves about 10 % of the price of the same size",
        others=(
            (
                ":elasticache:",
                Remedy(
                    console=(
                        "ElastiCache → Caches → {name} → Modify: choose the node type of "
                        "the same size whose family ends in g."
                    ),
                    cli=(
                        "aws elasticache modify-cache-cluster --region {region} "
                        "--cache-cluster-id {last} --cache-node-type TYPE\n"
                        "# where it belongs to a replication group\n"
                        "aws elasticache modify-replication-group --region {region} "
                        "--replication-group-id GROUP --cache-node-type TYPE"
                    ),
                    cloudformation=(
                        "Cache:\n"
                        "  Type: AWS::ElastiCache::CacheCluster\n"
                        "  Properties:\n"
                        '    ClusterName: "{name}"\n'
                        "    CacheNodeType: !Ref GravitonType"
                    ),
                    terraform=(
                        'resource "aws_elasticache_cluster" "this" {\n'
                        "  # the rest stays as it is\n"
                        '  cluster_id = "{name}"\n'
                        '  node_type  = "TYPE"\n'
                        "}"
                    ),
                ),
            ),
        ),
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
    title="Instances, functions and Fargate tasks run on Graviton",
    pillar="sustainability",
    severity=Severity.LOW,
    needs=COMPUTE,
    passes="The instance, function or task on Fargate is of the arm64 architecture. Windows, "
    "families without Graviton equivalent, and tasks on instances yield nothing. Whether the "
    "software runs on arm64, people know: what runs on x86 keeps the choice from being proved, no "
    "more.",
    proves=[CHOICE],
    supports=["SUS05-BP02", "COST06-BP02", "PERF02-BP01"],
    remedy=Remedy(
        console=(
            "Lambda → Functions → {name} → Code → Runtime settings → Edit: arm64; libraries "
            "with machine code have to be built for it."
        ),
        cli=(
            "aws lambda update-function-code --region {region} --function-name {id} "
            "--architectures arm64 --zip-file fileb://function.zip"
        ),
        cloudformation=(
            "Function:\n  Type: AWS::Lambda::Function\n  Properties:\n"
            '    FunctionName: "{name}"\n    Architectures: [arm64]'
        ),
        terraform=(
            'resource "aws_lambda_function" "this" {\n'
            "  # the rest stays as it is\n"
            '  function_name = "{name}"\n'
            '  architectures = ["arm64"]\n'
            "}"
        ),
        cost="Saves about 20 % of the price of the same size",
        others=(
            (
                ":ec2:",
                Remedy(
                    console=(
                        "EC2: launch {name} anew from an arm64 image, on a family that "
                        "ends in g; then end the old one."
                    ),
                    cli=(
                        "aws ec2 run-instances --region {region} --image-id ARM64_IMAGE "
                        "--instance-type TYPE --min-count 1 --max-count 1 --subnet-id "
                        "SUBNET\n"
                        "# once it serves\n"
                        "aws ec2 stop-instances --region {region} --instance-ids {last}"
                    ),
                    cloudformation=(
                        "Server:\n"
                        "  Type: AWS::EC2::Instance\n"
                        "  Properties:\n"
                        "    InstanceType: !Ref GravitonType  # {last}, {name}\n"
                        "    ImageId: !Ref Arm64Image"
                    ),
                    terraform=(
                        'resource "aws_instance" "this" {\n'
                        "  # {last}, {name}: an image of another architecture makes it "
                        "anew\n"
                        "  ami           = data.aws_ami.arm64.id\n"
                        '  instance_type = "TYPE"\n'
                        "}"
                    ),
                ),
            ),
            (
                ":ecs:",
                Remedy(
                    console=(
                        "ECS → Task definitions → {name} → Create new revision: "
                        "operating system and architecture Linux/ARM64, with images "
                        "built for it."
                    ),
                    cli=(
                        "aws ecs describe-task-definition --region {region} "
                        "--task-definition {id} --query taskDefinition > task.json\n"
                        "# keep family, roles, networkMode, cpu, memory, "
                        "requiresCompatibilities and containerDefinitions; set "
                        "runtimePlatform to LINUX and ARM64\n"
                        "aws ecs register-task-definition --region {region} "
                        "--cli-input-json file://task.json"
                    ),
                    cloudformation=(
                        "Task:\n"
                        "  Type: AWS::ECS::TaskDefinition\n"
                        "  Properties:\n"
                        "    # {name}\n"
                        "    RuntimePlatform:\n"
                        "      OperatingSystemFamily: LINUX\n"
                        "      CpuArchitecture: ARM64"
                    ),
                    terraform=(
                        'resource "aws_ecs_task_definition" "this" {\n'
                        "  # the rest stays as it is\n"
                        "  # {name}\n"
                        "  runtime_platform {\n"
                        '    operating_system_family = "LINUX"\n'
                        '    cpu_architecture        = "ARM64"\n'
                        "  }\n"
                        "}"
                    ),
                ),
            ),
        ),
    ),
    url=GRAVITON_URL,
)
def compute_on_graviton(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(running(snapshot.of("ec2.instance")), _instance)
    yield from judged(snapshot.of("lambda.function"), _function)
    definitions = {definition.id: definition for definition in snapshot.of(DEFINITIONS)}
    services = seen_with(snapshot, SERVICES, DEFINITIONS)
    yield from judged([s for s in services if _on_fargate(s)], lambda s: _service(s, definitions))


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


def _on_fargate(service: Resource) -> bool:
    if not number(service.data.get("desiredCount")):
        return False
    providers = [dig(each, "capacityProvider") for each in many(service.data.get(PROVIDERS))]
    kinds = [service.data.get("launchType"), *providers]
    return any(str(kind).startswith(FARGATE) for kind in kinds)


def _service(service: Resource, definitions: Mapping[str, Resource]) -> Result | None:
    definition = definitions.get(str(required(service, "taskDefinition")))
    if definition is None:
        return unknown(service, f"The task definition of {service.name} was not read.")
    platform = definition.get("runtimePlatform") or {}
    if dig(platform, "cpuArchitecture") == "ARM64":
        return passed(service, f"The tasks of {service.name} are of arm64.")
    if str(dig(platform, "operatingSystemFamily") or "").startswith("WINDOWS"):
        return None
    return failed(service, f"The tasks of {service.name} are of x86; Fargate offers arm64.")


@check(
    id="graviton-in-use",
    title="Something runs on Graviton",
    pillar="sustainability",
    severity=Severity.MEDIUM,
    needs=[*DATABASES, *COMPUTE],
    passes="At least one instance, function, service on Fargate, database or cache of the account "
    "that could run on Graviton does.",
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
        terraform=(
            'resource "aws_lambda_function" "this" {\n'
            "  # the rest stays as it is\n"
            '  architectures = ["arm64"]\n'
            "}"
        ),
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
