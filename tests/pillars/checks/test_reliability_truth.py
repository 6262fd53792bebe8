"""Known truth for each reliability check that judges resource by resource."""

import pytest

from pillars.checking import Verdict
from pillars.checks.reliability import (
    backups_data,
    backups_service,
    chaos,
    dns,
    health,
    queues,
    regions,
    scaling,
    zones_compute,
    zones_data,
    zones_network,
    zones_servers,
)

from . import truth
from .estate import (
    ZONE_A,
    ZONE_B,
    balancer,
    bucket,
    cache,
    cache_group,
    cluster,
    database,
    database_copy,
    files,
    function,
    instance,
    named,
    plan,
    regional,
    scaling_group,
    serverless,
    service,
    subnet,
    table,
    target_group,
    volume,
)
from .factories import ago
from .truth import Truth

SUBNETS = (subnet("subnet-a", ZONE_A), subnet("subnet-b", ZONE_B), subnet("subnet-a2", ZONE_A))
NO_BACKUP = {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}


def nodes(name: str, *subnets: str):
    return named("eks.nodegroup", name, clusterName="main", nodegroupName=name, subnets=[*subnets])


def endpoint(name: str, *subnets: str):
    sound = {"VpcEndpointType": "Interface", "VpcId": "vpc-1", "SubnetIds": [*subnets]}
    return named("ec2.vpc_endpoint", name, **sound)


def record(name: str, **data: object):
    sound = {"Type": "A", "ZoneId": "Z1", "ZoneName": "example.com.", "Private": False}
    return named("route53.record_set", f"{name}/{data.get('SetIdentifier', '')}", **(sound | data))


def watcher(name: str, **config: object):
    sound = {"FullyQualifiedDomainName": f"{name}.example.com", "Disabled": False}
    return named("route53.health_check", name, HealthCheckConfig=sound | config)


SIDES = ("dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits")


def target(resource_id: str, low: int = 1, high: int = 9, dimension: str = ""):
    return named(
        "applicationautoscaling.target",
        f"{resource_id}{dimension}",
        ResourceId=resource_id,
        ScalableDimension=dimension,
        MinCapacity=low,
        MaxCapacity=high,
    )


def policy(resource_id: str, dimension: str = ""):
    return named(
        "applicationautoscaling.policy",
        f"{resource_id}{dimension}-cpu",
        ResourceId=resource_id,
        ScalableDimension=dimension,
    )


def queue(name: str, policy_text: str = ""):
    attributes = {"RedrivePolicy": policy_text} if policy_text else {}
    return named("sqs.queue", name, Attributes=attributes)


def experiment(name: str, status: str = "completed", days: int = 30):
    return named(
        "fis.experiment",
        name,
        state={"status": status},
        endTime=ago(days=days),
        experimentTemplateId=f"template-of-{name}",
    )


ZONES = (
    Truth(
        zones_compute.asg_multi_az,
        (
            scaling_group("web"),
            scaling_group("nodes-1a", ZONE_A),
            scaling_group("nodes-1b", ZONE_B),
        ),
        (scaling_group("alone", ZONE_A), scaling_group("same", ZONE_A, ZONE_A)),
    ),
    Truth(
        zones_compute.ecs_multi_az,
        (service("api", "subnet-a", "subnet-b"),),
        (service("web", "subnet-a"), service("two", "subnet-a", "subnet-a2")),
        around=SUBNETS,
    ),
    Truth(
        zones_compute.ecs_two_tasks,
        (service("api"),),
        (service("web", desiredCount=1),),
    ),
    Truth(
        zones_compute.eks_multi_az,
        (nodes("ng", "subnet-a", "subnet-b"), nodes("db-a", "subnet-a"), nodes("db-b", "subnet-b")),
        (nodes("alone", "subnet-a"),),
        around=SUBNETS,
    ),
    Truth(
        zones_compute.lambda_multi_az,
        (function("resize", "subnet-a", "subnet-b"),),
        (function("bill", "subnet-a"),),
        around=SUBNETS,
    ),
    Truth(
        zones_servers.tiers_multi_az,
        (
            instance("i-1", ZONE_A, tags={"Name": "web-1"}),
            instance("i-2", ZONE_B, tags={"Name": "web-2"}),
        ),
        (
            instance("i-3", ZONE_A, tags={"Name": "db"}),
            instance("i-4", ZONE_B, tags={"Name": "cron", "Role": "jobs"}),
        ),
    ),
    Truth(
        zones_servers.auto_recovery,
        (instance("i-1"),),
        (instance("i-2", MaintenanceOptions={"AutoRecovery": "disabled"}),),
    ),
    Truth(
        zones_network.elb_multi_az,
        (balancer("shop"),),
        (balancer("alone", AvailabilityZones=[{"ZoneName": ZONE_A}]),),
    ),
    Truth(
        zones_network.endpoints_multi_az,
        (endpoint("vpce-1", "subnet-a", "subnet-b"),),
        (endpoint("vpce-2", "subnet-a"), endpoint("vpce-3", "subnet-a", "subnet-a2")),
        around=SUBNETS,
    ),
    Truth(
        zones_network.subnets_have_room,
        (subnet("subnet-1"), subnet("subnet-2", AvailableIpAddressCount=26)),
        (subnet("subnet-3", AvailableIpAddressCount=20),),
    ),
    Truth(
        zones_data.rds_multi_az,
        (database("orders"), cluster("my", Engine="mysql")),
        (database("old", MultiAZ=False), cluster("pg", Engine="postgres", MultiAZ=False)),
    ),
    Truth(
        zones_data.aurora_second_instance,
        (cluster("sales"), cluster("v1", EngineMode="serverless")),
        (cluster("one"), cluster("docs", Engine="docdb")),
        around=(
            database("sales-1", DBClusterIdentifier="sales", AvailabilityZone=ZONE_A),
            database("sales-2", DBClusterIdentifier="sales", AvailabilityZone=ZONE_B),
            database("one-1", DBClusterIdentifier="one", AvailabilityZone=ZONE_A),
            database("one-2", DBClusterIdentifier="one", AvailabilityZone=ZONE_A),
            database("docs-1", DBClusterIdentifier="docs", AvailabilityZone=ZONE_A),
        ),
    ),
    Truth(
        zones_data.cache_groups_multi_az,
        (cache_group("a"), serverless("c"), serverless("d", ConnectionType="public", SubnetIds=[])),
        (cache_group("b", MultiAZ="disabled"), serverless("e", SubnetIds=["subnet-a"])),
    ),
    Truth(
        zones_data.cache_clusters_multi_az,
        (cache("m", NumCacheNodes=2, PreferredAvailabilityZone="Multiple"),),
        (cache("r"), cache("n", NumCacheNodes=3)),
    ),
    Truth(
        zones_data.efs_regional,
        (files("fs-1"),),
        (files("fs-2", AvailabilityZoneName=ZONE_A),),
    ),
)

SCALING = (
    Truth(
        scaling.asg_scales,
        (
            scaling_group("web"),
            scaling_group("night", Policies=[], ScheduledActions=[{"ScheduledActionName": "n"}]),
            scaling_group("ecs", Policies=[], tags={"AmazonECSManaged": ""}),
        ),
        (
            scaling_group("fixed", MinSize=2, MaxSize=2),
            scaling_group("still", Policies=[]),
            scaling_group("off", Policies=[{"PolicyName": "p", "Enabled": False}]),
        ),
    ),
    Truth(
        scaling.ecs_scales,
        (service("api"),),
        (service("web"), service("flat")),
        around=(
            target("service/main/api"),
            policy("service/main/api"),
            target("service/main/flat", 2, 2),
        ),
    ),
    Truth(
        scaling.dynamodb_scales,
        (table("carts"), table("scaled", BillingModeSummary=None)),
        (table("fixed", BillingModeSummary={"BillingMode": "PROVISIONED"}),),
        around=(
            *(target("table/scaled", dimension=side) for side in SIDES),
            *(policy("table/scaled", side) for side in SIDES),
        ),
    ),
)

HEALTH = (
    Truth(
        health.health_checks,
        (target_group("web"),),
        (target_group("blind", HealthCheckEnabled=False),),
    ),
    Truth(
        health.targets_healthy,
        (target_group("web", "healthy", "unhealthy"),),
        (target_group("down", "unhealthy", "draining"),),
    ),
    Truth(
        health.asg_elb_health,
        (scaling_group("web"), scaling_group("both", HealthCheckType="EC2,ELB")),
        (scaling_group("ec2", HealthCheckType="EC2"),),
    ),
    Truth(
        dns.routed_records,
        (
            record("www", SetIdentifier="blue", HealthCheckId="1"),
            record("www", SetIdentifier="green", AliasTarget={"EvaluateTargetHealth": True}),
        ),
        (
            record("api", SetIdentifier="blue", Weight=1),
            record("api", SetIdentifier="green", AliasTarget={"EvaluateTargetHealth": False}),
            record("app", SetIdentifier="p", Failover="PRIMARY"),
        ),
    ),
    Truth(dns.health_checks, (watcher("www"),), (watcher("off", Disabled=True),)),
)

BACKUPS = (
    Truth(
        backups_data.rds_backups,
        (database("orders"), cluster("sales")),
        (database("old", BackupRetentionPeriod=0),),
    ),
    Truth(
        backups_data.rds_retention,
        (database("orders"), cluster("sales")),
        (database("short", BackupRetentionPeriod=1), cluster("brief", BackupRetentionPeriod=6)),
    ),
    Truth(
        backups_data.dynamodb_backups,
        (table("carts"),),
        (table("old", ContinuousBackups=NO_BACKUP),),
    ),
    Truth(
        backups_data.efs_backups,
        (files("fs-1"),),
        (files("fs-2", BackupPolicy={"Status": "DISABLED"}), files("fs-3", BackupPolicy=None)),
    ),
    Truth(
        backups_data.ebs_backups,
        (volume("vol-1"),),
        (volume("vol-2", Attachments=[{"InstanceId": "i-2"}]),),
        around=(
            instance("i-1"),
            instance("i-2"),
            plan(Selections=[{"Resources": [regional("ec2", "volume/vol-1")]}]),
        ),
    ),
    Truth(
        backups_data.s3_versioning,
        (bucket("data"),),
        (bucket("off", Versioning={}), bucket("was", Versioning={"Status": "Suspended"})),
    ),
    Truth(
        backups_data.elasticache_backups,
        (cache_group("a"), serverless("c")),
        (cache_group("b", SnapshotRetentionLimit=0), serverless("d", SnapshotRetentionLimit=0)),
    ),
    Truth(
        backups_service.plans_run,
        (plan("daily"),),
        (
            plan("empty", Selections=[]),
            plan("manual", Plan={"Rules": [{"RuleName": "r"}]}),
        ),
    ),
    Truth(
        backups_service.vaults_locked,
        (named("backup.vault", "a", Locked=True, EncryptionKeyArn="arn:key"),),
        (named("backup.vault", "b", Locked=False, EncryptionKeyArn="arn:key"),),
    ),
    Truth(
        regions.stores_copied,
        (
            database("orders", ReadReplicaDBInstanceIdentifiers=["arn:aws:rds:eu-west-1:1:db:o"]),
            database(
                "kept",
                DBInstanceAutomatedBackupsReplications=[
                    {"DBInstanceAutomatedBackupsArn": "arn:aws:rds:eu-west-1:1:auto-backup:ab"}
                ],
            ),
            database("shot"),
            table("global", Replicas=[{"RegionName": "eu-west-1"}]),
        ),
        (
            database("here", ReadReplicaDBInstanceIdentifiers=["here-2"]),
            table("local", Replicas=[]),
            files("fs-1"),
            bucket("data"),
        ),
        around=(
            database_copy(
                "copy",
                region="eu-west-1",
                DBInstanceIdentifier="shot",
                SourceDBSnapshotIdentifier="arn:aws:rds:us-east-1:1:snapshot:s",
            ),
        ),
    ),
    Truth(
        chaos.experiments_run,
        (experiment("a"),),
        (
            experiment("b", "failed"),
            experiment("c", days=400),
            named("fis.experiment_template", "never", id="never"),
        ),
    ),
    Truth(
        queues.dead_letters,
        (queue("orders", '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:1:dead"}'),),
        (queue("mail"), queue("odd", "not json")),
    ),
)

TRUTHS = (*ZONES, *SCALING, *HEALTH, *BACKUPS)


@pytest.mark.parametrize("holds", truth.ALL, ids=lambda holds: holds.__name__)
@pytest.mark.parametrize("truths", TRUTHS, ids=lambda truths: truths.id)
def test_truth(truths: Truth, holds):
    holds(truths)


# What saves money in a pre-production workload is a person's decision there, not a failure.
LEFT_TO_PEOPLE = [
    each
    for each in (*ZONES, *SCALING)
    if each.check.id
    not in {
        "ec2-auto-recovery",
        "subnets-have-room",
    }
]


@pytest.mark.parametrize("truths", LEFT_TO_PEOPLE, ids=lambda truths: truths.id)
def test_pre_production_does_not_fail(truths: Truth):
    outcome = truth.run(truths.check, *truths.bad, *truths.around, production=False)
    assert truth.about(outcome, truths.bad) == [Verdict.UNKNOWN] * len(truths.bad)
    assert all(
        "pre-production" in result.reason
        for result in outcome.results
        if result.verdict == "unknown"
    )


@pytest.mark.parametrize("truths", SCALING, ids=lambda truths: truths.id)
def test_steady_traffic_does_not_fail_what_is_fixed(truths: Truth):
    outcome = truth.run(truths.check, *truths.bad, *truths.around, traffic_pattern="steady")
    assert truth.about(outcome, truths.bad) == [Verdict.UNKNOWN] * len(truths.bad)
