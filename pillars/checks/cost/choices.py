"""Choices with a price: licences, sharing of small systems, demand that is known, projects."""

from collections import defaultdict
from collections.abc import Iterator

from pillars.checking import Remedy, Result, Severity, check, failed, passed
from pillars.facts import Resource, Snapshot

from .._tagging import tagging
from .._values import label, many
from ..common import aspect, counted, judged, listed, required, running
from ..tags import plain, tags_of
from .tags import BILLABLE

INSTANCES = "ec2.instance"
DATABASES = "rds.instance"
SERVICES = "ecs.service"
GROUPS = "autoscaling.group"
FREE_PLATFORMS = ("Linux/UNIX",)
COMMERCIAL_ENGINES = ("oracle", "sqlserver", "db2", "custom-oracle", "custom-sqlserver")
SHARED_SERVICES = 2
PROJECT_KEYS = frozenset(
    """
    project projectid projectname projectcode application app appid appname workload product
    initiative awsapplication
    """.split()  # noqa: SIM905
)


@check(
    id="licences-spared",
    title="Machines and databases need no commercial licence",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[INSTANCES, DATABASES],
    passes="The running machine's platform and the database's engine come without a licence fee. A "
    "commercial one fails: whether it was weighed against a cheaper one, people know.",
    supports=["COST05-BP04"],
    remedy=Remedy(
        console="RDS → {name} → engine: plan a move to Aurora PostgreSQL with Schema Conversion; "
        "License Manager → count what stays.",
        cli="aws license-manager list-license-configurations --region {region}",
        cloudformation=(
            "Database:\n  Type: AWS::RDS::DBCluster\n  Properties:\n    Engine: aurora-postgresql"
        ),
        terraform='resource "aws_licensemanager_license_configuration" "this" {\n'
        '  name                  = "{name}"\n  license_counting_type = "vCPU"\n}',
        cost="Saves the licence, often half of the instance's cost",
    ),
    url="https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/"
    "cost_select_service_licensing.html",
)
def licences_spared(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(running(snapshot.of(INSTANCES)), _platform)
    yield from judged(snapshot.of(DATABASES), _engine)


def _platform(instance: Resource) -> Result:
    platform = str(required(instance, "PlatformDetails"))
    reason = f"{label(instance)} runs {platform}."
    return passed(instance, reason) if platform in FREE_PLATFORMS else failed(instance, reason)


def _engine(database: Resource) -> Result:
    engine = str(required(database, "Engine"))
    reason = f"{database.name} runs {engine}."
    if engine.startswith(COMMERCIAL_ENGINES):
        return failed(database, f"{reason[:-1]}, with a licence.")
    return passed(database, reason)


@check(
    id="clusters-shared",
    title="Small services share a cluster",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[SERVICES],
    passes=f"At least {SHARED_SERVICES} services run on one ECS cluster. Whether what stands alone "
    "should, people know, so a cluster with one service yields nothing.",
    supports=["COST06-BP04"],
    remedy=Remedy(
        console="ECS → Clusters → Services → Create: place small services on a cluster that is "
        "there.",
        cli="aws ecs create-service --region {region} --cluster SHARED --service-name {name} "
        "--task-definition TASK --desired-count 1",
        cloudformation=(
            "Service:\n  Type: AWS::ECS::Service\n  Properties:\n    Cluster: shared\n"
            "    TaskDefinition: TASK"
        ),
        terraform=(
            'resource "aws_ecs_service" "this" {\n'
            "  # the rest stays as it is\n"
            '  cluster = "shared"\n'
            "}"
        ),
        cost="Saves the spare room of a cluster's machines",
    ),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html",
)
def clusters_shared(snapshot: Snapshot) -> Iterator[Result]:
    clusters: dict[str, list[Resource]] = defaultdict(list)
    for service in snapshot.of(SERVICES):
        if service.data.get("clusterArn") and service.data.get("desiredCount"):
            clusters[str(service.data["clusterArn"])].append(service)
    for arn, services in sorted(clusters.items()):
        if len(services) >= SHARED_SERVICES:
            name = arn.rpartition("/")[2]
            reason = f"Cluster {name} is shared by {counted(len(services), 'service')}."
            yield passed(services[0], reason)


@check(
    id="demand-curve-known",
    title="Capacity follows a known curve of demand",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=[GROUPS],
    passes="The group scales by a schedule or by forecast, for which somebody has looked at the "
    "curve of demand. Others follow what comes, and yield nothing.",
    supports=["COST09-BP01"],
    remedy=Remedy(
        console="EC2 → Auto Scaling groups → {name} → Automatic scaling → Predictive scaling: "
        "forecast only, and compare with the load for two weeks.",
        cli="aws autoscaling get-predictive-scaling-forecast --region {region} "
        "--auto-scaling-group-name {last} --policy-name POLICY --start-time "
        "START --end-time END",
        cloudformation=(
            "Forecast:\n  Type: AWS::AutoScaling::ScalingPolicy\n  Properties:\n"
            "    AutoScalingGroupName: !Ref Group\n    PolicyType: PredictiveScaling\n"
            "    PredictiveScalingConfiguration:\n      Mode: ForecastOnly\n"
            "      MetricSpecifications:\n        - TargetValue: 50\n"
            "          PredefinedMetricPairSpecification: {PredefinedMetricType: ASGCPUUtilization}"
        ),
        terraform=(
            'resource "aws_autoscaling_policy" "forecast" {\n'
            '  name                   = "forecast"\n'
            '  autoscaling_group_name = "{last}"\n'
            '  policy_type            = "PredictiveScaling"\n'
            "  predictive_scaling_configuration {\n"
            '    mode = "ForecastOnly"\n'
            "    metric_specification {\n"
            "      target_value = 50\n"
            "      predefined_metric_pair_specification {\n"
            '        predefined_metric_type = "ASGCPUUtilization"\n'
            "      }\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-predictive-scaling.html",
)
def demand_known(snapshot: Snapshot) -> Iterator[Result]:
    yield from judged(snapshot.of(GROUPS), _curve)


def _curve(group: Resource) -> Result | None:
    scheduled = many(aspect(group, "ScheduledActions"))
    policies = many(aspect(group, "Policies"))
    if any(policy.get("PolicyType") == "PredictiveScaling" for policy in policies):
        return passed(group, f"Group {group.name} scales by forecast.")
    if not scheduled:
        return None
    times = counted(len(scheduled), "scheduled action")
    return passed(group, f"Group {group.name} follows {times}.")


@check(
    id="resources-name-project",
    title="Resources name the project that they serve",
    pillar="costOptimization",
    severity=Severity.LOW,
    needs=BILLABLE,
    passes="A tag of the billable resource, such as project or application, names its project or "
    "application. Whether the project lives, people know.",
    supports=["COST02-BP06"],
    remedy=tagging(
        "Resource Groups → Tag Editor: find {name}, add project; or myApplications → "
        "Add resources.",
        {"project": "PROJECT"},
    ),
    url="https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/aws-myApplications.html",
)
def name_project(snapshot: Snapshot) -> Iterator[Result]:
    for kind in BILLABLE:
        yield from judged(snapshot.of(kind), _project)


def _project(resource: Resource) -> Result:
    found = sorted(key for key in tags_of(resource) if plain(key) in PROJECT_KEYS)
    if found:
        return passed(resource, f"{label(resource)} names its project by {listed(found)}.")
    return failed(resource, f"No tag of {label(resource)} names its project.")
