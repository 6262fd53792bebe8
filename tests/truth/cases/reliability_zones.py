"""Reliability over zones: compute, network, databases; scaling and health checks."""

from ..account import Account
from ..case import MET, NOT_MET, SUPPORTED, UNKNOWN, Case, every
from ..layer import Answer
from ..parts.data import cache, cluster, database, files, lone_cache, table, table_follows
from ..parts.edge import health_check, record, zone
from ..parts.machines import (
    fleet,
    follow_demand,
    function,
    instance,
    instance_arn,
    service,
    service_follows,
)
from ..parts.network import balancer, forward, listener, network, subnet, targets

ZONES, DATABASES = "rel_multi_az", "rel_rds_multi_az"
SCALING, TARGETS, NAMES = "rel_auto_scaling", "rel_lb_health_checks", "rel_route53_health_checks"
ALL = (ZONES, DATABASES, SCALING, TARGETS, NAMES)


def spread_fleet(account: Account) -> None:
    place = network(account)
    arn = fleet(account, place)
    follow_demand(account)
    account.innocent(ZONES, arn)
    account.innocent(SCALING, arn)


def fleet_in_one_zone(account: Account) -> None:
    account.guilty(ZONES, fleet(account, network(account), zones=(0,)))
    follow_demand(account)


def fleet_in_two_subnets_of_one_zone(account: Account) -> None:
    place = network(account)
    second = subnet(account, place.vpc, 0, "10.0.9.0/24")
    autoscaled = fleet(account, place, VPCZoneIdentifier=f"{place.subnets[0]},{second}")
    follow_demand(account)
    account.guilty(ZONES, autoscaled)


def fixed_fleet(account: Account) -> None:
    account.guilty(SCALING, fleet(account, network(account), sizes=(2, 2, 2)))
    follow_demand(account)


def unmoved_fleet(account: Account) -> None:
    """Room to grow, and nothing that would make it."""
    account.guilty(SCALING, fleet(account, network(account)))


def scheduled_fleet(account: Account) -> None:
    arn = fleet(account, network(account))
    account.client("autoscaling").put_scheduled_update_group_action(
        AutoScalingGroupName="web",
        ScheduledActionName="evening",
        Recurrence="0 18 * * *",
        MinSize=4,
        MaxSize=6,
    )
    account.innocent(SCALING, arn)


def spread_service(account: Account) -> None:
    arn = service(account, network(account))
    service_follows(account)
    account.innocent(ZONES, arn)
    account.innocent(SCALING, arn)


def service_in_one_zone(account: Account) -> None:
    arn = service(account, network(account), zones=(0,))
    account.guilty(ZONES, arn)
    account.guilty(SCALING, arn)


def service_without_room(account: Account) -> None:
    account.guilty(SCALING, service(account, network(account)))
    service_follows(account, sizes=(3, 3))


def spread_balancer(account: Account) -> None:
    account.innocent(ZONES, balancer(account, network(account)))


def balancer_in_one_zone(account: Account) -> None:
    place = network(account)
    arn = balancer(account, place, "narrow", Subnets=[place.subnets[0]], Type="network")
    account.guilty(ZONES, arn)


def twins(account: Account) -> None:
    """Two servers of one tier, in two zones, behind nothing."""
    place = network(account)
    for zone_number, name in enumerate(("api-1", "api-2")):
        made = instance(account, place, zone=zone_number, name=name)
        account.innocent(ZONES, instance_arn(account, made))


def lone_server(account: Account) -> None:
    account.guilty(ZONES, instance_arn(account, instance(account, network(account), name="erp")))


def bastion_only(account: Account) -> None:
    """People use it, users of the workload do not wait for it."""
    instance(account, network(account), name="bastion")


def server_for_trying_out(account: Account) -> None:
    instance(account, network(account), name="trial", tags={"Environment": "dev"})


def two_nat_gateways(account: Account) -> None:
    place = network(account)
    ec2 = account.client("ec2")
    for number in (0, 1):
        address = ec2.allocate_address(Domain="vpc")["AllocationId"]
        ec2.create_nat_gateway(SubnetId=place.subnets[number], AllocationId=address)


def function_in_one_zone(account: Account) -> None:
    place = network(account)
    inside = {"SubnetIds": [place.subnets[0]], "SecurityGroupIds": []}
    account.guilty(ZONES, function(account, "narrow", VpcConfig=inside))


def spread_stores(account: Account) -> None:
    account.innocent(ZONES, cache(account), files(account))


def cache_in_one_zone(account: Account) -> None:
    arn = cache(account, "narrow", MultiAZEnabled=False, ReplicasPerNodeGroup=0)
    account.guilty(ZONES, arn)


def files_in_one_zone(account: Account) -> None:
    account.guilty(ZONES, files(account, AvailabilityZoneName="us-east-1a"))


def single_cache(account: Account) -> None:
    account.guilty(ZONES, lone_cache(account))


def spread_databases(account: Account) -> None:
    account.innocent(DATABASES, database(account), cluster(account))


def database_in_one_zone(account: Account) -> None:
    account.guilty(DATABASES, database(account, "narrow", MultiAZ=False))


def cluster_of_one(account: Account) -> None:
    """Its data is in three zones, and nobody takes over when its instance goes."""
    account.guilty(DATABASES, cluster(account, "single", instances=1))


def cluster_in_one_zone(account: Account) -> None:
    account.guilty(DATABASES, cluster(account, "together", zones="aab"))


def multi_az_cluster(account: Account) -> None:
    """RDS's own kind of cluster: a writer and two readers that can take over."""
    account.innocent(DATABASES, cluster(account, "three", instances=0, Engine="mysql"))

    def tell(said: Answer) -> None:
        for each in said["DBClusters"]:
            if each["DBClusterIdentifier"] == "three":
                each["MultiAZ"] = True

    account.change("rds", "DescribeDBClusters", tell)


def database_with_replica(account: Account) -> None:
    """A replica for reads is no standby for the source."""
    account.guilty(DATABASES, database(account, "source", MultiAZ=False))
    account.client("rds").create_db_instance_read_replica(
        DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="source"
    )


def checked_targets(account: Account) -> None:
    place = network(account)
    made = instance(account, place)
    group = targets(account, place, HealthCheckPath="/health")
    account.client("elbv2").register_targets(TargetGroupArn=group, Targets=[{"Id": made}])
    listener(account, balancer(account, place), forward(group))
    account.innocent(TARGETS, group)


def without_checks(account: Account, name: str) -> None:
    """Switches the health check of a group of addresses off, which moto does not keep."""

    def tell(said: Answer) -> None:
        for each in said["TargetGroups"]:
            if each["TargetGroupName"] == name:
                each["HealthCheckEnabled"] = False

    account.change("elbv2", "DescribeTargetGroups", tell)


def unchecked_targets(account: Account) -> None:
    place = network(account)
    group = targets(account, place, "unchecked", TargetType="ip")
    listener(account, balancer(account, place, "unchecked"), forward(group))
    without_checks(account, "unchecked")
    account.guilty(TARGETS, group)


def forgotten_targets(account: Account) -> None:
    """No balancer uses them."""
    targets(account, network(account), "forgotten", TargetType="ip")
    without_checks(account, "forgotten")


def checked_names(account: Account) -> None:
    own = zone(account)
    alias = {"HostedZoneId": "Z35SXDOTRQ7X7K", "DNSName": "shop.us-east-1.elb.amazonaws.com"}
    for name in ("example.com.", "www.example.com."):
        record(account, own, name, AliasTarget={**alias, "EvaluateTargetHealth": True})
    health_check(account, "www.example.com")
    account.innocent(NAMES, f"arn:aws:route53:::hostedzone/{own}")


def unchecked_names(account: Account) -> None:
    own = zone(account)
    record(account, own, "www.example.com.")
    account.guilty(NAMES, f"arn:aws:route53:::hostedzone/{own}")


def disabled_check(account: Account) -> None:
    unchecked_names(account)
    health_check(account, "www.example.com", disabled=True)


def weighted_names_without_checks(account: Account) -> None:
    """One of the two is checked, the other is given out dead or alive."""
    own = zone(account)
    check = health_check(account, "a.example.com")
    record(account, own, "api.example.com.", SetIdentifier="a", Weight=1, HealthCheckId=check)
    record(account, own, "api.example.com.", SetIdentifier="b", Weight=1)


def mail_only(account: Account) -> None:
    own = zone(account)
    record(
        account,
        own,
        "example.com.",
        Type="MX",
        ResourceRecords=[{"Value": "10 mail.example.com."}],
    )


def trial_database(account: Account) -> None:
    database(account, "trial", MultiAZ=False)


def trial_fleet(account: Account) -> None:
    fleet(account, network(account), zones=(0,), sizes=(1, 1, 1))


def half_scaled_table(account: Account) -> None:
    """Reads follow demand, writes are refused when there are more."""
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    table(account, "half", BillingMode="PROVISIONED", ProvisionedThroughput=units)
    table_follows(account, "half", "ReadCapacityUnits")


def table_only(account: Account) -> None:
    table(account)


GOOD = Case(
    "zones good",
    (
        spread_fleet,
        spread_service,
        spread_balancer,
        spread_stores,
        spread_databases,
        multi_az_cluster,
        two_nat_gateways,
        bastion_only,
        checked_names,
    ),
    {**every(MET, ZONES, DATABASES, SCALING, NAMES), TARGETS: UNKNOWN},
)
BAD = Case(
    "zones bad",
    (
        fleet_in_one_zone,
        service_in_one_zone,
        balancer_in_one_zone,
        lone_server,
        cache_in_one_zone,
        files_in_one_zone,
        single_cache,
        function_in_one_zone,
        database_in_one_zone,
        cluster_of_one,
        unchecked_targets,
        unchecked_names,
    ),
    every(NOT_MET, *ALL),
)
CASES = (
    GOOD,
    BAD,
    Case("zones empty", (), every(UNKNOWN, *ALL)),
    Case("targets checked", (checked_targets, forgotten_targets), {TARGETS: MET}),
    Case("targets forgotten", (forgotten_targets, mail_only), {TARGETS: UNKNOWN, NAMES: UNKNOWN}),
    Case(
        "two subnets of one zone",
        (fleet_in_two_subnets_of_one_zone, disabled_check),
        {ZONES: NOT_MET, NAMES: NOT_MET},
    ),
    Case(
        "fixed fleet",
        (fixed_fleet, weighted_names_without_checks),
        {SCALING: NOT_MET, NAMES: NOT_MET},
    ),
    Case(
        "unmoved fleet",
        (unmoved_fleet, cluster_in_one_zone),
        {SCALING: NOT_MET, DATABASES: NOT_MET},
    ),
    Case(
        "scheduled fleet",
        (scheduled_fleet, service_without_room, database_with_replica),
        {SCALING: NOT_MET, DATABASES: NOT_MET},
    ),
    Case("fleet by schedule", (scheduled_fleet,), {SCALING: MET, ZONES: MET}),
    Case("twins", (twins,), {ZONES: MET, SCALING: NOT_MET}),
    Case("tools only", (bastion_only, server_for_trying_out), {ZONES: UNKNOWN, SCALING: UNKNOWN}),
    Case(
        "before production",
        (trial_database, trial_fleet),
        {DATABASES: UNKNOWN, ZONES: UNKNOWN, SCALING: SUPPORTED},
        profile={"environment": "PREPRODUCTION"},
    ),
    Case("one server outside", (spread_fleet, lone_server), {SCALING: SUPPORTED, ZONES: NOT_MET}),
    Case("table half scaled", (half_scaled_table,), {SCALING: UNKNOWN}),
    Case("mixed databases", (spread_databases, database_in_one_zone), {DATABASES: NOT_MET}),
    Case("tables and functions only", (table_only,), {ZONES: SUPPORTED, SCALING: MET}),
)
